import { expect, test } from 'vitest';
import { code, fence, htmlCode, link, prose, ruleId } from '../../src/report/markdown-escape.ts';

test.each([
  ['plain words stay as they are', 'It takes about five minutes, and 1,000 users (or more).'],
  ['Chinese words too', '该应用的所有数据都会丢失。'],
  ['and rule IDs', 'An upgraded app cannot go back. (APP-7)'],
])('In a sentence %s', (_, text) => {
  expect(prose(text)).toBe(text);
});

test.each([
  ['a mention', 'ask @everyone, now', 'ask `@everyone`, now'],
  ['an issue', 'see #123.', 'see `#123`.'],
  ['an issue by its old name', 'see GH-123', 'see `GH-123`'],
  ['a commit', 'since (0123abc)', 'since (`0123abc`)'],
  ['an address of the web', 'at https://chat.acme.example/hook', 'at `https://chat.acme.example/hook`'],
  ['a path that begins with www', 'at www.acme.example', 'at `www.acme.example`'],
  ['a mail address', 'to ops@acme.example!', 'to `ops@acme.example`!'],
  ['an emoji by its name', 'done :tada:', 'done `:tada`:'],
  ['HTML', 'a </details><script> b', 'a `</details><script>` b'],
  ['an entity', 'a &lt; b', 'a `&lt`; b'],
  ['a link', '[x](javascript:alert(1))', '`[x](javascript:alert(1`))'],
  ['several of them in a row', 'now ["Work", "Public"]:', 'now `["Work", "Public"]`:'],
  ['code, as code', 'write `destroy: false` to stop', 'write `destroy: false` to stop'],
  ['code beside other code', '`a`@b', '`a` `@b`'],
  ['a run of backticks', 'a ``` b', 'a ```` ``` ```` b'],
  ['line feeds', 'one\n\n# two', 'one `#` two'],
  ['the number of a list', '1. one 2. two', '`1`. one 2. two'],
  ['a rule that nobody knows', 'x (<b>)', 'x (`<b>`)'],
  ['a change of direction', 'abc\u202edef', '`abc\\u202edef`'],
])('In a sentence %s means nothing', (_, text, markdown) => {
  expect(prose(text)).toBe(markdown);
});

test.each([
  ['apps.support', '`apps.support`'],
  ['', '`""`'],
  ['a`b', '``a`b``'],
  ['`a', '`` `a ``'],
  [' a ', '`  a  `'],
  ['a\nb', '`a\\nb`'],
  ['cam.policies["a|b"]', '`cam.policies["a`&#124;`b"]`'],
  ['|', '&#124;'],
])('The name %j is the code span %s', (text, markdown) => {
  expect(code(text)).toBe(markdown);
});

test.each([
  ['APP-7', 'APP-7'],
  ['GH-12', '`GH-12`'],
  ['guardrail/https', '`guardrail/https`'],
  ['x\n\n</details><script>@everyone', '`x\\n\\n</details><script>@everyone`'],
])('The rule %j is %s', (id, markdown) => {
  expect(ruleId(id)).toBe(markdown);
});

test('A name of more than 300 characters says how many more there are', () => {
  expect(code('a'.repeat(1234))).toBe(`\`${'a'.repeat(300)}… (934 more characters)\``);
});

test('A line of HTML shows a name by entities', () => {
  expect(htmlCode(`</summary> & "'`)).toBe('<code>&lt;/summary&gt; &amp; &quot;&#39;</code>');
});

test('A fence is longer than any run of backticks in it, and its lines stay lines', () => {
  expect(fence(['+ a', '- ````', '! b\n```'], 'diff')).toBe('`````diff\n+ a\n- ````\n! b\\n```\n`````');
});

test('Only an address of the web becomes a link', () => {
  expect(link('run 7', 'https://github.example/runs/7')).toBe('[run 7](<https://github.example/runs/7>)');
  expect(link('run 7', 'javascript:alert(1)')).toBe('run 7');
  expect(link('run 7', 'https://github.example/>) @everyone')).toBe('run 7');
});
