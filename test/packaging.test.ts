// What is in the package, and what a project that installs it can import: built as `npm test` has built it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const nodeModules = path.join(root, 'node_modules');

/** The files of the package, as npm would pack them. */
function packed(): string[] {
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [found] = JSON.parse(out) as [{ files: { path: string }[] }];
  return found.files.map((file) => file.path);
}

const files = packed();
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));

describe('the package', () => {
  test('has the program, what V8 made of it, what authors of adapters import, and the schemas; no sources and no tests', () => {
    const kinds = files.map((file) =>
      file
        .replace(/^dist\/adapter\/chunks\/.*\.js$/, 'dist/adapter/chunks/*.js')
        .replace(/^dist\/parts\/[^/]*\.(js|cache|wasm)$/, 'dist/parts/*.$1')
        .replace(/^dist\/types\/.*\.d\.ts$/, 'dist/types/**.d.ts')
        .replace(/^schemas\/.*\.schema\.json$/, 'schemas/*.schema.json'),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      'LICENSE',
      'README.md',
      'dist/adapter/chunks/*.js',
      'dist/adapter/contract.js',
      'dist/adapter/index.js',
      'dist/adapter/package.json',
      'dist/chatform.js',
      'dist/package.json',
      'dist/parts/*.cache',
      'dist/parts/*.js',
      'dist/parts/*.wasm',
      'dist/types/**.d.ts',
      'dist/types/package.json',
      'package.json',
      'schemas/*.schema.json',
      'schemas/settings.md',
    ]);
  });

  test('has the types of the port and of what it is made of, and of nothing else', () => {
    const types = files.filter((file) => /^dist\/types\/(?!catalog\/).*\.d\.ts$/.test(file));
    expect(types.sort()).toEqual([
      'dist/types/adapters/adapter.d.ts',
      'dist/types/adapters/contract.d.ts',
      'dist/types/adapters/kit.d.ts',
      'dist/types/adapters/logged.d.ts',
      'dist/types/address.d.ts',
      'dist/types/contract.d.ts',
      'dist/types/json.d.ts',
      'dist/types/model.d.ts',
    ]);
  });

  test('has each file that its exports and its program name, and needs no other package', () => {
    const exported = Object.values(manifest.exports).flatMap((one) =>
      typeof one === 'string' ? one : Object.values(one as Record<string, string>),
    );
    const named = [manifest.bin.chatform, ...exported].map((file: string) => file.replace(/^\.\//, ''));
    expect(named.filter((file) => !file.includes('*') && !files.includes(file))).toEqual([]);
    expect(Object.keys(manifest).filter((key) => /dependencies/i.test(key))).toEqual(['devDependencies']);
  });
});

describe('a project with an adapter', () => {
  let project = '';

  // The example, with what npm would pack of the package; of all else only the test runner and Node's types.
  beforeAll(() => {
    project = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'chatform-project-')));
    const example = path.join(root, 'examples/own-adapter');
    fs.cpSync(example, project, { recursive: true, filter: (source) => !source.includes('.chatform') });
    const installed = path.join(project, 'node_modules');
    for (const file of files) {
      const target = path.join(installed, 'chatform', file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.copyFileSync(path.join(root, file), target);
    }
    fs.mkdirSync(path.join(installed, '@types'));
    for (const name of ['vitest', '@types/node'])
      fs.symlinkSync(path.join(nodeModules, name), path.join(installed, name));
  });
  afterAll(() => fs.rmSync(project, { recursive: true, force: true }));

  /** The answer of a program in the project: its exit code, and all that it said. */
  function run(program: string, ...words: readonly string[]): { code: number; said: string } {
    const env = { PATH: process.env.PATH, HOME: project, CI: 'true', NO_COLOR: '1' };
    const how = { cwd: project, env, encoding: 'utf8', stdio: 'pipe' } as const;
    try {
      return { code: 0, said: execFileSync(process.execPath, [program, ...words], how) };
    } catch (error) {
      const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string };
      return { code: status, said: `${stdout}${stderr}` };
    }
  }

  /** Checks types: what is said about the project's files. */
  function typesOf(config: { readonly compilerOptions: object; readonly include: readonly string[] }) {
    const strict = { target: 'es2023', lib: ['es2023'], noEmit: true, strict: true };
    const compilerOptions = { ...strict, ...config.compilerOptions };
    const text = JSON.stringify({ ...config, compilerOptions });
    fs.writeFileSync(path.join(project, 'tsconfig.json'), text);
    return run(path.join(nodeModules, 'typescript/bin/tsc'), '-p', '.', '--pretty', 'false');
  }

  test('passes the contract with the vitest of the project', () => {
    const { code, said } = run(path.join(nodeModules, 'vitest/vitest.mjs'), 'run');
    expect([code, said]).toEqual([0, expect.stringMatching(/Tests {2}2\d passed/)]);
  });

  test('is planned by the program of the package', () => {
    const { code, said } = run(path.join(project, 'node_modules/chatform', manifest.bin.chatform), 'plan');
    expect([code, said]).toEqual([0, expect.stringMatching(/^Plan: 4 to add, 0 to change, 0 to destroy\./m)]);
  });

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types that fit, as JavaScript with comments, %s modules found as %s does', (module, resolution) => {
    const compilerOptions = {
      module,
      moduleResolution: resolution,
      types: ['node'],
      allowJs: true,
      checkJs: true,
    };
    expect(
      typesOf({ compilerOptions: { ...compilerOptions, skipLibCheck: true }, include: ['*.js'] }),
    ).toEqual({
      code: 0,
      said: '',
    });
  });

  test('is told by the types what the port wants, and the types themselves are whole', () => {
    const slips = `import { type Adapter, byAddress, done, type OpenAdapter } from 'chatform/adapter';
import { adapterContract, type EmptyConsole } from 'chatform/adapter/contract';
export const write: Adapter['write'] = async ({ patch }) => {
  patch.name = 'x';
  return done('1400000001');
};
export const openAdapter: OpenAdapter = () => ({ write });
export const empty: EmptyConsole = { account: '100000000001', adapter: { read: () => 1, write } };
adapterContract({}, 'x', async () => empty);
export const none = byAddress([]);
`;
    fs.writeFileSync(path.join(project, 'slips.ts'), slips);
    const compilerOptions = {
      module: 'nodenext',
      types: [],
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
    };
    const { said } = typesOf({ compilerOptions, include: ['slips.ts'] });
    const places = [...said.matchAll(/^(.+)\((\d+),\d+\): error/gm)].map(
      ([, file, line]) => `${file}:${line}`,
    );
    expect([...new Set(places)]).toEqual(['slips.ts:4', 'slips.ts:7', 'slips.ts:8', 'slips.ts:9']);
  });
});
