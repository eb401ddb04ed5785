import { expect, test } from 'vitest';
import { stepOutputs, stepSummary } from '../../src/github/summary.ts';

const mebibyte = 1_048_576;

test('a summary ends with a line feed, so that the next one begins on a line of its own', () => {
  expect(stepSummary('# Plan')).toBe('# Plan\n');
  expect(stepSummary('# Plan\n')).toBe('# Plan\n');
});

test('a summary never takes more than a mebibyte, with what was there before', () => {
  const row = `${'é'.repeat(40)}\n`;
  const text = row.repeat(20_000);
  for (const used of [0, 500_000]) {
    const cut = stepSummary(text, used);
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(mebibyte - used);
    expect(Buffer.byteLength(cut)).toBeGreaterThan(mebibyte - used - 100);
    expect(
      cut.endsWith('**Cut here:** a step summary takes no more. The log of the run has all of it.\n'),
    ).toBe(true);
  }
  expect(stepSummary(text, mebibyte)).toBe('');
});

test('outputs keep any text, also one that looks like the end of another', () => {
  const values = { digest: 'a1b2', summary: 'first line\nEOF\nlast=line<<EOF\n' };
  expect(readOutputs(stepOutputs(values))).toEqual(values);
});

test('each output has an end of its own', () => {
  expect(stepOutputs({ pending: 'true' })).toBe(
    'pending<<end-b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b\ntrue\nend-b5bea41b6c623f7c09f1bf24dcae58ebab3c0cdd90ad966bc43a45b44867e12b\n',
  );
});

/** As the runner reads the file. */
function readOutputs(text: string): Record<string, string> {
  const lines = text.split('\n');
  const found: Record<string, string> = {};
  while (lines.length > 1) {
    const [name = '', end = ''] = (lines.shift() ?? '').split('<<');
    found[name] = lines.splice(0, lines.indexOf(end)).join('\n');
    lines.shift();
  }
  return found;
}
