/** The pages of the console as the catalogue names them: what stands on which, and how the menu is divided. */
import { kinds } from '../../../../catalog/index.ts';
import type { Kind } from '../../../../catalog/kind.ts';
import { slug } from './markup.ts';

export interface MenuPage {
  readonly slug: string;
  /** The part of the menu that it stands in: `Feature Configuration`. */
  readonly part?: string;
  readonly title: string;
  /** In the order of the catalogue. */
  readonly kinds: readonly Kind[];
}

/** `apps`: the pages of an app. `cam`: those of the account. */
export type Scope = 'apps' | 'cam';

export const scopeOf = (kind: Kind): Scope => (kind.path[0] === 'cam' ? 'cam' : 'apps');

const separator = ' > ';

/** A kind stands on the page of another where its way through the console begins with that one's. */
function wayTo(kind: Kind): string {
  const parts = kind.page.split(separator);
  const ways = parts.map((_, i) => parts.slice(0, i + 1).join(separator));
  return ways.find((way) => kinds.some(({ page }) => page === way)) ?? kind.page;
}

function pagesOf(scope: Scope): readonly MenuPage[] {
  const byWay = new Map<string, Kind[]>();
  for (const kind of kinds.filter((one) => scopeOf(one) === scope)) {
    byWay.set(wayTo(kind), [...(byWay.get(wayTo(kind)) ?? []), kind]);
  }
  return [...byWay].map(([way, its]) => {
    const [part = '', ...rest] = way.split(separator);
    if (rest.length === 0) return { slug: slug(way), title: part, kinds: its };
    return { slug: slug(way), part, title: rest.join(separator), kinds: its };
  });
}

const menus: Readonly<Record<Scope, readonly MenuPage[]>> = { apps: pagesOf('apps'), cam: pagesOf('cam') };

/** The pages of an app, or of the account's CAM, in the order of the menu. */
export const menuOf = (scope: Scope): readonly MenuPage[] => menus[scope];

/** The page that shows a kind. */
export function pageOf(kind: Kind): MenuPage {
  const found = menus[scopeOf(kind)].find((page) => page.kinds.includes(kind));
  if (!found) throw new Error(`The console has no page for ${kind.name}.`);
  return found;
}
