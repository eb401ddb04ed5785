/**
 * The fast way to the tree of a file that is written in the common form: block maps and lists, `{ }` and
 * `[ ]`, texts on one line and block texts, comments. Whatever else there is in YAML, and whatever is wrong,
 * is none of its business: it then has no answer, and the library has (`syntax.ts`), which takes ten times
 * as long and more. Where it has an answer, that is the library's to the last offset; `npm run fuzz`
 * compares the two.
 *
 * Two things look odd for that reason. What stands behind a value on its line, the newline included, is part
 * of the collections that end with it (`after`). And a comment below a value that is indented deeper than
 * the value's key is part of the value, one that is indented as deep as the key is part of its collection.
 */
import type { Entry, ListNode, MapNode, Node } from './node.ts';
import {
  blockText,
  COLON,
  COMMA,
  type Cursor,
  codeAt,
  DASH,
  DOUBLE,
  declined,
  END,
  HASH,
  isBlank,
  isNotText,
  isQuote,
  lineEnd,
  NEWLINE,
  plainText,
  plainValue,
  quotedText,
  SINGLE,
  SPACE,
  skipSpaces,
} from './scan-text.ts';
import type { SourceFile } from './source.ts';
import { maxFileBytes } from './syntax.ts';

/** Collections inside each other: half of what the library's way allows. */
const maxDepth = 32;
/** Characters of a key: half of what YAML allows. */
const maxKey = 512;

const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_MAP = 123;
const CLOSE_MAP = 125;
const LITERAL = 124;
const FOLDED = 62;

// Tabs, carriage returns, what no text may hold, what some tools take for the end of a line, and halves of
// characters. `---` and `...` may end a document, `<<<<<<<` is of a merge conflict.
const UNUSUAL =
  /[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\u{10ffff}]|^(?:---|\.\.\.|<<<<<<<|>>>>>>>)/mu;

interface Scan extends Cursor {
  readonly file: SourceFile;
  /** Of the line with content that the cursor has come to; END at the end of the file. */
  indent: number;
  /** The deepest indentation of a comment above that line, among those that are part of no value; or END. */
  comment: number;
  /** How many are open. */
  brackets: number;
  /** Where the last node ends, with all that counts as a part of it. */
  after: number;
}

/** The tree of a file of the common form; undefined for any other, and for one with a mistake in it. */
export function scan(file: SourceFile): MapNode | undefined {
  const { text } = file;
  const at = text.startsWith('---\n') ? 4 : 0;
  if (Buffer.byteLength(text) > maxFileBytes) return undefined;
  if (UNUSUAL.test(at === 0 ? text : text.slice(at))) return undefined;
  try {
    return wholeMap({ file, text, at, indent: END, comment: END, brackets: 0, after: 0 });
  } catch (error) {
    if (error === declined) return undefined;
    throw error;
  }
}

function wholeMap(scan: Scan): MapNode {
  nextLine(scan, 0, false);
  if (scan.indent !== 0) throw declined;
  const root = blockMap(scan, 0, 0);
  if (codeAt(scan.text, scan.at) !== END) throw declined;
  return root;
}

/**
 * From the beginning of a line to the next content. Comments that are indented deeper than the collection
 * are part of the value above, if its kind takes them and no other comment stands between.
 */
function nextLine(scan: Scan, indent: number, takesComments: boolean): void {
  const { text } = scan;
  scan.comment = END;
  let line = scan.at;
  for (;;) {
    scan.at = line;
    skipSpaces(scan);
    const column = scan.at - line;
    const code = codeAt(text, scan.at);
    if (!isBlank(code) && code !== HASH) {
      scan.indent = column;
      return;
    }
    line = Math.min(lineEnd(text, scan.at) + 1, text.length);
    if (code === HASH) {
      if (takesComments && scan.comment === END && column > indent) scan.after = line;
      else scan.comment = Math.max(scan.comment, column);
    } else if (code === END) {
      scan.indent = END;
      return;
    }
  }
}

/** Past the blanks and the comment behind a value, to the next line. */
function finishLine(scan: Scan): void {
  const { text } = scan;
  skipSpaces(scan);
  const code = codeAt(text, scan.at);
  const isEnd = code === NEWLINE || code === END || (code === HASH && codeAt(text, scan.at - 1) === SPACE);
  if (!isEnd) throw declined;
  scan.at = Math.min(lineEnd(text, scan.at) + 1, text.length);
}

/** To the next content behind a value: it belongs to this collection, or to one around it. */
function finishValue(scan: Scan, indent: number, takesComments: boolean): void {
  if (takesComments) finishLine(scan);
  scan.after = scan.at;
  nextLine(scan, indent, takesComments);
  if (scan.indent > indent) throw declined;
}

