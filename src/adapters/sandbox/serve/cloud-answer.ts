/** How an action of the Cloud API answers, and what all its actions have. */
import type { JsonMap } from '../../../json.ts';
import type { Answer, Sandbox } from '../index.ts';
import type { Tables } from '../tables.ts';
import type { CamHistory } from './consistency.ts';

export interface CloudError {
  readonly error: { readonly code: string; readonly message: string };
}

/** What goes into the envelope, without the RequestId. */
export type CloudAnswer = { readonly fields: JsonMap } | CloudError;

export const cloudError = (code: string, message: string): CloudError => ({ error: { code, message } });
export const fields = (all: JsonMap = {}): CloudAnswer => ({ fields: all });

/** A list has one item: the shape of all of its items. */
export type Shape = 'integer' | 'text' | readonly [Shape] | Parameters;

export interface Parameters {
  readonly required?: Readonly<Record<string, Shape>>;
  readonly optional?: Readonly<Record<string, Shape>>;
}

/** What actions work on. */
export interface Desk {
  readonly sandbox: Sandbox;
  readonly tables: Tables;
  /** The uin of the root account, whose key signs. */
  readonly account: string;
  readonly cam: CamHistory;
}

export interface CloudAction extends Parameters {
  readonly perSecond: number;
  readonly isWrite: boolean;
  readonly run: (desk: Desk, request: JsonMap) => CloudAnswer | Promise<CloudAnswer>;
}

/** One call of the sandbox's console. */
export async function perform(desk: Desk, action: string, request: JsonMap): Promise<Answer> {
  const [answer] = await desk.sandbox.api.call([{ action, request }]);
  if (!answer) throw new Error(`Nothing came of ${action}.`);
  return answer;
}

/** A refusal of the sandbox in the words of the wire: some codes are others there. */
export function answerOf(
  answer: Answer,
  codes: Readonly<Record<string, string>> = {},
  all: JsonMap = {},
): CloudAnswer {
  if (answer.ok) return fields(all);
  const { code, message } = answer.refused;
  return cloudError(Object.hasOwn(codes, code) ? String(codes[code]) : code, message);
}

/** `2026-11-02 09:00:00`, of a moment in ISO 8601. */
export const cloudTime = (moment: string) => moment.slice(0, 19).replace('T', ' ');

export const textIn = (request: JsonMap, name: string) => {
  const value = request[name];
  return typeof value === 'string' ? value : undefined;
};
export const integerIn = (request: JsonMap, name: string) => {
  const value = request[name];
  return typeof value === 'number' ? value : undefined;
};
/** A list of texts; empty where there is none. */
export const textsIn = (request: JsonMap, name: string): string[] => {
  const value = request[name];
  return Array.isArray(value) ? value.map(String) : [];
};
