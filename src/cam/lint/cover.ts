/** What of one statement another takes in. */
import { type ActionPattern, readAction } from '../action.ts';
import type { Item, Path, Statement } from '../document.ts';
import { covers } from '../match.ts';
import { type ResourcePattern, readResource } from '../resource.ts';
import { quoted } from '../short.ts';

/** A statement, or an element of it, that another statement takes in. */
export interface Relation {
  readonly path: Path;
  /** In words, to begin a sentence. */
  readonly what: string;
  readonly isWhole: boolean;
  readonly other: Statement;
}

/** What `other` takes in of a statement: all of it, or else single actions and resources. Conditions do not count. */
export function relationsOf(statement: Statement, other: Statement, account: string): Relation[] {
  const actions = coveredOf(statement.actions, other.actions, readAction, actionCovers);
  const resources = coveredOf(
    statement.resources,
    other.resources,
    (text) => readResource(text, account),
    resourceCovers,
  );
  if (statement.actions.length === 0 || statement.resources.length === 0) return [];
  const allActions = actions.length === statement.actions.length;
  const allResources = resources.length === statement.resources.length;
  if (allActions && allResources)
    return [{ path: statement.path, what: 'all of this', isWhole: true, other }];
  const some = allResources ? actions : allActions ? resources : [];
  return some.map(({ text, path }) => ({ path, what: quoted(text), isWhole: false, other }));
}

/** The items that one of the others takes in, as far as the grammar says what they mean. */
function coveredOf<T extends { readonly documented: boolean }>(
  items: readonly Item[],
  others: readonly Item[],
  read: (text: string) => T | undefined,
  takesIn: (wide: T, narrow: T) => boolean,
): Item[] {
  const wide = others.flatMap(({ text }) => {
    const one = read(text);
    return one?.documented ? [one] : [];
  });
  return items.filter(({ text }) => {
    const one = read(text);
    return one?.documented && wide.some((other) => takesIn(other, one));
  });
}

export const actionCovers = (wide: ActionPattern, narrow: ActionPattern): boolean =>
  covers(wide.service, narrow.service) && covers(wide.name, narrow.name);

export function resourceCovers(
  { segments: wide }: ResourcePattern,
  { segments: narrow }: ResourcePattern,
): boolean {
  if (!wide) return true;
  if (!narrow) return false;
  return (['service', 'region', 'account', 'path'] as const).every((name) =>
    covers(wide[name], narrow[name]),
  );
}
