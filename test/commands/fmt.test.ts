// fmt changes the form of a file and never what it says.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectOf } from '../support/project.ts';
import { chatform, traces } from './chatform.ts';

const untidy = `# Acme's support chat
chatform:   {version: 1,   account: "100000000001"}
apps:
    support:   # where customers meet us
        name:   'Acme Support'

        messages:
            recallSeconds: 120     # two minutes
            userStatus: false # off until the clients are ready
        # tags come from finance
        tags: { team: support,  env: "prod" }
`;

const tidy = `# Acme's support chat
chatform: {version: 1, account: "100000000001"}
apps:
  support: # where customers meet us
    name: 'Acme Support'

    messages:
      recallSeconds: 120 # two minutes
      userStatus: false  # off until the clients are ready
    # tags come from finance
    tags: {team: support, env: "prod"}
`;

const overlay = { untidy: 'variables:   {}\n', tidy: 'variables: {}\n' };

const read = (directory: string, name: string) => fs.readFileSync(path.join(directory, name), 'utf8');

describe('fmt', () => {
  test('brings each file into canonical form, environments too, keeps comments and quotes, and lists what changed', async () => {
    const directory = projectOf({
      'chatform.yaml': untidy,
      'apps/help.yaml': 'apps: {}\n',
      'environments/dev.yaml': overlay.untidy,
      'notes.txt': 'a:    b\n',
    });
    expect(await chatform(directory, 'fmt')).toEqual({
      code: 0,
      out: 'chatform.yaml\nenvironments/dev.yaml\n',
      err: '',
    });
    expect(read(directory, 'chatform.yaml')).toBe(tidy);
    expect(read(directory, 'environments/dev.yaml')).toBe(overlay.tidy);
    expect(read(directory, 'notes.txt')).toBe('a:    b\n');
    expect(fs.readdirSync(directory).sort()).toEqual(['apps', 'chatform.yaml', 'environments', 'notes.txt']);
  });

  test('writes nothing the second time', async () => {
    const directory = projectOf({ 'chatform.yaml': untidy });
    await chatform(directory, 'fmt');
    const before = traces(directory);
    expect(await chatform(directory, 'fmt')).toEqual({ code: 0, out: '', err: '' });
    expect(traces(directory)).toEqual(before);
  });

  test('--check says what it would change, is 1, and writes nothing', async () => {
    const directory = projectOf({ 'chatform.yaml': untidy, 'environments/dev.yaml': overlay.tidy });
    const before = traces(directory);
    expect(await chatform(directory, 'fmt --check')).toEqual({ code: 1, out: 'chatform.yaml\n', err: '' });
    expect(JSON.parse((await chatform(directory, 'fmt --check --json')).out)).toEqual({
      changed: ['chatform.yaml'],
    });
    expect(traces(directory)).toEqual(before);
  });

  test('--check is 0 where all is in order', async () => {
    const directory = projectOf({ 'chatform.yaml': tidy });
    expect(await chatform(directory, 'fmt --check')).toEqual({ code: 0, out: '', err: '' });
  });

  test.each([0o600, 0o640, 0o644])('keeps the mode of a file: %o', async (mode) => {
    const directory = projectOf({ 'chatform.yaml': untidy });
    fs.chmodSync(path.join(directory, 'chatform.yaml'), mode);
    await chatform(directory, 'fmt');
    expect(read(directory, 'chatform.yaml')).toBe(tidy);
    expect(fs.statSync(path.join(directory, 'chatform.yaml')).mode & 0o777).toBe(mode);
  });

  test.each([
    [
      'that YAML cannot read',
      'apps: {support: {name: "Acme}}\n',
      'broken.yaml:1:24: error: nothing closes this quote',
    ],
    [
      'with a key twice',
      'apps: {}\napps: {}\n',
      'broken.yaml:2:1: error: this key stands twice in the same map',
    ],
  ])('a file %s is told of, and no file is touched', async (_, broken, message) => {
    const directory = projectOf({ 'chatform.yaml': untidy, 'broken.yaml': broken });
    const before = traces(directory);
    for (const line of ['fmt', 'fmt --check']) {
      const { code, out, err } = await chatform(directory, line);
      expect([line, code, out]).toEqual([line, 1, '']);
      expect(err).toContain(message);
    }
    expect(traces(directory)).toEqual(before);
  });

  test('what is a mistake of the language, and not of YAML, is formatted all the same', async () => {
    const directory = projectOf({ 'chatform.yaml': 'apps:   {support: {nam: Acme}}\n' });
    expect((await chatform(directory, 'fmt')).code).toBe(0);
    expect(read(directory, 'chatform.yaml')).toBe('apps: {support: {nam: Acme}}\n');
  });
});
