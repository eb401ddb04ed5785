import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { format } from '../../src/config/format.ts';
import { plainOf } from '../../src/config/node.ts';
import { read } from '../../src/config/read.ts';

const file = (text: string) => ({ path: 'chatform.yaml', text });

/** What a text says; `undefined` where it cannot be read. */
function meaningOf(text: string): unknown {
  const { root, diagnostics } = read(file(text));
  return root && diagnostics.length === 0 ? JSON.parse(JSON.stringify(plainOf(root))) : undefined;
}

/** The canonical form. @throws Error with what is wrong when there is none */
function formatted(text: string): string {
  const result = format(file(text));
  if ('diagnostics' in result) throw new Error(result.diagnostics.map((one) => one.message).join('\n'));
  return result.text;
}

const word = fc.stringMatching(/^[A-Za-z][\w @.:#&*!|>'"%,[\]{}?-]{0,14}$/);
const text = fc.oneof(
  word,
  fc.string({ maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    'yes',
    'null',
    '4711',
    '# no comment',
    'a: b',
    '- a',
    'two\nlines',
    'three\n\nlines\n',
    '  led by blanks',
    'größer 😀',
  ),
);
const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
const document = fc.dictionary(word, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true });
const style = fc.record({
  indent: fc.constantFrom(1, 2, 3, 4, 8),
  indentSeq: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20, 80),
  collectionStyle: fc.constantFrom('any' as const, 'block' as const, 'flow' as const),
  defaultStringType: fc.constantFrom(
    'PLAIN' as const,
    'QUOTE_DOUBLE' as const,
    'QUOTE_SINGLE' as const,
    'BLOCK_LITERAL' as const,
    'BLOCK_FOLDED' as const,
  ),
});

describe('the canonical form', () => {
  test('says the same as the text, whatever that says and however it was written, and is its own canonical form', () => {
    fc.assert(
      fc.property(document, style, (tree, options) => {
        const written = stringify(tree, { ...options, aliasDuplicateObjects: false });
        const meaning = meaningOf(written);
        fc.pre(meaning !== undefined);
        const once = formatted(written);
        expect(meaningOf(once)).toEqual(meaning);
        expect(formatted(once)).toBe(once);
      }),
      { numRuns: 300 },
    );
  });

  test('keeps every comment, and moves none to another value', () => {
    const comments = ['# first', '# beside the app', '# before tags', '# in a list', '# last'];
    const [first, beside, before, inList, last] = comments;
    const written = `${first}\napps:\n   support: ${beside}\n      ${before}\n      tags: {a: b}\n      readReceipts:\n      - Work   ${inList}\n      - Public\n${last}\n`;
    const lines = formatted(written).split('\n');
    expect(lines).toEqual([
      '# first',
      'apps:',
      '  support: # beside the app',
      '    # before tags',
      '    tags: {a: b}',
      '    readReceipts:',
      '      - Work # in a list',
      '      - Public',
      '',
      '# last',
      '',
    ]);
  });

  test('aligns comments on lines that follow each other', () => {
    expect(formatted('a: 1 # one\nlong: 22 # two\n\nb: 3      # three\n')).toBe(
      'a: 1     # one\nlong: 22 # two\n\nb: 3 # three\n',
    );
  });

  test('a text with # in it is no comment', () => {
    const written = 'a: "x # y"\nbb: a#b\nc: |\n  # text\n  more\n';
    expect(formatted(written)).toBe(written);
  });
});
