// Output as it is read: no faster, and no further.
import { Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { writeAll } from '../../src/commands/output.ts';
import { projectOf } from '../support/project.ts';
import { chatform, smallProject } from './chatform.ts';

/** A reader that takes a piece only when it is told to, and pieces that count how many were asked for. */
function reader(texts: readonly string[]) {
  const taken: string[] = [];
  const answers: ((error?: Error) => void)[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      taken.push(String(chunk));
      answers.push(done);
    },
  });
  const made: string[] = [];
  let isClosed = false;
  function* pieces() {
    try {
      for (const text of texts) {
        made.push(text);
        yield text;
      }
    } finally {
      isClosed = true;
    }
  }
  const answer = (error?: Error) => answers.shift()?.(error);
  return { stream, taken, made, answer, pieces, isClosed: () => isClosed };
}

test('a piece is made when the one before it was taken, however slow the reader is', async () => {
  const { stream, taken, made, answer, pieces } = reader(['plan', 'of', 'support']);
  let isWritten = false;
  const written = writeAll(stream, pieces()).then(() => {
    isWritten = true;
  });
  for (const [index, last] of ['plan', 'of', 'support'].entries()) {
    await setImmediate();
    expect([made.length, taken.length, taken.at(-1), isWritten]).toEqual([index + 1, index + 1, last, false]);
    answer();
  }
  await written;
  expect(isWritten).toBe(true);
});

test('when the reader is gone nothing more is made, and that is no error', async () => {
  const { stream, made, answer, pieces, isClosed } = reader(['plan', 'of', 'support']);
  const failed = new Promise((resolve) => stream.once('error', resolve));
  const written = writeAll(stream, pieces());
  answer(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
  await written;
  expect([made, isClosed()]).toEqual([['plan'], true]);
  expect(await failed).toMatchObject({ code: 'EPIPE' });
});

test.each(['', '--json', '--format html', '--format markdown', '--format sarif', '--refresh-only'])(
  'plan %s has its exit code from the plan, however much of it was read',
  async (flags) => {
    const directory = projectOf(smallProject);
    const line = `plan --detailed-exitcode ${flags}`;
    const whole = await chatform(directory, line);
    let first = '';
    const broken = await chatform(directory, line, {
      printAll: async ([piece = '']) => {
        first = piece;
      },
    });
    expect(whole.code).toBe(flags === '--refresh-only' ? 0 : 2);
    expect([broken.code, broken.err, broken.out]).toEqual([whole.code, whole.err, '']);
    expect(first.length).toBeGreaterThan(10);
    expect(whole.out.startsWith(first)).toBe(true);
  },
);
