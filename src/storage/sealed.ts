/**
 * SQLite images with a seal: one line of ASCII after the last page, which SQLite itself does not look at.
 *
 *     chatform state 1 20480 sha256:9f86…
 *
 * The digest covers the image and the line up to the digest. It is there since SQLite's own integrity check
 * misses almost every flipped bit, and since a file that was cut at a page is a database like any other.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');
const SEAL = /\nchatform ([a-z]+) (\d{1,9}) (\d{1,15}) sha256:[0-9a-f]{64}\n$/;
const PART_OF_SEAL = /^\n[ -~]{0,120}$(?<!sha256:[0-9a-f]{64}.)/;
/** Above the length of any line that `SEAL` matches with a kind of sensible length. */
const LONGEST_SEAL = 200;

export type Unsealed =
  | { readonly image: Uint8Array; readonly formatVersion: number }
  | {
      readonly problem: 'empty' | 'truncated' | 'damaged' | 'newer' | 'foreign';
      /** What is wrong, to be put after the file's name: "is empty". */
      readonly message: string;
    };

/** The image with its seal: `kind` says of what (lower-case letters), `formatVersion` in which layout. */
export function seal(kind: string, formatVersion: number, image: Uint8Array): Uint8Array {
  return Buffer.concat([image, sealLine(kind, formatVersion, image)]);
}

/** The line that ends a sealed file; undefined where there is none. Two files with the same line are the same. */
export function sealOf(bytes: Uint8Array): string | undefined {
  return SEAL.exec(tailOf(bytes))?.[0];
}

/** The same of a file, of which only the end is read. @throws for a file that cannot be read */
export function sealOfFile(file: string): string | undefined {
  const opened = fs.openSync(file, 'r');
  try {
    const end = Buffer.alloc(LONGEST_SEAL);
    const start = Math.max(0, fs.fstatSync(opened).size - end.length);
    return sealOf(end.subarray(0, fs.readSync(opened, end, 0, end.length, start)));
  } finally {
    fs.closeSync(opened);
  }
}

/** The image in a sealed file of this kind, up to the format version `newest`; or what is wrong with it. */
export function unseal(kind: string, newest: number, bytes: Uint8Array): Unsealed {
  if (bytes.length === 0) return { problem: 'empty', message: 'is empty (0 bytes)' };
  const [line, foundKind = '', version] = SEAL.exec(tailOf(bytes)) ?? [];
  if (line === undefined) return unsealed(bytes);
  const image = bytes.subarray(0, bytes.length - line.length);
  const formatVersion = Number(version);
  // Made anew and compared as a whole, so that there is one way only to write a seal.
  if (sealLine(foundKind, formatVersion, image).toString('latin1') !== line) {
    return { problem: 'damaged', message: 'is damaged: its content does not match its checksum' };
  }
  if (foundKind !== kind) {
    return { problem: 'foreign', message: `is not a chatform ${kind}: it is a chatform ${foundKind}` };
  }
  if (formatVersion > newest) {
    const message = `has format version ${formatVersion}, and this chatform reads up to version ${newest}`;
    return { problem: 'newer', message };
  }
  return { image, formatVersion };
}

function sealLine(kind: string, formatVersion: number, image: Uint8Array): Buffer {
  const start = `\nchatform ${kind} ${formatVersion} ${image.length} `;
  const digest = createHash('sha256').update(image).update(start, 'latin1').digest('hex');
  return Buffer.from(`${start}sha256:${digest}\n`, 'latin1');
}

function tailOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(-LONGEST_SEAL)).toString('latin1');
}

/** What a file without a seal at its end is: SQLite's header tells how long its image was. */
function unsealed(bytes: Uint8Array): Unsealed {
  const start = Buffer.from(bytes.subarray(0, MAGIC.length));
  if (!start.equals(MAGIC.subarray(0, start.length))) {
    return { problem: 'foreign', message: 'is not a file of chatform: neither its start nor its end is' };
  }
  const length = imageLength(bytes);
  if (length === undefined || bytes.length < length) {
    return { problem: 'truncated', message: `is cut off after ${bytes.length} bytes` };
  }
  const rest = Buffer.from(bytes.subarray(length)).toString('latin1');
  if (rest === '') {
    return {
      problem: 'foreign',
      message: 'is an SQLite database without the checksum that chatform puts at the end',
    };
  }
  if (PART_OF_SEAL.test(rest)) {
    return { problem: 'truncated', message: `is cut off after ${bytes.length} bytes, in its checksum` };
  }
  return { problem: 'damaged', message: 'is damaged: it does not end in its checksum' };
}

/** Page size times page count of an SQLite header, in bytes; undefined where the header is cut off. */
function imageLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < 32) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pageSize = header.getUint16(16);
  // 64 KiB does not fit into its two bytes and is written as 1.
  return (pageSize === 1 ? 65_536 : pageSize) * header.getUint32(28);
}
