/** Many processes that want one lock; and writers that were stopped, lost their lock meanwhile, and go on. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileStore } from '../../src/state/file.ts';
import { type Entry, emptyState } from '../../src/state/state.ts';
import { type Holder, StateError } from '../../src/state/store.ts';

/** The programs that this starts, bundled. */
export interface LockPrograms {
  readonly racer: string;
  readonly writer: string;
  readonly preload: string;
}

function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));
  return work(folder).finally(() => fs.rmSync(folder, { recursive: true, force: true }));
}

function outputOf(args: readonly string[]): Promise<{ code: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.on('close', (code) => resolve({ code, out })).on('error', reject);
  });
}

/** So many processes, each with so many attempts; how often the lock was had, and what went wrong. */
export function race(
  { racer }: LockPrograms,
  processes: number,
  attempts: number,
): Promise<{ readonly taken: number; readonly problems: readonly string[] }> {
  return inFolder(async (folder) => {
    const ids = Array.from({ length: processes }, (_, i) => `racer-${i}`);
    const ended = await Promise.all(ids.map((id) => outputOf([racer, folder, id, String(attempts)])));
    const problems = ended.filter(({ code }) => code !== 0).map(({ out }) => out.trim());
    const taken = ended.reduce((sum, { out }) => sum + (Number(out) || 0), 0);
    const log = fs.readFileSync(path.join(folder, 'log'), 'utf8').split('\n').slice(0, -1);
    for (let i = 0; i < log.length; i += 2)
      if (log[i]?.slice(3) !== log[i + 1]?.slice(4)) problems.push(`${log[i]}, and then ${log[i + 1]}`);
    if (log.length !== taken * 2) problems.push(`${log.length} lines of ${taken} holders`);
    const left = fs.readdirSync(folder).filter((name) => name !== 'log');
    if (left.length > 0) problems.push(`left: ${left}`);
    return { taken, problems };
  });
}

const other: Holder = {
  id: 'other',
  host: 'laptop-3',
  pid: process.pid,
  since: '2026-03-01T09:00:00.000Z',
  command: 'apply',
  version: '0.1.0',
};
const storeIn = (directory: string) => fileStore({ directory, version: '0.1.0' });
const initial = () => emptyState('lobby', '1', '0.1.0');
const bind = (name: string): Entry => ({ type: 'bind', address: `apps.${name}`, id: '1400000001' });

/** A state with two generations; and if so, with the journal of a writer that was killed. */
export async function prepareState(directory: string, isUnfinished: boolean): Promise<void> {
  for (const name of ['first', 'second']) {
    const session = await storeIn(directory).open({ ...other, id: name }, initial);
    await session.append([bind(name)]);
    await session.close();
  }
  if (!isUnfinished) return;
  const session = await storeIn(directory).open({ ...other, id: 'killed' }, initial);
  await session.append([bind('killed')]);
  const journal = fs.readFileSync(path.join(directory, 'state.journal'));
  const image = fs.readFileSync(path.join(directory, 'state.db'));
  await session.close();
  fs.writeFileSync(path.join(directory, 'state.journal'), journal);
  fs.writeFileSync(path.join(directory, 'state.db'), image);
  fs.rmSync(path.join(directory, 'generations/state.2.db'));
}

/** How many calls of the file system a writer makes. */
export async function callsOf(
  { writer, preload }: LockPrograms,
  prepared: string,
  way: Way,
): Promise<number> {
  return inFolder(async (folder) => {
    fs.cpSync(prepared, folder, { recursive: true });
    const log = `${folder}.calls`;
    const child = spawn(process.execPath, ['--import', preload, writer, folder, way], {
      env: { PATH: process.env.PATH, KILL_BELOW: folder, KILL_LOG: log },
      stdio: 'ignore',
    });
    await new Promise((resolve) => child.on('close', resolve));
    const lines = fs.readFileSync(log, 'utf8').split('\n').length - 1;
    fs.rmSync(log);
    return lines;
  });
}

