/** `--target` and `--exclude`: which part of a plan was asked for. */
import { isWithin } from '../address.ts';
import type { Inputs } from '../model.ts';
import { closure, followers } from './order.ts';

type Asked = Pick<Inputs, 'targets' | 'excludes'>;

/** True for an address that was asked for by itself. */
export function isAsked(address: string, { targets, excludes }: Asked): boolean {
  const isIn = targets.length === 0 || targets.some((target) => isWithin(address, target));
  return isIn && !excludes.some((one) => isWithin(address, one));
}

/** All that was asked for: targets bring what they need, exclusions take along what needs them. */
export function askedFor(
  addresses: readonly string[],
  needs: ReadonlyMap<string, readonly string[]>,
  { targets, excludes }: Asked,
): ReadonlySet<string> {
  const wanted = addresses.filter((address) => isAsked(address, { targets, excludes: [] }));
  const needed = closure(wanted, needs);
  const excluded = addresses.filter((address) => excludes.some((one) => isWithin(address, one)));
  const gone = closure(excluded, followers(needs));
  return new Set([...needed].filter((address) => !gone.has(address)));
}
