/** Texts with the place of each of their characters, for what is read inside of them. */
import type { Source } from '../model.ts';
import { type Node, type Place, placeOf } from './node.ts';
import { sourceAt } from './source.ts';

/** A text, and where it stands. */
export interface Written {
  readonly text: string;
  readonly source: Source;
  /** Where a character of the text stands in its file, as near as can be told. */
  readonly locate: (offset: number) => Source;
}

/** The text of a scalar; undefined for anything else. */
export function writtenOf(node: Node | undefined): Written | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const text = node.value;
  return { text, source: placeOf(node), locate: (offset) => placeInText(node, text, offset) };
}

/** The place of a character of a text: exact where the line stands in the file as it is, else all of the text. */
function placeInText(node: Place, text: string, offset: number): Source {
  const written = node.file.text.slice(node.start, node.end);
  const lines = text.slice(0, offset).split('\n');
  const column = lines.at(-1)?.length ?? 0;
  let from = 0;
  for (const [i, line] of text.split('\n').slice(0, lines.length).entries()) {
    const at = written.indexOf(line, from);
    if (at === -1) return placeOf(node);
    if (i === lines.length - 1) {
      const start = node.start + at + column;
      return sourceAt(node.file, start, Math.min(start + 1, node.end));
    }
    from = at + line.length;
  }
  return placeOf(node);
}
