import path from 'node:path';
import { build } from 'esbuild';

/** Makes one file of a TypeScript program, to run it in a process of its own. */
export async function bundle(entry: string, folder: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(entry, '.ts')}.mjs`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    loader: { '.wasm': 'binary' },
    logLevel: 'warning',
    banner: {
      js: `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
const __dirname = import.meta.dirname;`,
    },
  });
  return outfile;
}
