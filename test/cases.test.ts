/**
 * The numbered folders of `cases/`: a configuration (`chatform.yaml`; `environments/` with the name of one
 * in `env`), a console (`live.json`; `console` where it is not the sandbox), a state (`state.json`), what was asked for (`inputs.json`); and the plan
 * that has to come of them, as JSON and as text. `UPDATE_CASES=1 npx vitest run test/cases.test.ts` writes
 * the plans anew, to be read line by line before they are committed.
 *
 * To be read by people, places in files are one text in `plan.json`, and hashes, which have tests of their
 * own, are not spelled out.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { plain } from '../src/report/layout.ts';
import { planJson } from '../src/report/plan-json.ts';
import { planText } from '../src/report/text.ts';
import { caseFolders, casesRoot, planOfCase, readCase } from './support/case.ts';
import { jsonText } from './support/json-text.ts';

function textsOf(folder: string): { 'plan.json': string; 'plan.txt': string } {
  const made = planOfCase(folder);
  const text = JSON.stringify(planJson(made, 'test')).replace(/\b[0-9a-f]{64}\b/g, 'a SHA-256');
  return {
    'plan.json': jsonText(JSON.parse(text, (_, value) => placeText(value) ?? value)),
    'plan.txt': planText(made, { paint: plain, columns: 100 }).replace(/\b[0-9a-f]{64}\b/g, 'a SHA-256'),
  };
}

/** A place in a file as `file:line:column-line:column, "the line"`. */
function placeText(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('end_column' in value)) return undefined;
  const { file, line, column, end_line, end_column, text } = value as Record<string, string | number>;
  return `${file}:${line}:${column}-${end_line}:${end_column}, ${JSON.stringify(text)}`;
}

test.each(caseFolders)('%s', (folder) => {
  for (const [name, text] of Object.entries(textsOf(folder))) {
    if (process.env.UPDATE_CASES) writeFileSync(path.join(casesRoot, folder, name), text);
    expect(text, name).toBe(readCase(folder, name));
  }
});
