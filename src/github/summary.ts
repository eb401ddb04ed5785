/** The files that GitHub Actions gives a step to write to: its summary and its outputs. */
import { createHash } from 'node:crypto';
import { bytesOf, cutMarkdown } from './text.ts';

/** GitHub drops a larger summary as a whole. */
const mostBytes = 1024 * 1024;

/** The text to append to the summary of a step, of which `used` bytes are taken already. */
export function stepSummary(markdown: string, used = 0): string {
  const text = markdown.endsWith('\n') ? markdown : `${markdown}\n`;
  const note = '**Cut here:** a step summary takes no more. The log of the run has all of it.';
  const room = mostBytes - used;
  return room > bytesOf(note) ? cutMarkdown(text, room, note) : '';
}

/** The text to append to `GITHUB_OUTPUT`, with any characters in the values. */
export function stepOutputs(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => output(name, value))
    .join('');
}

/** A text does not hold its own hash, so that no line of the value ends it. */
function output(name: string, value: string): string {
  const end = `end-${createHash('sha256').update(value).digest('hex')}`;
  return `${name}<<${end}\n${value}\n${end}\n`;
}
