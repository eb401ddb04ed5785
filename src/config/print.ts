/** YAML text of new values: laid out for readers, quoted where a reader or YAML 1.1 could be misled. */
import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  Scalar,
  visit,
  YAMLMap,
} from 'yaml';

/** A map whose keys and values are nodes: what is written here is built of these. */
export type Tree = YAMLMap<Scalar<string>, Node>;

/** Columns that a map or a list takes at most on one line, the indentation not counted. */
const maxFlow = 96;

/** Words that YAML 1.1 reads as true, false or null, and 1.2 some of them. */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Begins with a letter, so that no YAML takes it for a number or a date, and has no sign that means something. */
const PLAIN = /^\p{L}(?:[\p{L}\p{M}\p{N}_./+@() -]*[\p{L}\p{M}\p{N}_./+@()-])?$/u;
const URL_TEXT = /^https?:\/\/[\w.~:/%=+-]*[\w/]$/;
/** Not shown, or shown as something else: controls, formats, bidirectional signs, blanks other than the blank. */
const HIDDEN = /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u;
const HIDDEN_ALL = new RegExp(HIDDEN.source, 'gu');
/** Lines that begin and end with something to see. */
const PARAGRAPHS = /^\S(?:[^\n]*\S)?(?:\n+\S(?:[^\n]*\S)?)*\n?$/;

/** A text as a scalar, in the style in which nobody reads it as anything else. */
export function textNode(text: string): Scalar<string> {
  const node = new Scalar(text);
  node.type = styleOf(text);
  return node;
}

function styleOf(text: string): Scalar.Type {
  if (HIDDEN.test(text)) return 'QUOTE_DOUBLE';
  if (text.includes('\n')) return PARAGRAPHS.test(text) ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
  if (WORD.test(text)) return 'QUOTE_DOUBLE';
  return PLAIN.test(text) || URL_TEXT.test(text) ? 'PLAIN' : 'QUOTE_DOUBLE';
}

/** A map without entries. `block`: never on one line. */
export function newTree(block?: 'block'): Tree {
  const tree: Tree = new YAMLMap();
  if (block) tree.flow = false;
  return tree;
}

/** Adds an entry; `comment` stands above it. */
export function addEntry(tree: Tree, key: string, value: Node, comment?: string): void {
  const name = textNode(key);
  if (name.type === 'BLOCK_LITERAL') name.type = 'QUOTE_DOUBLE';
  if (comment !== undefined) name.commentBefore = ` ${comment}`;
  tree.items.push(new Pair(name, value));
}

/** The entry of a map that was built here. */
export function entryOf(tree: Tree, key: string): Node | undefined {
  return tree.items.find((pair) => pair.key.value === key)?.value ?? undefined;
}

/** How the YAML library is to write. It may not break quoted text into lines: it then loses some blanks. */
export const canonicalForm = {
  lineWidth: 0,
  flowCollectionPadding: false,
  indent: 2,
  minContentWidth: 0,
  doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
} as const;

/** The text of a map in the canonical form of `fmt`; ends with a line feed. */
export function printed(tree: Tree): string {
  layOut(tree);
  return escaped(new Document(tree).toString(canonicalForm));
}

/** The text of a map, or a list, on one line, in its brackets. */
export function printedOnOneLine(node: Node): string {
  visit(node, {
    Collection: (_, inner) => {
      inner.flow = true;
    },
    Scalar: (_, inner) => {
      if (inner.type === 'BLOCK_LITERAL') inner.type = 'QUOTE_DOUBLE';
      inner.commentBefore = null;
    },
  });
  return escaped(new Document(node).toString(canonicalForm)).trimEnd();
}

/** Text of double quotes with what is hidden as escapes. */
export function escaped(text: string): string {
  return text.replace(HIDDEN_ALL, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** Puts small collections of scalars, and maps of such lists, on one line. */
function layOut(node: unknown): void {
  if (!isCollection(node)) return;
  node.flow = node.flow !== false && isSmall(node);
  for (const item of node.items) layOut(isPairOf(item) ? item.value : item);
}

function isSmall(node: unknown): boolean {
  return widthOnOneLine(node, 2) <= maxFlow;
}

/** The columns of a value on one line; infinite where it cannot be, or `depth` collections are not enough. */
function widthOnOneLine(node: unknown, depth: number): number {
  if (isScalar(node)) {
    if (node.type === 'BLOCK_LITERAL' || node.commentBefore) return Number.POSITIVE_INFINITY;
    return String(node.value).length + (node.type === 'QUOTE_DOUBLE' ? 2 : 0);
  }
  if (!isCollection(node) || node.flow === false || depth === 0) return Number.POSITIVE_INFINITY;
  const within = isSeq(node) ? 0 : depth - 1;
  const widths = node.items.map((item) => {
    if (!isPairOf(item)) return widthOnOneLine(item, within);
    // A map within a map has lines of its own.
    if (isMap(item.value)) return Number.POSITIVE_INFINITY;
    return widthOnOneLine(item.key, within) + 2 + widthOnOneLine(item.value, within);
  });
  return widths.reduce((sum, width) => sum + width + 2, 0);
}

function isPairOf(item: unknown): item is Pair {
  return item instanceof Pair;
}
