/** The texts of a file in the common form, for `scan`: plain, quoted and block scalars. */
import type { Scalar } from '../json.ts';
import { isExact, NOT_TEXT } from './scalar.ts';

/** Thrown where a text is none of the common form. It is no error: the library reads the file. */
export const declined = new Error('not of the common form');

/** A place in a text that moves on. */
export interface Cursor {
  readonly text: string;
  at: number;
}

export const END = -1;
export const NEWLINE = 10;
export const SPACE = 32;
export const HASH = 35;
export const COMMA = 44;
export const DASH = 45;
export const COLON = 58;
export const DOUBLE = 34;
export const SINGLE = 39;
const FOLDED = 62;

export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : END;
}

export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === END;
}

export function isQuote(code: number): boolean {
  return code === DOUBLE || code === SINGLE;
}

/** The offset of the end of a line: its newline, or the end of the text. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

export function skipSpaces(cursor: Cursor): void {
  while (codeAt(cursor.text, cursor.at) === SPACE) cursor.at += 1;
}

/** True for each of these characters, by code. */
function table(characters: string): Uint8Array {
  const flags = new Uint8Array(0x80);
  for (const character of characters) flags[character.charCodeAt(0)] = 1;
  return flags;
}

const flowSigns = table(',[]{}');
/** No plain text of the common form begins with one of these. */
const notFirst = table(' \n?:,[]{}#&*!|>\'"%@`');
/** What plain text may end at, in brackets and elsewhere. */
const [flowStops, blockStops] = [table('\n:#,[]{}'), table('\n:#')];
/** What begins a plain value that may be no text. */
const notText = table('~nNtTfF.+-0123456789');

/** Plain text on one line, up to `: `, ` #` and, in brackets, one of `,[]{}`. */
export function plainText(cursor: Cursor, inFlow: boolean): string {
  const { text, at } = cursor;
  const first = codeAt(text, at);
  if (first === END || notFirst[first] === 1) throw declined;
  if (first === DASH && endsPlain(codeAt(text, at + 1), inFlow)) throw declined;
  const stops = inFlow ? flowStops : blockStops;
  let end = at + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (stops[code] !== 1) continue;
    if (code === COLON ? endsPlain(codeAt(text, end + 1), inFlow) : code !== HASH || isSpaceBefore(text, end))
      break;
  }
  while (isSpaceBefore(text, end)) end -= 1;
  cursor.at = end;
  return text.slice(at, end);
}

/** Whether a `:` or a `-` before this is a sign of the language. */
function endsPlain(next: number, inFlow: boolean): boolean {
  return isBlank(next) || (inFlow && flowSigns[next] === 1);
}

function isSpaceBefore(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === SPACE;
}

/** True for plain text that YAML takes for null, true, false or a number. */
export function isNotText(plain: string): boolean {
  return notText[plain.charCodeAt(0)] === 1 && NOT_TEXT.test(plain);
}

const words: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ...['~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);

/** The value of plain text. What no JSON number can hold, `.inf` among it, is left to the library. */
export function plainValue(plain: string): Scalar {
  if (!isNotText(plain)) return plain;
  const word = words.get(plain);
  if (word !== undefined) return word;
  const number = Number(plain);
  if (!isExact(number)) throw declined;
  return number;
}

const doubleQuoted = /"[^"\\\n]*(?:\\.[^"\\\n]*)*"/uy;
const singleQuoted = /'[^'\n]*(?:''[^'\n]*)*'/uy;

/** Text in quotes, on one line. */
export function quotedText(cursor: Cursor): string {
  const { text, at } = cursor;
  const isDouble = text.charCodeAt(at) === DOUBLE;
  const quoted = isDouble ? doubleQuoted : singleQuoted;
  quoted.lastIndex = at;
  if (!quoted.test(text)) throw declined;
  cursor.at = quoted.lastIndex;
  const inner = text.slice(at + 1, cursor.at - 1);
  if (isDouble) return inner.includes('\\') ? inner.replace(ESCAPE, unescaped) : inner;
  return inner.includes("'") ? inner.replaceAll("''", "'") : inner;
}

const ESCAPE = /\\(?:u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|.)/gsu;
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\n', '\n'],
  ['\\t', '\t'],
  ['\\r', '\r'],
  ['\\"', '"'],
  ['\\\\', '\\'],
  ['\\/', '/'],
]);

function unescaped(written: string): string {
  const known = escapes.get(written);
  if (known !== undefined) return known;
  const code = Number.parseInt(written.slice(2), 16);
  // Halves of a character would have to be put together, and any other escape is rare.
  if (written.length < 4 || (code >= 0xd800 && code <= 0xdfff)) throw declined;
  return String.fromCharCode(code);
}

/**
 * Text of several lines below `|`, `|-`, `>` or `>-`, all of them indented deeper than `indent`; the cursor
 * is behind its last line. No line is of blanks alone, and in folded text none is indented deeper.
 */
export function blockText(cursor: Cursor, indent: number): string {
  const { text } = cursor;
  const folds = text.charCodeAt(cursor.at) === FOLDED;
  const strips = codeAt(text, cursor.at + 1) === DASH;
  const header = cursor.at + (strips ? 2 : 1);
  if (codeAt(text, header) !== NEWLINE) throw declined;
  cursor.at = header + 1;
  skipSpaces(cursor);
  const depth = cursor.at - header - 1;
  if (depth <= indent || isBlank(codeAt(text, cursor.at))) throw declined;

  let value = '';
  let newlines = 0;
  let line = header + 1;
  let end = line;
  while (line < text.length) {
    if (text.charCodeAt(line) === NEWLINE) {
      newlines += 1;
      line += 1;
      continue;
    }
    const content = contentOf(text, line, depth);
    if (content === undefined) break;
    if (folds && content.startsWith(' ')) throw declined;
    if (value !== '') value += folds && newlines === 1 ? ' ' : '\n'.repeat(folds ? newlines - 1 : newlines);
    value += content;
    newlines = 1;
    end = Math.min(line + depth + content.length + 1, text.length);
    line = end;
  }
  cursor.at = end;
  return strips ? value : `${value}\n`;
}

/** A line without its first blanks; undefined for one that is indented less. */
function contentOf(text: string, line: number, depth: number): string | undefined {
  const end = lineEnd(text, line);
  let from = line;
  while (from < end && text.charCodeAt(from) === SPACE) from += 1;
  if (from === end) throw declined;
  return from - line < depth ? undefined : text.slice(line + depth, end);
}
