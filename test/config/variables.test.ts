// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import { describe, expect, test } from 'vitest';
import type { Input } from '../../src/config/load.ts';
import { complaintsOf, loadFiles, resourceOf } from '../support/configuration.ts';

const app = 'apps:\n  lobby: {name: "${var.title}"}\n';
const withDefault = `variables:\n  title: {default: from default}\n${app}`;
const inEnvironment = { 'environments/prod.yaml': 'variables: {title: from environment}\n' };
const inProcess = { CHATFORM_VAR_title: 'from process' };
const file = (text: string) => ({ file: { path: 'prod.values.yaml', text } });

function titleOf(files: Readonly<Record<string, string>>, more: Partial<Input>): unknown {
  return resourceOf(loadFiles({ 'a.yaml': withDefault, ...files }, more), 'apps.lobby').body.name;
}

describe('the later of these wins', () => {
  const line = { name: 'title', value: 'from line' };

  test.each<[string, unknown, Readonly<Record<string, string>>, Partial<Input>]>([
    ['the default', 'from default', {}, {}],
    ['the process environment', 'from process', {}, { env: inProcess }],
    ['the environment', 'from environment', inEnvironment, { env: inProcess }],
    ['--var', 'from line', inEnvironment, { env: inProcess, given: [line] }],
    ['--var-file after --var', 'from file', inEnvironment, { given: [line, file('title: from file\n')] }],
    ['--var after --var-file', 'from line', inEnvironment, { given: [file('title: from file\n'), line] }],
  ])('%s', (_, expected, files, more) => {
    expect(titleOf(files, more)).toBe(expected);
  });
});

test('what the command line gave is told, but nothing of a sensitive variable', () => {
  const { variables } = loadFiles(
    {
      'a.yaml': `variables:\n  title: {}\n  seconds: {type: number, default: 5}\n  key: {sensitive: true}\n${app}`,
    },
    { given: [{ name: 'title', value: 'Lobby' }, { name: 'key', value: 'tops3cret' }, file('seconds: 7\n')] },
  );
  expect({ ...variables }).toEqual({ title: 'Lobby', seconds: 7 });
});

test('a sensitive variable is refused where plan and state would show it, and its value is not told', () => {
  const said = complaintsOf(
    { 'a.yaml': `variables:\n  title: {sensitive: true}\n${app}` },
    { given: [{ name: 'title', value: 'tops3cret' }] },
  );
  expect(said).toEqual([
    'a.yaml:4:17 variable "title" is sensitive, and plan and state would show this value; only secrets may use it',
  ]);
});

test('a wrong value of a sensitive variable is not quoted', () => {
  const { diagnostics } = loadFiles(
    { 'a.yaml': 'variables:\n  key: {sensitive: true}\n' },
    { given: [file('key: 20260301\n')] },
  );
  expect(diagnostics.map((one) => one.source?.text)).toEqual(['']);
  expect(JSON.stringify(diagnostics)).not.toContain('20260301');
});

test('each way of setting a variable is held to its type, and said once', () => {
  const declared =
    'variables:\n  seconds: {type: number, default: "5"}\n  open: {type: boolean}\n  title: {}\n  host: {}\n';
  expect(
    complaintsOf(
      { 'a.yaml': declared, 'environments/prod.yaml': 'variables:\n  title: 0123\n  host: [a]\n' },
      { env: { CHATFORM_VAR_open: 'yes' }, given: [{ name: 'seconds', value: 'soon' }] },
    ),
  ).toEqual([
    '--var seconds must be a number',
    'CHATFORM_VAR_open must be true or false',
    'a.yaml:2:36 this must be a number, without quotes',
    'environments/prod.yaml:2:10 this must be text; quote it: "0123"',
    'environments/prod.yaml:3:9 must be a text, a number, or true or false',
  ]);
});

test('a variable without a value is said once, and not again where it is used', () => {
  expect(
    complaintsOf({
      'a.yaml': 'variables:\n  edition: {}\napps:\n  lobby: {name: Game Lobby, edition: "${var.edition}"}\n',
    }),
  ).toEqual([
    'a.yaml:2:3 variable "edition" has no value; set it by --var edition=…, CHATFORM_VAR_edition, the environment\'s file, or a default',
  ]);
});

test('what sets a variable that is not declared is an error with a suggestion', () => {
  expect(
    complaintsOf(
      { 'a.yaml': 'variables: {title: {default: x}}\n', 'environments/prod.yaml': 'variables: {titel: y}\n' },
      { given: [{ name: 'tittle', value: 'z' }, file('# none yet\ntile: w\n')] },
    ),
  ).toEqual([
    '--var tittle: there is no variable "tittle"; declare it under `variables:`. Did you mean "title"?',
    'environments/prod.yaml:1:13 there is no variable "titel"; declare it under `variables:`. Did you mean "title"?',
    'prod.values.yaml:2:1 there is no variable "tile"; declare it under `variables:`. Did you mean "title"?',
  ]);
});

test('the value of a variable is a value: it refers to nothing', () => {
  const files = { 'a.yaml': `variables:\n  title: {default: "Lobby of \${env.STAGE}"}\n${app}` };
  expect(complaintsOf(files, { env: { STAGE: 'dev' } })).toEqual([
    'a.yaml:2:20 the value of a variable cannot refer to something else; write `$${` for a literal `${`',
  ]);
  expect(titleOf({ 'a.yaml': withDefault.replace('from default', () => '"$${stage}"') }, {})).toBe(
    '${stage}',
  );
});

test('names that all objects have are no variables', () => {
  expect(
    complaintsOf({ 'a.yaml': 'apps:\n  lobby: {name: "${var.constructor} ${env.toString}"}\n' }),
  ).toEqual([
    'a.yaml:2:17 there is no variable "constructor".',
    'a.yaml:2:17 the environment variable toString is not set',
  ]);
});
