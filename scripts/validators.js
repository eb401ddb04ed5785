// The schemas compiled to code while bundling, so that a start does not pay for it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Puts compiled validators in the place of src/config/validators.ts. */
export function compiledValidators(root) {
  return inPlaceOf(root, 'validators.ts', async (schemas) => {
    const { code, names } = await compile(root, schemas, []);
    return `${code}\nconst all = { ${names.join(', ')} };\nexport const validatorOf = (name) => all[name];\n`;
  });
}

/** Puts validators in the place of src/config/validity.ts that stop at the first error, and say nothing of it. */
export function compiledValidity(root) {
  return inPlaceOf(root, 'validity.ts', async (schemas) => {
    const brief = { allErrors: false, verbose: false, messages: false };
    const { code, names } = await compile(root, schemas, [withoutErrors], brief, withoutAnnotations);
    return `${code}\nconst all = { ${names.join(', ')} };\nexport const isValid = (name, value) => all[name](value);\n`;
  });
}

function inPlaceOf(root, name, contentsOf) {
  const folder = path.join(root, 'src', 'config');
  return {
    name: `compiled-${name}`,
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`config[\\\\/]${name}$`) }, async ({ path: file }) => {
        if (file !== path.join(folder, name)) return;
        const contents = await contentsOf(path.join(folder, 'validators.ts'));
        return { contents, loader: 'js', resolveDir: root };
      });
    },
  };
}

/** Runs the module of the schemas as it is, and has ajv write down what it would otherwise run. */
async function compile(root, source, plugins, options = {}, of = (schema) => schema) {
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
      plugins,
    });
    const { default: loaded } = await import(pathToFileURL(outfile).href);
    const { newAjv, schemas, standalone } = loaded;
    const ajv = newAjv({ ...options, code: { source: true, esm: true, lines: false, regExp } });
    const names = Object.keys(schemas);
    for (const name of names) ajv.addSchema({ ...of(schemas[name]()), $id: name }, name);
    const write = standalone.default ?? standalone;
    return { code: write(ajv, Object.fromEntries(names.map((name) => [name, name]))), names };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * An expression is made when it is tested first; one that knows the letters of all scripts takes a millisecond, and
 * is made for texts that have other letters than those of English.
 */
function regExp(source, flags) {
  const letters = '[\\p{L}\\p{M}\\p{N}';
  let plain;
  let whole;
  return {
    test(text) {
      if (source.includes(letters)) {
        plain ??= new RegExp(source.replaceAll(letters, '[A-Za-z0-9'), flags);
        if (plain.test(text)) return true;
      }
      whole ??= new RegExp(source, flags);
      return whole.test(text);
    },
    // By which ajv tells them apart.
    toString: () => `/${source}/${flags}`,
  };
}
regExp.code = String(regExp);

/** ajv makes empty errors inside of `not` and `if`, where nobody sees them: here it does so everywhere. */
const withoutErrors = {
  name: 'without-errors',
  setup({ onLoad }) {
    onLoad({ filter: /ajv[\\/]dist[\\/]compile[\\/]errors\.js$/ }, async ({ path: file }) => {
      const text = await readFile(file, 'utf8');
      const contents = text.replace('if (createErrors === false)', '');
      if (contents === text) throw new Error(`${file} makes its errors in another way`);
      return { contents, loader: 'js' };
    });
  },
};

/** They are for the sentences about errors. */
function withoutAnnotations(schema) {
  return JSON.parse(JSON.stringify(schema, (key, value) => (key === 'x-chatform' ? undefined : value)));
}
