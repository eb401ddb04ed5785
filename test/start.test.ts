// What the program that people install loads for a command, and what it does without what V8 kept of it.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyAll, chatform, copyOfExample } from './commands/chatform.ts';
import { temporaryFolder } from './support/temporary.ts';

const dist = path.resolve(import.meta.dirname, '../dist');
const preload = path.resolve(import.meta.dirname, 'support/loads.cjs');

interface Loads {
  /** Parts, by name. */
  readonly parts: readonly string[];
  readonly kib: number;
  /** Of Node's own modules those that take long. */
  readonly modules: readonly string[];
}

const dear = /^(child_process|cluster|crypto|dns|http|https|http2|readline|tls|wasi|worker_threads)(\/|$)/;

function run(
  program: string,
  line: string,
  options: readonly string[] = [],
  env: Record<string, string> = {},
) {
  const args = [...options, program, ...line.split(' ')];
  const ended = spawnSync(process.execPath, args, {
    env: { PATH: process.env.PATH, NO_COLOR: '1', ...env },
    encoding: 'utf8',
  });
  return { code: ended.status, signal: ended.signal, out: ended.stdout, err: ended.stderr };
}

function loadsOf(line: string, expected = 0): Loads {
  const file = path.join(temporaryFolder(), 'loads.json');
  const { code, err } = run(path.join(dist, 'chatform.js'), line, ['--require', preload], { LOADS: file });
  expect([code, err === '']).toEqual([expected, expected === 0]);
  const { files, modules } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    files: Record<string, number>;
    modules: string[];
  };
  const scripts = Object.keys(files).filter((name) => name.endsWith('.js'));
  return {
    parts: scripts.map((name) => name.replace(/-[^-]*$/, '')).sort(),
    kib: Object.values(files).reduce((sum, size) => sum + size, 0) / 1024,
    modules: modules.filter((name) => dear.test(name)),
  };
}

describe('a command loads what it needs, and no more', () => {
  test('version: neither the commands nor any library but that which reads the command line', () => {
    const { parts, kib, modules } = loadsOf('version');
    expect([parts, modules]).toEqual([['program'], []]);
    expect(kib).toBeLessThan(300);
  });

  test('validate: no SQLite, no HTTP, no expression language', () => {
    const { parts, kib, modules } = loadsOf(`validate -C ${copyOfExample('quickstart')}`);
    expect(parts).toEqual(['program', 'validate', 'validity']);
    expect(modules).toEqual([]);
    expect(kib).toBeLessThan(2000);
  });

  test('validate of what is wrong: what says so, too', () => {
    const project = copyOfExample('quickstart');
    fs.appendFileSync(path.join(project, 'apps/support.yaml'), 'nothing: of this\n');
    const { parts } = loadsOf(`validate -C ${project}`, 1);
    expect(parts).toEqual(['program', 'validate', 'validators', 'validity']);
  });

  test('plan: the same, before there is a state and a sandbox, and once there are', async () => {
    const project = copyOfExample('quickstart');
    const first = loadsOf(`plan -C ${project}`);
    const { code, err } = await chatform(project, applyAll);
    expect([code, err.includes('Error')]).toEqual([0, false]);
    expect(fs.existsSync(path.join(project, '.chatform/default/state.db'))).toBe(true);
    for (const { parts, kib, modules } of [first, loadsOf(`plan -C ${project}`)]) {
      expect(parts).toEqual(['plan', 'program', 'validate', 'validity']);
      expect(modules).toEqual(['crypto']);
      expect(kib).toBeLessThan(2800);
    }
  });
});

test('the parts are strict, as modules are: an expression is what it is in the sources', () => {
  const { code, out, err } = run(
    path.join(dist, 'chatform.js'),
    `guardrails test -C ${copyOfExample('everything')}`,
  );
  expect([code, out, err]).toEqual([0, '3 tests of 1 guardrail: 3 passed, 0 failed.\n', '']);
});

describe('what V8 kept of a part', () => {
  /** A copy of the program, with what is done to each thing that V8 kept. */
  function programWith(change: (file: string) => void): string {
    const copy = path.join(temporaryFolder(), 'dist');
    fs.cpSync(dist, copy, {
      recursive: true,
      filter: (source) => !source.startsWith(path.join(dist, 'adapter')),
    });
    const kept = fs.readdirSync(path.join(copy, 'parts')).filter((name) => name.endsWith('.cache'));
    expect(kept.length).toBeGreaterThan(2);
    for (const name of kept) change(path.join(copy, 'parts', name));
    return path.join(copy, 'chatform.js');
  }

  test('is of this Node and of each part that a plan needs', () => {
    const names = fs.readdirSync(path.join(dist, 'parts'));
    const suffix = `-${process.versions.v8}-${process.arch}.cache`;
    const parts = names.filter((name) => name.endsWith(suffix)).map((name) => name.replace(/-.*$/, ''));
    expect(parts.sort()).toEqual([
      'commands',
      'plan',
      'program',
      'sqlite',
      'validate',
      'validators',
      'validity',
      'yaml',
    ]);
  });

  test.each<[string, (file: string) => void]>([
    ['it is not there, as for another Node', (file) => fs.rmSync(file)],
    ['it is empty', (file) => fs.writeFileSync(file, '')],
    ['it is cut off', (file) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))],
    [
      'bits of it are wrong',
      (file) => {
        const bytes = fs.readFileSync(file);
        // All over it, and past its header: what V8 runs.
        for (let at = 400; at < bytes.length; at += 97) bytes[at] = (bytes[at] ?? 0) ^ 0x55;
        fs.writeFileSync(file, bytes);
      },
    ],
    ['it is that of another part', (file) => fs.copyFileSync(firstOf(path.dirname(file)), file)],
  ])('is left alone where %s', (_title, change) => {
    const project = copyOfExample('quickstart');
    const program = programWith(change);
    const expected = run(path.join(dist, 'chatform.js'), `plan -C ${project}`);
    expect([expected.code, expected.out]).toEqual([0, expect.stringContaining('Plan: ')]);
    expect(run(program, `plan -C ${project}`)).toEqual(expected);
  });

  const firstOf = (folder: string) => {
    const [name = ''] = fs
      .readdirSync(folder)
      .filter((one) => one.endsWith('.cache') && one.startsWith('sqlite'));
    return path.join(folder, name);
  };

  test('is left alone by a V8 with other settings', () => {
    const program = path.join(dist, 'chatform.js');
    expect(run(program, 'version', ['--no-opt', '--max-lazy'])).toEqual(run(program, 'version'));
  });

  test('is only read: a start writes nothing beside the program', () => {
    const program = programWith((file) => fs.truncateSync(file, 100));
    const files = () =>
      fs
        .readdirSync(path.dirname(program), { recursive: true, withFileTypes: true })
        .map(({ parentPath, name }) => [name, fs.statSync(path.join(parentPath, name)).mtimeMs]);
    const before = files();
    expect(run(program, `plan -C ${copyOfExample('quickstart')}`).code).toBe(0);
    expect(files()).toEqual(before);
  });
});
