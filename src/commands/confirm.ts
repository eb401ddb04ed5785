/** `chatform confirm ADDRESS…`: who did what by hand, and when; and with `--deny` that it was not done after all. */

import { isWithin } from '../address.ts';
import { confirm as confirmed, deny as denied, type Said } from '../apply/confirm.ts';
import type { Change, Live } from '../model.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
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

/** Who runs this: in CI the one who started the run. @throws Failure */
function whoIs({ env }: World): string {
  const name = env.GITHUB_ACTOR || env.USER || env.LOGNAME || env.USERNAME;
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
  const { plan, live, bookkeeping } = await planSeen(
    project,
    adapter,
    session.state,
    inputsOf(project, options),
  );
  const said = given.flatMap((one) => below(one, plan.changes));
  const witness = { by, at: world.now() };
  const result = confirmed(plan, said, session.state, adapter.capabilities, witness);
  if ('problem' in result) throw new Failure(`Nothing was recorded: ${printable(result.problem)}.`);
  requireThere(said, live, session.state);
  const addresses = result.changes.map((change) => change.address);
  const code = await consent(`${by} says to have done by hand`, addresses, options, world);
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

/** An SDKAppID that the account does not have is a slip. Only where its apps can be listed. @throws Failure */
function requireThere(said: readonly Said[], live: Live, state: State): void {
  const bound = new Set(state.bindings.values());
  const free = [...live.objects.values()]
    .filter((one) => one.kind === 'app' && !bound.has(one.segments[1] ?? ''))
    .map((one) => one.segments[1] ?? '');
  for (const { address, id } of said) {
    if (id === undefined || free.length === 0 || free.includes(id)) continue;
    throw new Failure(
      `The account shows no app ${id} for ${address}; those that nobody manages here: ${free.slice(0, 10).join(', ')}. Nothing was recorded.`,
    );
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
  const code = await consent('Not done after all', addresses, options, world);
  if (code !== undefined) return code;
  await session.append(result.entries);
  if (options.json) world.print(`${jsonText({ denied: addresses })}\n`);
  else
    world.print(
      `${plural(addresses.length, 'confirmation is', 'confirmations are')} taken back; \`chatform plan\` shows what is to be done.\n`,
    );
  return exitCodes.done;
}

const mostListed = 40;

async function consent(
  what: string,
  addresses: readonly string[],
  options: Options,
  world: World,
): Promise<number | undefined> {
  if (options.yes) return undefined;
  const shown = addresses.slice(0, mostListed).map((one) => `  - ${printable(one)}\n`);
  const more = addresses.length > mostListed ? `  and ${addresses.length - mostListed} more\n` : '';
  world.tell(`${printable(what)}:\n${shown.join('')}${more}`);
  return refusedBy(world, 'Is that so?', { otherwise: 'Give --yes.', undone: 'Nothing was recorded.' });
}
