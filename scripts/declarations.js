// Writes the types of what authors of adapters import, to dist/types. Where there is no TypeScript, as in an
// installation without development dependencies, it says so and is done: the program needs none of them.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'dist', 'types');

// The suite is bundled from the tests, and brings no types of its own along.
const suite = `import type { AdapterContract } from './adapters/contract.js';
export type * from './adapters/contract.js';
export declare const adapterContract: AdapterContract;
`;

const compiler = compilerPath();
if (compiler === undefined) console.log('TypeScript is not installed: dist/types was not written');
else await writeTypes(compiler);

function compilerPath() {
  try {
    const manifest = createRequire(import.meta.url).resolve('typescript/package.json');
    return path.join(path.dirname(manifest), 'bin', 'tsc');
  } catch {
    return undefined;
  }
}

/** Writes beside the target and renames, so that types of another build are never among them. */
async function writeTypes(tsc) {
  const temporary = `${target}.${process.pid}.tmp`;
  const project = path.join(import.meta.dirname, 'declarations.tsconfig.json');
  try {
    execFileSync(process.execPath, [tsc, '-p', project, '--outDir', temporary], { stdio: 'inherit' });
    for (const name of await readdir(temporary, { recursive: true })) {
      const file = path.join(temporary, name);
      if (file.endsWith('.d.ts')) await writeFile(file, importingJs(await readFile(file, 'utf8')));
    }
    await writeFile(path.join(temporary, 'contract.d.ts'), suite);
    // They are of ES modules, whatever dist/package.json says of the program.
    await writeFile(path.join(temporary, 'package.json'), '{ "type": "module" }\n');
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Declarations import each other as `./x.js`, as every version of TypeScript understands it. */
function importingJs(text) {
  return text.replace(/(\bfrom ')(\.{1,2}\/[^']+)\.ts'/g, "$1$2.js'");
}
