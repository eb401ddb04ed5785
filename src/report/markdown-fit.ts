/**
 * Parts of a report brought below a length: whole rows go, never half ones, and what went is said.
 *
 * Lengths are UTF-16 units: GitHub counts characters, and a text never has more of them than units.
 */

/** A piece of a report that can be said at more or less length. */
export interface Part {
  /** Who gets room first: a lower rank before a higher one. */
  readonly rank: number;
  /** The shortest that it becomes. */
  readonly least: string;
  /** The fullest text of at most so many units; `least` where even that has no room. */
  readonly write: (room: number) => string;
}

const between = '\n\n';

/** The parts in the order given, in all at most so many units as long as their `least` texts are. */
export function fitted(parts: readonly Part[], limit: number): string {
  const texts = parts.map((part) => part.least);
  let left = limit - texts.join(between).length;
  const byRank = [...parts.entries()].sort(([, a], [, b]) => a.rank - b.rank);
  for (const [index, part] of byRank) {
    const text = part.write(part.least.length + left);
    left -= text.length - part.least.length;
    texts[index] = text;
  }
  return texts.join(between);
}

/** A part that is never shortened. */
export function fixed(text: string): Part {
  return { rank: 0, least: text, write: () => text };
}

/** The first text that fits; the last one else. */
export function firstThatFits(texts: readonly (() => string)[], room: number): string {
  let text = '';
  for (const make of texts) {
    text = make();
    if (text.length <= room) return text;
  }
  return text;
}

export interface Rows {
  readonly rows: readonly string[];
  /** The text that holds some of the rows. */
  readonly around: (rows: readonly string[]) => string;
  /** What is said of the last so many rows, which are not shown. */
  readonly rest: (left: number) => string;
}

/** As many rows as there is room for, from the first on, and what is said of the rest. */
export function cutRows({ rows, around, rest }: Rows, room: number): string {
  const whole = around(rows);
  if (whole.length <= room) return whole;
  const lengthOf = (shown: readonly string[]) => around(shown).length;
  let count = 0;
  let length = lengthOf([]) + between.length + rest(rows.length).length;
  for (const row of rows) {
    length += row.length + 1;
    if (length > room) break;
    count += 1;
  }
  // A fence may have grown with the backticks of a row.
  const textOf = (shown: number) =>
    shown === 0 ? rest(rows.length) : around(rows.slice(0, shown)) + between + rest(rows.length - shown);
  while (count > 0 && textOf(count).length > room) count -= 1;
  return textOf(count);
}

/** A part of rows. */
export function rowsPart(rank: number, rows: Rows): Part {
  return { rank, least: rows.rest(rows.rows.length), write: (room) => cutRows(rows, room) };
}
