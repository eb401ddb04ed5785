/** What every report of a plan is made of: consequences by class, changes by app, places in the repository. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { type ConsequenceClass, consequenceClasses } from '../catalog/kind.ts';
import type { Action, Capacity, Change, Leaf, Plan, Source } from '../model.ts';

/** What a report says of where its plan comes from; nothing here decides what the plan says. */
export interface About {
  readonly toolVersion: string;
  /** From the root of the repository to the configuration's directory: `""`, or `chat/` with a slash at its end. */
  readonly root: string;
  /** The commit that was planned, in full. */
  readonly commit?: string;
  /** Where the log of the run can be read. */
  readonly run?: { readonly url: string; readonly number: number; readonly id: number };
  /** The files that the pull request changes, from the root of the repository; undefined where there is none. */
  readonly files?: readonly string[];
  /** The time of the report, ISO 8601 in UTC: how long something waits is counted to it, and left out without it. */
  readonly now?: string;
}

/** One sentence about consequences, and the changes that it holds for. */
export interface Told {
  readonly class: ConsequenceClass;
  /** With its rule's ID at the end. */
  readonly sentence: string;
  readonly rule: string;
  /** Of the changes, in the plan's order, each once. */
  readonly addresses: readonly string[];
}

/** The consequences of a plan, worst class first, each sentence once. */
export function consequencesOf(plan: Plan): Told[] {
  const byClass = new Map<ConsequenceClass, Map<string, { rule: string; addresses: string[] }>>();
  for (const name of consequenceClasses) byClass.set(name, new Map());
  for (const { address, consequences } of plan.changes) {
    for (const { class: name, because, rule } of consequences) {
      const sentence = withRule(because, rule);
      const told = byClass.get(name)?.get(sentence);
      if (!told) byClass.get(name)?.set(sentence, { rule, addresses: [address] });
      else if (told.addresses.at(-1) !== address) told.addresses.push(address);
    }
  }
  return [...byClass].flatMap(([name, bySentence]) =>
    [...bySentence].map(([sentence, told]) => ({ class: name, sentence, ...told })),
  );
}

/** A sentence with its rule's ID in it, or after it. */
export function withRule(sentence: string, rule: string): string {
  return sentence.includes(rule) ? sentence : `${sentence} (${rule})`;
}

/** True for a class that a reviewer must not miss: what waits or is done by hand is only worth knowing. */
export function isGrave(name: ConsequenceClass): boolean {
  return name !== 'delayed' && name !== 'by-hand';
}

/** Changes of one app, or of the account's CAM. */
export interface Group {
  /** `apps.support`, or `cam`. */
  readonly scope: string;
  readonly changes: readonly Change[];
}

/** The app that an address is of, or `cam`. */
export function scopeOf(address: string): string {
  const segments = parseAddress(address) ?? [address];
  return formatAddress(segments.slice(0, segments[0] === 'apps' ? 2 : 1));
}

/** Changes by app: those that destroy or cannot be taken back come first, in the groups and among them. */
export function byApp(changes: readonly Change[]): Group[] {
  const groups = new Map<string, Change[]>();
  let scope: string | undefined;
  for (const change of changes) {
    // Mostly that of the change before.
    if (scope === undefined || !isWithin(change.address, scope)) scope = scopeOf(change.address);
    const found = groups.get(scope);
    if (found) found.push(change);
    else groups.set(scope, [change]);
  }
  return [...groups]
    .map(([scope, members]): Group => ({ scope, changes: worstFirst(members) }))
    .sort((a, b) => weightOf(a.changes[0]) - weightOf(b.changes[0]));
}

/** 0: destroys, 1: has a grave consequence, 2: neither. */
function weightOf(change: Change | undefined): number {
  if (change === undefined) return 2;
  if (change.action === 'delete') return 0;
  return change.consequences.some((one) => isGrave(one.class)) ? 1 : 2;
}

function worstFirst(changes: readonly Change[]): Change[] {
  return [...changes].sort((a, b) => weightOf(a) - weightOf(b));
}

/** What becomes of a resource, in Terraform's words: `# ADDR will be created`. */
export const headings: Readonly<Record<Action, string>> = {
  create: 'will be created',
  update: 'will be updated in-place',
  delete: 'will be destroyed',
};

/** Why a resource changes, where somebody said so or it is not plain. */
export function reasonOf({ reason, because }: Change): string | undefined {
  if (because !== undefined) return because;
  return reason === 'delete_because_no_resource_config' ? 'it is not in the configuration' : undefined;
}

/** `1 to add, 2 to destroy`. */
export function actionsLine(changes: readonly Change[]): string {
  const words = [
    ['create', 'to add'],
    ['update', 'to change'],
    ['delete', 'to destroy'],
  ] as const;
  return words
    .map(([action, word]) => [changes.filter((one) => one.action === action).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count} ${word}`)
    .join(', ');
}

/** What differs; of a deletion, the values that go. */
export function leavesOf({ action, before, leaves }: Change): readonly Leaf[] {
  if (action !== 'delete') return leaves;
  return Object.entries(before ?? {}).map(([key, value]) => ({ path: [key], before: value }));
}

/** The limits of which more or less will be used, the fullest first. */
export function limitsOf({ capacity }: Pick<Plan, 'capacity'>): Capacity[] {
  const share = ({ after, limit }: Capacity) => after / Math.max(1, limit);
  return capacity.filter((one) => one.before !== one.after).sort((a, b) => share(b) - share(a));
}

/** `apps.support: 12 of 20 user fields used after this plan, 8 left (before: 11)`. */
export function limitLine(
  { scope, noun, limit, before, after, unmanaged }: Capacity,
  show = { scope: (text: string) => text, noun: (text: string) => text },
): string {
  const others = unmanaged > 0 ? `, ${unmanaged} not managed here` : '';
  return `${show.scope(scope)}: ${after} of ${limit} ${show.noun(noun)} used after this plan, ${limit - after} left (before: ${before}${others})`;
}

/** What stands before a refusal's way out, and before what cannot be done either. */
export const refusalWords = { remedy: 'What to do', holds: 'Held back with it' } as const;

/** Addresses, the first few of many: `apps.a, apps.b and 3 more`. */
export function firstOf(addresses: readonly string[], show: (address: string) => string, most = 6): string {
  const names = addresses.slice(0, most).map(show).join(', ');
  return addresses.length > most ? `${names} and ${addresses.length - most} more` : names;
}

/** A place's file from the root of the repository. */
export function fileInRepository(source: Source, { root }: Pick<About, 'root'>): string {
  return root + source.file;
}
