// Bundles the command line, so that whoever installs chatform installs nothing else: one file to start with, and
// chunks beside it for what only some commands need. Beside them what authors of adapters import.
// Plain JavaScript: `npm ci` runs it, and it needs nothing but esbuild and ajv.
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
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

const common = {
  absWorkingDir: root,
  bundle: true,
  splitting: true,
  write: false,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'eof',
  plugins: [versionOnly, compiledValidators(root)],
  loader: { '.wasm': 'binary' },
};

try {
  const [program, kit] = await Promise.all([
    build({
      ...common,
      entryPoints: { chatform: 'src/cli.ts' },
      outdir: folder,
      banner: { js: `#!/usr/bin/env node\n${banner}` },
    }),
    // Apart from the program, whose start would else read more chunks.
    build({
      ...common,
      entryPoints: { index: 'src/adapters/kit.ts', contract: 'test/adapters/contract.ts' },
      outdir: forAuthors,
      banner: { js: banner },
    }),
  ]);
  // What starts comes last: at no time does it name a chunk that is not there.
  const files = [...program.outputFiles].sort(
    (a, b) => Number(a.path === target) - Number(b.path === target),
  );
  for (const file of kit.outputFiles) await replace(file, 0o644);
  for (const file of files) await replace(file, 0o755);
  await removeOthers(path.join(folder, 'chunks'), files);
  await removeOthers(path.join(forAuthors, 'chunks'), kit.outputFiles);
  const kib = (bytes) => Math.ceil(bytes / 1024);
  const all = (outputs) => kib(outputs.reduce((sum, file) => sum + file.contents.length, 0));
  console.log(
    `dist/chatform.js ${kib(files.at(-1).contents.length)} KiB, with ${files.length - 1} chunks ${all(files)} KiB; dist/adapter/ ${all(kit.outputFiles)} KiB`,
  );
} catch (error) {
  // esbuild has already shown each of its errors with the source line, and repeats them after the first line.
  console.error(String(error instanceof Error ? error.message : error).split('\n')[0]);
  console.error('dist/chatform.js was not built');
  process.exit(1);
}

/** Removes the chunks of earlier builds. */
async function removeOthers(chunks, outputs) {
  const kept = new Set(outputs.map((file) => file.path));
  for (const name of await readdir(chunks)) {
    const file = path.join(chunks, name);
    if (!kept.has(file)) await rm(file, { force: true });
  }
}

/** Writes beside the target and renames, so that whoever runs the target never reads half of it. */
async function replace({ path: file, contents }, mode) {
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
