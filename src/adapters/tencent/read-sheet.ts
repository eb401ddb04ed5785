/** What a reading has found so far. Its parts fill it side by side, so that its order means nothing. */
import { formatAddress } from '../../address.ts';
import { type JsonMap, mapOf } from '../../json.ts';
import type { Live, LiveObject, Unreadable } from '../../model.ts';
import { Unread } from './read-wire.ts';

export interface Sheet {
  readonly objects: Map<string, LiveObject>;
  /** By live address: why. */
  readonly unreadable: Map<string, string>;
  /** Kinds of which all that there are are among the objects. */
  readonly listed: Set<string>;
  /** By live address: why only what somebody names was looked for. */
  readonly unlisted: Map<string, string>;
  readonly notices: Set<string>;
  /** By live address: why the adapter's own calls stand on it. */
  readonly standsOn: Map<string, string>;
}

export const emptySheet = (): Sheet => ({
  objects: new Map(),
  unreadable: new Map(),
  listed: new Set(),
  unlisted: new Map(),
  notices: new Set(),
  standsOn: new Map(),
});

export function show(
  sheet: Sheet,
  kind: string,
  segments: readonly string[],
  body: JsonMap,
  facts: JsonMap = {},
): void {
  sheet.objects.set(formatAddress(segments), { kind, segments, body, facts });
}

export function hide(sheet: Sheet, segments: readonly string[], reason: string): void {
  const address = formatAddress(segments);
  if (!sheet.unreadable.has(address)) sheet.unreadable.set(address, reason);
}

/** Says that there may be more in a place than was looked for. */
export function notListed(sheet: Sheet, segments: readonly string[], reason: string): void {
  sheet.unlisted.set(formatAddress(segments), reason);
}

/** Says that the adapter's own calls stand on something. */
export function standOn(sheet: Sheet, segments: readonly string[], why: string): void {
  sheet.standsOn.set(formatAddress(segments), why);
}

/** Reads a part. Where it cannot be read, the places are named as unreadable, and undefined comes back. */
export async function reading<T>(
  sheet: Sheet,
  places: readonly (readonly string[])[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    for (const place of places) hide(sheet, place, error.message);
    return undefined;
  }
}

/** The sheet in order, without objects that lie within what could not be read. */
export function finished(
  sheet: Sheet,
): Pick<Live, 'objects' | 'unreadable' | 'listed' | 'unlisted' | 'notices' | 'standsOn'> {
  const visible = [...sheet.objects].filter(([, { segments }]) => !isHidden(sheet, segments));
  const notices = [...sheet.notices].sort();
  return {
    objects: new Map(visible.sort(([a], [b]) => inOrder(a, b))),
    unreadable: placesIn(sheet.unreadable),
    ...(sheet.listed.size > 0 && { listed: [...sheet.listed] }),
    ...(sheet.unlisted.size > 0 && { unlisted: placesIn(sheet.unlisted) }),
    ...(notices.length > 0 && { notices }),
    ...(sheet.standsOn.size > 0 && { standsOn: mapOf(sheet.standsOn) }),
  };
}

const placesIn = (reasons: ReadonlyMap<string, string>): Unreadable[] =>
  [...reasons]
    .map(([address, reason]) => ({ address, reason }))
    .sort((a, b) => inOrder(a.address, b.address));

function isHidden({ unreadable }: Sheet, segments: readonly string[]): boolean {
  if (unreadable.size === 0) return false;
  return segments.some((_, i) => unreadable.has(formatAddress(segments.slice(0, i + 1))));
}

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
