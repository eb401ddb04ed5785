// The program in parts, each bundled by itself: esbuild splits ES modules only, and V8 keeps what it compiled of
// scripts. A part is a function of (exports, require, module, folder) that gives its modules, by name and lazily;
// what a part wants of another one, it asks `require` for. See src/start.ts.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compiledValidators } from './validators.js';

/** Libraries that few commands need. */
const libraries = {
  undici: ['undici'],
  pino: ['pino'],
  octokit: ['octokit'],
  cel: ['@bufbuild/cel', '@bufbuild/cel/ext'],
  hono: ['hono', '@hono/node-server', '@hono/node-server/utils/response'],
};

/** Modules of which more than one part has its own: there may be two of what they export. No state, no class. */
const twofold = [
  'package.json',
  'src/catalog/accounts.ts',
  'src/catalog/kind.ts',
  'src/commands/world.ts',
  'src/json.ts',
  'src/printable.ts',
  'src/report/layout.ts',
  'src/usersig/signed.ts',
  'src/version.ts',
];

/** Sources that are large, and import nothing of what others do. */
const sources = { validators: 'src/config/validators.ts', sqlite: 'src/storage/engine.ts' };

/** Commands that are as small as what it takes to find them. */
const small = ['src/commands/version.ts'];

/**
 * Bundles src/cli.ts: the files of dist/parts, and where each module is, for src/start.ts.
 * @throws Error for a module that is in two parts and must not be
 */
export async function programParts(root, common) {
  const entry = 'src/cli.ts';
  const lazy = [];
  const program = { name: 'program', modules: [entry], plugins: [lazySources(root, lazy), libraryParts] };
  const built = [await part(root, common, program)];
  const plugins = [libraryParts, sourceParts, foreignImports];
  built.push(await part(root, common, { name: 'commands', modules: lazy, plugins }));
  for (const [name, id] of Object.entries(sources))
    built.push(
      await part(root, common, { name, modules: [id], plugins: [compiledValidators(root), wasmFile] }),
    );
  for (const [name, modules] of Object.entries(libraries))
    built.push(await part(root, common, { name, modules, plugins: [] }));
  requireOnce(built);
  const modules = Object.fromEntries(built.flatMap(({ name, modules: own }) => own.map((id) => [id, name])));
  const files = Object.fromEntries(built.map(({ name, file }) => [name, file]));
  return { files: built.flatMap(({ outputs }) => outputs), places: { modules, files } };
}

/** One part: its name, the modules that it gives, its files, and what went into it. */
async function part(root, common, { name, modules, plugins }) {
  const given = modules.map((id) => {
    const found = id.startsWith('src/') ? `./${id}` : id;
    return `${JSON.stringify(id)}: () => require(${JSON.stringify(found)})`;
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
  const text = `(function(exports,require,module,__dirname){${ascii(Buffer.from(script.contents).toString())}\n})`;
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8);
  script.file = path.join(path.dirname(script.file), `${name}-${hash}.js`);
  script.contents = Buffer.from(text, 'latin1');
  return { name, modules, file: `${name}-${hash}`, outputs, inputs: Object.keys(metafile.inputs) };
}

/** In strings, templates and regular expressions, which is where they are, an escape means the same. */
function ascii(text) {
  return text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A source that is imported when it is needed is of another part; `found` is where its name goes. */
function lazySources(root, found) {
  return {
    name: 'lazy-sources',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ kind, path: wanted, resolveDir }) => {
        if (kind !== 'dynamic-import') return;
        const id = path.relative(root, path.resolve(resolveDir, wanted)).replaceAll(path.sep, '/');
        if (small.includes(id)) return;
        if (!found.includes(id)) found.push(id);
        return { path: id, external: true };
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

const libraryParts = {
  name: 'library-parts',
  setup({ onResolve }) {
    const all = new Set(Object.values(libraries).flat());
    onResolve({ filter: /^[^./]/ }, ({ path: id }) =>
      all.has(id) ? { path: id, external: true } : undefined,
    );
  },
};

const sourceParts = {
  name: 'source-parts',
  setup({ onResolve }) {
    for (const id of Object.values(sources))
      onResolve({ filter: new RegExp(`/${path.basename(id, '.ts')}\\.ts$`) }, ({ resolveDir }) =>
        resolveDir.endsWith(path.dirname(id)) ? { path: id, external: true } : undefined,
      );
  },
};

/** WebAssembly as a file beside the part, which is read faster than text that stands for it. */
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
    for (const input of inputs.filter((one) => one !== '<stdin>')) {
      const id = input.replace(/^.*:(?=src\/|package)/, '');
      holders.set(id, [...(holders.get(id) ?? []), name]);
    }
  const wrong = [...holders].filter(([id, names]) => names.length > 1 && !twofold.includes(id));
  if (wrong.length > 0)
    throw new Error(wrong.map(([id, names]) => `${id} is in ${names.join(' and in ')}`).join('; '));
}
