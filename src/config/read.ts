/**
 * The reader of the language: one file's text → a tree with places. It takes the safe part of YAML 1.2:
 * one document, no tags, no directives, no duplicate keys, string keys, aliases and nesting bounded.
 */
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  type ParsedNode,
  Parser,
} from 'yaml';
import type { Diagnostic } from '../model.ts';
import type { Entry, ListNode, MapNode, Node, ScalarNode } from './node.ts';
import { type SourceFile, sourceAt } from './source.ts';

/** Bytes of one file. */
export const maxFileBytes = 1024 * 1024;
/** Collections inside each other. More than a few hundred can kill the YAML library's process. */
export const maxDepth = 64;
/** Nodes that aliases may add to a file. */
const maxAliasNodes = 10_000;

/** A stop with a place: caught in `read`. */
class Rejected extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, start: number, end = start) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

const CONFLICT = /^(?:<{7}|>{7})(?: .*)?$/m;

/** The YAML library's error codes in our words; what is not here keeps the library's own sentence. */
const meanings: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key stands twice in the same map; keep one of them',
  TAB_AS_INDENT: 'a tab cannot indent YAML; use spaces',
  BAD_INDENT: 'the indentation does not fit the lines around it',
  MISSING_CHAR: 'a character is missing here, such as a closing bracket, brace or quote',
  BLOCK_AS_IMPLICIT_KEY: 'a key cannot start here; check the indentation and the line before',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a `:` missing after it?',
  UNEXPECTED_TOKEN: 'this is not expected here; check quotes, brackets and indentation',
  BAD_ALIAS: 'an alias must name an anchor that stands before it in the same file',
  NON_STRING_KEY: 'a key must be plain text',
};

/** The tree of one file; undefined for an empty one, and for one with errors. */
export function read(file: SourceFile): { root?: Node; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const complain = (message: string, start: number, end = start) =>
    diagnostics.push({ severity: 'error', message, source: sourceAt(file, start, end) });
  try {
    const conflict = CONFLICT.exec(file.text);
    if (conflict) {
      throw new Rejected(
        'a merge conflict marker; resolve the conflict and remove the marker lines',
        conflict.index,
        conflict.index + 7,
      );
    }
    const document = parse(file.text);
    for (const problem of [...document.errors, ...document.warnings]) {
      complain(
        meanings[problem.code] ?? lowerFirst(firstLine(problem.message)),
        problem.pos[0],
        problem.pos[1],
      );
    }
    if (diagnostics.length > 0 || document.contents === null) return { diagnostics };
    return { root: convert(file, document), diagnostics };
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    complain(error.message, error.start, error.end);
    return { diagnostics };
  }
}

function parse(text: string): Document.Parsed {
  if (Buffer.byteLength(text) > maxFileBytes)
    throw new Rejected('the file is larger than 1 MiB; split it', 0);
  const parser = new Parser();
  const tokens = [];
  let offset = 0;
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive')
        throw new Rejected('directives such as %YAML are not part of the language', token.offset);
      tokens.push(token);
    }
    // The bound is held while the text is read, before the library recurses into what it read.
    if (parser.stack.length > maxDepth + 2) {
      throw new Rejected(
        `nested deeper than ${maxDepth} levels`,
        Math.min(parser.offset ?? offset, text.length),
      );
    }
    offset += lexeme.length;
  }
  for (const token of parser.end()) tokens.push(token);
  const composer = new Composer({ uniqueKeys: true, stringKeys: true, prettyErrors: false, merge: false });
  const documents = [...composer.compose(tokens, true, text.length)] as Document.Parsed[];
  const [first, second] = documents;
  if (!first) throw new Rejected('the file could not be read', 0);
  if (second)
    throw new Rejected('a file holds one YAML document; remove what begins with this `---`', second.range[0]);
  return first;
}

function convert(file: SourceFile, document: Document.Parsed): Node {
  let budget = maxAliasNodes;
  const open = new Set<unknown>();

  function walk(node: ParsedNode | null | undefined, at: number, depth: number, aliased: boolean): Node {
    if (!node) return scalar(null, at, at);
    const [start, end] = node.range;
    if (depth > maxDepth) throw new Rejected(`nested deeper than ${maxDepth} levels`, start, end);
    if (aliased && --budget < 0)
      throw new Rejected(`aliases repeat more than ${maxAliasNodes} values`, start, end);
    if (isAlias(node)) {
      const target = node.resolve(document) as ParsedNode | undefined;
      if (!target || open.has(target)) throw new Rejected('an alias that contains itself', start, end);
      return walk(target, start, depth, true);
    }
    if (node.tag !== undefined && node.tag !== '!') {
      throw new Rejected('tags such as !!str are not part of the language; quote text instead', start, end);
    }
    open.add(node);
    const result = isMap(node)
      ? map(node, depth, aliased)
      : isSeq(node)
        ? list(node, depth, aliased)
        : leaf(node);
    open.delete(node);
    return result;
  }

  function map(node: ParsedNode & { items: unknown }, depth: number, aliased: boolean): MapNode {
    const entries = new Map<string, Entry>();
    for (const pair of node.items as { key: ParsedNode; value: ParsedNode | null }[]) {
      const [start, end] = pair.key.range;
      if (!isScalar(pair.key)) throw new Rejected('a key must be plain text', start, end);
      const key = { file, start, end };
      entries.set(String(pair.key.value ?? ''), { key, value: walk(pair.value, end, depth + 1, aliased) });
    }
    return { kind: 'map', file, start: node.range[0], end: node.range[1], entries };
  }

  function list(node: ParsedNode & { items: unknown }, depth: number, aliased: boolean): ListNode {
    const items = (node.items as ParsedNode[]).map((item) => walk(item, node.range[0], depth + 1, aliased));
    return { kind: 'list', file, start: node.range[0], end: node.range[1], items };
  }

  function leaf(node: ParsedNode): ScalarNode {
    const [start, end] = node.range;
    const value: unknown = isScalar(node) ? node.value : undefined;
    if (
      typeof value === 'number' &&
      (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
    ) {
      throw new Rejected('this number cannot be held exactly; if it is an identifier, quote it', start, end);
    }
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'boolean'
    ) {
      return scalar(value, start, end);
    }
    throw new Rejected('a value must be text, a number, true, false, null, a list or a map', start, end);
  }

  function scalar(value: string | number | boolean | null, start: number, end: number): ScalarNode {
    return { kind: 'scalar', file, start, end, value };
  }

  return walk(document.contents as ParsedNode, 0, 0, false);
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
