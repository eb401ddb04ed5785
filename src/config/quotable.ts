/**
 * The text of a file as it may be quoted. A secret has no place in a configuration (PSH-4), but people put
 * it there, and whatever is wrong on its line is answered with the line. What stands behind the name of a
 * secret is starred out, unless it refers to one. This looks at text and not at a tree: the file may be one
 * that cannot be read.
 */
import { attributesOf, kinds } from '../catalog/index.ts';
import { once } from '../once.ts';

const namesOfSecrets = () =>
  kinds.flatMap((kind) =>
    attributesOf(kind).flatMap(({ path, attribute }) =>
      attribute.type === 'secret' ? [path.at(-1) ?? ''] : [],
    ),
  );

/** A key with the name of a secret, where a key can stand; in any case, since people misspell. */
const secretKey = once(
  () =>
    new RegExp(
      `(?:^|[{,[\\n])[^\\S\\n]*(?:[-?][^\\S\\n]+)*["']?(?:${[...new Set(namesOfSecrets())].join('|')}|(encryption))["']?\\s*:`,
      'gi',
    ),
);

const REFERENCE = String.raw`(?:env\s*:\s*["']?[A-Za-z_]\w*["']?|file\s*:\s*[^\s,{}]+)`;
/** A reference in braces, at the beginning; what follows is no part of it. */
const IN_BRACES = new RegExp(String.raw`^\s*\{\s*${REFERENCE}\s*\}`);
/** A reference on the line below its key, and nothing else. */
const BELOW = new RegExp(String.raw`^\s*${REFERENCE}\s*$`);

/** A word of `chatform.encryption`; in the group what is known to be no secret. */
const WORD =
  /(env\s*:\s*["']?[A-Za-z_]\w*["']?(?=\s*(?:[,}\n#]|$))|migrate\s*:\s*(?:en|de)crypt(?=\s*(?:[,}\n#]|$))|(?:passphrase|key|env|previous|migrate)(?=\s*:)|-(?=\s))|[^\s{}[\],:]+/g;

/** The block with all starred out but what it is meant to be made of. */
function withoutKeys(block: string): string {
  return block.replace(WORD, (word, known: string | undefined) => known ?? '*'.repeat(word.length));
}

/** The same text, of the same length, with a star for each character of what may be a secret. */
export function quotable(text: string): string {
  let shown = '';
  let from = 0;
  for (const match of text.matchAll(secretKey())) {
    const start = match.index + match[0].length;
    if (start <= from) continue;
    const end = endOfValue(text, start);
    const value = text.slice(start, end);
    if (match[1] !== undefined) {
      shown += text.slice(from, start) + withoutKeys(value);
      from = end;
      continue;
    }
    if (IN_BRACES.test(value) || BELOW.test(value.replace(/\s#.*$/gm, ''))) continue;
    shown += text.slice(from, start) + value.replace(/\S/g, '*');
    from = end;
  }
  return shown + text.slice(from);
}

/** The line of a value, and the lines below that are indented deeper than its key. */
function endOfValue(text: string, start: number): number {
  const line = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const indent = /^(?:[^\S\n]|[-?] )*/.exec(line)?.[0].length ?? 0;
  let end = lineEnd(text, start);
  while (end < text.length) {
    const next = text.slice(end + 1, lineEnd(text, end + 1));
    const deeper = (/^[^\S\n]*/.exec(next)?.[0].length ?? 0) > indent;
    if (next.trim() !== '' && !deeper) break;
    end += 1 + next.length;
  }
  return end;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}
