/** Files that were cut off, or in which one bit is another: none is taken for what it was, and each is named. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSandbox } from '../../src/adapters/sandbox/index.ts';
import { main } from '../../src/commands/main.ts';
import { openPlan } from '../../src/commands/plan-file.ts';
import type { Options } from '../../src/commands/world.ts';
import { fileStore } from '../../src/state/file.ts';
import { lockHeld, takeLock } from '../../src/state/lock.ts';
import { type Entry, emptyState } from '../../src/state/state.ts';
import { type Holder, StateLocked } from '../../src/state/store.ts';
import { readJournal } from '../../src/storage/journal.ts';
import { randomFrom } from '../support/random.ts';
import { fixedNow, worldIn } from '../support/world.ts';
import { account } from './scenarios.ts';

interface Subject {
  readonly name: string;
  readonly file: string;
  /** Reads it: why it is refused, or undefined where it is taken. */
  readonly refusal: () => Promise<string | undefined>;
  readonly says: RegExp;
  /** True where a file of this length is all that it was, or says so little of less that nobody is misled. */
  readonly isForgiven: (length: number, whole: Buffer) => boolean;
}

const holder: Holder = {
  id: 'apply-1',
  host: 'build-7',
  pid: process.pid,
  since: '2026-03-01T08:00:00.000Z',
  command: 'apply',
  version: '0.1.0',
};
const entries: readonly Entry[] = [
  { type: 'bind', address: 'apps.support', id: '1400000001' },
  {
    type: 'record',
    address: 'apps.support.messages',
    recorded: { kind: 'messages', body: { recallSeconds: 300 } },
  },
  { type: 'bind', address: 'apps.lobby', id: '1400000002' },
];
const initial = () => emptyState('6f1c9b1e', account, '0.1.0');

const yaml = `chatform:
  version: 1
  account: "${account}"
  console: {type: sandbox, users: [alice]}
apps:
  support:
    name: Acme Support
    messages: {recallSeconds: 300}
`;

async function messageOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** One file of each kind, as chatform writes it. */
async function subjects(folder: string): Promise<Subject[]> {
  const never = () => false;
  const own = path.join(folder, 'state');
  const store = fileStore({ directory: own, version: '0.1.0' });
  const state = path.join(own, 'state.db');
  for (const entry of entries) {
    const session = await store.open(holder, initial);
    await session.append([entry]);
    await session.close();
  }

  const killed = path.join(folder, 'killed');
  fs.cpSync(own, killed, { recursive: true });
  const unfinished = fileStore({ directory: killed, version: '0.1.0' });
  const session = await unfinished.open(holder, initial);
  for (const entry of entries) await session.append([entry]);
  const journal = path.join(killed, 'state.journal');
  const [image, lines] = [fs.readFileSync(path.join(killed, 'state.db')), fs.readFileSync(journal)];
  await session.close();
  fs.writeFileSync(path.join(killed, 'state.db'), image);
  fs.writeFileSync(journal, lines);
  fs.rmSync(path.join(killed, 'generations/state.3.db'), { force: true });

  const lock = path.join(folder, 'lock/state.lock');
  takeLock(lock, path.dirname(lock), holder);

  const project = path.join(folder, 'project');
  fs.mkdirSync(project);
  fs.writeFileSync(path.join(project, 'chatform.yaml'), yaml);
  const run = async (line: string) => {
    const { world, err } = worldIn(project);
    const code = await main(line.split(' '), world);
    if (code !== 0) throw new Error(err());
  };
  await run('apply --auto-approve');
  fs.writeFileSync(path.join(project, 'chatform.yaml'), yaml.replace('300', '60'));
  await run('plan --out plan.json');
  const plan = path.join(project, 'plan.json');
  const sandboxFolder = path.join(project, '.chatform/default');

  return [
    {
      name: 'state.db',
      file: state,
      refusal: () => messageOf(() => store.read()),
      says: /^The state \S+state\.db (?:is empty|is cut off|is damaged|is not a (?:file of )?chatform|is an SQLite database without)/,
      isForgiven: never,
    },
    {
      name: 'state.journal',
      file: journal,
      refusal: () => messageOf(() => unfinished.read()),
      says: /^The journal \S+state\.journal is damaged in line \d/,
      // What was cut off in its last line is that line alone: the ones before it are read as they were.
      isForgiven: (length, whole) => {
        const found = readJournal(journal);
        const complete = whole.subarray(0, length).toString('latin1').split('\n').length - 1;
        return found !== undefined && 'entries' in found && found.entries.length === complete;
      },
    },
    {
      name: 'state.lock',
      file: lock,
      refusal: async () => {
        if (lockHeld(lock, 'build-7')?.holder) return undefined;
        return messageOf(async () => takeLock(lock, path.dirname(lock), { ...holder, id: 'apply-2' }));
      },
      says: new RegExp(`^${new StateLocked('\\S+', undefined).message}$`),
      isForgiven: never,
    },
    {
      name: 'a saved plan',
      file: plan,
      refusal: () => messageOf(() => openPlan(plan, {} as Options, worldIn(path.dirname(plan)).world)),
      says: /plan\.json (?:is not JSON|is not a plan|has plan format|was printed|was changed|has a checksum|has a digest)/,
      // Its last character is the end of a line.
      isForgiven: (length, whole) => length === whole.length - 1,
    },
    {
      name: 'sandbox.db',
      file: path.join(sandboxFolder, 'sandbox.db'),
      refusal: () =>
        messageOf(async () => {
          const sandbox = await openSandbox({
            directory: sandboxFolder,
            account,
            users: [],
            groups: {},
            now: fixedNow,
          });
          await sandbox.adapter.close();
        }),
      says: /^The sandbox \S+sandbox\.db (?:is|was|has)/,
      isForgiven: never,
    },
  ];
}

/** Cuts each file off at every length, and flips so many of its bits, one at a time; every so many of both. */
export async function damaged(flips: number, every: number): Promise<{ tried: number; problems: string[] }> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));
  const problems: string[] = [];
  let tried = 0;
  try {
    for (const { name, file, refusal, says, isForgiven } of await subjects(folder)) {
      const whole = fs.readFileSync(file);
      const look = async (what: string, bytes: Uint8Array, forgiven: () => boolean) => {
        fs.writeFileSync(file, bytes);
        tried += 1;
        const said = await refusal();
        if (said === undefined ? !forgiven() : !says.test(said))
          problems.push(`${name}, ${what}: ${said ?? 'taken'}`);
      };
      if ((await refusal()) !== undefined && name !== 'state.lock')
        problems.push(`${name} is refused as it is`);
      for (let length = 0; length < whole.length; length += every)
        await look(`cut off after ${length} bytes`, whole.subarray(0, length), () =>
          isForgiven(length, whole),
        );
      const random = randomFrom(4711);
      for (let flip = 0; flip < flips; flip += every) {
        const bytes = Buffer.from(whole);
        const [place, bit] = [Math.floor(random() * bytes.length), Math.floor(random() * 8)];
        bytes[place] = (bytes[place] ?? 0) ^ (1 << bit);
        await look(`bit ${bit} of byte ${place}`, bytes, () => false);
      }
      fs.writeFileSync(file, whole);
    }
    return { tried, problems };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
