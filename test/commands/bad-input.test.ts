// What `chatform validate` answers to what people get wrong: the place, the line, the mark; exit code 1;
// nothing written.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/commands/main.ts';
import type { World } from '../../src/commands/world.ts';
import { head } from '../support/configuration.ts';
import { listing, projectOf } from '../support/project.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { worldIn } from '../support/world.ts';

/** Validates a folder that has mistakes, and holds what is true of every mistake. */
async function mistakesIn(folder: string, argv: readonly string[] = [], overrides: Partial<World> = {}) {
  const before = listing(folder);
  const { world, out, err } = worldIn(folder, overrides);
  const code = await main(['validate', ...argv], world);
  expect(code).toBe(1);
  expect(listing(folder)).toEqual(before);
  expect(err() + out()).not.toMatch(/^\s+at .+:\d+:\d+/m);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach the terminal
  expect(err() + out()).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
  return { out: out(), err: err() };
}

const withHead = (files: Readonly<Record<string, string | Uint8Array>>) =>
  projectOf({ 'chatform.yaml': head, ...files });

async function toldOf(files: Readonly<Record<string, string | Uint8Array>>, argv?: readonly string[]) {
  const { out, err } = await mistakesIn(withHead(files), argv);
  expect(out).toBe('');
  return err;
}

describe('no configuration', () => {
  test('a directory that is not there', async () => {
    const folder = temporaryFolder();
    const { err } = await mistakesIn(folder, ['-C', 'chat']);
    expect(err).toBe(
      `Error: There is no directory ${folder}/chat. Give the configuration's directory with -C DIR.\n`,
    );
  });

  test('a file in place of the directory', async () => {
    const { err } = await mistakesIn(withHead({}), ['-C', 'chatform.yaml']);
    expect(err).toMatch(/^Error: .*\/chatform\.yaml is not a directory\.\n$/);
  });

  test('a directory without chatform.yaml', async () => {
    const folder = projectOf({ 'apps.yaml': 'apps: {}\n' });
    const { err } = await mistakesIn(folder);
    expect(err).toBe(
      `Error: ${folder} has no chatform.yaml. \`chatform init\` writes a first project; \`-C DIR\` names another directory.\n`,
    );
  });

  test.each([
    ['an empty chatform.yaml', '', ''],
    ['one of comments', '# to be written\n# soon\n', '# to be written'],
  ])('%s', async (_, text, line) => {
    const { err } = await mistakesIn(projectOf({ 'chatform.yaml': text }));
    expect(
      err,
    ).toBe(`chatform.yaml:1:1: error: the configuration declares nothing yet; it needs at least \`chatform:\` with version and account (\`chatform init\` writes a first project)
  1 | ${line}
    | ^

1 error.
`);
  });
});

