/** What drafting sees of the three models, with addresses translated between them. */
import { formatAddress, isWithin } from '../address.ts';
import { evaluate } from '../expression.ts';
import type { Desired, Live, LiveObject, Removal, Resource } from '../model.ts';
import type { State } from '../state/state.ts';
import { liveAddress, translator } from './locate.ts';

export interface Sight {
  readonly desired: Desired;
  readonly live: Live;
  readonly state: State;
  /** The live object of a resource, by the segments of its address, and by that address. */
  readonly objectAt: (segments: readonly string[], address: string) => LiveObject | undefined;
  /** True when it could not be read whether a resource is there. */
  readonly isUnreadable: (segments: readonly string[]) => boolean;
  /** The text of an expression, if the apps that it names are there. */
  readonly evaluate: (expression: string) => string | undefined;
  /** What `removed:` says, by address; the first where one stands twice. */
  readonly removals: ReadonlyMap<string, Removal>;
  /** Declared resources by the address of what they lie in: `apps.support.userFields`. Made when it is asked for. */
  readonly declaredIn: () => ReadonlyMap<string, readonly Resource[]>;
}

export function sightOf(desired: Desired, live: Live, state: State): Sight {
  let declaredIn: ReadonlyMap<string, readonly Resource[]> | undefined;
  const isUnreadable = (segments: readonly string[]): boolean => {
    if (live.unreadable.length === 0) return false;
    const at = liveAddress(segments, state.bindings) ?? formatAddress(segments);
    return live.unreadable.some((part) => part.address === '' || isWithin(at, part.address));
  };
  // An app that could not be read is still the one that it was.
  const sdkAppId = (app: string): string | undefined => {
    const id = state.bindings.get(app);
    if (id === undefined) return undefined;
    return live.objects.has(`apps.${id}`) || isUnreadable(['apps', app.slice('apps.'.length)])
      ? id
      : undefined;
  };
  const placeOf = translator((app) => {
    const id = state.bindings.get(app);
    return id === undefined ? undefined : formatAddress(['apps', id]);
  });
  return {
    desired,
    live,
    state,
    objectAt: (segments, address) => {
      const at = placeOf(segments, address);
      return at === undefined ? undefined : live.objects.get(at);
    },
    isUnreadable,
    evaluate: (expression) => evaluate(expression, live.account, sdkAppId),
    removals: new Map([...desired.removed].reverse().map((one) => [one.address, one])),
    declaredIn: () => {
      declaredIn ??= byFamily(desired);
      return declaredIn;
    },
  };
}

function byFamily({ resources }: Desired): Map<string, Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const resource of resources.values()) {
    const family = formatAddress(resource.segments.slice(0, -1));
    const list = found.get(family);
    if (list) list.push(resource);
    else found.set(family, [resource]);
  }
  return found;
}
