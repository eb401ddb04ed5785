/**
 * Text → a YAML document, with what is wrong in our words. The bounds of size and nesting are held before
 * the library recurses into the text: deep nesting could kill the process.
 */
import { Composer, type Document, Lexer, Parser } from 'yaml';

/** Bytes of one file. */
export const maxFileBytes = 1024 * 1024;
/** Collections inside each other. */
export const maxDepth = 64;

/** Something wrong in a text, with its offsets; `end` is exclusive. */
export interface Problem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
}

/** An end of the reading, with a place: caught in `read`. */
export class Rejected extends Error {
  readonly start: number;
  readonly end: number;
  constructor(message: string, start: number, end = start + 1) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** The library's errors that stand for themselves; of all others only the first is no consequence. */
const meanings: Readonly<Record<string, string>> = {
  BAD_ALIAS: '`*` and `&` begin aliases and anchors in YAML; quote the text if it is one: "*"',
  BAD_SCALAR_START: 'text cannot begin with this character in YAML; quote the text',
  BAD_DQ_ESCAPE: 'there is no such escape in double quotes; write \\\\ for a backslash, or use single quotes',
  NON_STRING_KEY: 'a key must be plain text',
  TAG_RESOLVE_FAILED: 'tags such as !!str are not part of the language; quote text instead',
};

/** The library's errors about how a file is built. */
const structure: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab cannot indent YAML; use spaces',
  BAD_INDENT: 'the indentation does not fit the lines around it',
  MISSING_CHAR: 'a character is missing here, such as a blank, a comma or a closing bracket',
  BLOCK_AS_IMPLICIT_KEY: 'a key cannot start here; check the indentation and the line before',
  MULTILINE_IMPLICIT_KEY: 'a key is followed by `: ` on the same line; is that missing here?',
  UNEXPECTED_TOKEN: 'this is not expected here; check quotes, brackets and indentation',
};

/** The one document of a text, and its problems. @throws Rejected when the text cannot be looked at */
export function parse(text: string): { document: Document.Parsed; problems: Problem[] } {
  rejectText(text);
  const composer = new Composer({
    uniqueKeys: false,
    stringKeys: true,
    prettyErrors: false,
    merge: false,
    resolveKnownTags: false,
  });
  const documents = [...composer.compose(tokensOf(text), true, text.length)] as Document.Parsed[];
  const [document, second] = documents;
  if (!document) throw new Rejected('the file could not be read', 0);
  if (second) {
    const at = Math.max(0, text.lastIndexOf('---', second.range[0] + 3));
    throw new Rejected('a file holds one YAML document; remove what begins with this `---`', at, at + 3);
  }
  return { document, problems: problemsOf(document, text) };
}

const CONFLICT = /^(?:<{7}|>{7})(?: .*)?$/m;
// YAML allows none of these but in escapes. A lone carriage return ends no line for most tools.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
const CONTROL = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]|\r(?!\n)/;

function rejectText(text: string): void {
  if (Buffer.byteLength(text) > maxFileBytes)
    throw new Rejected('the file is larger than 1 MiB; split it', 0);
  const conflict = CONFLICT.exec(text);
  if (conflict) {
    throw new Rejected(
      'a merge conflict marker; resolve the conflict and remove the marker lines',
      conflict.index,
      conflict.index + 7,
    );
  }
  const control = CONTROL.exec(text);
  if (!control) return;
  if (control[0] === '\r')
    throw new Rejected('a line that ends with CR alone; save the file with LF or CRLF', control.index);
  const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  throw new Rejected(
    `the control character U+${code} cannot stand in a file; remove it, or write an escape in double quotes`,
    control.index,
  );
}

type Token = Parameters<Composer['compose']>[0] extends Iterable<infer T> ? T : never;

/** Before a plain or block text, the lexer hands out this mark. */
const PLAIN_TEXT_FOLLOWS = '\x1f';

function tokensOf(text: string): Token[] {
  const parser = new Parser();
  const tokens: Token[] = [];
  let before = '';
  for (const lexeme of new Lexer().lex(text)) {
    if (before !== PLAIN_TEXT_FOLLOWS && isOpenQuote(lexeme))
      throw new Rejected('nothing closes this quote', parser.offset);
    before = lexeme;
    for (const token of parser.next(lexeme)) {
      if (token.type === 'directive')
        throw new Rejected(
          'directives such as %YAML are not part of the language',
          token.offset,
          token.offset + token.source.length,
        );
      tokens.push(token);
    }
    if (parser.stack.length > maxDepth + 2)
      throw new Rejected(`nested deeper than ${maxDepth} levels`, Math.min(parser.offset, text.length));
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** True for a quoted text that ends without its quote. */
function isOpenQuote(lexeme: string): boolean {
  if (lexeme.startsWith("'")) return lexeme.split("'").length % 2 === 0;
  if (!lexeme.startsWith('"')) return false;
  let backslashes = 0;
  while (lexeme.at(-2 - backslashes) === '\\') backslashes += 1;
  return lexeme.length < 2 || !lexeme.endsWith('"') || backslashes % 2 === 1;
}

function problemsOf(document: Document.Parsed, text: string): Problem[] {
  const problems: Problem[] = [];
  const found = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  for (const { code, message, pos } of found) {
    if (problems.at(-1)?.start === pos[0]) continue;
    const known = meanings[code];
    const [start, end] = known === undefined ? contentAt(text, pos, code) : pos;
    // Whatever follows a file that is built wrongly is most likely a consequence.
    if (known === undefined)
      return [...problems, { message: structureProblem(code, message, text, start), start, end }];
    problems.push({ message: known, start, end });
  }
  return problems;
}

/** The library points to the blanks before a line; people look at what stands in it. */
function contentAt(text: string, [start, end]: readonly [number, number], code: string): [number, number] {
  if (code === 'TAB_AS_INDENT') return [start, end];
  const blanks = /^ */.exec(text.slice(start))?.[0].length ?? 0;
  return [start + blanks, Math.max(end, start + blanks + 1)];
}

function structureProblem(code: string, message: string, text: string, start: number): string {
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  if (text.startsWith('${', start - 1))
    return `a \`\${\` inside \`{ }\` or \`[ ]\` needs quotes: "\${var.NAME}"`;
  if (code === 'BLOCK_AS_IMPLICIT_KEY' && line.includes(': '))
    return 'a second `: ` on this line; quote the text that it stands in';
  if (code === 'BLOCK_AS_IMPLICIT_KEY') return 'the lines after this one are indented too deep';
  if (message.includes('block-seq-ind')) return 'a list item `- ` cannot start here; begin a line with it';
  const closing = /must be sufficiently indented and end with a (.)/.exec(message)?.[1];
  if (closing !== undefined)
    return `a \`${closing}\` is missing before this, or the lines inside the brackets are not indented`;
  return structure[code] ?? message.charAt(0).toLowerCase() + message.slice(1).split('\n', 1)[0];
}
