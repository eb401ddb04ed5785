// Runs the program as people do, and keeps what V8 compiled meanwhile beside each part, for src/start.ts: to start it
// again takes a third of the time. Plain JavaScript, run by scripts/build.js in a process of its own.
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';
import zlib from 'node:zlib';

const [, , program] = process.argv;
const scripts = new Map();
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    scripts.set(options.filename, this);
  }
};

const lines = [
  'version',
  'init',
  'validate',
  'plan',
  'apply --auto-approve --allow irreversible',
  'plan --detailed-exitcode',
  'fmt',
];
const directory = await mkdtemp(path.join(os.tmpdir(), 'chatform-warm-'));
const said = [];
let isDone = false;
process.once('exit', () => {
  // Node ends without a word where nothing is left that could end a wait.
  if (!isDone) process.exitCode = 1;
});
const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
try {
  const { run } = createRequire(import.meta.url)(program).load('src/cli.ts');
  for (const { stream } of streams)
    stream.write = (text, written) => {
      said.push(text);
      written?.();
      return true;
    };
  const warm = async (line, expected = 0) => {
    await run([...line.split(' '), ...(line === 'version' ? [] : ['-C', directory])]);
    if (process.exitCode !== expected) throw new Error(`chatform ${line}: ${said.join('')}`);
  };
  for (const line of lines) await warm(line);
  await writeFile(path.join(directory, 'slip.yaml'), 'apps: {support: {nmae: Support}}\n');
  await warm('validate', 1);
  process.exitCode = 0;
  for (const [file, script] of scripts) await keep(file, script.createCachedData());
  isDone = true;
} finally {
  for (const { stream, write } of streams) stream.write = write;
  await rm(directory, { recursive: true, force: true });
}

/** With a checksum behind it, since V8 looks at none. */
async function keep(file, data) {
  const target = `${file.slice(0, -'.js'.length)}-${process.versions.v8}-${process.arch}.cache`;
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(zlib.crc32(data));
  const temporary = `${target}.${process.pid}.tmp`;
  await writeFile(temporary, Buffer.concat([data, sum]));
  await rename(temporary, target);
}
