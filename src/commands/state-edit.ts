/** `chatform state rm ADDRESS…` and `state mv FROM TO`: the state is changed, the console is left as it is. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { isAppAddress, movedEntries } from '../plan/moves.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { openAt, type Removal, removalOf } from '../state/removal.ts';
import { type State, withEntries } from '../state/state.ts';
import type { OpenedState } from '../state/store.ts';
import { didYouMean } from '../suggest.ts';
import { refusedBy } from './ask.ts';
import { presentState, withState } from './locking.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

const nothingWritten = 'Nothing was written.';

export const rm: Run = async ({ arguments: addresses, options }, world) => {
  if (options.check) {
    const removal = removalIn(await presentState(await storeAlone(options, world)), addresses);
    if (options.json) world.print(`${jsonText({ forgotten: false, ...jsonOf(removal) })}\n`);
    else world.print(textOf(removal));
    return exitCodes.done;
  }
  return withState('state rm', options, world, (session) => removeIn(session, addresses, options, world));
};

async function removeIn(
  session: OpenedState,
  addresses: readonly string[],
  options: Options,
  world: World,
): Promise<number> {
  const removal = removalIn(session.state, addresses);
  world.tell(textOf(removal));
  if (!options.yes) {
    const code = await refusedBy(world, 'Forget this?', {
      otherwise: 'Give --yes.',
      undone: 'Nothing was forgotten.',
    });
    if (code !== undefined) return code;
  }
  // Replaced, and not appended: a kill on the way leaves all of it or nothing.
  await session.replace(withEntries(session.state, removal.entries));
  if (options.json) world.print(`${jsonText({ forgotten: true, ...jsonOf(removal) })}\n`);
  else world.print(`${plural(removal.records.length, 'resource is', 'resources are')} forgotten.\n`);
  return exitCodes.done;
}

/** @throws Failure when an address is not in the state, or a call about it is open */
function removalIn(state: State, addresses: readonly string[]): Removal {
  for (const address of addresses) requireKnown(state, address);
  requireSettled(state, addresses);
  return removalOf(state, addresses);
}

function requireKnown(state: State, address: string): void {
  const places = [state.records, state.bindings, state.waiting, state.confirmations];
  if (places.some((one) => one.has(address))) return;
  const hint = didYouMean(address, state.records.keys());
  throw new Failure(
    `The state has no ${printable(address)}.${hint} \`chatform state list\` lists what it has. ${nothingWritten}`,
  );
}

/** What such a call did would be recorded under an address that nobody expects. @throws Failure */
function requireSettled(state: State, addresses: readonly string[]): void {
  const [open] = openAt(state, addresses);
  if (open === undefined) return;
  throw new Failure(
    `A run was cut off during a call about ${printable(open)}, whose outcome is not known. \`chatform apply\` settles it first. ${nothingWritten}`,
  );
}

function jsonOf({ records, bindings, said }: Removal): object {
  return { resources: records, unbound: bindings.map(([address, id]) => ({ address, sdkAppId: id })), said };
}

const mostShown = 50;

function textOf({ records, bindings, said }: Removal): string {
  const ids = new Map(bindings);
  const named = (address: string) => {
    const id = ids.get(address);
    return `  - ${address}${id === undefined ? '' : ` (SDKAppID ${id})`}`;
  };
  const all = [...new Set([...bindings.map(([address]) => address), ...records, ...said])].sort();
  const more = all.length > mostShown ? [`  and ${all.length - mostShown} more`] : [];
  const spoken =
    said.length > 0
      ? [
          `With ${said.length === 1 ? 'it goes' : 'them go'} what was confirmed or waits at ${plural(said.length, 'address', 'addresses')}.`,
        ]
      : [];
  const lines = [
    'The state is to forget, and the console keeps:',
    ...all.slice(0, mostShown).map(named),
    ...more,
    ...spoken,
    ...bindings.map(([address, id]) => appWarning(address, id)),
    ...(records.some((one) => !bindings.some(([address]) => isWithin(one, address))) ? [aboutOthers] : []),
  ];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

const appWarning = (address: string, id: string) =>
  `Warning: if ${address} is still declared, the next plan creates a new app beside ${id}. To manage ${id} again, run \`chatform import ${address} ${id}\` before; to stop managing it, take it out of the configuration.`;

const aboutOthers =
  'What is still declared of it, the next plan compares with the console as if it were new; what no API shows is to be done by hand and confirmed again. What is not declared stays in the console, managed by nobody.';

export const mv: Run = async ({ arguments: [from = '', to = ''], options }, world) =>
  withState('state mv', options, world, async (session) => {
    const { state } = session;
    requireMove(state, from, to);
    const entries = movedEntries(state, from, to);
    const count = [...state.records.keys()].filter((one) => isWithin(one, from)).length;
    await session.replace(withEntries(state, entries));
    const id = session.state.bindings.get(to);
    if (options.json)
      world.print(`${jsonText({ from, to, ...(id !== undefined && { sdkAppId: id }), resources: count })}\n`);
    else
      world.print(
        `${printable(from)} is ${printable(to)} now, with ${plural(count, 'resource')}. Rename it in the configuration too, or the next plan takes one for removed and the other for new; \`moved:\` says the same for every environment.\n`,
      );
    return exitCodes.done;
  });

/** @throws Failure */
function requireMove(state: State, from: string, to: string): void {
  const segments = parseAddress(to);
  if (!segments || formatAddress(segments) !== to)
    throw new Failure(
      `"${printable(to)}" is no address, such as apps.support. ${nothingWritten}`,
      exitCodes.usage,
    );
  requireKnown(state, from);
  if (!isAppAddress(from) || !isAppAddress(to)) {
    throw new Failure(
      `${printable(from)} cannot move to ${printable(to)}: only an app can, since the console knows everything else by the name that it has. ${nothingWritten}`,
    );
  }
  const tables = [state.records, state.bindings, state.waiting, state.confirmations];
  const taken = tables.flatMap((one) => [...one.keys()]).find((one) => isWithin(one, to));
  if (taken !== undefined) {
    const what = from === to ? 'it is there already' : `the state knows ${printable(taken)} already`;
    throw new Failure(`${printable(from)} cannot move to ${printable(to)}: ${what}. ${nothingWritten}`);
  }
  requireSettled(state, [from, to]);
}
