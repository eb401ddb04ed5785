import { readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

// A certificate path that does not exist makes every Node child warn on stderr, which tests read.
// Deleted here, since `test.env` would set the text "undefined".
delete process.env.NODE_EXTRA_CA_CERTS;

// Loads *.wasm as its bytes, as esbuild's binary loader does in the build.
const wasmAsBytes = {
  name: 'wasm-as-bytes',
  enforce: 'pre' as const,
  load(id: string) {
    if (!id.endsWith('.wasm')) return;
    const base64 = readFileSync(id).toString('base64');
    return `export default new Uint8Array(Buffer.from('${base64}', 'base64'));`;
  },
};

const here = (file: string) => path.join(import.meta.dirname, file);

export default defineConfig({
  plugins: [wasmAsBytes],
  // The example of an adapter imports the package, which is these sources here.
  resolve: {
    alias: [
      { find: /^chatform\/adapter\/contract$/, replacement: here('test/adapters/contract.ts') },
      { find: /^chatform\/adapter$/, replacement: here('src/adapters/kit.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.js'],
    reporters: ['default', './scripts/summary-reporter.ts'],
    // Else the one inside node_modules goes to Node, which cannot load it.
    server: { deps: { inline: [/\.wasm$/] } },
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    unstubEnvs: true,
  },
});
