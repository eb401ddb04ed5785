/**
 * `npm run bench`: how long chatform takes and how much memory, mostly as whole processes, on generated accounts.
 * Machines differ and are noisy: the ratios of one run count, not the seconds. It holds them against the goals and
 * tests nothing: the exit code is 0 when all could be measured. It needs python3, which measures.
 *
 *     npm run bench                 30 and 300 apps, medians of five; a quarter of an hour
 *     npm run bench -- --record     the same, and a row in bench/history.md
 *     npm run bench -- 1 30         other sizes: the largest is measured, the other is what it grew from
 *     npm run bench -- --quick      3 and 30 apps once, to try the benchmark itself
 *
 * BENCH_RUNS: of how many runs each median is (5). BENCH_PATIENCE: the seconds that one run of Terraform may take (60);
 * where all would take longer, a part is measured.
 */
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '../src/version.ts';
import { bundle } from '../test/support/bundle.ts';
import { againstTerraform } from './bench/against-terraform.ts';
import { applies, bookkeeping } from './bench/applies.ts';
import type * as Bookkeeping from './bench/bookkeeping.ts';
import { record } from './bench/history.ts';
import { plans } from './bench/plans.ts';
import { policies } from './bench/policies.ts';
import { starts } from './bench/starts.ts';
import { type Row, tableText } from './bench/table.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, record: { type: 'boolean', default: false } },
});
const whole = [30, 300];
const sizes = positionals.length > 0 ? positionals.map(Number) : values.quick ? [3, 30] : whole;
const rounds = Number(process.env.BENCH_RUNS ?? (values.quick ? 1 : 5));
const patience = Number(process.env.BENCH_PATIENCE ?? (values.quick ? 5 : 60));
if (![...sizes, rounds].every((one) => Number.isInteger(one) && one > 0))
  throw new Error('sizes and BENCH_RUNS are whole numbers from 1');
if (values.record && (rounds < 5 || sizes.join() !== whole.join()))
  throw new Error(`only medians of five or more with ${whole.join(' and ')} apps are recorded`);

const [apps = 0, smaller] = sizes.toSorted((a, b) => b - a);
const [cpu] = os.cpus();
const processor = `${cpu?.model ?? 'unknown processor'} × ${os.cpus().length}`;
const load = () => os.loadavg()[0]?.toFixed(1) ?? '?';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chatform-bench-'));
try {
  const before = load();
  const { rows, notes } = await measured();
  const machine = `${processor}, node ${process.version}, load average ${before} before and ${load()} after`;
  console.log(`${machine}; medians of ${rounds} (least–most), measured in turns.`);
  if (sizes.join() !== whole.join()) console.log(`The goals are for ${whole.join(' and ')} apps.`);
  console.log(`\n${tableText(rows)}`);
  for (const note of notes) console.log(note);
  if (values.record) {
    const [date = ''] = new Date().toISOString().split('T');
    const origin = { date, commit: commit(), version, processor, node: process.version };
    console.log(`Recorded in ${record(origin, rows)}.`);
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}

async function measured(): Promise<{ rows: readonly Row[]; notes: readonly string[] }> {
  const setting = { folder, rounds, patience };
  const tell = (what: string) => console.error(`  ${what}`);
  // SQLite's own program wants a bundler.
  const inside = await bundle(path.join(import.meta.dirname, 'bench/bookkeeping.ts'), folder);
  tell('starts');
  const first = await starts(setting);
  tell('plans');
  const second = await plans(setting, apps, smaller);
  tell('applies');
  const third = await applies(setting, apps);
  tell('bookkeeping');
  const fourth = await bookkeeping(setting, Math.min(apps, 10), (await import(inside)) as typeof Bookkeeping);
  tell('Terraform');
  const { rows, notes } = await againstTerraform(setting, apps);
  tell('policies');
  return { rows: [...first, ...second, ...third, ...fourth, ...rows, ...(await policies(setting))], notes };
}

/** The commit, with a `+` where something is not committed. */
function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain') ? '+' : ''}`;
}
