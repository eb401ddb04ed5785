// `console: {type: ./my-adapter.js}`: which modules are loaded, and what they are given.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadOwnAdapter, type OwnAdapterOptions } from '../../src/adapters/own.ts';
import { bundle } from '../support/bundle.ts';
import { temporaryFolder } from '../support/temporary.ts';

const account = '100000000001';
const module = 'export const openAdapter = () => ({ read() {}, write() {} });';

/** A folder with files in it. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

const load = (directory: string, name = './console.mjs', more: Partial<OwnAdapterOptions> = {}) =>
  loadOwnAdapter({ directory, path: name, options: {}, account, env: {}, ...more });

describe('which file', () => {
  const staysInside =
    "the path of an adapter stays inside of the configuration's directory, without . and .. on the way";

  test.each(['./console.mjs', './console.js', './adapters/console.mjs', './node_modules/acme/console.mjs'])(
    '%s is loaded',
    async (name) => {
      const adapter = await load(folderWith({ [name]: module, 'package.json': '{"type": "module"}' }), name);
      expect(adapter).toMatchObject({ name, capabilities: { byHand: [], unseen: [] } });
    },
  );

  test.each([
    ['console.mjs', 'the path of an adapter begins with ./'],
    ['/etc/console.mjs', 'the path of an adapter begins with ./'],
    ['../console.mjs', 'the path of an adapter begins with ./'],
    ['file:///console.mjs', 'the path of an adapter begins with ./'],
    ['./../console.mjs', staysInside],
    ['./a/../../console.mjs', staysInside],
    ['./a//console.mjs', staysInside],
    ['./a/./console.mjs', staysInside],
    ['./..\\console.mjs', staysInside],
    ['./console.ts', 'an adapter is a .js or .mjs file'],
    ['./console', 'an adapter is a .js or .mjs file'],
    ['./console.json', 'an adapter is a .js or .mjs file'],
    ['./missing.mjs', 'is not there, or is a link to nothing'],
    ['./folder.mjs', 'a folder with the name of a file; rename it'],
    ['./outside.mjs', "a link that leaves the configuration's directory; copy the file into it"],
    ['./outside/console.mjs', "a link that leaves the configuration's directory; copy the file into it"],
    ['./pipe.mjs', 'not a regular file'],
  ])('%s is not: %s', async (name, problem) => {
    const outside = folderWith({ 'console.mjs': module });
    const folder = folderWith({ 'folder.mjs/x': '', 'console.ts': module, 'a/x': '' });
    fs.symlinkSync(path.join(outside, 'console.mjs'), path.join(folder, 'outside.mjs'));
    fs.symlinkSync(outside, path.join(folder, 'outside'));
    execFileSync('mkfifo', [path.join(folder, 'pipe.mjs')]);
    expect(await load(folder, name)).toEqual({ problem: `${name}: ${problem}` });
  });

  test('a link to a file inside is followed', async () => {
    const folder = folderWith({ 'real/console.mjs': module });
    fs.symlinkSync('real/console.mjs', path.join(folder, 'console.mjs'));
    expect(await load(folder)).toMatchObject({ name: './console.mjs' });
  });

  test('there is nothing where there is no directory', async () => {
    expect(await load('/nowhere/at/all')).toEqual({
      problem: './console.mjs: is not there, or is a link to nothing',
    });
  });
});

describe('a module that cannot be used is told in a sentence', () => {
  test.each([
    ['throw new Error("no licence");', './console.mjs could not be loaded: no licence'],
    ['throw 42;', './console.mjs could not be loaded: something without a message'],
    ['export const open = 1;', './console.mjs exports no function openAdapter, which opens the adapter'],
    [
      'export const openAdapter = {};',
      './console.mjs exports no function openAdapter, which opens the adapter',
    ],
    [
      'export const openAdapter = () => { throw new Error("no key in ACME_CONSOLE_KEY") };',
      './console.mjs: openAdapter() failed: no key in ACME_CONSOLE_KEY',
    ],
    [
      'export const openAdapter = async () => { throw new Error("the console is closed") };',
      './console.mjs: openAdapter() failed: the console is closed',
    ],
    ['export const openAdapter = () => undefined;', './console.mjs: openAdapter() gave no adapter'],
    ['export const openAdapter = () => [];', './console.mjs: openAdapter() gave no adapter'],
    [
      'export const openAdapter = () => ({ read() {} });',
      './console.mjs: openAdapter() gave an adapter without the function write',
    ],
    [
      'export const openAdapter = () => ({ read: 1, write() {} });',
      './console.mjs: openAdapter() gave an adapter without the function read',
    ],
    [
      'export const openAdapter = () => ({ read() {}, write() {}, close: true });',
      './console.mjs: openAdapter() gave an adapter whose close is no function',
    ],
    [
      'export const openAdapter = () => ({ read() {}, write() {}, probe: {} });',
      './console.mjs: openAdapter() gave an adapter whose probe is no function',
    ],
  ])('%s', async (text, problem) => {
    expect(await load(folderWith({ 'console.mjs': text }))).toEqual({ problem });
  });

  test('a long message is cut short', async () => {
    const text = 'throw new Error("x".repeat(100_000))';
    const { problem = '' } = (await load(folderWith({ 'console.mjs': text }))) as { problem?: string };
    expect(problem.length).toBeLessThan(600);
  });

  test('a package that is not there is named, and where a slip is can be found', async () => {
    // Outside of vitest, which loads modules by itself.
    const loader = await bundle(path.resolve('src/adapters/own.ts'), temporaryFolder());
    const folder = folderWith({
      'console.mjs': 'import "acme-console";',
      'slip.mjs': 'export const openAdapter = () => ({\n  read() {},\n  write( {},\n});\n',
    });
    const script = `const { loadOwnAdapter } = await import(${JSON.stringify(loader)});
for (const path of ['./console.mjs', './slip.mjs'])
  console.log((await loadOwnAdapter({ directory: ${JSON.stringify(folder)}, path, options: {}, account: '', env: {} })).problem);`;
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    const [missing, slip] = out.trimEnd().split('\n');
    expect(missing).toMatch(/^\.\/console\.mjs could not be loaded: Cannot find package 'acme-console'/);
    expect(slip).toBe("./slip.mjs could not be loaded: Unexpected token '}' (`node ./slip.mjs` shows where)");
  });
});

describe('capabilities', () => {
  const withCapabilities = (capabilities: unknown) => {
    const text = `export const openAdapter = () => ({ capabilities: ${JSON.stringify(capabilities)}, read() {}, write() {} });`;
    return load(folderWith({ 'console.mjs': text }));
  };
  const byHand = { kind: 'trtc', reason: 'Nobody has an API for it.' };

  test('are kept as they are given, without what is none', async () => {
    const given = {
      byHand: [
        { ...byHand, note: 'x' },
        { ...byHand, kind: 'account', action: 'create', where: { attribute: 'type', value: 'admin' } },
      ],
      unseen: ['trtc'],
    };
    expect(await withCapabilities(given)).toMatchObject({
      capabilities: {
        byHand: [
          { kind: 'trtc', reason: 'Nobody has an API for it.' },
          {
            kind: 'account',
            action: 'create',
            where: { attribute: 'type', value: 'admin' },
            reason: 'Nobody has an API for it.',
          },
        ],
        unseen: ['trtc'],
      },
    });
  });

  test.each([
    ['everything', '`capabilities` is no map'],
    [{ byHand: {} }, '`capabilities.byHand` is no list'],
    [{ unseen: 'trtc' }, '`capabilities.unseen` is no list of kinds'],
    [{ unseen: ['trtc', 'webhooks'] }, '`capabilities.unseen[1]` is no kind of the catalogue'],
    [
      { byHand: [{ ...byHand, kind: 'webhooks' }] },
      '`capabilities.byHand[0]` has no `kind` of the catalogue',
    ],
    [{ byHand: [null] }, '`capabilities.byHand[0]` has no `kind` of the catalogue'],
    [
      { byHand: [byHand, { ...byHand, action: 'remove' }] },
      '`capabilities.byHand[1]` has an `action` that is not create, update or delete',
    ],
    [
      { byHand: [{ kind: 'trtc', reason: ' ' }] },
      '`capabilities.byHand[0]` has no `reason`, which people are told',
    ],
    [
      { byHand: [{ ...byHand, where: { attribute: 'colour', value: 1 } }] },
      '`capabilities.byHand[0]` has a `where` without an attribute of trtc',
    ],
    [
      { byHand: [{ ...byHand, where: { attribute: 'call', value: ['trial'] } }] },
      '`capabilities.byHand[0]` has a `where` whose value is no text, number, true, false or null',
    ],
  ])('%j are a problem', async (capabilities, problem) => {
    expect(await withCapabilities(capabilities)).toEqual({ problem: `./console.mjs: ${problem}` });
  });
});

test('openAdapter is given the account, the options, the directory, the environment and a log', async () => {
  const text = `export const openAdapter = async (given) => {
    given.log('opened', { for: given.account });
    throw new Error(JSON.stringify(given));
  };`;
  const folder = folderWith({ 'console.mjs': text });
  const lines: unknown[] = [];
  const adapter = await load(folder, './console.mjs', {
    options: { site: 'acme' },
    env: { ACME_CONSOLE: 'http://127.0.0.1:1' },
    log: (message, fields) => lines.push([message, fields]),
  });
  const given = JSON.stringify({
    account,
    options: { site: 'acme' },
    directory: fs.realpathSync(folder),
    env: { ACME_CONSOLE: 'http://127.0.0.1:1' },
  });
  expect(adapter).toEqual({ problem: `./console.mjs: openAdapter() failed: ${given}` });
  expect(lines).toEqual([['opened', { for: account }]]);
});
