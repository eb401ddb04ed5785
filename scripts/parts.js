// The program in parts, each bundled by itself: esbuild splits ES modules only, and V8 keeps what it compiled of
// scripts. A part is a function of (exports, require, module, folder) that gives its modules, by name and lazily;
// what a part wants of another one, it asks `require` for. See src/start.ts.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compiledValidators, compiledValidity } from './validators.js';

/** Libraries that few commands need. */
const libraries = {
  undici: ['undici'],
  pino: ['pino'],
  octokit: ['octokit'],
  cel: ['@bufbuild/cel', '@bufbuild/cel/ext'],
  hono: ['hono', '@hono/node-server', '@hono/node-server/utils/response'],
  yaml: ['yaml'],
  semver: ['semver'],
};

/** Modules of which more than one part has its own: there may be two of what they export. No state, no class. */
const twofold = [
  'package.json',
  'src/catalog/accounts.ts',
  'src/catalog/kind.ts',
  'src/json.ts',
  'src/once.ts',
  'src/printable.ts',
  'src/report/layout.ts',
  'src/usersig/signed.ts',
  'src/version.ts',
];
/** The same of libraries. */
const twofoldLibraries = /\/(ajv\/dist\/runtime|fast-deep-equal)\//;

/** Sources that are large, and import nothing of what others do. */
const sources = {
  validity: 'src/config/validity.ts',
  validators: 'src/config/validators.ts',
  sqlite: 'src/storage/engine.ts',
};

/** What many modules import by name, and few commands come to use: it is loaded when one of the names is read. */
const late = ['node:crypto', 'node:os', 'src/config/validators.ts', ...libraries.yaml, ...libraries.semver];

/** What a part begins with. It has all that this imports, but what is in a part before it; `commands` has the rest. */
const beginnings = {
  /** The command line, and commands that are as small as what it takes to find them. */
  program: ['src/cli.ts', 'src/commands/version.ts'],
  validate: ['src/commands/validate.ts', 'src/commands/problems.ts', 'src/cam/lint/index.ts'],
  plan: [
    'src/commands/plan.ts',
    'src/adapters/sandbox/index.ts',
    'src/state/file.ts',
    'src/cam/difference.ts',
    'src/cam/words.ts',
  ],
};

/**
 * Bundles src/cli.ts: the files of dist/parts, and where each module is, for src/start.ts.
 * @throws Error for a module that is in two parts and must not be
 */
export async function programParts(root, common) {
  const graph = await importsOf(common);
  const texts = await Promise.all(
    [...graph.keys()]
      .filter((id) => id.endsWith('.ts'))
      .map(async (id) => [id, await readFile(path.join(root, id), 'utf8')]),
  );
  const lateOnes = lateModules(root, texts);
  const owners = ownersIn(graph);
  const given = givenBy(graph, owners);
  const built = [];
  for (const name of [...Object.keys(beginnings), 'commands']) {
    const plugins = [otherParts(root, owners, name), lateOnes, libraryParts, noOtherPrograms, foreignImports];
    built.push(await part(root, common, { name, modules: [...(given.get(name) ?? [])], plugins }));
  }
  // Nobody reads their names in a stack trace, and without them they are read faster.
  const generated = { ...common, minifyIdentifiers: true };
  for (const [name, id] of Object.entries(sources)) {
    const plugins = [compiledValidity(root), compiledValidators(root), wasmFile];
    built.push(await part(root, generated, { name, modules: [id], plugins }));
  }
  for (const [name, modules] of Object.entries(libraries))
    built.push(await part(root, common, { name, modules, plugins: [] }));
  requireOnce(built);
  const modules = Object.fromEntries(built.flatMap(({ name, modules: own }) => own.map((id) => [id, name])));
  const files = Object.fromEntries(built.map(({ name, file }) => [name, file]));
  return { files: built.flatMap(({ outputs }) => outputs), places: { modules, files } };
}

