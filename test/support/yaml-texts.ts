// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
/**
 * Generated YAML: right, nearly right and wrong. Most of it is what people write into a configuration, since
 * that is what the fast way of reading takes; the rest is everything else that YAML has.
 */

type Random = () => number;

const names = [
  'apps',
  'lobby',
  'name',
  'type',
  'tags',
  'events',
  'a',
  'b c',
  'x-1',
  '客服',
  '"q: "',
  "'it''s'",
]
  .concat(['__proto__', 'constructor', 'extends', '"0123"', '""', '<<', 'a:b', 'a#b', '-x', '.x', 'nulls'])
  .concat([
    '1',
    'true',
    '~',
    '0x1',
    '? k',
    '[k]',
    '{k: v}',
    '*a',
    '&a k',
    '!t k',
    '- k',
    '"k',
    '@k',
    '--- k',
  ]);

const plain = [
  'x',
  'some text',
  'Hello',
  'a:b',
  'a#b',
  'it is',
  'C++',
  '客服 lobby',
  '😀',
  '2026-03-01',
  '22:22',
]
  .concat([
    '0',
    '1',
    '-1',
    '+1',
    '0123',
    '1.50',
    '.5',
    '5.',
    '-0',
    '1e3',
    '1e-3',
    '0x1F',
    '0o17',
    '1_000',
    '0o8',
  ])
  .concat([
    'null',
    'Null',
    'NULL',
    '~',
    'true',
    'True',
    'TRUE',
    'false',
    'no',
    'on',
    'nulL',
    '<<',
    '=',
    '<',
    '-x',
  ])
  .concat([
    '$x',
    '${var.x}',
    '${apps.lobby.sdkAppId}',
    'a\\nb',
    '__proto__',
    'x-',
    'x:y:z',
    'a  b',
    "it's",
    'a"b',
  ]);

const oddPlain = [
  '9007199254740993',
  '1e999',
  '.inf',
  '-.INF',
  '.nan',
  '0xfffffffffffffff',
  ': x',
  ':x',
  '?x',
  '? x',
]
  .concat([
    '- x',
    '-',
    '?',
    ':',
    '@x',
    '`x',
    '%x',
    ',x',
    ']x',
    '}x',
    '[x',
    '{x',
    '#x',
    '*x',
    '&x',
    '&x y',
    '!t x',
  ])
  .concat([
    'a: b',
    'a:',
    'a #b',
    '...',
    '---',
    '--- x',
    '|x',
    '>x',
    "'x",
    '"x',
    'a\u00a0',
    'a\u2028b',
    '\ufeffx',
  ])
  .concat([
    '\u0085',
    '\ud800',
    'a\u0000b',
    'a\tb',
    '\tx',
    'x\t',
    'x\ry',
    '<<<<<<< x',
    '\u007f',
    'a\u200bb',
    '"a" b',
  ]);

const quoted = [
  '""',
  '"x"',
  '"a: b"',
  '"a # b"',
  '"a \\" b"',
  '"\\n\\t\\\\\\/"',
  '"\\u5ba2\\x41"',
  '" x "',
  "''",
  "'x'",
].concat([
  "'it''s'",
  "'a: b'",
  "'\\n'",
  '"1"',
  "'null'",
  '"[x]"',
  '"${var.x}"',
  '"客服😀"',
  "''''",
  '"\'"',
  "'\"'",
]);

const oddQuoted = [
  '"\\ud83d\\ude00"',
  '"\\ud83d"',
  '"\\q"',
  '"\\U0001F600"',
  '"\\u12"',
  '"\\"',
  "'",
  '"',
  '"a\n  b"',
].concat([
  "'a\n\n   b'",
  '"a\nb"',
  '"a\\\n  b"',
  '"\\0\\a\\e\\_"',
  "'a''",
  '"a\tb"',
  '"a\r\n b"',
  '"\\\t"',
  '"a" "b"',
]);

const comments = ['# note', '#', '#x', '# a: b', '# "', '# 客服', '#\t'];