describe('a mistake is told with its place, the line, and marks under what is meant', () => {
  test('an unknown key and a misspelt word, with suggestions', async () => {
    const text = 'apps:\n  support:\n    name: Support\n    mesages: {}\n    edition: premum\n';
    expect(
      await toldOf({ 'apps/support.yaml': text }),
    ).toBe(`apps/support.yaml:4:5: error: unknown key "mesages". Did you mean "messages"?
  4 |     mesages: {}
    |     ^^^^^^^

apps/support.yaml:5:14: error: "premum" cannot stand here; it must be one of developer, standard, premium. Did you mean "premium"? (APP-1)
  5 |     edition: premum
    |              ^^^^^^

2 errors.
`);
  });

  test('an identifier without quotes, as it was written', async () => {
    const { err } = await mistakesIn(
      projectOf({ 'chatform.yaml': 'chatform:\n  version: 1\n  account: 0123\n' }),
    );
    expect(err).toBe(`chatform.yaml:3:12: error: this is text, and YAML reads it as a number; quote it: "0123"
  3 |   account: 0123
    |            ^^^^

1 error.
`);
  });

  test('marks stand under wide characters', async () => {
    expect(await toldOf({ 'a.yaml': 'apps: {客服: {name: 客服}}\n' })).toContain(
      '  1 | apps: {客服: {name: 客服}}\n    |        ^^^^\n',
    );
  });

  test('a byte order mark and CRLF do not move it', async () => {
    expect(await toldOf({ 'a.yaml': '\ufeffapps:\r\n  lobby:\r\n    nmae: Lobby\r\n' })).toBe(
      'a.yaml:3:5: error: unknown key "nmae". Did you mean "name"?\n  3 |     nmae: Lobby\n    |     ^^^^\n\n1 error.\n',
    );
  });

  test('a very long line is cut around it', async () => {
    const long = 'x'.repeat(5000);
    const err = await toldOf({ 'a.yaml': `apps: {lobby: {introduction: "${long}", nmae: "${long}"}}\n` });
    const [place, quoted = '', marks = ''] = err.split('\n');
    expect(place).toBe('a.yaml:1:5034: error: unknown key "nmae". Did you mean "name"?');
    expect(quoted.length).toBeLessThan(180);
    expect(quoted.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('nmae');
  });

  test('all mistakes of all files, by file, line and column', async () => {
    const err = await toldOf({
      'b.yaml': 'apps:\n  shop: {}\n',
      'a/b.yaml': 'apps:\n  lobby: {name: Lobby, tyep: Game, edition: premum}\n',
      'a.yaml': 'variables: [a]\n',
    });
    expect(err.match(/^\S+:\d+:\d+/gm)).toEqual(['a.yaml:1:12', 'a/b.yaml:2:24', 'a/b.yaml:2:45']);
    expect(err).toMatch(/\n3 errors\.\n$/);
  });
});

describe('terminal escapes', () => {
  test('in keys and values are shown, never carried out', async () => {
    const err = await toldOf({
      'a.yaml':
        'apps:\n  "a\\e[31mred": {name: x}\n  lobby: {name: Lobby, edition: "\\e]0;title\\a\\u202e"}\n',
      'b.yaml': 'apps:\n  # \u202e turned\n  "turned\u202e": {name: y}\n',
    });
    expect(err).toContain('"a\\u001b[31mred" is not a name');
    expect(err).toContain('"\\u001b]0;title\\u0007\\u202e" cannot stand here');
    expect(err).toContain('"turned\\u202e"');
  });

  test('that stand raw in a file are refused', async () => {
    expect(await toldOf({ 'a.yaml': 'apps:\n  lobby: {name: "\u001b[31mred"}\n' })).toContain(
      'a.yaml:2:18: error: the control character U+001B cannot stand in a file',
    );
  });
});

describe('files that are no text of ours', () => {
  test.each<[string, Uint8Array, string]>([
    [
      'Latin-1',
      Buffer.from('apps:\n  # caf\xe9\n', 'latin1'),
      'a.yaml:2:8: error: the file is not UTF-8 from here on; save it as UTF-8',
    ],
    [
      'UTF-16',
      Buffer.from('\ufeffapps: {}\n', 'utf16le'),
      'a.yaml:1:1: error: the file is UTF-16; save it as UTF-8',
    ],
    [
      'UTF-16 without a mark',
      Buffer.from('apps: {}\n', 'utf16le'),
      'a.yaml:1:2: error: the control character U+0000 cannot stand in a file',
    ],
    [
      'more than 1 MiB',
      Buffer.alloc(1024 * 1024 + 1, '#'),
      'a.yaml:1:1: error: the file is larger than 1 MiB; split it',
    ],
  ])('%s', async (_, bytes, expected) => {
    expect(await toldOf({ 'a.yaml': bytes })).toContain(expected);
  });

  test('a file that cannot be read is no reason to miss what may be in it', async () => {
    const err = await toldOf({
      'a.yaml': Buffer.from('# caf\xe9\nvariables: {host: {default: x}}\n', 'latin1'),
      'b.yaml': 'apps: {lobby: {name: "${var.host}", mesages: {}}}\n',
    });
    expect(err.match(/^\S+:\d+:\d+/gm)).toEqual(['a.yaml:1:6', 'b.yaml:1:37']);
  });

  test('a folder, a FIFO, a link to nothing and a link in a circle, named like files', async () => {
    const folder = withHead({});
    mkdirSync(path.join(folder, 'folder.yaml'));
    execFileSync('mkfifo', [path.join(folder, 'pipe.yaml')]);
    symlinkSync('nowhere', path.join(folder, 'lost.yaml'));
    symlinkSync('round.yaml', path.join(folder, 'round.yaml'));
    symlinkSync('round', path.join(folder, 'round'));
    const { err } = await mistakesIn(folder);
    expect(err.match(/^.*: error: .*$/gm)).toEqual([
      'folder.yaml:1:1: error: a folder with the name of a file; rename it',
      'lost.yaml:1:1: error: is not there, or is a link to nothing',
      'pipe.yaml:1:1: error: not a regular file',
      'round.yaml:1:1: error: is a link that leads back to itself',
    ]);
  });

  test('links that leave the directory, to a file, to a folder, and for an environment', async () => {
    const folder = withHead({ 'environments/dev.yaml': 'apps: {}\n' });
    const outside = projectOf({ 'apps.yaml': 'apps: {}\n' });
    symlinkSync(path.join(outside, 'apps.yaml'), path.join(folder, 'apps.yaml'));
    symlinkSync(outside, path.join(folder, 'shared'));
    symlinkSync(path.join(outside, 'apps.yaml'), path.join(folder, 'environments/prod.yaml'));
    const { err } = await mistakesIn(folder, ['--env', 'prod']);
    expect(err.match(/^.*: error: .*$/gm)).toEqual([
      "apps.yaml:1:1: error: a link that leaves the configuration's directory; copy the file into it",
      "environments/prod.yaml:1:1: error: a link that leaves the configuration's directory; copy the file into it",
      'shared:1:1: error: a symbolic link to a folder is not followed; put its files here',
    ]);
  });

  test('a link to a file inside of the directory is fine, hidden folders and node_modules are not looked at', async () => {
    const folder = withHead({
      '.drafts/a.yaml': 'mistake',
      'node_modules/a/b.yaml': 'mistake',
      'notes.txt': 'mistake',
      'shared/lobby.txt': 'apps: {lobby: {name: Lobby}}\n',
    });
    symlinkSync('shared/lobby.txt', path.join(folder, 'lobby.yaml'));
    const { world, out } = worldIn(folder);
    expect(await main(['validate'], world)).toBe(0);
    expect(out()).toBe('The configuration is valid: 1 resource.\n');
  });
});

describe('an environment', () => {
  const files = { 'environments/dev.yaml': '{}\n', 'environments/prod.yml': '{}\n' };

  test.each([
    ['../x', '"../x" cannot name an environment. There are: dev, prod.'],
    ['default', 'An environment cannot be named "default": that is the one without --env.'],
    ['prd', 'There is no environments/prd.yaml. There are: dev, prod.'],
  ])('%s', async (name, expected) => {
    expect(await toldOf(files, ['--env', name])).toBe(`Error: ${expected}\n`);
  });

  test('in two files', async () => {
    expect(await toldOf({ ...files, 'environments/prod.yaml': '{}\n' }, ['--env', 'prod'])).toBe(
      'Error: There are both environments/prod.yaml and environments/prod.yml; keep one of them.\n',
    );
  });

  test('where `environments` is a file', async () => {
    expect(await toldOf({ environments: 'dev' }, ['--env', 'dev'])).toBe(
      'Error: There is no environments/dev.yaml. There is no environments/ folder with any.\n',
    );
  });

  test('that is not chosen, though a variable needs it, is suggested', async () => {
    const err = await toldOf({ ...files, 'a.yaml': 'variables: {host: {}}\n' });
    expect(err).toContain('a.yaml:1:13: error: variable "host" has no value; set it by --var host=…');
    expect(err).toContain('try --env dev');
  });
});

test('a file of variables that is not there', async () => {
  expect(await toldOf({}, ['--var-file', 'prod.values.yaml'])).toBe(
    'Error: --var-file prod.values.yaml: is not there, or is a link to nothing\n',
  );
});

test('as JSON, mistakes are in the shape of `terraform validate -json`, on standard output alone', async () => {
  const folder = withHead({ 'a.yaml': 'apps:\n  lobby: {name: Lobby, edition: premum}\n' });
  const { out, err } = await mistakesIn(folder, ['--json']);
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({
    format_version: '1.0',
    valid: false,
    error_count: 1,
    warning_count: 0,
    diagnostics: [
      {
        severity: 'error',
        summary:
          '"premum" cannot stand here; it must be one of developer, standard, premium. Did you mean "premium"?',
        rule: 'APP-1',
        range: {
          filename: 'a.yaml',
          start: { line: 2, column: 33 },
          end: { line: 2, column: 39 },
        },
        snippet: { code: '  lobby: {name: Lobby, edition: premum}', start_line: 2 },
      },
    ],
  });
});

test('as JSON, a valid configuration is valid', async () => {
  const { world, out } = worldIn(withHead({}));
  expect(await main(['validate', '--json'], world)).toBe(0);
  expect(JSON.parse(out())).toEqual({
    format_version: '1.0',
    valid: true,
    error_count: 0,
    warning_count: 0,
    diagnostics: [],
  });
});

test.each(['plan', 'apply --auto-approve', 'sandbox status'])(
  '`%s` says of a mistake what `validate` says, and writes nothing',
  async (line) => {
    const folder = withHead({ 'a.yaml': 'apps:\n  lobby: {nmae: Lobby}\n' });
    const expected = (await mistakesIn(folder)).err;
    const before = listing(folder);
    const { world, err } = worldIn(folder);
    expect(await main(line.split(' '), world)).toBe(1);
    expect(err()).toBe(expected);
    expect(listing(folder)).toEqual(before);
    writeFileSync(path.join(folder, 'seen'), '');
    expect(listing(folder)).not.toEqual(before);
  },
);
