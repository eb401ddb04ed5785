import { expect, test } from 'vitest';
import { cutMarkdown, oneLine } from '../../src/github/text.ts';

const note = '**Cut here.**';

test('a text that fits stays as it is, to the byte', () => {
  expect(cutMarkdown('Größe', 7, note)).toBe('Größe');
  expect(cutMarkdown('Größe', 6, note)).toBe(note);
});

test('a text is cut after a line, and never takes more than its bytes', () => {
  const text = Array.from({ length: 50 }, (_, i) => `Zeile ${i} für den Support`).join('\n');
  for (const most of [100, 333, 700]) {
    const cut = cutMarkdown(text, most, note);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(most);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(most - 40);
    const lines = cut.split('\n');
    expect(lines.slice(-3)).toEqual(['', note, '']);
    expect(lines.slice(0, -3).every((line, i) => line === `Zeile ${i} für den Support`)).toBe(true);
  }
});

test('what is open at the cut is closed: the code block first, then the details', () => {
  const text = `<details><summary>apps</summary>\n<details>\n\n\`\`\`\`diff\n+ a\n\`\`\`\n<details>\n${'+ b\n'.repeat(50)}`;
  const head = '<details><summary>apps</summary>\n<details>\n\n````diff\n+ a\n```\n<details>\n';
  const end = '````\n</details>\n</details>\n\n**Cut here.**\n';
  expect(cutMarkdown(text, 125, note)).toBe(`${head}+ b\n+ b\n+ b\n${end}`);
  expect(cutMarkdown(text, 124, note)).toBe(`${head}+ b\n+ b\n${end}`);
});

test('what was closed before the cut is not closed again', () => {
  const text = `<details>\n~~~\n\`\`\`\n~~~\n</details>\n\`\`\`not \`a\` fence\n${'line\n'.repeat(50)}`;
  expect(cutMarkdown(text, 75, note)).toBe(
    '<details>\n~~~\n```\n~~~\n</details>\n```not `a` fence\nline\nline\n\n**Cut here.**\n',
  );
});

test('one line has no breaks and no control characters, and whole characters only', () => {
  expect(oneLine('3 to add,\n2 to change\u0007', 40)).toBe('3 to add, 2 to change\\u0007');
  expect(oneLine('ab😀cd', 4)).toBe('ab😀…');
  expect(oneLine('ab😀c', 4)).toBe('ab😀c');
});
