/** What `read` gave, held against the catalogue. What is wrong becomes unreadable, and never absent. */
import { types } from 'node:util';
import { formatAddress, parseAddress } from '../../address.ts';
import { kindAt } from '../../catalog/index.ts';
import { emptyMap, isMap, type Json, type JsonMap, mapOf } from '../../json.ts';
import type { Live, LiveObject, Unreadable } from '../../model.ts';
import { isTime, wrongBody, wrongFacts } from './body.ts';
import { briefly, plainCopy } from './plain.ts';

/** Who is read, and what its reading has to fit. */
export interface About {
  /** What the adapter is called: `./my-adapter.js`. */
  readonly name: string;
  /** The uin of the root account. */
  readonly account: string;
  /** True where it cannot read apps: then things of an app may stand alone. */
  readonly appsUnseen: boolean;
}

/** A live view in which nothing could be read. */
export function nothingRead({ account }: About, reason: string): Live {
  return {
    account,
    now: new Date().toISOString(),
    objects: new Map(),
    unreadable: [{ address: '', reason: briefly(reason) }],
    directory: { users: [], groups: [], presets: [] },
  };
}

/** The live view that an adapter gave. What is not as the port has it is named as unreadable. */
export function liveOf(given: unknown, about: About): Live {
  const says = (what: string) => `${about.name}: read() gave ${what}`;
  if (!isMap(given)) return nothingRead(about, says('no live view'));
  const wrong = wrongHead(given);
  if (wrong !== undefined) return nothingRead(about, says(wrong));
  const objects = new Map<string, LiveObject>();
  const unreadable = placesOf(given.unreadable);
  for (const [key, value] of given.objects as Map<unknown, unknown>) {
    const found = objectOf(key, value);
    if ('body' in found) objects.set(formatAddress(found.segments), found);
    else unreadable.push({ address: found.address, reason: briefly(says(found.what)) });
  }
  if (!about.appsUnseen) {
    for (const app of orphanedApps(objects, unreadable))
      unreadable.push({ address: app, reason: says(`what is in ${app}, and not ${app} itself`) });
  }
  return {
    account: given.account as string,
    now: given.now as string,
    objects,
    unreadable,
    ...(given.listed !== undefined && { listed: given.listed as string[] }),
    ...(given.unlisted !== undefined && { unlisted: placesOf(given.unlisted) }),
    ...(given.notices !== undefined && { notices: (given.notices as string[]).map(briefly) }),
    ...(given.facts !== undefined && { facts: plainCopy(given.facts) as JsonMap }),
    ...(given.standsOn !== undefined && { standsOn: textsByName(given.standsOn) }),
    directory: directoryOf(given.directory as Live['directory']),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText);

/** What is wrong with all but the objects: nothing can be made of the rest then. */
function wrongHead(given: Readonly<Record<string, unknown>>): string | undefined {
  const { account, now, objects, unreadable, listed, unlisted, notices, facts, standsOn, directory } = given;
  if (!isText(account) || !/^[0-9]{5,20}$/.test(account))
    return 'no `account`: it is the uin of the root account, 5 to 20 digits as a text';
  if (!isTime(now)) return 'no `now`: it is a time such as 2026-11-02T09:00:00Z';
  if (!types.isMap(objects)) return 'no `objects`: they are a Map of live address to object';
  if (!Array.isArray(unreadable) || !unreadable.every(isUnreadable))
    return 'no `unreadable`: it is a list of {address, reason}, the address live, or "" for everything';
  if (listed !== undefined && !isTexts(listed)) return '`listed` that is no list of kinds';
  if (unlisted !== undefined && !(Array.isArray(unlisted) && unlisted.every(isUnreadable)))
    return '`unlisted` that is no list of {address, reason}';
  if (notices !== undefined && !isTexts(notices)) return '`notices` that are no list of texts';
  if (standsOn !== undefined && !(isMap(standsOn) && isTexts(Object.values(standsOn))))
    return '`standsOn` that is no map of live address to text';
  const lists = isMap(directory) ? [directory.users, directory.groups, directory.presets] : [];
  if (lists.length === 0 || !lists.every(isTexts))
    return 'no `directory`: it has the lists `users`, `groups` and `presets`, of names';
  if (facts === undefined) return undefined;
  const copy = plainCopy(facts);
  if (!isMap(copy)) return '`facts` that are no map of plain JSON';
  const wrong = wrongFacts(copy as JsonMap);
  return wrong === undefined ? undefined : `facts of the account of which ${wrong}`;
}

function isUnreadable(value: unknown): boolean {
  if (!isMap(value) || !isText(value.address) || !isText(value.reason)) return false;
  return value.address === '' || parseAddress(value.address) !== undefined;
}

const placesOf = (given: unknown): Unreadable[] =>
  (given as Unreadable[]).map(({ address, reason }) => ({ address, reason: briefly(reason) }));

const textsByName = (given: unknown): Readonly<Record<string, string>> =>
  mapOf(Object.entries(given as Record<string, string>).map(([name, text]) => [name, briefly(text)]));

const directoryOf = ({ users, groups, presets }: Live['directory']): Live['directory'] => ({
  users: [...users],
  groups: [...groups],
  presets: [...presets],
});

/** What is wrong with an object, and the address of which nothing is known then. */
interface Fault {
  readonly address: string;
  readonly what: string;
}

/** One object. Where it cannot be told what it stands for, everything is unreadable. */
function objectOf(key: unknown, value: unknown): LiveObject | Fault {
  const nowhere = (what: string): Fault => ({ address: '', what });
  if (!isMap(value) || !isTexts(value.segments))
    return nowhere(`an object without segments at ${keyText(key)}`);
  const segments = [...value.segments];
  const address = formatAddress(segments);
  const kind = kindAt(segments);
  if (!kind || segments.includes('')) return nowhere(`an object at ${address}, where the catalogue has none`);
  if (segments[0] === 'apps' && !/^[1-9][0-9]{0,19}$/.test(segments[1] ?? ''))
    return nowhere(`an object at ${address}, whose second segment is no SDKAppID`);
  if (key !== address) return nowhere(`an object of ${address} under the key ${keyText(key)}`);
  const fault = (what: string): Fault => ({ address, what: `${address} ${what}` });
  if (value.kind !== kind.name) return fault(`with a kind that is not ${kind.name}`);
  const [body, facts] = [plainCopy(value.body), plainCopy(value.facts ?? {})];
  if (!isMap(body)) return fault('with a body that is no map of plain JSON');
  if (!isMap(facts)) return fault('with facts that are no map of plain JSON');
  const wrong = wrongBody(kind, body as JsonMap) ?? wrongFacts(facts as JsonMap);
  if (wrong !== undefined) return fault(`of which ${wrong}`);
  return { kind: kind.name, segments, body: withoutPrototype(body), facts: withoutPrototype(facts) };
}

const keyText = (key: unknown) => (isText(key) ? JSON.stringify(briefly(key)) : 'a key that is no text');
const withoutPrototype = (map: Readonly<Record<string, unknown>>): JsonMap =>
  Object.assign(emptyMap<Json>(), map);

/** Apps of which something was read and not the app itself, and that are not named as unreadable. */
function orphanedApps(
  objects: ReadonlyMap<string, LiveObject>,
  unreadable: readonly Unreadable[],
): readonly string[] {
  const named = new Set(unreadable.map(({ address }) => address));
  const apps = [...objects.values()]
    .filter(({ segments: [root] }) => root === 'apps')
    .map(({ segments }) => formatAddress(segments.slice(0, 2)));
  return [...new Set(apps)].filter((app) => !objects.has(app) && !named.has(app) && !named.has(''));
}
