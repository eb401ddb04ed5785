/** The keys that apps get when they are imported. */
import { parseAddress } from '../address.ts';
import type { Desired } from '../model.ts';
import type { State } from '../state/state.ts';

/** Gives each app a key of its own: of the letters and digits of its name. */
export function keyMaker(desired: Desired, state: State): (name: string, id: string) => string {
  const addresses = [
    ...desired.resources.keys(),
    ...state.bindings.keys(),
    ...state.records.keys(),
    ...desired.removed.map((one) => one.address),
    ...desired.moved.flatMap((one) => [one.from, one.to]),
  ];
  // A file of the key's name is made: upper and lower case may be the same to its system.
  const taken = new Set(addresses.map((address) => parseAddress(address)?.[1]?.toLowerCase()));
  return (name, id) => {
    const slug = slugOf(name) || `app-${id}`;
    let key = slug;
    for (let n = 2; taken.has(key); n++) key = `${slug.slice(0, maxKey - `-${n}`.length)}-${n}`;
    taken.add(key);
    return key;
  };
}

/** Characters of the key of an app. */
const maxKey = 64;

/** Lower-case Latin letters, digits, `_` and `-`, beginning with a letter; empty where there is no letter or digit. */
function slugOf(name: string): string {
  const words = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '-')
    .replace(/^[_-]+|[_-]+$/g, '');
  const slug = /^[0-9]/.test(words) ? `app-${words}` : words;
  return slug.slice(0, maxKey).replace(/[_-]+$/, '');
}
