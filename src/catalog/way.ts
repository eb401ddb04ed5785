/** The way of a person through the console: where, and what to click. */
import { anyClicks } from './clicks.ts';
import { attributeAt } from './index.ts';
import type { Attribute, Clicks, Kind } from './kind.ts';

type Action = 'create' | 'update' | 'delete';

/** Where something is done: `Chat console > the card of the app > Basic Configuration`. A new app has no card yet. */
export function placeInConsole({ path, page }: Kind, action: Action): string {
  if (path[0] !== 'apps') return page;
  const isNewApp = path.length === 2 && action === 'create';
  return isNewApp ? 'Chat console' : `Chat console > the card of the app > ${page}`;
}

/** The clicks that create or delete a resource. */
export function clicksOf(kind: Kind, action: 'create' | 'delete'): Clicks {
  const plain = action === 'create' ? 'Make it on the page with the values below.' : 'Delete it on the page.';
  return kind.clicks?.[action] ?? [plain];
}

/** The clicks that give the attribute at a path a value: its own, those of what it lies in, or those of the kind. */
export function clicksFor(kind: Kind, path: readonly string[], value: unknown): Clicks {
  for (let length = path.length; length > 0; length--) {
    const attribute: Attribute | undefined = attributeAt(kind, path.slice(0, length));
    const own = attribute?.clicksFor;
    const word = String(value);
    if (own && length === path.length && Object.hasOwn(own, word)) return own[word] ?? anyClicks;
    if (attribute?.clicks) return attribute.clicks;
  }
  return kind.clicks?.update ?? anyClicks;
}

/** A click with the keys of a resource in place: its own, and that of what it lies in. */
export function withKeys(click: string, segments: readonly string[]): string {
  return click.replace(/\{(key|parent)\}/g, (_, name) => segments.at(name === 'key' ? -1 : -3) ?? '');
}
