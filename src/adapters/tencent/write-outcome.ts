/** How writes end: a refusal of Tencent with the rule that it stands for, where its code lets one tell. */
import type { Outcome } from '../adapter.ts';
import { chatCode, strangeAnswer, Unread } from './read-wire.ts';
import type { Reply } from './wire.ts';

/** Code → rule of the catalogue; undefined where no rule says so. */
export type RuleOf = (code: string) => string | undefined;

export const done: Outcome = { ok: true };

/** A refusal of the adapter's own: nothing was called. */
export function refuse(code: string, message: string, rule?: string): Outcome {
  return { ok: false, error: { kind: 'refused', code, message, ...(rule !== undefined && { rule }) } };
}

/** The outcome of a call. `isDone` names codes that say that there is nothing left to do. */
export function outcomeOf(reply: Reply, ruleOf: RuleOf, isDone: readonly string[] = []): Outcome {
  if (reply.ok) return done;
  const { error } = reply;
  if (error.kind === 'refused' && isDone.includes(error.code)) return done;
  const rule = error.kind === 'refused' ? ruleOf(error.code) : undefined;
  return { ok: false, error: rule === undefined ? error : { ...error, rule } };
}

/** One step after the other, up to the first that does not succeed. What was carried out before it stays. */
export async function inTurn(steps: readonly (() => Promise<Outcome>)[]): Promise<Outcome> {
  for (const step of steps) {
    const outcome = await step();
    if (!outcome.ok) return outcome;
  }
  return done;
}

/** A write that also has to read. Nothing was written where that fails, unless it is the answer to the write. */
export async function unlessUnread(write: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    const kind = error.code === strangeAnswer ? 'lost' : 'failed';
    return { ok: false, error: { kind, code: error.code, message: error.message } };
  }
}

/** A table of ErrorCodes of the Chat REST API as a `RuleOf`. */
export function byErrorCode(rules: Readonly<Record<number, string>>): RuleOf {
  const byCode = new Map(Object.entries(rules).map(([errorCode, rule]) => [chatCode(errorCode), rule]));
  return (code) => byCode.get(code);
}
