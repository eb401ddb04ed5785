/**
 * The reader of the language: one file's text → a tree with places. It takes the safe part of YAML 1.2:
 * one document, no tags, no directives, no duplicate keys, string keys, aliases and nesting bounded.
 */
import { isAlias, isMap, isScalar, isSeq, type ParsedNode, type Scalar as YamlScalar } from 'yaml';
import type { Diagnostic } from '../model.ts';
import type { Entry, ListNode, MapNode, Node, Place, ScalarNode } from './node.ts';
import { quotable } from './quotable.ts';
import { isExact, NOT_TEXT } from './scalar.ts';
import { scan } from './scan.ts';
import { type SourceFile, sourceAt } from './source.ts';
import { maxDepth, parse, Rejected } from './syntax.ts';

/** Nodes that aliases may add to a file. */
const maxAliasNodes = 10_000;

type Complain = (message: string, start: number, end: number) => void;

/** What a file says, and what is wrong with it; not read when nobody can know what it says. */
export interface Reading {
  readonly root?: Node;
  readonly isRead: boolean;
  readonly diagnostics: Diagnostic[];
}

/**
 * The tree of one file; undefined for an empty one, and for one that cannot be read. Where a single value
 * is wrong there is still a tree, with the text as it was written in that value's place. `quickly` is tried
 * first; what it declines, the library reads.
 */
export function read(file: SourceFile, quickly: (file: SourceFile) => Node | undefined = scan): Reading {
  const diagnostics: Diagnostic[] = [];
  const complain: Complain = (message, start, end) => {
    diagnostics.push({ severity: 'error', message, source: sourceAt(file, start, end) });
  };
  if (file.problem) {
    const { message, line, column, text } = file.problem;
    const source = {
      file: file.path,
      line,
      column,
      endLine: line,
      endColumn: column + 1,
      text: quotable(text),
    };
    return { isRead: false, diagnostics: [{ severity: 'error', message, source }] };
  }
  try {
    const root = quickly(file);
    if (root) return { root, isRead: true, diagnostics };
    const { document, problems } = parse(file.text);
    for (const problem of problems) complain(problem.message, problem.start, problem.end);
    if (problems.length > 0) return { isRead: false, diagnostics };
    if (document.contents === null) return { isRead: true, diagnostics };
    return { root: treeOf(file, document.contents, complain), isRead: true, diagnostics };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    complain(error.message, error.start, error.end);
    return { isRead: false, diagnostics };
  }
}

/** Where an alias is being followed: its place, for messages about what it brings. */
type Through = Place | undefined;

/** @throws Rejected when aliases go too far */
function treeOf(file: SourceFile, contents: ParsedNode, complain: Complain): Node {
  let budget = maxAliasNodes;
  const open = new Set<ParsedNode>();
  const anchors = new Map<string, ParsedNode>();
  const targets = new Map<ParsedNode, ParsedNode | undefined>();

  function walk(node: ParsedNode | null, at: number, depth: number, through: Through): Node {
    if (!node) return { kind: 'scalar', file, start: at, end: at, value: null };
    const [start, end] = node.range;
    const place = through ?? { file, start, end };
    if (depth > maxDepth) throw new Rejected(`nested deeper than ${maxDepth} levels`, place.start, place.end);
    if (through && --budget < 0)
      throw new Rejected(`aliases repeat more than ${maxAliasNodes} values`, place.start, place.end);
    if (isAlias(node)) return walk(targetOf(node, place), start, depth, place);
    if (node.tag !== undefined) {
      complain(
        'tags such as !!str are not part of the language; quote text instead',
        ...tagBefore(file, start),
      );
    }
    if (node.anchor !== undefined && !through) anchors.set(node.anchor, node);
    open.add(node);
    const result = isMap(node)
      ? map(node, depth, through)
      : isSeq(node)
        ? list(node, depth, through)
        : leaf(node as YamlScalar.Parsed, file, complain);
    open.delete(node);
    return result;
  }

  /** What an alias stands for: found at its first reading, when the anchors before it are the ones known. */
  function targetOf(alias: ParsedNode & { source?: unknown }, place: Place): ParsedNode {
    if (!targets.has(alias)) targets.set(alias, anchors.get(String(alias.source)));
    const target = targets.get(alias);
    if (!target)
      throw new Rejected(
        'there is no anchor of this name before this place in the file',
        place.start,
        place.end,
      );
    if (open.has(target)) throw new Rejected('an alias that contains itself', place.start, place.end);
    return target;
  }

  function map(node: ParsedNode & { items: unknown }, depth: number, through: Through): MapNode {
    const entries = new Map<string, Entry>();
    for (const pair of node.items as { key: ParsedNode | null; value: ParsedNode | null }[]) {
      const [start, end] = pair.key?.range ?? node.range;
      const name = keyOf(pair.key, complain, start, end);
      const value = walk(pair.value, end, depth + 1, through);
      const first = entries.get(name);
      if (first) {
        const { line } = sourceAt(file, first.start, first.start);
        complain(
          `this key stands twice in the same map, first on line ${line}; keep one of them`,
          start,
          end,
        );
      } else entries.set(name, { file, start, end, value });
    }
    return { kind: 'map', file, start: node.range[0], end: node.range[1], entries };
  }

  function list(node: ParsedNode & { items: unknown }, depth: number, through: Through): ListNode {
    const items = (node.items as (ParsedNode | null)[]).map((item) =>
      walk(item, node.range[0], depth + 1, through),
    );
    return { kind: 'list', file, start: node.range[0], end: node.range[1], items };
  }

  return walk(contents, 0, 0, undefined);
}

/** The tag of a node: it stands before it, with blanks between. */
function tagBefore(file: SourceFile, start: number): [start: number, end: number] {
  const from = Math.max(0, start - 200);
  const tag = /(!\S*)\s+(?:&\S+\s+)?$/.exec(file.text.slice(from, start));
  return tag ? [from + tag.index, from + tag.index + (tag[1]?.length ?? 0)] : [start, start + 1];
}

/** The name that a key is. Identifiers are quoted, where YAML would take them for something else. */
function keyOf(key: ParsedNode | null, complain: Complain, start: number, end: number): string {
  if (!isScalar(key)) {
    complain('a key must be plain text', start, end);
    return '';
  }
  const name = String(key.value ?? '');
  if (key.type === 'PLAIN' && NOT_TEXT.test(name)) complain(`a key is text; quote it: "${name}"`, start, end);
  return name;
}

function leaf(node: YamlScalar.Parsed, file: SourceFile, complain: Complain): ScalarNode {
  const [start, end] = node.range;
  const written = (): ScalarNode => ({
    kind: 'scalar',
    file,
    start,
    end,
    value: file.text.slice(start, end),
  });
  const { value } = node as { value: unknown };
  if (typeof value === 'number' && !isExact(value)) {
    complain('this number cannot be held exactly; if it is an identifier, quote it', start, end);
    return written();
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    complain('this text has half of a character in it (a lone surrogate)', start, end);
    return written();
  }
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', file, start, end, value };
  complain('a value must be text, a number, true, false, null, a list or a map', start, end);
  return written();
}
