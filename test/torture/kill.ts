/**
 * A run of the bundle, killed by SIGKILL at a point, and ONE ordinary apply after it: what the console and the state
 * have then is held against a model of the console's own log, and against what is declared.
 */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { type Call, openSandbox, type Sandbox } from '../../src/adapters/sandbox/index.ts';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { main } from '../../src/commands/main.ts';
import { fixedNow, worldIn } from '../support/world.ts';
import { contentsOf, keptIn } from './contents.ts';
import { type Contents, differences, replayed } from './model.ts';
import { account, portHere, type Scenario } from './scenarios.ts';

/** Where the run ends: at a call of the file system, or at one of the console, before or after it was carried out. */
export type Point =
  | { readonly where: string; readonly environment: Readonly<Record<string, string>> }
  | { readonly where: string; readonly call: number; readonly carriedOut: boolean };

/** The bundle, and what is loaded before it. */
export interface Program {
  readonly bundle: string;
  readonly preload: string;
}

const environment = {
  TENCENTCLOUD_SECRET_ID: keysOf(account).secretId,
  TENCENTCLOUD_SECRET_KEY: keysOf(account).secretKey,
  SUPPORT_KEY: appKeyOf(account, '1400000001'),
  USER: 'alice',
};
const ordinary = 'apply --auto-approve --allow irreversible,billable,data-loss,disruptive';
const emptyPlan = 'plan --detailed-exitcode';
const storeIn = (directory: string) => path.join(directory, '.chatform/default');

/** The console of a project, open for as long as work needs it. `onCall` hears of each call over loopback, before it. */
async function withConsole<T>(
  directory: string,
  scenario: Scenario,
  work: (configure: (yaml: string) => void, sandbox: () => Promise<Sandbox>) => Promise<T>,
  onCall: (n: number) => 'reset-before' | 'reset-after' | undefined = () => undefined,
): Promise<T> {
  const write = (yaml: string) => fs.writeFileSync(path.join(directory, 'chatform.yaml'), yaml);
  const folder = scenario.served ? path.join(directory, 'console') : storeIn(directory);
  const open = () =>
    openSandbox({ directory: folder, account, users: ['alice', 'bob'], groups: {}, now: fixedNow });
  if (!scenario.served) return work(write, open);
  const sandbox = await open();
  const pace = { now: Date.now, wait: () => Promise.resolve() };
  let calls = 0;
  const server = await serveSandbox({
    sandbox,
    host: '127.0.0.1',
    port: 0,
    pace,
    limits: 'off',
    faults: () => {
      calls += 1;
      return onCall(calls);
    },
  });
  try {
    const port = new URL(server.url).port;
    return await work(
      (yaml) => write(yaml.replace(portHere, port)),
      () => Promise.resolve(sandbox),
    );
  } finally {
    await server.close();
    await sandbox.adapter.close();
  }
}

/** Runs a command line in this process, on a lock of this machine. */
async function run(directory: string, line: string): Promise<{ code: number; said: string }> {
  const { world, out, err } = worldIn(directory, {
    env: environment,
    host: hostname(),
    pid: process.pid,
    time: Date.now,
    randomId: () => Math.random().toString(16).slice(2).padStart(13, '0'),
  });
  const code = await main(line.split(' '), world);
  return { code, said: out() + err() };
}

/** Makes the folder that each trial begins with. */
export async function prepare(scenario: Scenario, directory: string, program: Program): Promise<void> {
  fs.mkdirSync(directory, { recursive: true });
  await withConsole(directory, scenario, async (configure, sandbox) => {
    for (const step of scenario.before) {
      if ('action' in step) {
        const answer = await (await sandbox()).console.call(step.action, step.request);
        if (!answer.ok) throw new Error(`${step.action}: ${answer.refused.message}`);
        continue;
      }
      configure(step.yaml);
      const { code, said } = await run(directory, step.line);
      if (code !== 0 && code !== 5) throw new Error(`${step.line} ended with ${code}: ${said}`);
    }
    if (scenario.killedBefore === undefined) return;
    configure(scenario.yaml);
    await killed(directory, scenario, program, { KILL_AT: String(scenario.killedBefore) }).ended;
  });
}

