// The schemas compiled to code while bundling, so that a start does not pay for it.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Puts compiled validators in the place of src/config/validators.ts. */
export function compiledValidators(root) {
  const source = path.join(root, 'src', 'config', 'validators.ts');
  return {
    name: 'compiled-validators',
    setup({ onLoad }) {
      onLoad({ filter: /config[\\/]validators\.ts$/ }, async ({ path: file }) => {
        if (file !== source) return;
        const { code, names } = await compile(root, source);
        const contents = `${code}\nconst all = { ${names.join(', ')} };\nexport const validatorOf = (name) => all[name];\n`;
        return { contents, loader: 'js', resolveDir: root };
      });
    },
  };
}

/** Runs the module as it is, and has ajv write down what it would otherwise run. */
async function compile(root, source) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'chatform-validators-'));
  try {
    const outfile = path.join(folder, 'validators.cjs');
    const entry = `export * from ${JSON.stringify(source)};\nexport { default as standalone } from 'ajv/dist/standalone/index.js';`;
    await build({
      stdin: { contents: entry, resolveDir: root },
      bundle: true,
      outfile,
      platform: 'node',
      format: 'cjs',
      logLevel: 'silent',
    });
    const { default: loaded } = await import(pathToFileURL(outfile).href);
    const { newAjv, schemas, standalone } = loaded;
    const ajv = newAjv({ code: { source: true, esm: true, lines: false } });
    const names = Object.keys(schemas);
    for (const name of names) ajv.addSchema({ ...schemas[name](), $id: name }, name);
    const write = standalone.default ?? standalone;
    return { code: write(ajv, Object.fromEntries(names.map((name) => [name, name]))), names };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
