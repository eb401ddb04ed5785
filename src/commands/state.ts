/** `chatform state list` and `state show ADDRESS`: what is remembered. */
import { isWithin } from '../address.ts';
import { jsonText, printable } from '../printable.ts';
import { valueText } from '../report/values.ts';
import type { State } from '../state/state.ts';
import { didYouMean } from '../suggest.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Given, type Run, type World } from './world.ts';

export const list: Run = async (given, world) => {
  const state = await stateOf(given, world);
  const [prefix] = given.arguments;
  const addresses = [...(state?.records.keys() ?? [])]
    .filter((one) => prefix === undefined || isWithin(one, prefix))
    .sort();
  if (given.options.json) {
    const head = state && { lineage: state.lineage, serial: state.serial, account: state.account };
    world.print(`${jsonText({ ...head, resources: addresses.map((one) => entryJson(state, one)) })}\n`);
  } else if (!state) world.tell('There is no state yet: nothing was applied.\n');
  else world.print(addresses.map((one) => `${printable(one)}\n`).join(''));
  return exitCodes.done;
};

export const show: Run = async (given, world) => {
  const state = await stateOf(given, world);
  const [address = ''] = given.arguments;
  const recorded = state?.records.get(address);
  if (!state || !recorded) {
    const hint = didYouMean(address, state?.records.keys() ?? []);
    throw new Failure(`The state has no ${address}.${hint} \`chatform state list\` lists what it has.`);
  }
  if (given.options.json) {
    world.print(`${jsonText(entryJson(state, address))}\n`);
    return exitCodes.done;
  }
  const id = state.bindings.get(address);
  const lines = [
    `# ${address} (${recorded.kind})`,
    ...(id === undefined ? [] : [`sdkAppId = ${JSON.stringify(id)}`]),
  ];
  for (const [key, value] of Object.entries(recorded.body))
    lines.push(`${printable(key)} = ${valueText(value)}`);
  const open = [...state.intents.values()].filter((intent) => intent.address === address);
  for (const intent of open)
    lines.push(`(a run was cut off during: ${intent.action}; the next apply settles it)`);
  world.print(`${lines.join('\n')}\n`);
  return exitCodes.done;
};

async function stateOf({ options }: Given, world: World): Promise<State | undefined> {
  return (await storeAlone(options, world)).read();
}

function entryJson(state: State | undefined, address: string): object {
  const recorded = state?.records.get(address);
  const id = state?.bindings.get(address);
  return { address, type: recorded?.kind, ...(id !== undefined && { sdkAppId: id }), values: recorded?.body };
}
