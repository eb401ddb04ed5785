/** `chatform confirm ADDRESS…`: who did what by hand, and when; and with `--deny` that it was not done after all. */

import os from 'node:os';
import { isWithin } from '../address.ts';
import { confirm as confirmed, deny as denied, type Said } from '../apply/confirm.ts';
import type { Change, Live } from '../model.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { valueText } from '../report/values.ts';
import type { State } from '../state/state.ts';
import { refusedBy } from './ask.ts';
import { inputsOf, planSeen } from './plan.ts';
import { type Working, withSession } from './session.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: words, options }, world) => {
  const given = words.map(saidIn);
  const by = options.by ?? whoIs(world);
  return withSession('confirm', options, world, (working) =>
    options.deny ? takeBack(working, given, options, world) : record(working, given, by, options, world),
  );
};

/** `apps.support=1400000001`. An `=` inside of quotes belongs to the address. */
function saidIn(word: string): Said {
  const [, address = word, id] = /^(.*[^"])=([^=\]"]*)$/.exec(word) ?? [];
  return id === undefined ? { address } : { address, id };
}

/** As the system knows the user, also where no variable says so. */
function userOfMachine(): string | undefined {
  try {
    return os.userInfo().username;
  } catch {
    return undefined;
  }
}

/** Who runs this: in CI the one who started the run. @throws Failure */
function whoIs({ env }: World): string {
  const name = env.GITHUB_ACTOR || env.USER || env.LOGNAME || env.USERNAME || userOfMachine();
  if (name) return name;
  throw new Failure('Nobody can tell who you are: give --by NAME.', exitCodes.usage);
}

async function record(
  { project, adapter, session }: Working,
  given: readonly Said[],
  by: string,
  options: Options,
  world: World,
): Promise<number> {
  const { plan, live, bookkeeping, state } = await planSeen(
    project,
    adapter,
    session.state,
    inputsOf(project, options),
  );
  const said = given.flatMap((one) => below(one, plan.changes));
  const witness = { by, at: world.now() };
  const result = confirmed(plan, said, state, adapter.capabilities, witness);
  if ('problem' in result) {
    const message = `Nothing was recorded: ${printable(result.problem)}.`;
    throw new Failure(message, result.stale ? exitCodes.stale : exitCodes.error);
  }
  requireThere(said, live, state);
  const addresses = result.changes.map((change) => change.address);
  const code = await consent(
    `${by} says to have done by hand`,
    result.changes.flatMap(linesOf),
    options,
    world,
  );
  if (code !== undefined) return code;
  await session.append([...bookkeeping, ...result.entries]);
  if (options.json) world.print(`${jsonText({ confirmed: addresses, ...witness })}\n`);
  else
    world.print(
      `${plural(addresses.length, 'change is', 'changes are')} recorded as done by ${printable(by)}.\n`,
    );
  return exitCodes.done;
}

/** `apps.support.*`: all that is to be done by hand below an address. */
function below(said: Said, changes: readonly Change[]): Said[] {
  if (!said.address.endsWith('.*')) return [said];
  const root = said.address.slice(0, -2);
  const inside = changes.filter((one) => one.byHand && one.address !== root && isWithin(one.address, root));
  return inside.length > 0 ? inside.map(({ address }) => ({ address })) : [said];
}

/** An SDKAppID that the account does not have is a slip. Only where its apps are listed. @throws Failure */
function requireThere(said: readonly Said[], live: Live, state: State): void {
  if (!live.listed?.includes('app')) return;
  const bound = new Set(state.bindings.values());
  const apps = [...live.objects.values()]
    .filter((one) => one.kind === 'app')
    .map((one) => one.segments[1] ?? '');
  for (const { address, id } of said) {
    if (id === undefined || apps.includes(id)) continue;
    const free = apps.filter((one) => !bound.has(one));
    const others =
      free.length === 0
        ? 'all that it has are managed here'
        : `those that nobody manages here: ${free.slice(0, 10).join(', ')}`;
    throw new Failure(`The account has no app ${id} for ${address}; ${others}. Nothing was recorded.`);
  }
}

async function takeBack(
  { session, runId }: Working,
  given: readonly Said[],
  options: Options,
  world: World,
): Promise<number> {
  const { state } = session;
  const addresses = given.map((one) => one.address);
  const result = denied(addresses, state, { since: world.now(), run: runId });
  if ('problem' in result) throw new Failure(`Nothing was recorded: ${printable(result.problem)}.`);
  const lines = addresses.map((one) => `  - ${printable(one)}`);
  const code = await consent('Not done after all', lines, options, world);
  if (code !== undefined) return code;
  await session.append(result.entries);
  if (options.json) world.print(`${jsonText({ denied: addresses })}\n`);
  else
    world.print(
      `${plural(addresses.length, 'confirmation is', 'confirmations are')} taken back; \`chatform plan\` shows what is to be done.\n`,
    );
  return exitCodes.done;
}

/** What was done: each value as it is now, in the words of the plan. */
function linesOf({ address, action, leaves }: Change): string[] {
  const done = { create: 'created', update: 'changed', delete: 'deleted' }[action];
  const values = leaves.map(({ path, after, details }) => {
    const shown = details ? '(a document)' : after === undefined ? 'taken away' : valueText(after);
    return `      ${path.join('.')}: ${shown}`;
  });
  return [`  - ${address} ${done}`, ...values].map(printable);
}

const mostLines = 200;

/** Shows what is about to be recorded, and asks where nobody said yes. */
async function consent(
  what: string,
  lines: readonly string[],
  options: Options,
  world: World,
): Promise<number | undefined> {
  const more = lines.length > mostLines ? `  and ${lines.length - mostLines} more lines\n` : '';
  const shown = lines.slice(0, mostLines).map((one) => `${one}\n`);
  world.tell(`${printable(what)}:\n${shown.join('')}${more}`);
  if (options.yes) return undefined;
  return refusedBy(world, 'Is that so?', { otherwise: 'Give --yes.', undone: 'Nothing was recorded.' });
}
