/** A file of the configuration as text, and places in it. */
import type { Source } from '../model.ts';
import { quotable } from './quotable.ts';

export interface SourceFile {
  /** Relative to the configuration's directory, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Why there is no text: the file could not be read. */
  readonly problem?: FileProblem;
}

/** What is wrong with a file as a whole; line and column from 1, with that line's text. */
export interface FileProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

const lineStarts = new WeakMap<SourceFile, number[]>();

function startsOf(file: SourceFile): number[] {
  let starts = lineStarts.get(file);
  if (!starts) {
    starts = [0];
    for (let i = file.text.indexOf('\n'); i !== -1; i = file.text.indexOf('\n', i + 1)) starts.push(i + 1);
    lineStarts.set(file, starts);
  }
  return starts;
}

const quotables = new WeakMap<SourceFile, string>();

function quotableOf(file: SourceFile): string {
  const known = quotables.get(file);
  if (known !== undefined) return known;
  const text = quotable(file.text);
  quotables.set(file, text);
  return text;
}

/** Line and column from 1 of an offset. */
function position(file: SourceFile, offset: number): { line: number; column: number } {
  const starts = startsOf(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

/** The place between two offsets of a file, with the first line's text as it may be quoted. */
export function sourceAt(file: SourceFile, start: number, end: number): Source {
  const from = position(file, start);
  const to = position(file, Math.max(start, end));
  const lineStart = startsOf(file)[from.line - 1] ?? 0;
  const lineEnd = file.text.indexOf('\n', lineStart);
  const text = quotableOf(file)
    .slice(lineStart, lineEnd === -1 ? undefined : lineEnd)
    .replace(/\r$/, '');
  return {
    file: file.path,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    text,
  };
}
