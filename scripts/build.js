// Bundles the command line, so that whoever installs chatform installs nothing else: one file to start with, and
// chunks beside it for what only some commands need. Beside them what authors of adapters import.
// Plain JavaScript: `npm ci` runs it, and it needs nothing but esbuild and ajv.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { programParts } from './parts.js';
import { compiledValidators } from './validators.js';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'dist');
const target = path.join(folder, 'chatform.js');
const forAuthors = path.join(folder, 'adapter');

// Bundled CommonJS libraries expect `require` and `__dirname`; an ES module has neither.
const banner = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
const __dirname = import.meta.dirname;`;

// esbuild would inline the whole package.json for the sake of its version.
const versionOnly = {
  name: 'version-only',
  setup({ onLoad }) {
    const manifest = path.join(root, 'package.json');
    onLoad({ filter: /package\.json$/ }, async ({ path: file }) => {
      if (file !== manifest) return;
      const { version } = JSON.parse(await readFile(file, 'utf8'));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** Tells one build from another of the same version. */
async function hashOfSources() {
  const hash = createHash('sha256');
  const names = await readdir(path.join(root, 'src'), { recursive: true });
  for (const name of names.filter((one) => one.endsWith('.ts')).sort())
    hash.update(`${name}\n`).update(await readFile(path.join(root, 'src', name)));
  hash.update(await readFile(path.join(root, 'package-lock.json')));
  return hash.digest('hex').slice(0, 8);
}

const common = {
  absWorkingDir: root,
  bundle: true,
  write: false,
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  plugins: [versionOnly],
  loader: { '.wasm': 'binary' },
  define: { SOURCES: JSON.stringify(await hashOfSources()) },
};

// What has two roots has to say of each folder what its JavaScript is.
const commonJs = (name) => ({ file: path.join(folder, name), contents: '{ "type": "commonjs" }\n' });
const esModules = (name) => ({ file: path.join(folder, name), contents: '{ "type": "module" }\n' });

try {
  const [parts, kit] = await Promise.all([
    programParts(root, common),
    // Authors of adapters import ES modules, and what they import is not what the program runs.
    build({
      ...common,
      plugins: [...common.plugins, compiledValidators(root)],
      entryPoints: { index: 'src/adapters/kit.ts', contract: 'test/adapters/contract.ts' },
      outdir: forAuthors,
      splitting: true,
      chunkNames: 'chunks/[name]-[hash]',
      format: 'esm',
      banner: { js: banner },
    }),
  ]);
  const start = await build({
    ...common,
    entryPoints: { chatform: 'src/start.ts' },
    outdir: folder,
    format: 'cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { PARTS: JSON.stringify(parts.places) },
  });
  const adapter = kit.outputFiles.map(({ path: file, contents }) => ({ file, contents }));
  const program = [...parts.files, { file: target, contents: start.outputFiles[0].contents }];
  for (const one of [esModules('adapter/package.json'), ...adapter]) await replace(one, 0o644);
  // What starts comes last: at no time does it name a part that is not there.
  for (const one of [...parts.files, commonJs('package.json')]) await replace(one, 0o644);
  await replace(program.at(-1), 0o755);
  await removeOthers(path.join(forAuthors, 'chunks'), adapter);
  await rm(path.join(folder, 'chunks'), { recursive: true, force: true });
  await removeOthers(path.join(folder, 'parts'), parts.files);
  execFileSync(process.execPath, [path.join(root, 'scripts', 'warm.js'), target], {
    stdio: 'inherit',
    // Neither settings of Node, which V8 notes in what it keeps, nor of chatform.
    env: { ...process.env, NODE_OPTIONS: '', CHATFORM_LOG: '' },
  });
  const kib = (outputs) => Math.ceil(outputs.reduce((sum, { contents }) => sum + contents.length, 0) / 1024);
  console.log(`dist/chatform.js and its parts ${kib(program)} KiB; dist/adapter/ ${kib(adapter)} KiB`);
} catch (error) {
  // esbuild has already shown each of its errors with the source line, and repeats them after the first line.
  console.error(String(error instanceof Error ? error.message : error).split('\n')[0]);
  console.error('dist/chatform.js was not built');
  process.exit(1);
}

/** Removes what earlier builds left in a folder. */
async function removeOthers(from, outputs) {
  const kept = new Set(outputs.map(({ file }) => file));
  for (const name of await readdir(from)) {
    const file = path.join(from, name);
    if (!kept.has(file)) await rm(file, { force: true });
  }
}

/** Writes beside the target and renames, so that whoever runs the target never reads half of it. */
async function replace({ file, contents }, mode) {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, contents);
    await chmod(temporary, mode);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
