// The contract of all adapters, for this one: it opens an empty console for each test.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { adapterContract } from 'chatform/adapter/contract';
import * as vitest from 'vitest';
import { capabilities, openAdapter } from './adapter.js';

const account = '100000000001';

async function open() {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'console-'));
  vitest.onTestFinished(() => fs.rmSync(directory, { recursive: true }));
  const options = { file: 'console.json' };
  return { adapter: await openAdapter({ account, directory, options, env: {}, log: () => {} }), account };
}

// Without a `person` only what the adapter does by itself is tried.
adapterContract(vitest, 'console in a file', open, { capabilities });