/** How a process ended, and what it said on standard error. */
export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly err: string;
}

/** A run of the bundle in a process of its own. */
export function started(
  { bundle, preload }: Program,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): { ended: Promise<Ended>; kill: () => void } {
  const child = spawn(process.execPath, ['--import', preload, bundle, ...args], {
    env: { ...environment, PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    err += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('close', (code, signal) => resolve({ code, signal, err }));
    child.on('error', reject);
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}

/** The run that is to be killed. */
function killed(
  directory: string,
  scenario: Scenario,
  program: Program,
  more: Readonly<Record<string, string>>,
): ReturnType<typeof started> {
  const below = { KILL_BELOW: path.join(directory, '.chatform') };
  return started(program, [...scenario.command.split(' '), '-C', directory], { ...below, ...more });
}

/** Before each call of a log of `kill-at.mjs`, and in the middle of each write. */
export function killsAt(lines: readonly string[]): Extract<Point, { readonly environment: unknown }>[] {
  return lines.flatMap((line, i) => {
    const at = { KILL_AT: String(i + 1) };
    const half = { where: `${line}, half done`, environment: { ...at, KILL_HALF: '1' } };
    return [{ where: line, environment: at }, ...(line.includes(' write ') ? [half] : [])];
  });
}

export interface Rehearsal {
  /** The calls of the file system, as `kill-at.mjs` logs them: number, name, path. */
  readonly lines: readonly string[];
  readonly points: readonly Point[];
  /** What the console was asked when nobody was killed, sorted. */
  readonly calls: readonly string[];
}

/** What was asked, sorted, with apps by their names: which of two gets which SDKAppID is nobody's choice. */
function callsIn(log: readonly Call[]): string[] {
  const names = new Map(
    log.flatMap(({ action, target, request }) =>
      action === 'RegisterApp' ? [[target, String(request.name)]] : [],
    ),
  );
  return log
    .map(({ action, target, result }) => {
      const [app = '', ...rest] = target.split('/');
      return `${action} ${[names.get(app) ?? app, ...rest].join('/')} ${result}`;
    })
    .sort();
}

/** A whole run: where it can be killed, and what it asks of the console. `directory` is a copy of the prepared folder. */
export async function rehearse(
  scenario: Scenario,
  directory: string,
  program: Program,
  only: Readonly<Record<string, string>> = {},
): Promise<Rehearsal> {
  const log = `${directory}.calls`;
  let asked = 0;
  const calls = await withConsole(
    directory,
    scenario,
    async (configure, sandbox) => {
      configure(scenario.yaml);
      const { signal, err } = await killed(directory, scenario, program, { KILL_LOG: log, ...only }).ended;
      if (signal !== null) throw new Error(`the rehearsal ended by ${signal}: ${err}`);
      const atEnd = asked;
      const problems = await finish(directory, scenario, sandbox, undefined);
      if (problems.length > 0) throw new Error(`the rehearsal: ${problems.join('; ')}`);
      asked = atEnd;
      return callsIn(await logOf(await sandbox(), scenario));
    },
    () => {
      asked += 1;
      return undefined;
    },
  );
  const lines = fs.readFileSync(log, 'utf8').split('\n').slice(0, -1);
  fs.rmSync(log);
  const points: Point[] = killsAt(lines);
  for (let call = 1; call <= asked; call++)
    for (const carriedOut of [false, true])
      points.push({
        where: `${carriedOut ? 'after' : 'before'} call ${call} of the console`,
        call,
        carriedOut,
      });
  return { lines, points, calls };
}

async function logOf(sandbox: Sandbox, { served }: Scenario): Promise<Call[]> {
  const log = sandbox.log();
  if (!served) await sandbox.adapter.close();
  return log;
}

export interface Tried {
  /** Not killed: it ended before its point. */
  readonly ended: Ended;
  /** What is lost, doubled or otherwise not as it must be, in words. */
  readonly problems: readonly string[];
}

/** Kills a run at a point, and applies once. `directory` is a copy of the prepared folder. */
export async function tried(
  scenario: Scenario,
  directory: string,
  program: Program,
  point: Point,
  calls: readonly string[],
  inspect?: (directory: string) => void,
): Promise<Tried> {
  let kill = () => {};
  let isDead = false;
  return withConsole(
    directory,
    scenario,
    async (configure, sandbox) => {
      configure(scenario.yaml);
      const child = killed(directory, scenario, program, 'environment' in point ? point.environment : {});
      kill = child.kill;
      const ended = await child.ended;
      isDead = true;
      inspect?.(directory);
      const isDone =
        ended.code !== 0 || scenario.leftToPeople || (await run(directory, emptyPlan)).code === 0;
      const early = isDone ? [] : ['it said that it was done, and was not'];
      return { ended, problems: [...early, ...(await finish(directory, scenario, sandbox, calls))] };
    },
    (n) => {
      if (isDead || !('call' in point) || n !== point.call) return undefined;
      kill();
      return point.carriedOut ? 'reset-after' : 'reset-before';
    },
  );
}

/** One ordinary apply, and for what is left to people their word; then everything is held against everything. */
async function finish(
  directory: string,
  scenario: Scenario,
  console: () => Promise<Sandbox>,
  calls: readonly string[] | undefined,
): Promise<string[]> {
  const problems: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown) => {
    const [is, must] = [JSON.stringify(found), JSON.stringify(wanted)];
    if (is !== must) problems.push(`${what}: ${is} and not ${must}`);
  };
  const applied = await run(directory, ordinary);
  const { leftToPeople = [] } = scenario;
  const store = storeIn(directory);
  const addressOf = (said: string) => said.replace(/=.*/, '');
  const before = leftToPeople.length > 0 ? await keptIn(store) : undefined;
  const left = leftToPeople.filter((said) => !before?.confirmed.includes(addressOf(said)));
  expect(
    'exit code of the apply',
    [applied.code, applied.code === 0 || applied.code === 5 ? '' : applied.said],
    [left.length > 0 ? 5 : 0, ''],
  );
  if (left.length > 0) {
    expect(
      'left to people',
      before?.waiting.filter((one) => leftToPeople.map(addressOf).includes(one)).sort(),
      left.map(addressOf).sort(),
    );
    const confirmed = await run(directory, `confirm ${left.join(' ')} --yes`);
    expect('confirmation', [confirmed.code, confirmed.code === 0 ? '' : confirmed.said], [0, '']);
    const again = await run(directory, ordinary);
    expect('apply after the confirmation', [again.code, again.code === 0 ? '' : again.said], [0, '']);
  }
  const planned = await run(directory, emptyPlan);
  expect('plan', [planned.code, planned.code === 0 ? '' : planned.said], [0, '']);
  const names = fs.readdirSync(store).filter((name) => name.startsWith('state.'));
  expect('files of the state', names, ['state.db', 'state.seen']);

  const sandbox = await console();
  const contents = contentsOf(sandbox);
  const log = await logOf(sandbox, scenario);
  const model = replayed(log);
  problems.push(...model.doubled);
  if (calls) expect('calls', callsIn(log), calls);
  const { bindings, records, open } = await keptIn(store);
  expect('open calls', open, 0);
  const inNames = named(model.contents, bindings);
  problems.push(
    ...differences(model.contents, contents, ['the log', 'the console'], byItself),
    ...differences(new Map(Object.entries(scenario.declared)), inNames, ['the configuration', 'the log']),
    ...differences(records, inNames, ['the state', 'the log']),
  );
  return problems;
}

/** What every app has without anybody having asked for it. */
const byItself = /^apps\.\d+\.(?:login|messages|friends|webhook|groupFeatures|trtc)$/;

/** SDKAppIDs as the addresses that are bound to them; what is bound to none keeps its number. */
function named(contents: Contents, bindings: ReadonlyMap<string, string>): Contents {
  const names = new Map([...bindings].map(([address, id]) => [`apps.${id}`, address]));
  return new Map(
    [...contents].map(([address, values]) => {
      const [app = ''] = /^apps\.\d+/.exec(address) ?? [];
      return [(names.get(app) ?? app) + address.slice(app.length), values];
    }),
  );
}
