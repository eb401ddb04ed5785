/**
 * The rows of an SQLite image without SQLite, which takes ten times as long to start as a plan needs to read. Whole
 * tables only, in the order of their keys, of images that `Database.export()` made: UTF-8, no write-ahead log.
 * The format: https://www.sqlite.org/fileformat2.html
 */
import type { SqlValue } from 'sql.js';

export type Row = readonly SqlValue[];
/**
 * The rows of a table; with a number, those that have it in their first column, which has integers only and is what
 * they are in the order of; with a function, those for whose first column it is true.
 */
export type Scanner = (table: string, first?: number | ((value: SqlValue) => boolean)) => Row[];

const interiorIndex = 2;
const interiorTable = 5;
const leafIndex = 10;
const leafTable = 13;
const headerLength = 100;

interface Image extends Bytes {
  readonly pageSize: number;
  /** Of a page, without what is reserved at its end. */
  readonly usable: number;
  /** How many pages may still be looked at: a page leads to no page before it. */
  left: number;
  /** How many bytes rows may still have on pages of their own: each is of one row. */
  room: number;
}

/** Bytes, and the same as numbers. */
interface Bytes {
  readonly bytes: Buffer;
  readonly view: DataView;
}

function bytesOf(bytes: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = bytes;
  return {
    bytes: Buffer.from(buffer, byteOffset, byteLength),
    view: new DataView(buffer, byteOffset, byteLength),
  };
}

/** A table or an index, and which of its rows are wanted. */
interface Wanted {
  /** The first column is the rowid. */
  readonly hasKey: boolean;
  /** What the first column is to be, and what it is to be true of; undefined for all rows. */
  readonly first?: number | undefined;
  readonly isWanted?: ((value: SqlValue) => boolean) | undefined;
}

/**
 * Table → its rows, by rowid or by the primary key where the table has no rowid. A column of INTEGER PRIMARY KEY,
 * which is the rowid, is known when it is the first. Integers beyond 2^53 lose digits, as they do in sql.js.
 * @throws Error for a table that there is not, and for what is no such image
 */
