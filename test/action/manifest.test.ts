// action.yml, held against the script that it runs.
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { action, expression, textOf } from './files.ts';
import { actionShape } from './shapes.ts';

const [step] = action.runs.steps;
const script = textOf('action/run.sh');

/** `var-files` → `INPUT_VAR_FILES`. */
const variableOf = (input: string) => `INPUT_${input.toUpperCase().replaceAll('-', '_')}`;

test('action.yml is a composite action of one step', () => {
  const isAction = new Ajv({ allErrors: true }).compile(actionShape);
  isAction(action);
  expect(isAction.errors ?? []).toEqual([]);
  expect(action.runs.steps.length).toBe(1);
});

test('no input reaches the text of a script', () => {
  expect(step?.run).toBe('exec bash "$GITHUB_ACTION_PATH/action/run.sh"');
});

test('every input reaches the script as a variable, and is read there', () => {
  const inputs = Object.keys(action.inputs).filter((name) => name !== 'github-token');
  const expected = inputs.map((name) => [variableOf(name), `\${{ inputs.${name} }}`]);
  const { GITHUB_TOKEN: _, ...env } = step?.env ?? {};
  expect(env).toEqual(Object.fromEntries(expected));
  expect(inputs.filter((name) => !script.includes(`\${${variableOf(name)}:-`))).toEqual([]);
});

test('every output is one that the step can write', () => {
  for (const [name, { value }] of Object.entries(action.outputs)) {
    expect(value).toBe(`\${{ steps.run.outputs.${name} }}`);
  }
  const program = textOf('action/outputs.js');
  const written = Object.keys(action.outputs).filter((name) => {
    return script.includes(`set_output ${name} `) || program.includes(`'${name}'`);
  });
  // `chatform github review` and `drift` write these by themselves.
  const byChatform = ['conclusion', 'comment-url', 'issue-url'];
  expect([...written, ...byChatform].sort()).toEqual(Object.keys(action.outputs).sort());
});

test('only the commands that speak with GitHub get its token', () => {
  expect(step?.env?.GITHUB_TOKEN).toBe(
    `\${{ contains(fromJSON('["review", "reviewed", "drift"]'), inputs.command) && inputs.github-token || '' }}`,
  );
});

test('the token of the run is there by default, and only the command must be given', () => {
  expect(action.inputs['github-token']?.default).toBe(expression('github.token'));
  const required = Object.entries(action.inputs).filter(([, input]) => input.required);
  expect(required.map(([name]) => name)).toEqual(['command']);
});
