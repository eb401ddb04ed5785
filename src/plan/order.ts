/** What has to be done before what. */
import { addressIn, formatAddress } from '../address.ts';
import { appsOf } from '../expression.ts';
import { isSecret, isUnknown, type Value } from '../model.ts';
import type { Draft } from './draft.ts';
import { appOf } from './locate.ts';
import { hasUnknown } from './values.ts';

/**
 * The addresses of the drafts that each draft needs done before: an app before all in it, what is
 * referenced before what refers to it, attachments gone before their policy goes.
 */
export function dependencies(drafts: ReadonlyMap<string, Draft>): Map<string, readonly string[]> {
  const needs = new Map<string, string[]>();
  for (const draft of drafts.values()) {
    needs.set(draft.address, draft.action === 'delete' ? [] : prerequisites(draft, drafts));
  }
  for (const draft of drafts.values()) {
    if (draft.action !== 'delete') continue;
    const parent = parentOf(draft);
    if (parent !== undefined && drafts.get(parent)?.action === 'delete')
      needs.get(parent)?.push(draft.address);
  }
  return needs;
}

function prerequisites(draft: Draft, drafts: ReadonlyMap<string, Draft>): string[] {
  const parent = parentOf(draft);
  const wanted = parent === undefined ? [] : [parent];
  if (hasUnknown(draft.after)) wanted.push(...referredApps(draft.after));
  if (draft.kind.name === 'group') {
    wanted.push(...groupAccounts(draft));
    // A Community group needs the feature, which is a setting of the app.
    if (draft.after?.type === 'Community')
      wanted.push(addressIn(appOf(draft.segments) ?? '', 'groupFeatures'));
  }
  const isNeeded = (address: string) => {
    const other = drafts.get(address);
    return other !== undefined && other.action !== 'delete' && address !== draft.address;
  };
  // An array that is filtered takes far more room, and most need their app only.
  const needed = wanted.every(isNeeded) ? wanted : wanted.filter(isNeeded);
  return needed.length > 1 ? [...new Set(needed)] : needed;
}

/** The resource that a resource lies in. */
function parentOf({ segments }: Draft): string | undefined {
  const app = appOf(segments);
  if (app !== undefined) return segments.length > 2 ? app : undefined;
  return segments.length > 3 ? formatAddress(segments.slice(0, 3)) : undefined;
}

/** GRM-1, GRM-3: the accounts that a group needs are registered before it. */
export function groupAccounts(draft: Pick<Draft, 'kind' | 'segments' | 'after'>): string[] {
  if (draft.kind.name !== 'group' || !draft.after) return [];
  const { owner, members } = draft.after;
  const names = [owner, ...(Array.isArray(members) ? members : [])].filter(
    (name) => typeof name === 'string',
  );
  const accounts = addressIn(appOf(draft.segments) ?? '', 'accounts');
  return names.map((name) => addressIn(accounts, name));
}

/** The addresses of the apps that a value refers to. */
export function referredApps(value: Value | null): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isUnknown(value)) return appsOf(value.expression);
  if (isSecret(value)) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((inner: Value) => referredApps(inner));
}

/** What each draft is needed by: the other way round. */
export function followers(needs: ReadonlyMap<string, readonly string[]>): Map<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [address, required] of needs) {
    for (const one of required) {
      const list = found.get(one);
      if (list) list.push(address);
      else found.set(one, [address]);
    }
  }
  return found;
}

/** All that can be reached from some drafts, over any number of steps, themselves included. */
export function closure(of: Iterable<string>, steps: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  const open = [...of];
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    if (found.has(address)) continue;
    found.add(address);
    open.push(...(steps.get(address) ?? []));
  }
  return found;
}

/** Addresses in an order in which they can be done: by address, what is needed first, deletions last. */
export function ordered(
  drafts: ReadonlyMap<string, Draft>,
  needs: ReadonlyMap<string, readonly string[]>,
): string[] {
  const order: string[] = [];
  const done = new Set<string>();
  const visit = (address: string) => {
    if (done.has(address) || !drafts.has(address)) return;
    done.add(address);
    for (const needed of needs.get(address) ?? []) visit(needed);
    order.push(address);
  };
  const sorted = [...drafts.keys()].sort();
  for (const address of sorted) if (drafts.get(address)?.action !== 'delete') visit(address);
  for (const address of sorted.reverse()) visit(address);
  return order;
}

/** A map in the order of its keys: the same one where it is in that order already. */
export function inOrder<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  let last = '';
  for (const key of map.keys()) {
    if (key < last) return new Map([...map.keys()].sort().map((one) => [one, map.get(one) as T]));
    last = key;
  }
  return map;
}
