/** A whole state as JSON text, and back: what `state pull` prints and `state push` takes. */
import { formatAddress, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import { isMap, mapOf } from '../json.ts';
import type { Confirmation, Intent, Inverse, Recorded, Waiting } from '../model.ts';
import { parseJson } from '../storage/parse.ts';
import { maxRuns, maxUndos, type Run, type State } from './state.ts';

/** Of the text. A new field that older versions must not lose needs a new number. */
const textFormat = 2;

/** More than any serial that was counted up; the names of generations have room for it. */
const mostSerial = 1e14;
const mostProblems = 10;

/** A state as a plain value: all of it, the salted fingerprints of secrets too. */
export function stateJson(state: State): object {
  const { bindings, records, intents, waiting, confirmations, undos, ...rest } = state;
  return {
    chatformState: textFormat,
    ...rest,
    bindings: mapOf(bindings),
    records: mapOf(records),
    intents: [...intents.values()],
    waiting: mapOf(waiting),
    confirmations: mapOf(confirmations),
    undos: mapOf(undos),
  };
}

/** The state in such a text; or what is wrong with it, at most ten sentences without their full stop. */
export function readStateText(text: string): State | { readonly problems: readonly string[] } {
  let found: unknown;
  try {
    found = parseJson(text);
  } catch {
    return { problems: ['it is not JSON'] };
  }
  if (!isMap(found) || typeof found.chatformState !== 'number')
    return { problems: ['it is no state: `chatform state pull` prints one'] };
  if (found.chatformState > textFormat) {
    const by = typeof found.writtenBy === 'string' ? `, ${found.writtenBy}` : '';
    return { problems: [`a newer chatform wrote it${by}: upgrade to use it`] };
  }
  const problems = [
    ...headProblems(found),
    ...tableProblems(found),
    ...listProblems(found),
    ...undoProblems(found),
  ];
  if (problems.length > 0) return { problems: problems.slice(0, mostProblems) };
  return stateOf(found);
}

type Fields = { readonly [key: string]: unknown };

function stateOf(found: Fields): State {
  const table = <T>(name: string) => new Map(Object.entries(found[name] as Record<string, T>));
  const intents = found.intents as Intent[];
  const { console: about } = found;
  return {
    lineage: String(found.lineage),
    serial: Number(found.serial),
    account: String(found.account),
    ...((about === 'sandbox' || about === 'cloud') && { console: about }),
    writtenBy: String(found.writtenBy),
    bindings: table<string>('bindings'),
    records: table<Recorded>('records'),
    intents: new Map(intents.map((one) => [one.id, one])),
    waiting: table<Waiting>('waiting'),
    confirmations: table<Confirmation>('confirmations'),
    runs: found.runs as Run[],
    // Format 1 had none.
    undos: found.undos === undefined ? new Map() : table<Inverse[]>('undos'),
  };
}

const known = new Set([
  ...['chatformState', 'lineage', 'serial', 'account', 'console', 'writtenBy'],
  ...['bindings', 'records', 'intents', 'waiting', 'confirmations', 'runs', 'undos'],
]);

function headProblems(found: Fields): string[] {
  const problems: string[] = [];
  for (const key of Object.keys(found)) if (!known.has(key)) problems.push(`nothing of a state is ${key}`);
  for (const key of ['lineage', 'account', 'writtenBy'])
    if (!isName(found[key])) problems.push(`${key} is to be a text`);
  const { serial, console: about } = found;
  if (!isCount(serial) || Number(serial) > mostSerial) problems.push('serial is to be a whole number');
  if (about !== undefined && about !== 'sandbox' && about !== 'cloud')
    problems.push('console is to be sandbox or cloud');
  return problems;
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

/** True for an address as chatform writes it. */
function isAddress(text: string): boolean {
  const segments = parseAddress(text);
  return segments !== undefined && formatAddress(segments) === text;
}

const kindNameAt = (address: string) => kindAt(parseAddress(address) ?? [])?.name;

function isRecorded(value: unknown, address: string): boolean {
  return isMap(value) && isMap(value.body) && value.kind === kindNameAt(address);
}

function isWaiting(value: unknown): boolean {
  if (!isMap(value)) return false;
  return isName(value.since) && isName(value.run) && isOptionalName(value.wanted);
}

const isOptionalName = (value: unknown): boolean => value === undefined || isName(value);
const actions: readonly unknown[] = ['create', 'update', 'delete'];

function isConfirmation(value: unknown): boolean {
  if (!isMap(value) || !isMap(value.before)) return false;
  const was = Object.entries(value.before).every(([address, one]) => isRecorded(one, address));
  const said = isName(value.by) && isName(value.at) && actions.includes(value.action);
  return was && said && isOptionalName(value.id);
}

/** What a value of each table has to be, and how that is said. */
const tables: Readonly<Record<string, readonly [(value: unknown, address: string) => boolean, string]>> = {
  bindings: [(value, address) => isName(value) && kindNameAt(address) === 'app', 'the SDKAppID of an app'],
  records: [isRecorded, 'a record of the kind that is at this address'],
  waiting: [isWaiting, 'since when something is to be done'],
  confirmations: [isConfirmation, 'a confirmation'],
};

function tableProblems(found: Fields): string[] {
  const problems: string[] = [];
  for (const [name, [fits, what]] of Object.entries(tables)) {
    const table = found[name];
    if (!isMap(table)) {
      problems.push(`${name} is to be a map by address`);
      continue;
    }
    for (const [address, value] of Object.entries(table)) {
      if (!isAddress(address)) problems.push(`${name} has ${JSON.stringify(address)}, which is no address`);
      else if (!fits(value, address)) problems.push(`${address} in ${name} is not ${what}`);
    }
  }
  return [...problems, ...sharedIds(found.bindings)];
}

/** Two addresses cannot be one app. */
function sharedIds(bindings: unknown): string[] {
  const holders = new Map<unknown, string>();
  const problems: string[] = [];
  for (const [address, id] of Object.entries(isMap(bindings) ? bindings : {})) {
    const other = holders.get(id);
    if (other !== undefined) problems.push(`${other} and ${address} are both bound to ${id}`);
    holders.set(id, address);
  }
  return problems;
}

function isIntent(value: unknown): boolean {
  if (!isMap(value) || !isMap(value.patch)) return false;
  const { id, address, kind, action, before } = value;
  const fits = isName(address) && isAddress(address) && kind === kindNameAt(address);
  const ids = before === undefined || (Array.isArray(before) && before.every(isName));
  return isName(id) && fits && actions.includes(action) && ids;
}

const outcomes: readonly unknown[] = ['done', 'partial', 'failed', 'interrupted'];

function isRun(value: unknown): boolean {
  if (!isMap(value)) return false;
  const texts = [value.id, value.startedAt, value.finishedAt, value.digest].every(isName);
  const counts = [value.added, value.changed, value.destroyed, value.failed].every(isCount);
  return texts && counts && outcomes.includes(value.outcome);
}

function listProblems({ intents, runs }: Fields): string[] {
  const problems: string[] = [];
  if (!Array.isArray(intents) || !intents.every(isIntent))
    problems.push('intents is to be a list of calls, as `chatform state pull` prints them');
  else if (new Set(intents.map(({ id }) => id)).size < intents.length)
    problems.push('two calls in intents have the same id');
  if (!Array.isArray(runs) || !runs.every(isRun) || runs.length > maxRuns)
    problems.push(`runs is to be a list of at most ${maxRuns} runs, as \`chatform state pull\` prints them`);
  return problems;
}

function undoProblems({ undos = {} }: Fields): string[] {
  const runs = isMap(undos) ? Object.values(undos) : undefined;
  const fits = runs?.every((inverses) => Array.isArray(inverses) && inverses.every(isInverse));
  if (runs && fits && runs.length <= maxUndos) return [];
  return [
    `undos is to be a map of at most ${maxUndos} runs, with what takes back each, as \`chatform state pull\` prints them`,
  ];
}

function isInverse(value: unknown): boolean {
  if (!isMap(value) || !isName(value.address) || !isAddress(value.address)) return false;
  const { address, kind, action, leaves = [], before = {}, lasting } = value;
  const areLeaves = Array.isArray(leaves) && leaves.every((leaf) => isMap(leaf) && isPath(leaf.path));
  const areLasting =
    Array.isArray(lasting) && lasting.every((one) => isMap(one) && isPath(one.path) && isName(one.because));
  return kind === kindNameAt(address) && actions.includes(action) && areLeaves && isMap(before) && areLasting;
}

function isPath(value: unknown): boolean {
  return Array.isArray(value) && value.every((key) => typeof key === 'string');
}
