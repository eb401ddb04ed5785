/** What an import cannot tell of: it may be there, and nobody has seen it. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { kinds } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import type { Unreadable } from '../model.ts';
import type { Scene } from './adopt.ts';
import { keysById, ownSegments } from './locate.ts';

/**
 * Sentences about kinds that the console does not show, about places that it does not list, and what it says of the
 * reading by itself. `bindings`: apps that come in now. `targets`: addresses that it is about; undefined for all.
 */
export function blindSpots(
  scene: Scene,
  bindings: ReadonlyMap<string, string>,
  targets: readonly string[] | undefined,
): string[] {
  const kindsThere = kinds.filter(
    (kind) => kind.name !== 'app' && scene.unseen.includes(kind.name) && isAbout(kind, targets),
  );
  return [...notShown(kindsThere), ...notListed(scene, bindings, targets), ...(scene.live.notices ?? [])];
}

/** True for a kind of which something may lie below one of the targets. */
function isAbout({ path }: Kind, targets: readonly string[] | undefined): boolean {
  if (!targets) return true;
  return targets.some((target) => {
    const segments = parseAddress(target) ?? [];
    return segments.length < path.length && segments.every((one, i) => path[i] === '*' || path[i] === one);
  });
}

function notShown(unseen: readonly Kind[]): string[] {
  if (unseen.length === 0) return [];
  const titles = unseen.map((kind) => kind.title).join(', ');
  return [
    `The console shows nothing of these, and whatever there is of them was left out: ${titles}. Declare what you know, and confirm it by \`chatform confirm\``,
  ];
}

/** By reason, since many apps have the same. Of apps that nobody manages something else is said. */
function notListed(
  { live, state }: Scene,
  bindings: ReadonlyMap<string, string>,
  targets: readonly string[] | undefined,
): string[] {
  const keys = keysById(new Map([...state.bindings, ...bindings]));
  const byReason = new Map<string, string[]>();
  for (const { address, reason } of live.unlisted ?? []) {
    const own = ownAddress(address, keys);
    if (own === undefined || !(targets?.some((target) => isBelow(own, target)) ?? true)) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), own]);
  }
  return [...byReason].map(([reason, [first = '', ...more]]) => {
    const others = more.length > 0 ? ` and ${more.length} more` : '';
    return `${first}${others} not listed: ${reason}`;
  });
}

/** Undefined in an app that nobody manages. */
function ownAddress(address: Unreadable['address'], keys: ReadonlyMap<string, string>): string | undefined {
  const segments = parseAddress(address) ?? [];
  if (segments[0] === 'apps' && !keys.has(segments[1] ?? '')) return undefined;
  return formatAddress(ownSegments(segments, keys));
}

/** An app as a whole is without its users and groups, unless they are asked for. */
const isBelow = (address: string, target: string): boolean =>
  isWithin(address, target) && (parseAddress(target)?.length ?? 0) > 2;
