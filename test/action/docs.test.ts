// docs/github.md, held against what it describes.
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/commands/world.ts';
import { action, textOf, workflows } from './files.ts';

const page = textOf('docs/github.md');

/** What stands as code in the first column of a table's rows, below a heading. */
function rowsBelow(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  const cells = section.match(/^\|[^|]+\|/gm) ?? [];
  return cells.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name = '']) => name));
}

test('the page lists every input and every output of the Action, and no others', () => {
  const names = [...Object.keys(action.inputs), ...Object.keys(action.outputs)];
  expect(rowsBelow('Inputs and outputs').sort()).toEqual(names.sort());
});

test('the page lists every exit code', () => {
  const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(Object.values(exitCodes).filter((code) => !listed.includes(code))).toEqual([]);
});

test('the page gives a reason for every permission that a job has', () => {
  const jobs = workflows.flatMap(({ workflow }) => Object.values(workflow.jobs));
  const permissions = jobs.flatMap((job) => Object.entries(job.permissions));
  const missing = permissions
    .map(([name, level]) => `\`${name}: ${level}\``)
    .filter((text) => !page.includes(text));
  expect(permissions.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

test('the page names every workflow', () => {
  expect(workflows.filter(({ name }) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
