// Holds who may import whom. A new folder or root file of src needs a row in the table.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

type Layer = {
  /** Places in src it may import besides itself; everything except `mayNot` if left out. */
  may?: readonly string[];
  mayNot?: readonly string[];
  /** Packages and Node builtins it may import; any if left out. */
  libraries?: readonly string[];
  /** Same input, same output: no clock, chance, environment or network. */
  pure?: true;
};

const nouns = ['model.ts', 'address.ts', 'json.ts', 'expression.ts', 'suggest.ts', 'printable.ts', 'once.ts'];
const noun: Layer = { may: [...nouns, 'catalog'], libraries: ['node:crypto'], pure: true };
const step: Layer = { ...noun, libraries: ['node:crypto', 'yaml', 'ajv', 'deep-diff'] };

const layers: Readonly<Record<string, Layer>> = {
  catalog: { may: [], libraries: [], pure: true },
  'model.ts': noun,
  'address.ts': noun,
  'json.ts': noun,
  'expression.ts': noun,
  'suggest.ts': noun,
  'printable.ts': noun,
  'once.ts': noun,
  config: step,
  // The state is a value to the planner; where it is kept is not.
  plan: { ...step, may: [...nouns, 'catalog', 'state/state.ts'] },
  cam: step,
  // Declarations and tests are read where all YAML is; what they mean is said here.
  guardrails: {
    ...noun,
    may: [...nouns, 'catalog', 'config/guardrails.ts', 'config/guardrail-tests.ts'],
    libraries: ['@bufbuild/cel'],
  },
  report: step,
  // It is handed texts, and finds its own again by their first line.
  github: { may: [...nouns, 'report/marker.ts'] },
  apply: { may: [...nouns, 'catalog', 'plan', 'state', 'adapters/adapter.ts'] },
  adapters: { mayNot: ['plan', 'config', 'report', 'apply', 'commands', 'cli.ts'] },
  state: { mayNot: ['plan', 'config', 'report', 'apply', 'adapters', 'commands', 'cli.ts'] },
  storage: { may: ['json.ts'], libraries: ['node:fs', 'node:path', 'node:crypto', 'node:zlib', 'sql.js'] },
  // The time, too, is handed in.
  usersig: { may: [...nouns, 'catalog'], libraries: ['node:crypto', 'node:zlib'], pure: true },
  'log.ts': { may: ['adapters/logged.ts', 'version.ts'], libraries: ['pino'] },
  'version.ts': { may: ['../package.json'], libraries: [] },
  commands: { mayNot: ['cli.ts'] },
  'cli.ts': {},
  'start.ts': { may: ['cli.ts'] },
};

const onlyInCli = /(?<![./])\bconsole\.(?!ts\b)\w|\bprocess\.(?:stdout|stderr|exit|exitCode)\b/;
const impure =
  /\bprocess\.\w|\bDate\.now\b|\bnew Date\(|\bMath\.random\b|\brandom(?:UUID|Bytes|Int)\b|\bfetch\(/;
const fewestModules = 100;

const src = path.resolve(import.meta.dirname, '..', 'src');
const modules = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
  .map((file) => ({ file, ...read(readFileSync(path.join(src, file), 'utf8'), path.posix.dirname(file)) }));

/** The code without whole-line comments, and what it imports: places relative to src, and libraries. */
function read(text: string, folder: string) {
  const code = text.replace(/^\s*(?:\/\/|\/\*|\*).*$/gm, '');
  const forms =
    /^\s*(?:import|export)\s[^;'"=()]*?\bfrom\s*['"]([^'"]+)|^\s*import\s*['"]([^'"]+)|\bimport\(\s*['"`]([^'"`]+)/gm;
  const specifiers = [...code.matchAll(forms)].map(([, from, bare, call]) => from ?? bare ?? call ?? '');
  const [local, libraries] = [true, false].map((wanted) =>
    specifiers.filter((name) => name.startsWith('.') === wanted),
  ) as [string[], string[]];
  return { code, libraries, imports: local.map((name) => path.posix.join(folder, name)) };
}

const nameOf = (file: string) => file.split('/')[0] ?? file;
const isIn = (place: string) => (name: string) => name === place || name.startsWith(`${place}/`);
const membersOf = (layer: string) => modules.filter(({ file }) => nameOf(file) === layer);
const anyOf = (places: readonly string[], name: string) => places.some((place) => isIn(place)(name));

const pureLayers = Object.keys(layers).filter((name) => layers[name]?.pure);
const filesMentioning = (what: RegExp, where: typeof modules) =>
  where.filter(({ code }) => what.test(code)).map(({ file }) => file);

/** The first circle that can be reached, as the files it runs through. */
function findCycle(): string[] {
  const edges = new Map(modules.map(({ file, imports }) => [file, imports]));
  const done = new Set<string>();
  const visit = (file: string, trail: string[]): string[] => {
    if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file];
    if (done.has(file)) return [];
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...trail, file]);
      if (cycle.length > 0) return cycle;
    }
    done.add(file);
    return [];
  };
  return modules.map(({ file }) => visit(file, [])).find((cycle) => cycle.length > 0) ?? [];
}

test('the source was found', () => {
  expect(modules.length).toBeGreaterThan(fewestModules);
});

test('every form of import is seen', () => {
  const text = `import { a,\n b } from './a.ts';\nimport type B from "../b.ts";\nexport * from './c.ts';
import './d.ts';\nconst e = await import('./e.ts');\ntype F = import('./f.ts').F;\nimport fs from 'node:fs';
// import './no.ts';\nconst text = 'taken from ';\nexport const g = ['from', 'x'];`;
  const seen = read(text, 'plan');
  expect(seen.imports).toEqual(['plan/a.ts', 'b.ts', 'plan/c.ts', 'plan/d.ts', 'plan/e.ts', 'plan/f.ts']);
  expect(seen.libraries).toEqual(['node:fs']);
});

test('every module belongs to a layer', () => {
  expect(modules.filter(({ file }) => !(nameOf(file) in layers)).map(({ file }) => file)).toEqual([]);
});

test.each(Object.entries(layers))(
  '%s imports only what its layer may',
  (name, { may, mayNot = [], libraries }) => {
    const wrong = membersOf(name).flatMap(({ file, imports, libraries: used }) => [
      ...imports
        .filter((to) => !isIn(name)(to) && (anyOf(mayNot, to) || (may && !anyOf(may, to))))
        .map((to) => `${file} imports ${to}`),
      ...used.filter((to) => libraries && !anyOf(libraries, to)).map((to) => `${file} imports ${to}`),
    ]);
    expect(wrong).toEqual([]);
  },
);

test.each(pureLayers)('%s is pure: no clock, chance, environment or network', (name) => {
  expect(filesMentioning(impure, membersOf(name))).toEqual([]);
});

test('only cli.ts prints and exits', () => {
  expect(filesMentioning(onlyInCli, modules)).toEqual(['cli.ts']);
});

test('no module imports itself in a circle', () => {
  expect(findCycle()).toEqual([]);
});
