/**
 * Text as Markdown that shows it as it is, on GitHub and elsewhere.
 *
 * Whatever could mean something stands in a code span, an HTML `<code>` or a fence: that is where GitHub
 * links no mention, number, commit or address, and reads neither Markdown nor HTML nor emoji. Entities and
 * backslashes alone would not do: GitHub looks for mentions and links in the text that they become.
 */
import { printable } from '../printable.ts';
import { withEntities } from './entities.ts';
import { shortened } from './values.ts';

/** Characters that one name, value or file shows at most. */
export const longestValue = 300;
/** Characters that one sentence shows at most. */
const longestSentence = 600;

/** A text on one line, without what a terminal or a reader would carry out. */
export function oneLine(text: string): string {
  return printable(text).replaceAll('\n', '\\n').replaceAll('\t', '\\t');
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

/** What is shown of a name, a value or a file. */
export function short(text: string): string {
  return shortened(text, longestValue);
}

/** A code span. A `|` stands outside of it as an entity, since renderers differ on one in a table's code. */
export function code(text: string): string {
  return wholeCode(short(text));
}

/** The same of a text of any length. */
export function wholeCode(text: string): string {
  const parts = oneLine(text).split('|');
  return parts.length === 1 ? span(parts[0] || '""') : parts.map(span).join('&#124;');
}

function span(text: string): string {
  if (text === '') return '';
  const marks = '`'.repeat(longestRun(text) + 1);
  // Of a blank at both ends a renderer takes one away, and a backtick must not touch the marks.
  const pad = /^`|`$|^ .*[^ ].* $/.test(text) ? ' ' : '';
  return marks + pad + text + pad + marks;
}

/** The ID of a rule of the console; whatever else stands there, as code. `GH-1` is how GitHub calls an issue. */
export function ruleId(id: string): string {
  return /^(?!GH-)[A-Z]+-\d+$/.test(id) ? id : code(id);
}

const letter = '[A-Za-z0-9]|[^\\x00-\\x7f]';
// Letters with no more than punctuation around, and with what means nothing between two of them.
const PLAIN_WORD = new RegExp(
  `^["'(]*(?:${letter})(?:${letter}|['/,-](?=${letter})|\\.(?=[0-9]))*[)"'.,;:!?%]*$`,
  'u',
);
// What GitHub may take for a commit or an issue.
const REFERENCE = /[0-9a-f]{7}|^["'(]*GH-/i;
// What begins a list where it begins a line.
const NUMBER_OF_A_LIST = /^\d+[.)]$/;
const AROUND = /^(["'(]*)(.*?)([)"'.,;:!?]*)$/su;

/** Sentences: plain words as they are, all else in code spans. */
export function prose(text: string): string {
  const words = oneLine(
    shortened(text, longestSentence)
      .replace(/[ \t\r\n]+/g, ' ')
      .trim(),
  );
  // What the author put into backticks is code already.
  const pieces = words.split(/(?<!`)`([^`]+)`(?!`)/);
  const shown = pieces.flatMap((piece, index) => (index % 2 === 1 ? [code(piece)] : plainAndCode(piece)));
  // Two code spans side by side would be read as one.
  return shown.reduce(
    (whole, part) => whole + (whole.endsWith('`') && part.startsWith('`') ? ' ' : '') + part,
    '',
  );
}

/** Words, and between them runs of words that are no plain ones as code. */
function plainAndCode(text: string): string[] {
  const out: string[] = [];
  let risky: string[] = [];
  const flush = () => {
    if (risky.length === 0) return;
    const [, before = '', middle = '', after = ''] = AROUND.exec(risky.join(' ')) ?? [];
    out.push(before + (middle === '' ? '' : code(middle)) + after);
    risky = [];
  };
  for (const [index, word] of text.split(' ').entries()) {
    const isList = index === 0 && NUMBER_OF_A_LIST.test(word);
    const isPlain = word === '' || (PLAIN_WORD.test(word) && !REFERENCE.test(word) && !isList);
    if (isPlain) {
      flush();
      out.push(word);
    } else risky.push(word);
  }
  flush();
  return [out.join(' ')];
}

/** Code for a line of raw HTML such as `<summary>`, in which no Markdown is read. */
export function htmlCode(text: string): string {
  return `<code>${withEntities(oneLine(short(text))) || '""'}</code>`;
}

/** Lines in a fence that is longer than any run of backticks in them. */
export function fence(lines: readonly string[], language = ''): string {
  const shown = lines.map(oneLine);
  const marks = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1));
  return [marks + language, ...shown, marks].join('\n');
}

/** A folded part. Blank lines let Markdown be read inside. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A link; the text alone where the address is none for the web. */
export function link(text: string, url: string): string {
  return /^https?:\/\/[\w.~:/?#@!$&*+,;=%-]+$/.test(url) ? `[${text}](<${url}>)` : text;
}
