/**
 * Parts of a report brought below a length: whole rows go, never half ones, and what went is said.
 *
 * Lengths are UTF-16 units, of which a text never has fewer than characters. GitHub takes 65,536 characters,
 * and no more than 262,144 bytes, which is four for each of them: units are at most three.
 */

import { plural } from './layout.ts';

/** A piece of a report that can be said at more or less length. */
export interface Part {
  /** Who gets room first: a lower rank before a higher one. */
  readonly rank: number;
  /** Of the room that is free, as much at most until the parts of higher ranks have had theirs: 0 to 1. */
  readonly share?: number;
  /** The shortest that it becomes. */
  readonly least: string;
  /** The fullest text of at most so many units; `least` where there is room for nothing else. */
  readonly write: (room: number) => string;
}

const between = '\n\n';

/** Texts with an empty line between them. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(between);
}

/** The parts in the order given: in all at most so many units, as long as their `least` texts are. */
export function fitted(parts: readonly Part[], limit: number): string {
  const texts = parts.map((part) => part.least);
  let left = limit - texts.join(between).length;
  const byRank = [...parts.entries()].sort(([, a], [, b]) => a.rank - b.rank);
  const write = (index: number, part: Part, room: number) => {
    const before = texts[index]?.length ?? 0;
    const text = part.write(before + room);
    left -= text.length - before;
    texts[index] = text;
  };
  for (const [index, part] of byRank) write(index, part, Math.floor(left * (part.share ?? 1)));
  for (const [index, part] of byRank) if (part.share !== undefined) write(index, part, left);
  return texts.join(between);
}

/** A part that is never shortened. */
export function fixed(text: string): Part {
  return { rank: 0, least: text, write: () => text };
}

/** The first text that fits. */
export function firstThatFits(forms: readonly (() => string)[], room: number): string | undefined {
  for (const form of forms) {
    const text = form();
    if (text.length <= room) return text;
  }
  return undefined;
}

export interface Rows {
  readonly rows: readonly string[];
  /** The text that holds some of the rows, from the first on. */
  readonly around: (rows: readonly string[]) => string;
  /** What is said of the last rows, which are not shown: `4 rules`, or `4 more rules` below others. */
  readonly rest: (counted: string, left: number) => string;
  /** What a row is: `rule`. */
  readonly noun: string;
}

/** As many rows as there is room for, and what is said of the rest. */
export function cutRows(all: Rows, room: number): string {
  const { rows } = all;
  const textOf = (shown: number) =>
    paragraphs(shown > 0 ? all.around(rows.slice(0, shown)) : '', restText(all, rows.length - shown));
  let shown = 0;
  let tooMany = rows.length + 1;
  if (textOf(rows.length).length <= room) shown = rows.length;
  else tooMany = rows.length;
  while (tooMany - shown > 1) {
    const middle = Math.floor((shown + tooMany) / 2);
    if (textOf(middle).length <= room) shown = middle;
    else tooMany = middle;
  }
  return textOf(shown);
}

/** What is said of the last rows where they are not shown. */
export function restText({ rows, rest, noun }: Rows, left: number): string {
  if (left === 0) return '';
  return rest(plural(left, left < rows.length ? `more ${noun}` : noun), left);
}

/** A part of rows. */
export function rowsPart(rank: number, rows: Rows): Part {
  return { rank, least: restText(rows, rows.rows.length), write: (room) => cutRows(rows, room) };
}