/** Comments at the end of a collection are part of it if one of them is indented as it is. */
function finishCollection(scan: Scan, indent: number, end: number): void {
  scan.after = end;
  if (indent === 0 || scan.comment < indent) return;
  scan.after = scan.at;
  scan.comment = END;
}

function isItem({ text, at }: Cursor): boolean {
  return codeAt(text, at) === DASH && isBlank(codeAt(text, at + 1));
}

function block(scan: Scan, depth: number): Node {
  return isItem(scan) ? blockList(scan, scan.indent, depth) : blockMap(scan, scan.indent, depth);
}

function blockMap(scan: Scan, indent: number, depth: number): MapNode {
  if (depth > maxDepth) throw declined;
  const { file, at: start } = scan;
  const entries = new Map<string, Entry>();
  let end: number;
  do {
    blockEntry(scan, entries, indent, depth);
    end = scan.after;
  } while (scan.indent === indent);
  if (scan.indent > indent) throw declined;
  finishCollection(scan, indent, end);
  return { kind: 'map', file, start, end, entries };
}

function blockEntry(scan: Scan, entries: Map<string, Entry>, indent: number, depth: number): void {
  const { file, text, at: start } = scan;
  const name = keyText(scan, false);
  const end = scan.at;
  skipSpaces(scan);
  if (codeAt(text, scan.at) !== COLON || !isBlank(codeAt(text, scan.at + 1))) throw declined;
  if (scan.at - start > maxKey) throw declined;
  scan.at += 1;
  skipSpaces(scan);
  const code = codeAt(text, scan.at);
  const value =
    code === NEWLINE || code === HASH || code === END
      ? valueBelow(scan, indent, depth + 1)
      : valueBeside(scan, indent, depth + 1);
  add(entries, name, { file, start, end, value });
}

/** The name that a key is. */
function keyText(scan: Scan, inFlow: boolean): string {
  const isPlain = !isQuote(codeAt(scan.text, scan.at));
  const name = isPlain ? plainText(scan, inFlow) : quotedText(scan);
  if (isPlain && isNotText(name)) throw declined;
  return name;
}

function add(entries: Map<string, Entry>, name: string, entry: Entry): void {
  const { size } = entries;
  entries.set(name, entry);
  if (entries.size === size) throw declined;
}

/** A list or a map on the lines below a key, also one in brackets, or nothing. */
function valueBelow(scan: Scan, indent: number, depth: number): Node {
  const { file, text, at } = scan;
  const hasComment = codeAt(text, at) === HASH;
  finishLine(scan);
  nextLine(scan, indent, false);
  const code = codeAt(text, scan.at);
  if (scan.indent > indent && (code === OPEN_LIST || code === OPEN_MAP)) {
    // The library may measure the lines of the brackets against the indentation of such a comment.
    if (scan.comment !== END) throw declined;
    return valueBeside(scan, indent, depth);
  }
  if (scan.indent > indent || (scan.indent === indent && isItem(scan))) return block(scan, depth);
  // The library has a place of its own for nothing with a comment.
  if (hasComment || scan.comment !== END) throw declined;
  scan.after = at;
  return { kind: 'scalar', file, start: at, end: at, value: null };
}

function blockList(scan: Scan, indent: number, depth: number): ListNode {
  if (depth > maxDepth) throw declined;
  const { file, at: start } = scan;
  const items: Node[] = [];
  let end: number;
  do {
    items.push(blockItem(scan, indent, depth + 1));
    end = scan.after;
  } while (scan.indent === indent && isItem(scan));
  finishCollection(scan, indent, end);
  return { kind: 'list', file, start, end, items };
}

function blockItem(scan: Scan, indent: number, depth: number): Node {
  const dash = scan.at;
  scan.at += 1;
  skipSpaces(scan);
  const code = codeAt(scan.text, scan.at);
  if (code === NEWLINE || code === END) throw declined;
  return isKey(scan, code)
    ? blockMap(scan, indent + scan.at - dash, depth)
    : valueBeside(scan, indent, depth);
}

/** Whether the text at the cursor, which stays where it is, is the key of a map. */
function isKey(scan: Scan, code: number): boolean {
  if (code === OPEN_LIST || code === OPEN_MAP || code === LITERAL || code === FOLDED) return false;
  const { text, at } = scan;
  if (isQuote(code)) quotedText(scan);
  else plainText(scan, false);
  skipSpaces(scan);
  const isBefore = codeAt(text, scan.at) === COLON;
  scan.at = at;
  return isBefore;
}

