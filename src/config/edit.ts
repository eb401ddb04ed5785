/**
 * Completing a file: new entries go into the maps and lists that are there, by inserting text. Every byte
 * that was there stays, comments and layout with it.
 */
import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Pair,
  parseDocument,
  YAMLMap,
  YAMLSeq,
} from 'yaml';
import { printed, printedOnOneLine, type Tree } from './print.ts';

/** Text that goes in at an offset. */
interface Splice {
  readonly offset: number;
  readonly text: string;
}

/** A place that nothing can be inserted into without changing others: caught in `completed`. */
class Closed extends Error {
  readonly path: readonly string[];
  constructor(path: readonly string[]) {
    super(path.join('.'));
    this.path = path;
  }
}

/** A file's text with a tree of new entries in it; or the place that is shared by anchors, or cannot hold them. */
export function completed(text: string, tree: Tree): { text: string } | { closed: readonly string[] } {
  // Insertions are made of whole lines: the last one has to have an end.
  const newline = /\r\n/.test(text) ? '\r\n' : '\n';
  const whole = text === '' || text.endsWith('\n') ? text : text + newline;
  const { contents } = parseDocument(whole, { stringKeys: true });
  if (contents === null) return { text: whole + withNewlines(printed(tree), newline) };
  const splices: Splice[] = [];
  try {
    fill(contents, tree, []);
  } catch (error) {
    if (error instanceof Closed) return { closed: error.path };
    throw error;
  }
  // Those for one place keep their order: what is deeper comes first.
  const ordered = splices
    .map((splice, i) => ({ ...splice, i }))
    .sort((a, b) => b.offset - a.offset || b.i - a.i);
  let result = whole;
  for (const { offset, text: part } of ordered)
    result = result.slice(0, offset) + part + result.slice(offset);
  return { text: result };

  function fill(node: unknown, additions: Node, path: readonly string[]): void {
    if (isAlias(node) || !isCollection(node) || node.anchor !== undefined) throw new Closed(path);
    if (isMap(node) && additions instanceof YAMLMap) fillMap(node as YAMLMap, additions as Tree, path);
    else if (isSeq(node) && additions instanceof YAMLSeq) insert(node as YAMLSeq, additions);
    else throw new Closed(path);
  }

  function fillMap(node: YAMLMap, additions: Tree, path: readonly string[]): void {
    const missing: Tree = new YAMLMap();
    missing.flow = false;
    for (const pair of additions.items) {
      const there = node.items.find((one) => isScalar(one.key) && one.key.value === pair.key.value);
      if (there && pair.value) fill(there.value, pair.value, [...path, pair.key.value]);
      else missing.items.push(pair);
    }
    if (missing.items.length > 0) insert(node, missing);
  }

  /** Puts new entries, or items, behind the last one. */
  function insert(node: YAMLMap | YAMLSeq, additions: YAMLMap | YAMLSeq): void {
    const [start] = node.range ?? [0];
    if (node.flow) {
      const inner = printedOnOneLine(additions).slice(1, -1);
      const last = node.items.at(-1);
      if (last === undefined) splices.push({ offset: start + 1, text: inner });
      else splices.push({ offset: endOf(last), text: `, ${inner}` });
      return;
    }
    const indent = ' '.repeat(start - (whole.lastIndexOf('\n', start - 1) + 1));
    const end = endOf(node);
    const offset = whole[end - 1] === '\n' ? end : whole.indexOf('\n', end) + 1;
    splices.push({ offset, text: indented(linesOf(additions), indent, newline) });
  }
}

/** The lines of new entries, not indented. */
function linesOf(additions: YAMLMap | YAMLSeq): string {
  if (additions instanceof YAMLMap) return printed(additions as Tree);
  return additions.items.map((item) => `- ${printedOnOneLine(item as Node)}\n`).join('');
}

/** The offset at which the last value in a node ends. */
function endOf(node: unknown): number {
  if (node instanceof Pair) return Math.max(endOf(node.key), endOf(node.value));
  if (isCollection(node) && !node.flow && node.items.length > 0) return endOf(node.items.at(-1));
  return isCollection(node) || isScalar(node) || isAlias(node) ? (node.range?.[1] ?? 0) : 0;
}

function indented(lines: string, indent: string, newline: string): string {
  return withNewlines(lines.replace(/^(?=.)/gm, indent), newline);
}

function withNewlines(text: string, newline: string): string {
  return newline === '\n' ? text : text.replaceAll('\n', newline);
}
