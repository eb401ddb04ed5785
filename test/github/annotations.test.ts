import { expect, test } from 'vitest';
import { annotations, type Note } from '../../src/github/annotations.ts';

const note = (changes: Partial<Note> = {}): Note => ({
  level: 'error',
  file: 'chat/apps/support.yaml',
  line: 12,
  title: 'GRP-6',
  message: 'A community needs the edition Ultimate.',
  ...changes,
});

test('a note is one command, with its place and its title', () => {
  expect(annotations([note()], undefined)).toBe(
    '::error file=chat/apps/support.yaml,line=12,title=GRP-6::A community needs the edition Ultimate.\n',
  );
});

test('columns stand only where the note begins and ends on one line, the last one counted in', () => {
  expect(annotations([note({ column: 5, endColumn: 9 })], undefined)).toContain(
    'line=12,col=5,endColumn=8,title',
  );
  expect(annotations([note({ column: 5, endColumn: 5 })], undefined)).toContain(
    'line=12,col=5,endColumn=5,title',
  );
  expect(annotations([note({ endLine: 12, column: 5 })], undefined)).toContain('line=12,col=5,title');
  expect(annotations([note({ endLine: 14, column: 5, endColumn: 9 })], undefined)).toContain(
    'line=12,endLine=14,title',
  );
});

test('the worst come first, each level in the order it was given', () => {
  const notes = [
    note({ level: 'notice', message: 'a' }),
    note({ level: 'error', message: 'b' }),
    note({ level: 'warning', message: 'c' }),
    note({ level: 'error', message: 'd' }),
  ];
  const said = annotations(notes, undefined)
    .split('\n')
    .map((line) => line.replace(/ .*::/, ' '));
  expect(said).toEqual(['::error b', '::error d', '::warning c', '::notice a', '']);
});

test('only files of the pull request are noted', () => {
  const notes = [note(), note({ file: 'chat/chatform.yaml', message: 'not changed here' })];
  expect(annotations(notes, ['chat/apps/support.yaml', 'README.md'])).not.toContain('chatform.yaml');
  expect(annotations(notes, ['README.md'])).toBe('');
  expect(annotations([], undefined)).toBe('');
});

test('ten notes are all shown; of eleven the last command says how many are left out', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, i) => note({ line: i + 1, level: i < 9 ? 'error' : 'warning' }));
  expect(annotations(many(10), undefined).trimEnd().split('\n')).toHaveLength(10);
  expect(annotations(many(10), undefined)).toContain('line=10,');
  const lines = annotations(many(11), undefined).trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[8]).toContain('line=9,');
  expect(lines[9]).toBe('::warning title=chatform::2 more notes: see the summary of the run');
  expect(annotations(many(3), undefined, 1)).toBe(
    '::error title=chatform::3 more notes: see the summary of the run\n',
  );
  expect(annotations(many(3), undefined, 3).trimEnd().split('\n')).toHaveLength(3);
  expect(annotations(many(3), undefined, 0)).toBe('');
});

test('nothing in a note ends its command or begins another', () => {
  const hostile = note({
    file: 'a,b:c%.yaml',
    title: 'x::y,line=1',
    message: '100% done\r\n::error::forged\u001b[31m\u202e',
  });
  expect(annotations([hostile], undefined)).toBe(
    '::error file=a%2Cb%3Ac%25.yaml,line=12,title=x%3A%3Ay%2Cline=1::100%25 done\\u000d%0A::error::forged\\u001b[31m\\u202e\n',
  );
});