const junk = [
  '',
  ':',
  ': ',
  '\n',
  '\n\n',
  '  ',
  ' ',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '!t ',
  '!!str ',
  '!!omap ',
  '!!set ',
  '!!pairs ',
  '!!binary ',
  '!!float ',
  '#',
]
  .concat([
    ' #',
    '- ',
    '? ',
    '-',
    '|',
    '>',
    '|-\n',
    '>+\n',
    '|2\n',
    '%',
    '\t',
    '\r\n',
    '\r',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
  ])
  .concat([
    '__proto__: ',
    'null',
    '${',
    '\\',
    '\ud800',
    '\u0000',
    '\ufeff',
    '\u2028',
    '\u0085',
    '<<: ',
    'a: b',
    'x',
    '0',
  ])
  .concat([
    '<<<<<<< a\n',
    '=======\n',
    '\n---',
    '\n  # c',
    '\n# c',
    '\n      # c',
    '# c\n',
    ': {',
    ': [',
    '`',
    '@',
  ]);

/** A text of up to some hundred characters. `real` are texts of people, of which some are cut and changed. */
export function yamlText(random: Random, real: readonly string[]): string {
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const chance = (part: number) => random() < part;
  // Most texts have few odd things, so that each of them is met alone; some have many.
  const oddness = pick([0, 0, 0.01, 0.03, 0.15]);
  const odd = () => chance(oddness);
  const spaces = () => (odd() ? ' '.repeat(below(4)) : ' ');

  const name = () =>
    odd() ? pick(names) : `${pick(names.slice(0, 12))}${below(40)}`.replace(/(["'])(\d+)$/, '$2$1');
  const text = (): string => {
    if (chance(0.25)) return pick(odd() ? oddQuoted : quoted);
    return pick(odd() ? oddPlain : plain);
  };
  const remark = () => (chance(0.06) ? `${odd() ? pick(['', '  ', '\t']) : ' '}${pick(comments)}` : '');
  const lineBreak = () => (odd() ? pick(['\r\n', '\n ', '\r', '\n\n']) : '\n');

  /** Lines without content. */
  function gap(indent: number): string {
    let lines = '';
    while (chance(0.12)) {
      const depth = odd() ? below(9) : pick([0, indent, indent, indent + 2, Math.max(0, indent - 2)]);
      lines += chance(0.5)
        ? `${chance(0.2) ? ' '.repeat(depth) : ''}\n`
        : `${' '.repeat(depth)}${pick(comments)}\n`;
    }
    return lines;
  }

  function inBrackets(indent: number, depth: number): string {
    const isMap = chance(0.5);
    const spread = chance(0.15);
    const between = () => {
      if (!spread || chance(0.2)) return chance(0.8) ? '' : ' ';
      const deeper = odd() ? below(6) : indent + 1 + below(3);
      return `${remark()}\n${chance(0.1) ? '\n' : ''}${' '.repeat(deeper)}`;
    };
    const value = (): string =>
      chance(0.2) && depth < 5
        ? inBrackets(indent, depth + 1)
        : text().replace(/[[\]{},]/g, odd() ? '$&' : '');
    const item = () => {
      if (!isMap) return odd() ? pick(['', 'a: b', '"a":1', '? a', '- a']) : value();
      const key = name();
      if (odd())
        return pick([key, `${key}:`, `${key} : x`, `${key}:[x]`, `"k":${value()}`, `? ${key}: x`, `: x`]);
      return chance(0.1)
        ? `"${below(99)}":${value()}`
        : `${key}: ${spread && chance(0.1) ? between() : ''}${value()}`;
    };
    const items = Array.from({ length: below(4) }, () => between() + item() + between());
    const tail = items.length > 0 && (odd() || chance(0.05)) ? ',' : '';
    const end = spread && chance(0.3) ? `\n${' '.repeat(odd() ? below(4) : indent)}` : '';
    const [open, close] = isMap ? ['{', '}'] : ['[', ']'];
    return `${open}${items.join(odd() ? pick([',,', '', ' ']) : ', ')}${tail}${end}${odd() ? pick([']', '}', '']) : close}`;
  }

  function blockText(indent: number): string {
    const header =
      pick(['|', '|-', '>', '>-']) + (odd() ? pick(['+', '2', '-1', ' ', ' # note', 'x', ' x']) : '');
    const depth = odd() ? below(6) : indent + 1 + below(3);
    const lines = Array.from({ length: odd() ? 0 : 1 + below(4) }, () => {
      if (chance(0.15)) return odd() ? ' '.repeat(below(8)) : '';
      const deeper = chance(0.1) ? 1 + below(3) : 0;
      return (
        ' '.repeat(odd() ? below(6) : depth + deeper) + pick([...plain, '# no comment', '- x', 'a: b', 'x '])
      );
    });
    return `${header}\n${lines.join('\n')}${chance(0.1) ? '\n' : ''}`;
  }

  /** What follows `key:` or `-`, with the end of the last line. */
  function value(indent: number, depth: number, isItem: boolean): string {
    const kind = random();
    if (depth < 6 && kind < 0.3 && !isItem) {
      const isList = chance(0.4);
      const deeper = odd() ? below(8) : indent + (isList && chance(0.3) ? 0 : pick([2, 2, 2, 4, 1]));
      if (chance(0.1)) return `${remark()}\n${' '.repeat(deeper)}${inBrackets(indent, 0)}${remark()}\n`;
      return `${remark()}\n${isList ? list(deeper, depth + 1) : map(deeper, depth + 1)}`;
    }
    if (kind < 0.34 && !isItem) return `${chance(0.2) ? ' ' : ''}${lineBreak()}`;
    if (kind < 0.4) return `${spaces()}${blockText(indent)}\n`;
    const simple = kind < 0.55 ? inBrackets(indent, 0) : text();
    const more = odd()
      ? pick([`\n${' '.repeat(indent + 2)}more`, ' x', ': x', `\n${' '.repeat(indent)}more`])
      : '';
    return `${spaces()}${simple}${more}${remark()}${chance(0.04) ? ' ' : ''}${lineBreak()}`;
  }

  function map(indent: number, depth: number, first = ' '.repeat(indent)): string {
    let lines = '';
    for (let left = 1 + below(4); left > 0; left--) {
      const start = lines === '' ? first : ' '.repeat(odd() ? below(6) : indent);
      const colon = odd() ? pick(['', ' :', ':', '  :', '\n:']) : ':';
      lines += `${start}${odd() ? pick(['&a ', '!t ', '? ', '- ', '\t']) : ''}${name()}${colon}`;
      lines += value(indent, depth, false) + gap(indent);
    }
    return lines;
  }

  function list(indent: number, depth: number): string {
    let lines = '';
    for (let left = 1 + below(3); left > 0; left--) {
      const blanks = chance(0.9) ? ' ' : '   ';
      const start = `${' '.repeat(odd() ? below(6) : indent)}-`;
      lines +=
        depth < 6 && chance(0.3)
          ? map(indent + 1 + blanks.length, depth + 1, start + (odd() ? spaces() : blanks))
          : start + (odd() ? pick(['', ' -', ' - x\n', '\n', ' ? x']) : '') + value(indent, depth, true);
      lines += gap(indent);
    }
    return lines;
  }

  function changed(from: string): string {
    let result = from;
    for (let edits = 1 + below(3); edits > 0; edits--) {
      const at = below(result.length + 1);
      const put = chance(0.5) ? pick(junk) : chance(0.5) ? '' : result.slice(at, at + below(20));
      result = result.slice(0, at) + put + result.slice(at + (chance(0.5) ? 0 : below(6)));
    }
    return result;
  }

  /** Some lines of a text. */
  function part(whole: string): string {
    const lines = whole.split('\n');
    const from = below(lines.length);
    const wanted = lines.slice(from, from + 1 + below(25));
    const indent = Math.min(...wanted.map((line) => (line.trim() === '' ? 99 : line.search(/\S/))));
    return wanted.map((line) => line.slice(indent)).join('\n');
  }

  const way = random();
  if (way < 0.04)
    return Array.from({ length: below(30) }, () => pick([...junk, 'a', 'b', '\n', ' '])).join('');
  if (way < 0.05)
    return Array.from({ length: below(60) }, () =>
      String.fromCharCode(below(chance(0.5) ? 128 : 65536)),
    ).join('');
  if (way < 0.06) return pick(['[', '{a: ', '- ', '? ', '{? ', 'a:\n', '"', '&a ']).repeat(below(400));
  const base =
    way < 0.2 && real.length > 0 ? part(pick(real)) : `${chance(0.05) ? '---\n' : ''}${gap(0)}${map(0, 0)}`;
  const ended = chance(0.05) ? base.replace(/\n+$/, '') : base;
  return chance(0.3) ? changed(ended) : ended;
}
