/**
 * JSON with IDs beyond 2^53, which JSON.parse would round: they are bigints here, read and written digit for
 * digit. (JSON.parse tells no source text on Node 20.) Maps have no prototype; of a key that stands twice the
 * last one counts, as with JSON.parse.
 */
import { emptyMap } from '../../json.ts';
import type { Wire, WireMap } from './wire.ts';

/** Levels of lists and maps; Tencent's answers have about ten. */
const deepest = 64;
/** Digits of a whole number; more make reading it slow, and no ID has them. */
const mostDigits = 400;

/** What a JSON text says, or why it is none: a clause that quotes nothing of it. */
export type ReadJson =
  | { readonly ok: true; readonly value: Wire }
  | { readonly ok: false; readonly problem: string };

/** Reads a JSON text. Its size is bounded by who got it. */
export function readWire(text: string): ReadJson {
  const reader: Reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipBlanks(reader);
    if (reader.at < text.length) throw new Unfit('has more after its end');
    return { ok: true, value };
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    return { ok: false, problem: error.message };
  }
}

/** JSON text without blanks. Throws for a number that JSON cannot say: no caller has one. */
export function writeWire(value: Wire): string {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError('JSON has no such number.');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeWire).join(',')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${JSON.stringify(key)}:${writeWire(item)}`)
    .join(',')}}`;
}

function isList(value: readonly Wire[] | WireMap): value is readonly Wire[] {
  return Array.isArray(value);
}

class Unfit extends Error {}

interface Reader {
  readonly text: string;
  at: number;
}

function readValue(reader: Reader, depth: number): Wire {
  skipBlanks(reader);
  switch (reader.text[reader.at]) {
    case '{':
      return readMap(reader, deeper(depth));
    case '[':
      return readList(reader, deeper(depth));
    case '"':
      return readString(reader);
    default:
      return readWord(reader);
  }
}

function deeper(depth: number): number {
  if (depth === deepest) throw new Unfit(`is nested more than ${deepest} deep`);
  return depth + 1;
}

function readMap(reader: Reader, depth: number): WireMap {
  const map = emptyMap<Wire>();
  reader.at++;
  if (takes(reader, '}')) return map;
  do {
    skipBlanks(reader);
    const key = readString(reader);
    expect(reader, ':');
    map[key] = readValue(reader, depth);
  } while (takes(reader, ','));
  expect(reader, '}');
  return map;
}

function readList(reader: Reader, depth: number): Wire[] {
  const list: Wire[] = [];
  reader.at++;
  if (takes(reader, ']')) return list;
  do list.push(readValue(reader, depth));
  while (takes(reader, ','));
  expect(reader, ']');
  return list;
}

function readString(reader: Reader): string {
  const { text, at } = reader;
  if (text[at] !== '"') throw misfit(reader);
  let end = at + 1;
  for (; text[end] !== '"'; end++) {
    if (text[end] === '\\') end++;
    if (end >= text.length) {
      reader.at = text.length;
      throw misfit(reader);
    }
  }
  try {
    // Has the rules for escapes and control characters.
    const value: unknown = JSON.parse(text.slice(at, end + 1));
    reader.at = end + 1;
    return String(value);
  } catch {
    throw misfit(reader);
  }
}

const words: readonly (readonly [string, boolean | null])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** One of the three words, or else a number. */
function readWord(reader: Reader): boolean | null | number | bigint {
  for (const [word, value] of words) {
    if (!reader.text.startsWith(word, reader.at)) continue;
    reader.at += word.length;
    return value;
  }
  return readNumber(reader);
}

const numeral = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

function readNumber(reader: Reader): number | bigint {
  numeral.lastIndex = reader.at;
  const [digits, fraction, exponent] = numeral.exec(reader.text) ?? [];
  if (digits === undefined) throw misfit(reader);
  reader.at += digits.length;
  const value = Number(digits);
  if (fraction === undefined && exponent === undefined && !Number.isSafeInteger(value)) {
    if (digits.length > mostDigits) throw new Unfit(`has a number of more than ${mostDigits} digits`);
    return BigInt(digits);
  }
  if (!Number.isFinite(value)) throw new Unfit('has a number that is too large');
  return value;
}

function skipBlanks(reader: Reader): void {
  const { text } = reader;
  for (let char = text[reader.at]; char === ' ' || char === '\n' || char === '\t' || char === '\r'; ) {
    char = text[++reader.at];
  }
}

function takes(reader: Reader, char: string): boolean {
  skipBlanks(reader);
  if (reader.text[reader.at] !== char) return false;
  reader.at++;
  return true;
}

function expect(reader: Reader, char: string): void {
  if (!takes(reader, char)) throw misfit(reader);
}

/** A word or a number of which only the beginning is there, or nothing. */
const stub = /^(?:-|\.|[eE][+-]?|t|tr|tru|f|fa|fal|fals|n|nu|nul)?$/;

function misfit({ text, at }: Reader): Unfit {
  if (stub.test(text.slice(at, at + 6))) return new Unfit('breaks off');
  return new Unfit(`is no JSON from character ${at + 1} on`);
}
