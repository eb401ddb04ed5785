/** A form as it was sent: texts, and apart from them the secrets, which are shown never again. */
import type { Context } from 'hono';
import type { Kind } from '../../../../catalog/kind.ts';
import type { Operation } from '../../../adapter.ts';
import { nameOf, rowsIn, rowsName, type Texts, textAt } from './texts.ts';

/** Of all that is sent at once: more than any certificate with all that stands beside it. */
export const mostBytes = 2 * 1024 * 1024;
/** Of one file, as for a file that a configuration refers to. */
const mostOfFile = 1024 * 1024;

export interface Sent {
  readonly texts: Texts;
  readonly secrets: ReadonlyMap<string, Uint8Array>;
  /** What cannot be taken of it. */
  readonly problems: readonly string[];
}

/** Reads what was sent; undefined when it is no form. Line ends are single line feeds. */
export async function sentOf({ req }: Context): Promise<Sent | undefined> {
  let data: FormData;
  try {
    data = await req.raw.formData();
  } catch {
    return undefined;
  }
  const texts = new Map<string, string[]>();
  const secrets = new Map<string, Uint8Array>();
  const problems: string[] = [];
  for (const [name, value] of data) {
    if (typeof value === 'string')
      texts.set(name, [...(texts.get(name) ?? []), value.replace(/\r\n?/g, '\n')]);
    else if (value.size > mostOfFile) problems.push(`A file has at most ${mostOfFile / 1024 / 1024} MiB.`);
    // A browser sends a file without a name where none was chosen.
    else if (value.name !== '' || value.size > 0)
      secrets.set(name, new Uint8Array(await value.arrayBuffer()));
  }
  return { texts, secrets, problems };
}

/** What was sent for a kind: its secrets taken out of the texts; an empty one was left alone. */
export function sentFor({ body }: Kind, { texts, secrets, problems }: Sent): Sent {
  const isSecret = (name: string) =>
    body.type === 'object' &&
    Object.hasOwn(body.attributes, name) &&
    body.attributes[name]?.type === 'secret';
  const typed = [...texts].filter(([name]) => isSecret(name));
  const found = new Map([...secrets].filter(([name]) => isSecret(name)));
  for (const [name, [text = '']] of typed) if (text !== '') found.set(name, Buffer.from(text));
  return { texts: new Map([...texts].filter(([name]) => !isSecret(name))), secrets: found, problems };
}

/** Five more rows, where a button asks for them: `_more` has the name of the map. */
export function withMoreRows(texts: Texts): Texts | undefined {
  const map = textAt(texts, '_more');
  if (map === undefined) return undefined;
  const path = map === nameOf([]) ? [] : map.split('.');
  return new Map([...texts, [rowsName(path), [String(rowsIn(texts, path) + 5)]]]);
}

/** True once somebody said yes to what was asked on a page of its own. */
export const isConfirmed = ({ texts }: Sent): boolean => textAt(texts, '_confirmed') === 'yes';

/** The operation that a form asks for, with the secrets that were given in it. */
export function operationOf(
  { kind, ...rest }: Pick<Operation, 'action' | 'segments' | 'patch'> & { readonly kind: Kind },
  { secrets }: Sent,
): Operation {
  return { ...rest, kind: kind.name, ...(secrets.size > 0 && { secrets }) };
}
