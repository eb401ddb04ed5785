/** Calls that read, and the shapes of their answers: what does not look as documented is not read at all. */
import { isMap } from '../../json.ts';
import { chatTrouble } from './chat-errors.ts';
import type { CallError, ChatApi, CloudApi, Reply, Wire, WireMap } from './wire.ts';

/** Thrown within a reading, and caught where it is known what cannot be shown because of it. */
export class Unread extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const strangeAnswer = 'ClientError.StrangeAnswer';

/** What an answer is that does not look as documented. */
export function strange(name: string, lacks: string): Unread {
  return new Unread(strangeAnswer, `in an answer of Tencent, ${name} ${lacks}`);
}

/** @throws Unread when there is no answer, or it is an error */
export async function askCloud(
  cloud: CloudApi,
  service: 'cam' | 'tag' | 'cim',
  action: string,
  request: WireMap = {},
): Promise<WireMap> {
  return bodyOf(await cloud.call(service, action, request));
}

/** @throws Unread when there is no answer, or it is an error */
export async function askChat(
  chat: ChatApi,
  sdkAppId: string,
  command: string,
  body: WireMap = {},
  as?: string,
): Promise<WireMap> {
  const reply = await (as === undefined
    ? chat.call(sdkAppId, command, body)
    : chat.call(sdkAppId, command, body, as));
  return bodyOf(reply);
}

function bodyOf(reply: Reply): WireMap {
  if (reply.ok) return reply.body;
  const { code, message } = reply.error;
  throw new Unread(code, `${message} (${code})`);
}

/** The code of an error of the Chat REST API, as the client writes it. */
export const chatCode = (errorCode: number | string): string => `Chat.${errorCode}`;

/** The result of one item of an answer, of which each has its own: 0 is success, as is none. */
export function resultOf(item: WireMap, code = 'ResultCode'): number {
  const result = field(item, code) ?? 0;
  return typeof result === 'number' ? result : Number.NaN;
}

/** The error of an item of an answer, as the client tells one of a whole answer. */
export function itemError(
  command: string,
  item: WireMap,
  reads: boolean,
  names: { readonly code: string; readonly info: string } = { code: 'ResultCode', info: 'ResultInfo' },
): CallError {
  const said = field(item, names.info);
  const errorInfo = typeof said === 'string' ? said : '';
  const errorCode = resultOf(item, names.code);
  const { kind, code, message } = chatTrouble({ errorCode, errorInfo, command, reads });
  return { kind, code, message };
}

/** Of an item that was to be read. */
export function unreadItem(...item: Parameters<typeof itemError>): Unread {
  const { code, message } = itemError(...item);
  return new Unread(code, `${message} (${code})`);
}

/** The value of a field; undefined where it is missing or null. */
export function field(map: WireMap, name: string): Wire | undefined {
  return Object.hasOwn(map, name) ? (map[name] ?? undefined) : undefined;
}

/**
 * A list of objects; a field that is missing or null is an empty one. Only where something else tells how many
 * there have to be: see `listIn`.
 */
export function mapsIn(map: WireMap, name: string): readonly WireMap[] {
  return field(map, name) === undefined ? [] : listIn(map, name);
}

/** A list of objects that is always there. @throws Unread when it is missing or null: that may be more than none */
export function listIn(map: WireMap, name: string): readonly WireMap[] {
  const list = field(map, name);
  if (Array.isArray(list) && list.every(isMap)) return list as readonly WireMap[];
  throw strange(name, list === undefined ? 'is missing' : 'is not a list of objects');
}

/** A list of texts or numbers. @throws Unread when the field is missing */
export function idsIn(map: WireMap, name: string): readonly string[] {
  const list = field(map, name);
  if (Array.isArray(list)) return list.map((item: Wire) => idOf(item, name));
  throw strange(name, 'is not a list');
}

/** @throws Unread when the field is no text */
export function textIn(map: WireMap, name: string): string {
  const value = field(map, name);
  if (typeof value === 'string') return value;
  throw strange(name, 'is not a text');
}

/** A number that may be missing, such as a total. */
export function numberIn(map: WireMap, name: string): number | undefined {
  const value = field(map, name);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

/** An ID, which Tencent writes as a number or as its digits. @throws Unread when it is neither */
export function idIn(map: WireMap, name: string): string {
  return idOf(field(map, name), name);
}

function idOf(value: Wire | undefined, name: string): string {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) {
    return String(value);
  }
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return value;
  throw strange(name, 'is not a whole number');
}

/** An ID as it is sent: a number, beyond 2^53 a bigint. */
export function wireId(id: string): number | bigint {
  const number = Number(id);
  return Number.isSafeInteger(number) ? number : BigInt(id);
}

/** Parts of a list, each of at most so many items. */
export function batches<T>(items: readonly T[], size: number): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size));
  return parts;
}
