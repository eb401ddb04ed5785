/**
 * `npm run fuzz`: generated YAML through the whole reading, a million texts if nothing else is said. Each is
 * read both ways, the fast one and the library's, and one in 20 is loaded as a configuration. Nothing may
 * crash, hang, change what all objects share or fill the memory; the two ways agree, and each error has a place.
 * `-- --count N --seed S` for others, `--from I` to begin at the text of this number: each has a seed of its own.
 *
 * The texts are read in a process of their own, which says on a pipe which one it has begun: so a text that
 * kills it, or that it never gets done with, is known.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { randomFrom } from '../test/support/random.ts';
import { disagreement, isScanned, unloadable, yamlFiles } from '../test/support/reading.ts';
import { yamlText } from '../test/support/yaml-texts.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    child: { type: 'boolean', default: false },
  },
});
const [count, seed, from] = [Number(values.count), Number(values.seed), Number(values.from)];
if (![count, seed, from].every((one) => Number.isSafeInteger(one) && one >= 0))
  throw new Error('--count, --seed and --from are whole numbers');

/** Seconds for one text, of which a slow machine needs a hundredth. */
const patience = 30;
/** Megabytes that the heap may grow by, from where it is after the first texts. */
const maxGrowth = 48;
const loadEvery = 20;
const measureEvery = 20_000;
/** Where the child writes the numbers of the texts. */
const pipe = 3;

const files = yamlFiles('examples', 'test/cases').map(({ text }) => text);

function textOf(index: number): string {
  return yamlText(randomFrom((Math.imul(seed, 0x9e3779b1) + index) | 0), files);
}

const shared = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  globalThis,
  Map.prototype,
];
const namesOf = () => shared.map((one) => Reflect.ownKeys(one).map(String).join()).join(';');

function wrongWith(text: string, index: number): string | undefined {
  const reading = disagreement(text);
  return reading ?? (index % loadEvery === 0 ? unloadable(text) : undefined);
}

/** Megabytes of the heap without garbage. */
function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

function readAll(): void {
  const before = namesOf();
  const began = Buffer.alloc(8);
  let [scanned, base, grown] = [0, Number.NaN, 0];
  const fail = (what: string): never => {
    console.error(what);
    process.exit(1);
  };
  for (let index = from; index < from + count; index++) {
    began.writeDoubleLE(index);
    fs.writeSync(pipe, began);
    const text = textOf(index);
    try {
      const wrong = wrongWith(text, index);
      if (wrong !== undefined) fail(wrong);
    } catch (error) {
      fail(error instanceof Error ? String(error.stack) : String(error));
    }
    if (isScanned(text)) scanned += 1;
    if (namesOf() !== before) fail('what all objects share is not what it was');
    if ((index - from) % measureEvery !== measureEvery - 1) continue;
    const now = heap();
    if (Number.isNaN(base)) base = now;
    grown = Math.max(grown, now - base);
    if (grown > maxGrowth) fail(`the heap grew by ${grown.toFixed(0)} MB in ${index - from} texts`);
  }
  console.log(
    `${scanned} were read by the fast way too, ${Math.ceil(count / loadEvery)} loaded; the heap grew by ${grown.toFixed(0)} MB`,
  );
}

function watch(): void {
  const child = spawn(
    process.execPath,
    ['--expose-gc', ...process.execArgv, fileURLToPath(import.meta.url), '--child', ...process.argv.slice(2)],
    { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] },
  );
  const said = { out: '', error: '' };
  child.stdout?.on('data', (data) => {
    said.out += data;
  });
  child.stderr?.on('data', (data) => {
    said.error = (said.error + data).slice(0, 20_000);
  });
  let [index, reported] = [from, -1];
  let rest = Buffer.alloc(0);
  child.stdio[pipe]?.on('data', (data: Buffer) => {
    rest = Buffer.concat([rest, data]);
    const whole = rest.length - (rest.length % 8);
    if (whole > 0) index = rest.readDoubleLE(whole - 8);
    rest = rest.subarray(whole);
  });
  const started = performance.now();
  let [seen, since, hung] = [index, started, false];
  const clock = setInterval(() => {
    const now = performance.now();
    if (index !== seen) [seen, since] = [index, now];
    else if (now - since > patience * 1000) {
      hung = true;
      child.kill('SIGKILL');
    }
    const part = Math.floor(((index - from) / count) * 20);
    if (part > reported) console.log(`${index - from} of ${count}, ${((now - started) / 1000).toFixed(0)} s`);
    reported = Math.max(reported, part);
  }, 500);
  child.on('close', (code, signal) => {
    clearInterval(clock);
    if (code === 0) {
      console.log(`${count} texts of seed ${seed}, nothing wrong. ${said.out.trim()}`);
      return;
    }
    const what = hung ? `not done after ${patience} s` : said.error.trim() || `ended with ${signal ?? code}`;
    console.error(`${what}\n\ntext ${index} of seed ${seed}: ${JSON.stringify(textOf(index))}`);
    console.error(`again: npm run fuzz -- --seed ${seed} --from ${index} --count 1`);
    process.exitCode = 1;
  });
}

if (values.child) readAll();
else watch();
