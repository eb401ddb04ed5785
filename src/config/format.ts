/** The canonical form of a file: `fmt`. Comments, the order of keys and the quotes that people chose stay. */
import { Lexer, LineCounter, Parser, parseDocument } from 'yaml';
import { equal } from '../json.ts';
import type { Diagnostic } from '../model.ts';
import { plainOf } from './node.ts';
import { canonicalForm, escaped } from './print.ts';
import { read } from './read.ts';
import type { SourceFile } from './source.ts';

/** The file's text in canonical form, or why it has none. */
export function format(file: SourceFile): { text: string } | { diagnostics: Diagnostic[] } {
  const before = read(file);
  if (before.diagnostics.length > 0) return { diagnostics: before.diagnostics };
  const document = parseDocument(file.text, { stringKeys: true });
  const text = alignComments(besideKeys(file.text, escapeQuoted(document.toString(canonicalForm))));
  const after = read({ path: file.path, text });
  const same =
    before.root && after.root
      ? equal(plainOf(before.root), plainOf(after.root))
      : !before.root && !after.root;
  if (!same) throw new Error(`${file.path} would mean something else after formatting`);
  return { text };
}

/** What is hidden is an escape wherever it can be one: in double quotes. */
function escapeQuoted(text: string): string {
  let result = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (!isMark(lexeme)) result += lexeme.startsWith('"') ? escaped(lexeme) : lexeme;
  }
  return result;
}

/**
 * The library puts a comment that stands behind `key:` on a line of its own below it. It goes back: the
 * comments of both texts are the same, in the same order.
 */
function besideKeys(before: string, after: string): string {
  const was = commentsIn(before);
  const is = commentsIn(after);
  if (was.length !== is.length) return after;
  const lines: (string | undefined)[] = after.split('\n');
  for (const [i, { line, text, isBeside }] of is.entries()) {
    const key = lines[line - 1];
    if (isBeside || !was[i]?.isBeside || was[i].text !== text || !key?.endsWith(':')) continue;
    lines[line - 1] = `${key} ${text}`;
    lines[line] = undefined;
  }
  return lines.filter((line) => line !== undefined).join('\n');
}

/** Comments behind values on lines that follow each other begin in one column. */
function alignComments(text: string): string {
  const lines = text.split('\n');
  const comments = trailingComments(text);
  for (let first = 0; first < lines.length; first++) {
    if (!comments.has(first)) continue;
    let last = first;
    while (comments.has(last + 1)) last += 1;
    const run = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    const contents = run.map((line) => (lines[line] ?? '').slice(0, comments.get(line)).trimEnd());
    const column = Math.max(...contents.map((content) => content.length)) + 1;
    for (const [i, line] of run.entries()) {
      const comment = (lines[line] ?? '').slice(comments.get(line));
      lines[line] = `${(contents[i] ?? '').padEnd(column)}${comment}`;
    }
    first = last;
  }
  return lines.join('\n');
}

/** Line → column, both from 0, of each comment that has something before it on its line. */
function trailingComments(text: string): Map<number, number> {
  const beside = commentsIn(text).filter((one) => one.isBeside);
  return new Map(beside.map(({ line, column }) => [line, column]));
}

interface Comment {
  /** Both from 0. */
  readonly line: number;
  readonly column: number;
  readonly text: string;
  /** Something stands before it on its line. */
  readonly isBeside: boolean;
}

function commentsIn(text: string): Comment[] {
  const found: Comment[] = [];
  const counter = new LineCounter();
  const parser = new Parser(counter.addNewLine);
  counter.addNewLine(0);
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) void _;
    // The lexer marks the begin and end of things by characters that are not in the text.
    if (isMark(lexeme)) continue;
    if (lexeme.startsWith('#')) {
      const { line, col } = counter.linePos(offset);
      const start = text.lastIndexOf('\n', offset - 1) + 1;
      const isBeside = text.slice(start, offset).trim() !== '';
      found.push({ line: line - 1, column: col - 1, text: lexeme.trimEnd(), isBeside });
    }
    offset += lexeme.length;
  }
  return found;
}

const marks = new Set(['\u0002', '\u0018', '\u001f']);

function isMark(lexeme: string): boolean {
  return marks.has(lexeme);
}
