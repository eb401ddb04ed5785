/** `--target` and `--exclude`: which part of a plan was asked for. */
import { isWithin } from '../address.ts';
import type { Inputs } from '../model.ts';
import { closure, followers } from './order.ts';

interface Asked extends Pick<Inputs, 'targets' | 'excludes'> {
  /** Nothing else, whatever the targets are; all where left out. */
  readonly only?: readonly string[] | undefined;
}

/** True for an address that was asked for by itself. */
export function isAsked(address: string, { targets, excludes, only }: Asked): boolean {
  const isIn = targets.length === 0 || targets.some((target) => isWithin(address, target));
  const isMeant = only === undefined || only.some((one) => isWithin(address, one));
  return isIn && isMeant && !excludes.some((one) => isWithin(address, one));
}

/** All that was asked for: targets bring what they need, exclusions take along what needs them. */
export function askedFor(
  addresses: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  { targets, excludes, only }: Asked,
): ReadonlySet<string> {
  if (targets.length === 0 && excludes.length === 0 && only === undefined) return new Set(addresses);
  const wanted = addresses.filter((address) => isAsked(address, { targets, excludes: [], only }));
  const needed = closure(wanted, needs);
  const excluded = addresses.filter((address) => excludes.some((one) => isWithin(address, one)));
  const gone = closure(excluded, followers(needs));
  return new Set([...needed].filter((address) => !gone.has(address)));
}