/** Each source of the program → what it imports of the others, and whether only once it is needed. */
async function importsOf(common) {
  const { metafile } = await build({
    ...common,
    entryPoints: ['src/cli.ts'],
    outdir: 'dist/parts',
    format: 'esm',
    packages: 'external',
    metafile: true,
  });
  const isOurs = (id) => Object.hasOwn(metafile.inputs, id) && !id.startsWith('(');
  const entries = Object.entries(metafile.inputs).map(([id, { imports }]) => [
    id,
    imports
      .filter(({ path: wanted }) => isOurs(wanted))
      .map(({ path: wanted, kind }) => ({ id: wanted, isLazy: kind === 'dynamic-import' })),
  ]);
  return new Map(entries);
}

/** Module → its part. */
function ownersIn(graph) {
  const owners = new Map(Object.entries(sources).map(([name, id]) => [id, name]));
  const own = (name, id) => {
    if (owners.has(id) || twofold.includes(id)) return;
    owners.set(id, name);
    for (const wanted of graph.get(id) ?? []) if (!wanted.isLazy) own(name, wanted.id);
  };
  for (const [name, ids] of Object.entries(beginnings)) for (const id of ids) own(name, id);
  for (const id of graph.keys()) own('commands', id);
  return owners;
}

/** Part → its modules that are begun with, or that others import. */
function givenBy(graph, owners) {
  const given = new Map(Object.entries(beginnings).map(([name, ids]) => [name, new Set(ids)]));
  given.set('commands', new Set());
  for (const [id, wanted] of graph)
    for (const one of wanted) {
      const owner = owners.get(one.id);
      if (owner !== owners.get(id)) given.get(owner)?.add(one.id);
    }
  return given;
}

/** One part: its name, the modules that it gives, its files, and what went into it. */
async function part(root, common, { name, modules, plugins }) {
  const given = modules.map((id) => {
    // What our own modules export stays as it is once they have run: see withoutGetters.
    const found = id.startsWith('src/') ? `({ ...require('./${id}') })` : `require('${id}')`;
    return `${JSON.stringify(id)}: () => ${found}`;
  });
  const { outputFiles, metafile } = await build({
    ...common,
    stdin: { contents: `module.exports = {\n${given.join(',\n')}\n};\n`, resolveDir: root },
    format: 'cjs',
    // All imports are `require`, which src/start.ts hands to a part.
    supported: { 'dynamic-import': false },
    outdir: 'dist/parts',
    metafile: true,
    plugins: [...common.plugins, ...plugins],
  });
  const outputs = outputFiles.map(({ path: file, contents }) => ({ file, contents }));
  const script = outputs.find(({ file }) => file.endsWith('.js'));
  // Strict, as the modules are that it is made of.
  const code = ascii(withoutGetters(withoutCopies(Buffer.from(script.contents).toString())));
  const text = `(function(exports,require,module,__dirname){"use strict";${code}\n})`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  script.file = path.join(path.dirname(script.file), `${name}-${hash}.js`);
  script.contents = Buffer.from(text, 'latin1');
  return { name, modules, file: `${name}-${hash}`, outputs, inputs: Object.keys(metafile.inputs) };
}

/** esbuild copies a module of Node for each module that imports it as a whole, with a getter a name: 100 for `fs`. */
function withoutCopies(text) {
  return text.replace(
    /__toESM\((require\("node:[a-z/_]+"\)),1\)/g,
    (_, required) => `Object.create(${required},{default:{value:${required}}})`,
  );
}

/**
 * esbuild makes a getter for each thing that a module gives, as soon as its part is loaded. A part gives the things
 * themselves, of a module that is asked for.
 */
