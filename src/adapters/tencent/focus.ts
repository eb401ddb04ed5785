/** Which part of an account a reading is about. */
import { formatAddress, isWithin, parseAddress } from '../../address.ts';
import { kindAt } from '../../catalog/index.ts';
import type { Scope } from '../adapter.ts';
import { hide, type Sheet } from './read-sheet.ts';

type Segments = readonly string[];

export interface Focus {
  /** True for what is read, for what lies in that, and for what that lies in. */
  readonly touches: (segments: Segments) => boolean;
  /** True for what is read as a whole. */
  readonly holds: (segments: Segments) => boolean;
  /** `Scope.named`, with the one thing that is asked for. */
  readonly named: (kind: string) => readonly Segments[];
  /** Names those places as unreadable that are not touched. */
  readonly leaveOutOthers: (sheet: Sheet, places: readonly Segments[]) => void;
}

export function focusOf({ only, named }: Scope): Focus {
  const asked = only === undefined ? undefined : parseAddress(only);
  const kind = asked && kindAt(asked)?.name;
  const holds = (segments: Segments) => only === undefined || isWithin(formatAddress(segments), only);
  const touches = (segments: Segments) =>
    holds(segments) || (only !== undefined && isWithin(only, formatAddress(segments)));
  return {
    touches,
    holds,
    named: (name) => [...(named?.(name) ?? []), ...(asked && kind === name ? [asked] : [])],
    leaveOutOthers: (sheet, places) => {
      for (const place of places) if (!touches(place)) hide(sheet, place, 'it was left out of this reading');
    },
  };
}
