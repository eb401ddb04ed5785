/** Which texts on GitHub are ours: written by the account that the token is of, and with our marker. */
import { isSamePlace, type Marker, readMarker } from '../report/marker.ts';

/** An author as the REST API shows it. */
interface Author {
  readonly login: string;
}

/**
 * True for the account of the token. GraphQL may leave out the `[bot]` that REST has in an app's login; no
 * person can have it.
 */
export function isUs(author: Author | null | undefined, login: string): boolean {
  if (!author) return false;
  return author.login === login || author.login === `${login}[bot]`;
}

/** A text of ours, with what its marker says. */
export interface Marked<T> {
  readonly entry: T;
  readonly marker: Marker;
}

/** An entry with its marker if it is ours and of the same place; another's text is none, whatever is in it. */
export function marked<T extends { user?: Author | null | undefined; body?: string | null | undefined }>(
  entry: T,
  login: string,
  place: Marker,
): Marked<T> | undefined {
  if (!isUs(entry.user, login)) return undefined;
  const marker = readMarker(entry.body ?? '');
  return marker && isSamePlace(marker, place) ? { entry, marker } : undefined;
}

/** Texts are the same if they read the same: GitHub may keep other line ends than were sent. */
export function isSameText(a: string | null | undefined, b: string): boolean {
  const plain = (text: string) => text.replace(/\r\n?/g, '\n').trimEnd();
  return plain(a ?? '') === plain(b);
}
