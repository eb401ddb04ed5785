/** The real commands, in this process and in some trouble. */
import type { Operation } from '../../../src/adapters/adapter.ts';
import { needsAllow } from '../../../src/catalog/kind.ts';
import type { World } from '../../../src/commands/world.ts';
import type { State } from '../../../src/state/state.ts';
import { chatform, type Ended } from '../../commands/chatform.ts';
import { randomFrom } from '../random.ts';
import { requireNoneLeft, requireSentence, requireSound, requireWanted } from './laws.ts';
import { Broken, callsOf, calm, count, type Project, stateOf } from './project.ts';
import type { Trouble } from './steps.ts';
import { weather } from './weather.ts';

/** No process has this number, so that a lock that is left behind is that of a dead one. */
const pid = 2_000_000_000;
export const env = { ACME_KEY: 'a key of ACME', ACME_NEW_KEY: 'a newer key of ACME' };
/** Every class of consequences is allowed. */
export const all = `--auto-approve --allow ${needsAllow.join(',')}`;

/** What came of a command. */
export interface Ran extends Ended {
  readonly asked: readonly Operation[];
  /** The state before and after. */
  readonly states: readonly (State | undefined)[];
}

/** No trouble. */
export const calmly: Trouble = { mishaps: [], killAt: 0, half: false, stopAt: 0, unreadable: [] };

/** Runs a command in some trouble, and looks at what has to hold after every one. */
export async function ran(project: Project, line: string, trouble: Trouble = calmly): Promise<Ran> {
  const { mortal, lines, state: before } = project;
  let looks = 0;
  const overrides: Partial<World> = {
    pid,
    env,
    random: randomFrom(project.lines.length),
    stopping: () => {
      looks += 1;
      return trouble.stopAt > 0 && looks >= trouble.stopAt;
    },
  };
  Object.assign(weather, { mishaps: trouble.mishaps, unreadable: trouble.unreadable, asked: [] });
  if (trouble.killAt > 0) mortal.arm(trouble.killAt, trouble.half);
  let ended: Ended = { code: -1, out: '', err: '' };
  let thrown: unknown;
  try {
    ended = await chatform(project.directory, line, overrides);
  } catch (error) {
    thrown = error;
  }
  // What a dead process still had to do.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const isKilled = mortal.isDead;
  mortal.revive();
  const asked = weather.asked;
  calm();
  lines.push(`${line}${told(trouble)} → ${isKilled ? 'killed' : ended.code}`);
  count(`${line.split(' ')[0]} → ${isKilled ? 'killed' : ended.code}`);
  if (!isKilled) requireSentence(ended, thrown);
  const after = await stateOf(project);
  requireSound(before, after);
  project.state = after;
  if (!/^state (?:rm|restore)/.test(line)) await requireNoneLeft(project, before, after);
  for (const id of after?.bindings.values() ?? []) project.bound.add(id);
  return { ...ended, asked, states: [before, after] };
}

function told({ mishaps, killAt, half, stopAt, unreadable }: Trouble): string {
  const parts = [
    mishaps.some(Boolean) && `mishaps ${mishaps.map((one) => one ?? '-').join(' ')}`,
    killAt > 0 && `killed at write ${killAt}${half ? ', half done' : ''}`,
    stopAt > 0 && `told to stop at look ${stopAt}`,
    unreadable.length > 0 && `unreadable: "${unreadable.join()}"`,
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

/** A plan writes nothing. */
export async function untouched(project: Project, work: () => Promise<unknown>): Promise<void> {
  const look = async () => {
    const state = await stateOf(project);
    return JSON.stringify([state?.serial, (await callsOf(project)).length]);
  };
  const before = await look();
  await work();
  if ((await look()) !== before) throw new Broken('a plan wrote something');
}

/** Applies: what is written is wanted, and where nothing went wrong the console refuses none of it. */
export async function applied(project: Project, line: string, trouble: Trouble = calmly): Promise<Ran> {
  const result = await ran(project, line, trouble);
  for (const operation of result.asked) requireWanted(project, operation, result.states);
  const calls = await callsOf(project);
  const refused = calls
    .slice(project.calls)
    .filter(({ actor, result: answer }) => actor === 'chatform' && answer !== 'ok');
  project.calls = calls.length;
  if (told(trouble) === '' && refused.length > 0) {
    const list = refused.map((one) => JSON.stringify(one)).join('\n');
    throw new Broken(`the console refused what was planned: ${list}\n${result.out}${result.err}`);
  }
  return result;
}
