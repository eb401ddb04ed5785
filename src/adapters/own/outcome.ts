/** What `write` and `probe` gave. An answer that cannot be understood is a lost one: the write may have happened. */
import { isMap } from '../../json.ts';
import type { Operation, Outcome, Sign, WriteError } from '../adapter.ts';
import { briefly } from './plain.ts';

/** The code of an outcome that an adapter did not give in the port's shape. */
const code = 'AdapterError';

/** The outcome of a write that may have happened, with a sentence about the adapter. */
export const mayHaveHappened = (message: string): Outcome => ({
  ok: false,
  error: { kind: 'lost', code, message },
});

/** The outcome that an adapter gave; a lost one where it is none. */
export function outcomeOf(given: unknown, operation: Operation, name: string): Outcome {
  const says = (what: string) => mayHaveHappened(`${name}: write() gave ${what}`);
  if (!isMap(given) || typeof given.ok !== 'boolean') return says('no outcome: `ok` is true or false');
  if (!given.ok) {
    const error = errorOf(given.error, operation);
    return error ? { ok: false, error } : says('an `error` without kind, code and message');
  }
  if (operation.kind !== 'app' || operation.action !== 'create') return { ok: true };
  if (typeof given.id !== 'string' || !/^[1-9][0-9]{0,19}$/.test(given.id))
    return says('no `id` for a new app: it is the SDKAppID, as a text');
  return { ok: true, id: given.id };
}

const kinds: readonly unknown[] = ['refused', 'failed', 'lost'];

function errorOf(given: unknown, operation: Operation): WriteError | undefined {
  if (!isMap(given) || !kinds.includes(given.kind)) return undefined;
  const { kind, rule } = given;
  if (typeof given.code !== 'string' || given.code === '' || typeof given.message !== 'string')
    return undefined;
  const [own, message] = [given.code, given.message].map((text) => withoutSecrets(text, operation));
  return {
    kind: kind as WriteError['kind'],
    code: own ?? code,
    message: message ?? '',
    ...(typeof rule === 'string' && /^[A-Z]{3}-[0-9]+$/.test(rule) && { rule }),
  };
}

/** A text for people; nothing is left of one that has a secret of the operation in it. */
export function withoutSecrets(text: string, { secrets }: Operation): string {
  for (const bytes of secrets?.values() ?? []) {
    const buffer = Buffer.from(bytes);
    const forms = [buffer.toString('utf8'), buffer.toString('base64'), buffer.toString('hex')];
    if (forms.some((form) => form !== '' && text.includes(form)))
      return '(a message with a secret in it, which is not shown)';
  }
  return briefly(text);
}

const answers: readonly unknown[] = ['done', 'not-done', 'cannot-tell'];

/** The signs that an adapter gave, one for each claim; `cannot-tell` where there is none. */
export function signsOf(given: unknown, count: number, name: string): readonly Sign[] {
  const list: readonly unknown[] = Array.isArray(given) && given.length === count ? given : [];
  return Array.from({ length: count }, (_, i): Sign => {
    const sign = list[i];
    if (!isMap(sign) || !answers.includes(sign.says) || typeof sign.how !== 'string')
      return { says: 'cannot-tell', how: `${name}: probe() gave no sign for each claim.` };
    return { says: sign.says as Sign['says'], how: briefly(sign.how) };
  });
}