function withoutGetters(text) {
  const given = /\(\{\.\.\.\(([\w$]+\(\)),__toCommonJS\(([\w$]+)\)\)\}\)/g;
  const names = new Set([...text.matchAll(given)].map(([, , name]) => name));
  const timesOf = (name) =>
    text.split(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`)).length - 1;
  const exported = new Map();
  const short = text.replace(/__export\(([\w$]+),\{([^{}]*)\}\);/g, (call, name, all) => {
    if (!names.has(name)) return call;
    exported.set(name, all.replaceAll(':()=>', ':'));
    // Where it is made, filled and given; it is also imported where it stands elsewhere.
    return timesOf(name) === 3 ? '' : call;
  });
  return short.replace(given, (all, initialised, name) =>
    exported.has(name) ? `(${initialised},{${exported.get(name)}})` : all,
  );
}

/** In strings, templates and regular expressions, which is where they are, an escape means the same. */
function ascii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** What is in another part is asked of src/start.ts. */
function otherParts(root, owners, name) {
  return {
    name: 'other-parts',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path: wanted, resolveDir, importer, namespace }) => {
        if (namespace !== 'file' || importer === '') return;
        const id = path.relative(root, path.resolve(resolveDir, wanted)).replaceAll(path.sep, '/');
        if (!owners.has(id) || owners.get(id) === name) return;
        return late.includes(id) ? { path: id, namespace: 'late' } : { path: id, external: true };
      });
    },
  };
}

/** A script of V8's own imports nothing: what is none of the program's is imported by src/start.ts. */
const foreignImports = {
  name: 'foreign-imports',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]adapters[\\/]own\.ts$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace('import(/* @vite-ignore */', 'require.import(');
      if (contents === text) throw new Error(`${file} imports no file by its name`);
      return { contents, loader: 'ts' };
    });
  },
};

/** Commander can start a program for a command, which none of ours is: Node's way to do so takes a while to load. */
const noOtherPrograms = {
  name: 'no-other-programs',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      /[\\/]commander[\\/]/.test(importer) ? { path: 'none', namespace: 'no-other-programs' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'no-other-programs' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** In the place of a module one with the names that are imported of it, each of which loads it once it is read. */
function lateModules(root, sources) {
  const names = new Map(late.map((id) => [id, new Set()]));
  const importers = new Map(late.map((id) => [id, new Set()]));
  for (const [source, text] of sources)
    for (const [, list, id] of text.matchAll(/^import \{([^}]*)\} from '([^']+)';$/gm)) {
      const module = id.startsWith('.') ? path.join(path.dirname(source), id).replaceAll(path.sep, '/') : id;
      if (!late.includes(module)) continue;
      importers.get(module).add(source);
      for (const [name] of list.matchAll(/(?<!\S)(?!type\s|as\s)\w+/g)) names.get(module).add(name);
    }
  return {
    name: 'late-modules',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path: id, importer, namespace }) => {
        if (namespace === 'late') return { path: id, external: true };
        const source = path.relative(root, importer).replaceAll(path.sep, '/');
        return importers.get(id)?.has(source) ? { path: id, namespace: 'late' } : undefined;
      });
      onLoad({ filter: /./, namespace: 'late' }, ({ path: id }) => {
        const found = [...names.get(id)];
        const getters = found.map(
          (name) => `get ${name}() { return require(${JSON.stringify(id)}).${name}; }`,
        );
        return { contents: `module.exports = { ${getters.join(',\n')} };` };
      });
    },
  };
}

const libraryParts = {
  name: 'library-parts',
  setup({ onResolve }) {
    const all = new Set(Object.values(libraries).flat());
    onResolve({ filter: /^[^./]/ }, ({ path: id }) =>
      all.has(id) ? { path: id, external: true } : undefined,
    );
  },
};

const wasmFile = {
  name: 'wasm-file',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: /\.wasm$/, namespace: 'file' }, ({ path: file }) => {
      const contents = `import file from ${JSON.stringify(file)};
        import fs from 'node:fs';
        export default fs.readFileSync(__dirname + '/' + file);`;
      return { contents, loader: 'js', resolveDir: path.dirname(file), pluginData: 'bytes' };
    });
    onResolve({ filter: /\.wasm$/ }, ({ pluginData, path: file }) =>
      pluginData === 'bytes' ? { path: file, namespace: 'wasm-copy' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'wasm-copy' }, async ({ path: file }) => ({
      contents: await readFile(file),
      loader: 'file',
    }));
  },
};

function requireOnce(parts) {
  const holders = new Map();
  for (const { name, inputs } of parts)
    for (const input of inputs.filter((one) => one !== '<stdin>' && !one.startsWith('late:'))) {
      const id = input.replace(/^.*:(?=src\/|package)/, '');
      holders.set(id, [...(holders.get(id) ?? []), name]);
    }
  const wrong = [...holders].filter(
    ([id, names]) => names.length > 1 && !twofold.includes(id) && !twofoldLibraries.test(id),
  );
  if (wrong.length > 0)
    throw new Error(wrong.map(([id, names]) => `${id} is in ${names.join(' and in ')}`).join('; '));
}
