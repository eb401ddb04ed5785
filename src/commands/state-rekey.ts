/** `chatform state rekey`: the state under the present key, and which kept states still need another one. */
import type { EncryptionSettings } from '../config/encryption.ts';
import { jsonText } from '../printable.ts';
import { StateError, type StateStore } from '../state/store.ts';
import { presentState, withState } from './locking.ts';
import { encryptionAlone } from './project.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ options }, world) => {
  const settings = encryptionAlone(options, world);
  if (!settings)
    throw new Failure('The configuration has no `chatform.encryption`: there is no key to change to.');
  const store = await storeAlone(options, world);
  const final = await storeAlone(options, world, afterwards);
  await presentState(store);
  const written = options.check ? undefined : await rewritten(final, options, world);
  const kept = await needingMore(store, final);
  if (options.json) world.print(`${jsonText({ written: written ?? null, ...kept })}\n`);
  else
    world.print([...outcome(written, settings, options), ...linesOf(kept, settings)].join('\n').concat('\n'));
  return exitCodes.done;
};

/** What the configuration says once the change is over: one key, or none. */
function afterwards(settings: EncryptionSettings | undefined): EncryptionSettings | undefined {
  if (!settings || settings.migrate === 'decrypt') return undefined;
  return { current: settings.current, previous: [] };
}

/** Writes the state anew, unless it is as it will be already: the serial that it got. */
async function rewritten(final: StateStore, options: Options, world: World): Promise<number | undefined> {
  if (await isReadable(final)) return undefined;
  let serial: number | undefined;
  await withState('state rekey', options, world, async (session) => {
    await session.replace(session.state);
    serial = session.state.serial;
    return exitCodes.done;
  });
  return serial;
}

async function isReadable(store: StateStore): Promise<boolean> {
  try {
    await store.read();
    return true;
  } catch (error) {
    if (error instanceof StateError) return false;
    throw error;
  }
}

/** Serials of states, newest first. */
interface Kept {
  /** That can be read as things are, and not with the present key alone. */
  readonly needed: readonly number[];
  /** That cannot be read as things are. */
  readonly unreadable: readonly number[];
}

async function needingMore(store: StateStore, final: StateStore): Promise<Kept> {
  const [now, then] = [await store.history(), await final.history()];
  const serials = (list: typeof now) => list.map((one) => one.serial);
  // The serial of a present state that cannot be read is a guess.
  const isLost = (one: (typeof now)[number]) =>
    then.some(
      (other) =>
        other.problem !== undefined &&
        other.isPresent === one.isPresent &&
        (one.isPresent || other.serial === one.serial),
    );
  return {
    needed: serials(now.filter((one) => one.problem === undefined && isLost(one))),
    unreadable: serials(now.filter((one) => one.problem !== undefined)),
  };
}

function outcome(written: number | undefined, settings: EncryptionSettings, { check }: Options): string[] {
  if (check) return [];
  const { type, env } = settings.current;
  const how = settings.migrate === 'decrypt' ? 'not encrypted' : `encrypted with the ${type} in ${env}`;
  return written === undefined
    ? [`The state is ${how} already: nothing was written.`]
    : [`The state was written as serial ${written}, ${how}; the one before it is kept.`];
}

function linesOf({ needed, unreadable }: Kept, settings: EncryptionSettings): string[] {
  const rest = restOf(settings);
  const about =
    needed.length > 0
      ? `Kept states still need ${rest}: serial ${needed.join(', ')}. Newer ones take their place with time.`
      : rest === ''
        ? 'Every state that can be read needs the present key alone.'
        : `No state that is kept needs ${rest} any more.`;
  if (unreadable.length === 0) return [about];
  const list = unreadable.join(', ');
  return [about, `Cannot be read as things are: serial ${list}. \`chatform state history\` says why.`];
}

/** What of the configuration goes once the change is over. */
function restOf({ previous, migrate }: EncryptionSettings): string {
  if (migrate === 'decrypt') return '`chatform.encryption`';
  return [...(previous.length > 0 ? ['`previous`'] : []), ...(migrate ? ['`migrate`'] : [])].join(' or ');
}
