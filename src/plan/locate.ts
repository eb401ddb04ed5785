/** Addresses of the YAML and of the console: an app has a key here, and an SDKAppID there. */
import { formatAddress } from '../address.ts';

// Most addresses come one app after the other: the last app is the next one, too.
let lastKey = '';
let lastApp = formatAddress(['apps', lastKey]);

/** The app that an address lies in: `apps.support`; undefined outside of apps. */
export function appOf(segments: readonly string[]): string | undefined {
  const key = segments[1];
  if (segments[0] !== 'apps' || key === undefined) return undefined;
  if (key !== lastKey) {
    lastApp = formatAddress(['apps', key]);
    lastKey = key;
  }
  return lastApp;
}

/** The live segments of a resource; undefined while its app has no SDKAppID. */
export function liveSegments(
  segments: readonly string[],
  bindings: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const app = appOf(segments);
  if (app === undefined) return segments;
  const id = bindings.get(app);
  return id === undefined ? undefined : ['apps', id, ...segments.slice(2)];
}

/** The live address of a resource. `address`: that of its segments, where it is known already. */
export function liveAddress(
  segments: readonly string[],
  bindings: ReadonlyMap<string, string>,
  address = formatAddress(segments),
): string | undefined {
  const app = appOf(segments);
  if (app === undefined) return address;
  const id = bindings.get(app);
  return id === undefined ? undefined : formatAddress(['apps', id]) + address.slice(app.length);
}

/**
 * Translates addresses of one kind into those of the other, given which app stands for which: `undefined` for what is
 * in an app that stands for none. Made for many addresses, one app after the other.
 */
export function translator(
  appFor: (app: string) => string | undefined,
): (segments: readonly string[], address: string) => string | undefined {
  let from: string | undefined;
  let to: string | undefined;
  return (segments, address) => {
    const app = appOf(segments);
    if (app === undefined) return address;
    if (app !== from) {
      from = app;
      to = appFor(app);
    }
    return to === undefined ? undefined : to + address.slice(app.length);
  };
}

/** The segments that something live has in the YAML, where its app is bound; else its live segments. */
export function ownSegments(
  segments: readonly string[],
  keys: ReadonlyMap<string, string>,
): readonly string[] {
  const [root, id, ...rest] = segments;
  const key = root === 'apps' && id !== undefined ? keys.get(id) : undefined;
  return key === undefined ? segments : ['apps', key, ...rest];
}

/** SDKAppID → app key. */
export function keysById(bindings: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...bindings].map(([address, id]) => [id, address.slice('apps.'.length)]));
}
