/** `chatform stats [APP]`: the daily statistics that the console shows (STA-1 to STA-3). */
import fs from 'node:fs';
import path from 'node:path';
import { daysOfStatistics } from '../catalog/statistics.ts';
import { jsonText } from '../printable.ts';
import type { Statistics, StatisticsSubject } from '../report/stats.ts';
import { writeAtomically } from '../storage/atomic.ts';
import { reasonOf } from '../storage/inside.ts';
import { askedApp, type OpenChat, openChat } from './chat.ts';
import { loadProject } from './project.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

/** The command over what opens the Chat REST API. */
export function statsBy(open: OpenChat): Run {
  return async ({ arguments: [said], options }, world) => {
    const period = periodOf(options, world.now());
    const project = loadProject(options, world);
    const state = await (await openStore(project, world)).read();
    const app = askedApp(project, state, said);
    const chat = await open(project, world, state);
    const { readStatistics } = await import('../adapters/tencent/statistics.ts');
    const read = await readStatistics(chat, app.sdkAppId);
    if (!read.ok)
      throw new Failure(
        `The statistics of ${app.address} could not be read: ${read.error.message} (${read.error.code}).`,
      );
    const { statisticsOf } = await import('../report/stats.ts');
    const subject = { app: app.key, sdkAppId: app.sdkAppId, ...period };
    const statistics = statisticsOf(read.days, subject, read.doubts);
    const format = options.json ? 'json' : (options.format ?? 'text');
    if (options.out === undefined) world.print(await shown(statistics, format, world));
    else await save(statistics, format, options.out, world);
    return exitCodes.done;
  };
}

export const run = statsBy(openChat);

async function shown(statistics: Statistics, format: string, world: World): Promise<string> {
  if (format === 'csv') return (await import('../report/stats-csv.ts')).statisticsCsv(statistics);
  if (format === 'html') return (await import('../report/stats-html.ts')).statisticsHtml(statistics);
  if (format === 'json')
    return `${jsonText((await import('../report/stats-json.ts')).statisticsJson(statistics))}\n`;
  return (await import('../report/stats-text.ts')).statisticsText(statistics, world.look);
}

/** Writes a file. @throws Failure when something else is there, or it cannot be written */
async function save(statistics: Statistics, format: string, name: string, world: World): Promise<void> {
  const file = path.resolve(world.cwd, name);
  const plain: World = { ...world, look: { paint: (_, text) => text, columns: 100 } };
  const text = await shown(statistics, format, plain);
  const there = fs.lstatSync(file, { throwIfNoEntry: false });
  if (there && !(there.isFile() && (await isOurs(read(file)))))
    throw new Failure(`${file} is there already, and holds no statistics. Choose another name for --out.`);
  try {
    writeAtomically(file, new TextEncoder().encode(text));
  } catch (error) {
    throw new Failure(
      `The statistics could not be saved to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  world.tell(`The statistics were saved to ${file}.\n`);
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`${file} ${reasonOf(error)}.`);
  }
}

/** Only what this command wrote may be written over. */
async function isOurs(text: string): Promise<boolean> {
  const { isStatisticsCsv } = await import('../report/stats-csv.ts');
  const { isStatisticsHtml } = await import('../report/stats-html.ts');
  return (
    isStatisticsCsv(text) ||
    isStatisticsHtml(text) ||
    /^Statistics of .* \(SDKAppID \d+\)\n/.test(text) ||
    /^\{\s*"format_version": "1\.0",\s*"statistics": \{/.test(text)
  );
}

const day = 86_400_000;

/** The period that was asked for, by the days of Beijing. @throws Failure */
function periodOf(
  { days, from, to }: Options,
  now: string,
): Pick<StatisticsSubject, 'today' | 'yesterday' | 'before' | 'period'> {
  // Eight hours ahead of UTC, without summer time.
  const today = dateOf(Date.parse(now) + 8 * 3_600_000);
  const yesterday = shifted(today, -1);
  const oldest = shifted(today, -daysOfStatistics);
  if (days !== undefined && (from !== undefined || to !== undefined))
    throw new Failure('Give --days, or --from and --to.', exitCodes.usage);
  if (from === undefined && to !== undefined)
    throw new Failure('--to goes with --from, the first day.', exitCodes.usage);
  const first = from ?? shifted(today, -(days ?? 7));
  const last = to ?? yesterday;
  if (first > last) throw new Failure(`--from ${first} is after the last day, ${last}.`, exitCodes.usage);
  if (first < oldest || last > yesterday)
    throw new Failure(
      `The console has the statistics of ${daysOfStatistics} days: now from ${oldest} to ${yesterday}, in Beijing.`,
      exitCodes.usage,
    );
  const count = (Date.parse(last) - Date.parse(first)) / day + 1;
  const period = Array.from({ length: count }, (_, i) => shifted(first, i));
  return { today, yesterday, before: shifted(first, -1), period };
}

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const shifted = (date: string, days: number) => dateOf(Date.parse(date) + days * day);
