/** Long texts in pieces, so that nobody has to hold all of one: each is made when the one before it is written. */
import { canonical } from '../json.ts';
import { escapedJson } from '../printable.ts';

/** Of a piece, except for the last one: UTF-16 units. */
const least = 32_768;

/** Texts gathered into pieces of some tens of kilobytes. */
export function* gathered(texts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < least) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** A list whose items are made whenever it is read, also by JSON.stringify. */
export class LazyList<T> {
  readonly #items: () => Iterable<T>;
  constructor(items: () => Iterable<T>) {
    this.#items = items;
  }
  [Symbol.iterator](): Iterator<T> {
    return this.#items()[Symbol.iterator]();
  }
  toJSON(): T[] {
    return [...this];
  }
}

function isList(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}

/** What `jsonText` makes of a map that is not empty, and a line feed, in pieces. Its lists may be lazy ones. */
export function jsonPieces(map: { readonly [key: string]: unknown }): Iterable<string> {
  return gathered(jsonTexts(map));
}

function* jsonTexts(map: { readonly [key: string]: unknown }): Generator<string> {
  let start = '{\n';
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    if (isList(value)) {
      yield `${start}  ${escapedJson(JSON.stringify(key))}: `;
      yield* listTexts(value);
    } else yield start + escapedJson(JSON.stringify({ [key]: value }, null, 2).slice(2, -2));
    start = ',\n';
  }
  yield '\n}\n';
}

/** A list as it stands in a map: an item is written in two lists, which indents it, and they are taken off it. */
function* listTexts(items: Iterable<unknown>): Generator<string> {
  const [open, close] = ['[\n  [\n', '\n  ]\n]'];
  let start = '[\n';
  for (const item of items) {
    yield start + escapedJson(JSON.stringify([[item]], null, 2).slice(open.length, -close.length));
    start = ',\n';
  }
  yield start === '[\n' ? '[]' : '\n  ]';
}

/** What `canonical` makes of a map, in small texts. Its lists may be lazy ones. */
export function* canonicalTexts(map: { readonly [key: string]: unknown }): Generator<string> {
  let start = '{';
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    if (value === undefined) continue;
    yield `${start}${JSON.stringify(key)}:`;
    if (isList(value)) yield* canonicalItems(value);
    else yield canonical(value);
    start = ',';
  }
  yield start === '{' ? '{}' : '}';
}

function* canonicalItems(items: Iterable<unknown>): Generator<string> {
  let start = '[';
  for (const item of items) {
    yield start + canonical(item);
    start = ',';
  }
  yield start === '[' ? '[]' : ']';
}
