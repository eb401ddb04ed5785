/** The catalogue's shape of what the console's forms take. */
import { kindNamed } from '../../catalog/index.ts';
import type { Attribute } from '../../catalog/kind.ts';

/** The body of a kind. Throws for a kind that the catalogue does not have, which is a bug. */
export function formOf(kind: string): Attribute {
  const found = kindNamed(kind);
  if (!found) throw new Error(`The catalogue has no kind ${kind}.`);
  return found.body;
}
