// Every example is planned and applied as it stands, in each of its environments.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyAll, calls, chatform, copyOfExample } from './commands/chatform.ts';

const folder = path.resolve(import.meta.dirname, '..', 'examples');
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/** The environments of an example; undefined for one without any. */
function environmentsOf(example: string): (string | undefined)[] {
  const entries = readdirSync(path.join(folder, example), { withFileTypes: true });
  if (!entries.some((entry) => entry.name === 'environments')) return [undefined];
  return readdirSync(path.join(folder, example, 'environments')).map((name) => name.replace(/\.ya?ml$/, ''));
}

const cases = examples.flatMap((example) =>
  environmentsOf(example).map((environment) => ({ example, environment, title: environment ?? 'as it is' })),
);

test('the examples were found, with their environments', () => {
  expect(examples).toEqual(expect.arrayContaining(['quickstart', 'three-environments']));
  expect(cases.map(({ example, title }) => `${example} ${title}`)).toEqual(
    expect.arrayContaining([
      'quickstart as it is',
      'three-environments dev',
      'three-environments prod',
      'three-environments staging',
    ]),
  );
});

describe.each(cases)('$example $title', ({ example, environment }) => {
  const flag = environment === undefined ? '' : `--env ${environment}`;

  test('is applied once, and then there is nothing left to do', async () => {
    const directory = copyOfExample(example);
    expect(await chatform(directory, `validate ${flag}`)).toMatchObject({ code: 0, err: '' });
    const planned = await chatform(directory, `plan --detailed-exitcode ${flag}`);
    expect(planned).toMatchObject({ code: 2, err: '' });
    expect(planned.out).toMatch(/^Plan: \d+ to add, 0 to change, 0 to destroy\.$/m);

    const applied = await chatform(directory, `${applyAll} ${flag}`);
    expect(applied.code).toBe(0);
    expect(applied.out).toContain(planned.out);
    expect(applied.out).toMatch(/^Apply complete! Resources: \d+ added, 0 changed, 0 destroyed\.$/m);
    const carriedOut = await calls(directory, environment);
    expect(carriedOut.length).toBeGreaterThan(0);
    expect(carriedOut.filter((call) => !call.endsWith(' ok'))).toEqual([]);

    const empty = await chatform(directory, `plan --detailed-exitcode ${flag}`);
    expect(empty.code).toBe(0);
    expect(empty.out).toMatch(/^No changes\. /m);

    const again = await chatform(directory, `apply --auto-approve ${flag}`);
    expect(again.code).toBe(0);
    expect(again.out).toContain('Apply complete! Resources: 0 added, 0 changed, 0 destroyed.');
    expect(await calls(directory, environment)).toEqual(carriedOut);
  });

  test('plans the same bytes each time, as text and as JSON', async () => {
    const directory = copyOfExample(example);
    for (const format of ['text', 'json']) {
      const line = `plan --format ${format} ${flag}`;
      const first = await chatform(directory, line, { now: () => '2026-03-01T08:00:00Z' });
      const second = await chatform(directory, line, { now: () => '2026-03-01T08:00:07Z' });
      expect(first.code).toBe(0);
      expect(second).toEqual(first);
    }
  });
});