/** How the stopped writer writes: appending to the journal first, or all at once. */
export type Way = 'append' | 'replace';

export interface Pause {
  readonly way: Way;
  /** The call before which the writer is stopped, from 1. */
  readonly at: number;
  /** How its lock is taken away. */
  readonly by: 'unlock' | 'removal';
  /** Whether the other writer has ended when the stopped one goes on. */
  readonly isOver: boolean;
}

/** Stops a writer, gives its lock to another one, lets it go on: what it then wrote that it ought not to. */
export function paused(
  { writer, preload }: LockPrograms,
  prepared: string,
  { way, at, by, isOver }: Pause,
): Promise<{ readonly wasTaken: boolean; readonly problems: readonly string[] }> {
  return inFolder(async (folder) => {
    fs.cpSync(prepared, folder, { recursive: true });
    const child = spawn(process.execPath, ['--import', preload, writer, folder, way], {
      env: { PATH: process.env.PATH, KILL_BELOW: folder, KILL_AT: String(at), KILL_STOP: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      let [said, hasEnded] = ['', false];
      child.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      const ended = new Promise<void>((resolve) =>
        child.on('close', () => {
          hasEnded = true;
          resolve();
        }),
      );
      while (!hasEnded && !isStopped(child.pid ?? 0)) await new Promise((resolve) => setTimeout(resolve, 2));
      const wasTaken = await takeAway(folder, by);
      if (!wasTaken) {
        child.kill('SIGCONT');
        await ended;
        return { wasTaken, problems: said === 'done\n' ? [] : [`it kept its lock, and ${said}`] };
      }
      const session = await storeIn(folder).open(other, initial);
      await session.append([bind('other-1')]);
      if (isOver) await session.close();
      const before = filesIn(folder);
      child.kill('SIGCONT');
      await ended;
      // All that it had to write was written before it lost the lock: then the other one went on from there.
      const isDone = said === 'done\n';
      const problems = isDone || said.startsWith('refused: ') ? [] : [`it ${said}`];
      problems.push(...changed(before, filesIn(folder)));
      try {
        if (!isOver) {
          await session.append([bind('other-2')]);
          await session.close();
        }
      } catch (error) {
        problems.push(`the other one could not go on: ${error}`);
      }
      const bound = [...((await storeIn(folder).read())?.bindings.keys() ?? [])];
      const theirs = isOver ? ['other-1'] : ['other-1', 'other-2'];
      const its = isDone ? ['stopped-1', 'stopped-2', 'stopped-3'] : [];
      for (const name of ['first', 'second', ...theirs, ...its])
        if (!bound.includes(`apps.${name}`)) problems.push(`what ${name} wrote is lost`);
      return { wasTaken, problems };
    } finally {
      child.kill('SIGKILL');
    }
  });
}

/** Takes the lock away; false when that is refused, since the writer lets go of it just now, or has not got it. */
async function takeAway(folder: string, by: Pause['by']): Promise<boolean> {
  const file = path.join(folder, 'state.lock');
  const isBusy = fs.readdirSync(folder).some((name) => /^state\.lock\.[\da-f]+$/.test(name));
  if (by === 'removal' && fs.existsSync(file) && !isBusy) {
    fs.rmSync(file);
    return true;
  }
  try {
    await storeIn(folder).unlock('stopped', 'laptop-3');
    return true;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
}

function isStopped(pid: number): boolean {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

/** All files but those on the way to something, which nobody reads. */
function filesIn(folder: string): ReadonlyMap<string, string> {
  const names = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(db|journal|lock)$/.test(name));
  return new Map(names.map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]));
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  const present = before.get('state.db');
  // A journal without a line says nothing; and a copy of the present image is what the other one is about to keep.
  const isSame = (name: string) =>
    (before.get(name) ?? '') === (after.get(name) ?? '') ||
    (name.startsWith('generations/') && !before.has(name) && after.get(name) === present);
  return [...names].filter((name) => !isSame(name)).map((name) => `${name} was changed`);
}
