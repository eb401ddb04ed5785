/** How a command of the Chat REST API answers, and what all its commands have. */
import type { JsonMap } from '../../../json.ts';
import type { App } from '../app.ts';
import type { Answer, Request, Sandbox } from '../index.ts';
import type { Tables } from '../tables.ts';

/** `code` 0 is success; `info` says what is wrong. */
export interface ChatAnswer {
  readonly code: number;
  readonly info: string;
  readonly fields: JsonMap;
}

export const done = (fields: JsonMap = {}): ChatAnswer => ({ code: 0, info: '', fields });
export const fail = (code: number, info: string): ChatAnswer => ({ code, info, fields: {} });

/** What commands work on. */
export interface ChatDesk {
  readonly sandbox: Sandbox;
  readonly tables: Tables;
  readonly app: App;
}

export interface Command {
  /** For each app. */
  readonly perSecond: number;
  readonly isWrite: boolean;
  /** What a request may have at its top. The real service passes over the rest, in which a slip would be lost. */
  readonly parameters: readonly string[];
  /** The code of the service for a parameter that is wrong. */
  readonly wrong: number;
  readonly run: (desk: ChatDesk, request: JsonMap) => ChatAnswer | Promise<ChatAnswer>;
}

/** Calls of the sandbox's console for this app, and what came of each. */
export function performAll(
  { sandbox, app }: ChatDesk,
  requests: readonly Request[],
): Promise<readonly Answer[]> {
  const sdkAppId = String(app.id);
  return sandbox.api.call(
    requests.map(({ action, request }) => ({ action, request: { sdkAppId, ...request } })),
  );
}

export async function perform(desk: ChatDesk, action: string, request: JsonMap): Promise<Answer> {
  const [answer] = await performAll(desk, [{ action, request }]);
  if (!answer) throw new Error(`Nothing came of ${action}.`);
  return answer;
}

/** A refusal of the sandbox under the number that the service has for it. */
export function answerOf(
  answer: Answer,
  codes: Readonly<Record<string, number>>,
  otherwise: number,
  fields: JsonMap = {},
): ChatAnswer {
  if (answer.ok) return done(fields);
  const { code, message } = answer.refused;
  return fail(Object.hasOwn(codes, code) ? (codes[code] ?? otherwise) : otherwise, message);
}

/** A list of texts; undefined for what is none. */
export function textsOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((item) => typeof item === 'string') ? value : undefined;
}

export function isUser({ tables, app }: ChatDesk, userId: string): boolean {
  return tables.first('SELECT 1 FROM accounts WHERE app = ? AND id = ?', app.id, userId) !== undefined;
}

/** Seconds since 1970. */
export const seconds = (moment: string) => Date.parse(moment) / 1000;