/** A value that begins on the line of its key or its `-`. */
function valueBeside(scan: Scan, indent: number, depth: number): Node {
  const { file, text, at: start } = scan;
  const code = codeAt(text, start);
  if (code === LITERAL || code === FOLDED) {
    const value = blockText(scan, indent);
    const end = scan.at;
    finishValue(scan, indent, false);
    return { kind: 'scalar', file, start, end, value };
  }
  const node = flowNode(scan, indent, depth, false);
  finishValue(scan, indent, true);
  return node;
}

type Reader = (scan: Scan, indent: number, depth: number, inFlow: boolean) => Node;

/** What can also stand in brackets, by its first character. */
function flowNode(scan: Scan, indent: number, depth: number, inFlow: boolean): Node {
  const reader = readers[codeAt(scan.text, scan.at)] ?? plainNode;
  return reader(scan, indent, depth, inFlow);
}

const readers: Reader[] = [];
readers[OPEN_MAP] = flowMap;
readers[OPEN_LIST] = flowList;
readers[DOUBLE] = quotedNode;
readers[SINGLE] = quotedNode;

function plainNode(scan: Scan, _indent: number, _depth: number, inFlow: boolean): Node {
  const { file, at: start } = scan;
  const value = plainValue(plainText(scan, inFlow));
  return { kind: 'scalar', file, start, end: scan.at, value };
}

function quotedNode(scan: Scan): Node {
  const { file, at: start } = scan;
  const value = quotedText(scan);
  return { kind: 'scalar', file, start, end: scan.at, value };
}

function flowMap(scan: Scan, indent: number, depth: number): MapNode {
  const { file, at: start } = scan;
  const entries = new Map<string, Entry>();
  open(scan, indent, depth);
  while (!closes(scan, CLOSE_MAP)) {
    flowEntry(scan, entries, indent, depth);
    separate(scan, indent, CLOSE_MAP);
  }
  return { kind: 'map', file, start, end: scan.at, entries };
}

function flowEntry(scan: Scan, entries: Map<string, Entry>, indent: number, depth: number): void {
  const { file, text, at: start } = scan;
  const isQuoted = isQuote(codeAt(text, start));
  const name = keyText(scan, true);
  const end = scan.at;
  skipSpaces(scan);
  if (codeAt(text, scan.at) !== COLON) throw declined;
  if (!isBlank(codeAt(text, scan.at + 1)) && !(isQuoted && scan.at === end)) throw declined;
  scan.at += 1;
  skipBlanks(scan, indent);
  const value = flowNode(scan, indent, depth + 1, true);
  add(entries, name, { file, start, end, value });
}

function flowList(scan: Scan, indent: number, depth: number): ListNode {
  const { file, at: start } = scan;
  const items: Node[] = [];
  open(scan, indent, depth);
  while (!closes(scan, CLOSE_LIST)) {
    items.push(flowNode(scan, indent, depth + 1, true));
    separate(scan, indent, CLOSE_LIST);
  }
  return { kind: 'list', file, start, end: scan.at, items };
}

/** Past a bracket, to what stands in it. */
function open(scan: Scan, indent: number, depth: number): void {
  if (depth > maxDepth) throw declined;
  scan.at += 1;
  scan.brackets += 1;
  skipBlanks(scan, indent);
}

/** Past the bracket that closes, if it is there. */
function closes(scan: Scan, bracket: number): boolean {
  if (codeAt(scan.text, scan.at) !== bracket) return false;
  scan.at += 1;
  scan.brackets -= 1;
  return true;
}

/** Past the comma behind a value in brackets, or to the bracket. */
function separate(scan: Scan, indent: number, bracket: number): void {
  skipBlanks(scan, indent);
  const code = codeAt(scan.text, scan.at);
  if (code === bracket) return;
  if (code !== COMMA) throw declined;
  scan.at += 1;
  skipBlanks(scan, indent);
}

/**
 * Past blanks, comments and ends of lines in brackets. All lines are indented deeper than the collection
 * around; the last bracket may stand below its key.
 */
function skipBlanks(scan: Scan, indent: number): void {
  const { text } = scan;
  for (;;) {
    const code = codeAt(text, scan.at);
    if (code === SPACE) scan.at += 1;
    else if (code === NEWLINE) {
      const line = scan.at + 1;
      scan.at = line;
      skipSpaces(scan);
      const next = codeAt(text, scan.at);
      const column = scan.at - line;
      const isLast = scan.brackets === 1 && column === indent && (next === CLOSE_LIST || next === CLOSE_MAP);
      if (column <= indent && next !== NEWLINE && !isLast) throw declined;
    } else if (code === HASH && isBlank(codeAt(text, scan.at - 1))) scan.at = lineEnd(text, scan.at);
    else return;
  }
}