export function scannerOf(bytes: Uint8Array): Scanner {
  const image = open(bytes);
  const known = new Map<string, { readonly root: number; readonly hasKey: boolean }>();
  for (const [type, name, , root, sql] of rowsAt(image, 1, { hasKey: false })) {
    if (type !== 'table') continue;
    const hasKey = /\(\s*\w+ INTEGER PRIMARY KEY\b/.test(String(sql));
    known.set(String(name), { root: Number(root), hasKey });
  }
  return (table, first) => {
    const found = known.get(table);
    if (!found) throw new Error(`no such table: ${table}`);
    const { root, hasKey } = found;
    return rowsAt(image, root, typeof first === 'number' ? { hasKey, first } : { hasKey, isWanted: first });
  };
}

function open(given: Uint8Array): Image {
  const { bytes, view } = bytesOf(given);
  if (bytes.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw new Error('file is not a database');
  // 64 KiB does not fit into its two bytes and is written as 1. An image without a table has no encoding yet.
  const size = view.getUint16(16);
  const encoding = view.getUint32(56);
  if (encoding > 1) throw new Error('the text of the database is not UTF-8');
  const pageSize = size === 1 ? 65_536 : size;
  const pages = Math.floor(bytes.length / pageSize);
  return { bytes, view, pageSize, usable: pageSize - view.getUint8(20), left: pages, room: bytes.length };
}

/** The wanted rows of the tree that begins at a page. */
function rowsAt(image: Image, root: number, wanted: Wanted): Row[] {
  const rows: Row[] = [];
  const whole = { ...image };
  walk(whole, root, wanted, rows);
  return rows;
}

/** True where the rows that are wanted end before the end of the page. */
function walk(image: Image, page: number, wanted: Wanted, rows: Row[]): boolean {
  image.left -= 1;
  if (image.left < 0) throw new Error('the pages of the database run in a circle');
  const { view, pageSize } = image;
  const { first } = wanted;
  const start = (page - 1) * pageSize;
  const header = page === 1 ? headerLength : start;
  const type = view.getUint8(header);
  const isInterior = type === interiorIndex || type === interiorTable;
  if (!isInterior && type !== leafIndex && type !== leafTable)
    throw new Error(`page ${page} of the database is of no known type`);
  const count = view.getUint16(header + 3);
  const pointers = header + (isInterior ? 12 : 8);
  const cell = (i: number) => start + view.getUint16(pointers + 2 * i);
  const keyOf = (i: number) => firstOf(image, cell(i), type);
  for (let i = first === undefined ? 0 : lowest(count, first, keyOf); i < count; i++) {
    let at = cell(i);
    if (isInterior) {
      if (walk(image, view.getUint32(at), wanted, rows)) return true;
      at += 4;
    }
    // The rows of a table are all in its leaves: the key beside the page has its last one.
    if (first !== undefined && (type === interiorTable ? keyOf(i) >= first : keyOf(i) > first)) return true;
    // In a tree without rowids, the rows are the keys, and stand between the pages below, too.
    if (type === interiorTable) continue;
    const row = rowOf(image, at, type === leafTable, wanted);
    if (row) rows.push(row);
  }
  return isInterior && walk(image, view.getUint32(header + 8), wanted, rows);
}

/** The first cell of a page that is not before a number: cells stand in their order. */
function lowest(count: number, first: number, keyOf: (i: number) => number): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (keyOf(middle) < first) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** The rowid of a cell, or the first column where there is none. */
function firstOf({ view }: Image, cell: number, type: number): number {
  const at = type === interiorIndex || type === interiorTable ? cell + 4 : cell;
  if (type === interiorTable) return varint(view, at)[0];
  const [, next] = varint(view, at);
  if (type === leafTable) return varint(view, next)[0];
  const [end, types] = varint(view, next);
  const [column] = varint(view, types);
  if (column === 8 || column === 9) return column - 8;
  if (column < 1 || column > 6) throw new Error('a key of the database is no integer');
  return integer(view, next + end, lengthOf(column));
}

/** Undefined for one that is not wanted. */
function rowOf(image: Image, at: number, hasRowid: boolean, { hasKey, isWanted }: Wanted): Row | undefined {
  const [length, afterLength] = varint(image.view, at);
  const [rowid, begin] = hasRowid ? varint(image.view, afterLength) : [0, afterLength];
  // What is not wanted is not read, where its first column alone says so.
  const early = hasRowid && hasKey ? rowid : isWanted && firstColumn(image, begin);
  if (isWanted && early !== undefined && !isWanted(early)) return undefined;
  const values = payload(image, begin, length, hasRowid);
  if (hasRowid && hasKey) values[0] = rowid;
  return isWanted?.(values[0] ?? null) === false ? undefined : values;
}

/** The first value of a record; undefined where it may go on on another page. */
function firstColumn(image: Image, at: number): SqlValue | undefined {
  const [length, types] = varint(image.view, at);
  const [type] = varint(image.view, types);
  const width = lengthOf(type);
  if (length + width > leastOnPage(image) || at + length + width > image.bytes.length) return undefined;
  return columnOf(image, type, at + length, width);
}

/** How many bytes of a record are on its own page at least. */
const leastOnPage = ({ usable }: Image) => Math.floor(((usable - 12) * 32) / 255) - 23;

/** The values of a record, of which the bytes that do not fit on its page are on a chain of others. */
function payload(image: Image, at: number, length: number, isTable: boolean): SqlValue[] {
  const { bytes, view, pageSize, usable } = image;
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return valuesOf(image, at, at + length);
  image.room -= length;
  if (image.room < 0) throw new Error('the rows of the database have more in them than it has');
  const least = leastOnPage(image);
  const wanted = least + ((length - least) % (usable - 4));
  const here = wanted <= most ? wanted : least;
  const whole = new Uint8Array(length);
  whole.set(within(bytes, at, here));
  let next = view.getUint32(at + here);
  for (let filled = here; filled < length; ) {
    if (next === 0) throw new Error('a row of the database ends before it should');
    const start = (next - 1) * pageSize;
    const part = within(bytes, start + 4, Math.min(usable - 4, length - filled));
    whole.set(part, filled);
    filled += part.length;
    next = view.getUint32(start);
  }
  return valuesOf(bytesOf(whole), 0, length);
}

function within(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (at + length > bytes.length) throw cutOff();
  return bytes.subarray(at, at + length);
}

const cutOff = () => new Error('the database is cut off');

/** A record from `start` up to `stop`: the length of its header, a type for each column, and then the values. */
function valuesOf({ bytes, view }: Bytes, start: number, stop: number): SqlValue[] {
  if (stop > bytes.length) throw cutOff();
  const [length, first] = varint(view, start);
  const end = start + length;
  const values: SqlValue[] = [];
  let at = end;
  for (let position = first; position < end; ) {
    let type = view.getUint8(position);
    if (type < 0x80) position += 1;
    else [type, position] = varint(view, position);
    const width = lengthOf(type);
    if (at + width > stop) throw cutOff();
    values.push(columnOf({ bytes, view }, type, at, width));
    at += width;
  }
  return values;
}

const integerLengths = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function lengthOf(type: number): number {
  return integerLengths[type] ?? Math.floor((type - 12) / 2);
}

function columnOf({ bytes, view }: Bytes, type: number, at: number, length: number): SqlValue {
  if (type === 0) return null;
  if (type === 7) return view.getFloat64(at);
  if (type === 8 || type === 9) return type - 8;
  if (type < 7) return integer(view, at, length);
  return type % 2 === 1 ? textIn(bytes, at, length) : new Uint8Array(bytes.subarray(at, at + length));
}

/** As SQLite's own reader here gives it, which takes a byte order mark at the start for none of the text. */
function textIn(bytes: Buffer, at: number, length: number): string {
  const text = bytes.toString('utf8', at, at + length);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** A signed big-endian integer of 1 to 8 bytes. */
function integer(view: DataView, at: number, length: number): number {
  if (length === 8) return Number(view.getBigInt64(at));
  let value = view.getInt8(at);
  for (let i = 1; i < length; i++) value = value * 256 + view.getUint8(at + i);
  return value;
}

/** A number of 7 bits a byte, of which the ninth has 8; and where what follows it begins. */
function varint(view: DataView, at: number): readonly [number, number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = view.getUint8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  return [Number(nineBytes(view, at)), at + 9];
}

function nineBytes(view: DataView, at: number): bigint {
  let value = 0n;
  for (let i = 0; i < 8; i++) value = (value << 7n) | BigInt(view.getUint8(at + i) & 0x7f);
  return BigInt.asIntN(64, (value << 8n) | BigInt(view.getUint8(at + 8)));
}
