/**
 * `npm run bench`: how long chatform takes, as whole processes, on generated accounts of 1, 30 and 300
 * apps. Machines differ and are noisy: the ratios of one run count, not the seconds.
 * `npm run bench -- 1 30` measures only those sizes; `BENCH_RUNS` sets how often each is run (5).
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { camTimings } from './cam-timings.ts';
import { sampleAccount } from './sample-account.ts';

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
}

const runs = Number(process.env.BENCH_RUNS ?? 5);
const sizes = process.argv
  .slice(2)
  .map(Number)
  .filter((size) => size > 0);
const cli = path.resolve(import.meta.dirname, '..', 'dist', 'chatform.js');
const reportMemory = `data:text/javascript,${encodeURIComponent("import fs from 'node:fs'; process.on('exit', () => fs.writeSync(3, String(process.resourceUsage().maxRSS)));")}`;

/** One process: its time, and the most memory that it held. */
function measure(args: readonly string[], expected: number): Figures {
  const { NODE_EXTRA_CA_CERTS: _, ...env } = process.env;
  const start = performance.now();
  const child = spawnSync(process.execPath, ['--import', reportMemory, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const seconds = (performance.now() - start) / 1000;
  if (child.status !== expected)
    throw new Error(`${args.join(' ')} ended with ${child.status}: ${child.stderr}`);
  return { seconds, megabytes: Number(child.output[3]?.toString()) / 1024 };
}

function median(samples: readonly Figures[]): Figures {
  const middle = (of: (one: Figures) => number) =>
    samples.map(of).sort((a, b) => a - b)[samples.length >> 1] ?? Number.NaN;
  return { seconds: middle((one) => one.seconds), megabytes: middle((one) => one.megabytes) };
}

function repeated(one: () => Figures): Figures {
  return median(Array.from({ length: runs }, one));
}

/** What a YAML library alone needs for the same text. */
function parsing(files: ReadonlyMap<string, string>): number {
  return repeated(() => {
    const start = performance.now();
    for (const text of files.values()) parseDocument(text);
    return { seconds: (performance.now() - start) / 1000, megabytes: 0 };
  }).seconds;
}

const rows: [string, Figures, string][] = [];
const node = repeated(() => measure(['-e', '0'], 0));
const inNodes = (figures: Figures) => `${(figures.seconds / node.seconds).toFixed(1)} × node`;
const add = (name: string, figures: Figures, ratio = inNodes(figures)) => {
  rows.push([name, figures, ratio]);
  return figures;
};

add('node -e 0', node);
add(
  'chatform version',
  repeated(() => measure([cli, 'version'], 0)),
);
let smaller: { apps: number; plan: Figures; apply: Figures } | undefined;
for (const apps of sizes.length > 0 ? sizes : [1, 30, 300]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chatform-bench-'));
  try {
    const files = sampleAccount(apps);
    for (const [name, text] of files) {
      fs.mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), text);
    }
    const yaml = parsing(files);
    const chatform = (expected: number, ...args: string[]) => measure([cli, ...args, '-C', folder], expected);
    const label = `${apps} ${apps === 1 ? 'app' : 'apps'}`;
    const against = (figures: Figures) =>
      `${inNodes(figures)}, ${(figures.seconds / yaml).toFixed(2)} × yaml.parseDocument`;
    const first = repeated(() => chatform(2, 'plan', '--detailed-exitcode'));
    add(`plan of ${label}, nothing there yet`, first, against(first));
    const apply = repeated(() => {
      fs.rmSync(path.join(folder, '.chatform'), { recursive: true, force: true });
      return chatform(0, 'apply', '--auto-approve', '--allow', 'irreversible,billable');
    });
    add(`apply of ${label}`, apply, `${(apply.seconds / first.seconds).toFixed(1)} × its plan`);
    const plan = repeated(() => chatform(0, 'plan', '--detailed-exitcode'));
    add(`plan of ${label}, no changes`, plan, against(plan));
    if (smaller) {
      const growth = (of: (one: Figures) => number) => (of(plan) / of(smaller?.plan ?? plan)).toFixed(1);
      rows.push([
        `  growth from ${smaller.apps} to ${apps} apps`,
        plan,
        `${growth((one) => one.seconds)} × time, ${growth((one) => one.megabytes)} × memory`,
      ]);
    }
    smaller = { apps, plan, apply };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
for (const [name, seconds] of camTimings()) add(name, { seconds, megabytes: 0 });

const [cpu] = os.cpus();
console.log(
  `${cpu?.model ?? 'unknown processor'} × ${os.cpus().length}, node ${process.version}, medians of ${runs}\n`,
);
const width = Math.max(...rows.map(([name]) => name.length));
for (const [name, { seconds, megabytes }, ratio] of rows) {
  console.log(
    `${name.padEnd(width)}  ${seconds.toFixed(3).padStart(8)} s  ${megabytes.toFixed(0).padStart(5)} MB  ${ratio}`,
  );
}
