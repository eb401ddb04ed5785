// Bundles the command line into one file, so that whoever installs chatform installs nothing else.
// Plain JavaScript: `npm ci` runs it, and it needs nothing but esbuild and ajv.
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { compiledValidators } from './validators.js';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'dist', 'chatform.js');

// Bundled CommonJS libraries expect `require` and `__dirname`; an ES module has neither.
const banner = `#!/usr/bin/env node
import { createRequire as __createRequire } from 'node:module';
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

try {
  const result = await build({
    absWorkingDir: root,
    entryPoints: ['src/cli.ts'],
    bundle: true,
    write: false,
    outfile: target,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'eof',
    plugins: [versionOnly, compiledValidators(root)],
    loader: { '.wasm': 'binary' },
    banner: { js: banner },
  });
  const bytes = result.outputFiles[0].contents;
  await replace(target, bytes);
  console.log(`dist/chatform.js ${Math.ceil(bytes.length / 1024)} KiB`);
} catch (error) {
  // esbuild has already shown each of its errors with the source line, and repeats them after the first line.
  console.error(String(error instanceof Error ? error.message : error).split('\n')[0]);
  console.error('dist/chatform.js was not built');
  process.exit(1);
}

/** Writes beside the target and renames, so that whoever runs the target never reads half of it. */
async function replace(file, bytes) {
  const temporary = `${file}.${process.pid}.tmp`;
  await mkdir(path.dirname(file), { recursive: true });
  try {
    await writeFile(temporary, bytes);
    await chmod(temporary, 0o755);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}
