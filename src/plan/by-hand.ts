/**
 * What a person has to do. Most of Tencent's console has no public API: nothing there can be read, and nothing
 * written. What a person confirmed is recorded, and stands in for what cannot be read, so that the one comparison
 * is made with it as with everything else.
 */
import { formatAddress, parseAddress } from '../address.ts';
import { kindNamed } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { at, type JsonMap, mapOf } from '../json.ts';
import type {
  Action,
  ByHand,
  Capabilities,
  Confirmed,
  Consequence,
  Desired,
  Live,
  ValueMap,
} from '../model.ts';
import type { State } from '../state/state.ts';
import { appOf, liveSegments } from './locate.ts';

/** What an adapter that does everything by itself says. */
export const byItself: Capabilities = { byHand: [], unseen: [] };

/** Why a person has to do it; undefined: the adapter does. `body`: the values that it has afterwards, or had. */
export function handOf(
  { byHand }: Capabilities,
  kind: string,
  action: Action,
  body: ValueMap | JsonMap | null,
): ByHand | undefined {
  return byHand.find(
    (one) =>
      one.kind === kind &&
      (one.action === undefined || one.action === action) &&
      (one.where === undefined || at(body, [one.where.attribute]) === one.where.value),
  );
}

/** The consequence of being done by hand. */
export function handConsequence({ reason }: ByHand): Consequence {
  return { class: 'by-hand', because: reason, rule: 'API-1', path: [] };
}

/**
 * What the console has, with what is recorded in the place of what the adapter cannot see. A section of an app
 * that was never confirmed is there as well, with nothing known of it; an object that was never confirmed is not.
 */
export function believe(
  live: Live,
  desired: Pick<Desired, 'resources'>,
  state: State,
  { unseen }: Capabilities,
): Live {
  if (unseen.length === 0) return live;
  const objects = new Map(live.objects);
  const add = (kind: Kind, address: string, own: readonly string[]) => {
    const segments = liveSegments(own, state.bindings);
    if (!segments) return;
    const place = formatAddress(segments);
    const seen = objects.get(place);
    // What is confirmed counts before what an API gives away by the way, which may be of yesterday.
    const body = { ...seen?.body, ...withoutSecrets(kind, state.records.get(address)?.body ?? {}) };
    objects.set(place, { kind: kind.name, segments, body, facts: seen?.facts ?? {}, believed: true });
  };
  const kindUnseen = (name: string) => (unseen.includes(name) ? kindNamed(name) : undefined);
  const app = kindUnseen('app');
  if (app) for (const address of state.bindings.keys()) add(app, address, parseAddress(address) ?? []);
  // Where apps are seen, one that is not there has nothing in it either.
  const isIn = (segments: readonly string[]) => {
    const id = state.bindings.get(appOf(segments) ?? '');
    return segments[0] !== 'apps' || (id !== undefined && objects.has(`apps.${id}`));
  };
  for (const { kind: name, address, segments } of desired.resources.values()) {
    const kind = kindUnseen(name);
    if (kind?.form === 'section' && isIn(segments)) add(kind, address, segments);
  }
  for (const [address, recorded] of state.records) {
    const kind = recorded.kind === 'app' ? undefined : kindUnseen(recorded.kind);
    const segments = parseAddress(address) ?? [];
    if (kind && isIn(segments)) add(kind, address, segments);
  }
  const notices = [...(live.notices ?? []), ...otherNames(live, state, unseen)];
  return { ...live, objects, ...(notices.length > 0 && { notices }) };
}

/** Apps that show another name than the one that was confirmed: of yesterday, or another app altogether. */
function otherNames({ objects }: Live, { bindings, records }: State, unseen: readonly string[]): string[] {
  if (!unseen.includes('app')) return [];
  return [...bindings].flatMap(([address, id]) => {
    const [shown, said] = [objects.get(`apps.${id}`)?.body.name, records.get(address)?.body.name];
    if (typeof shown !== 'string' || typeof said !== 'string' || shown === said) return [];
    return `SDKAppID ${id} of ${address} is named ${JSON.stringify(shown)} in figures of the last day, and was confirmed as ${JSON.stringify(said)}: if it was not renamed since, it is another app`;
  });
}

/** The fingerprint of a secret is nothing that a console shows. */
function withoutSecrets({ body: form }: Kind, body: JsonMap): JsonMap {
  if (form.type !== 'object') return body;
  return mapOf(
    Object.entries(body).filter(
      ([name]) => !Object.hasOwn(form.attributes, name) || form.attributes[name]?.type !== 'secret',
    ),
  );
}

/** What is as somebody confirmed it, and nobody can read: by address. */
export function confirmedIn(
  { confirmations, records }: State,
  { unseen }: Capabilities,
  isAsked: (address: string) => boolean,
): Confirmed[] {
  return [...confirmations]
    .flatMap(([address, { by, at: when }]): Confirmed[] => {
      const kind = records.get(address)?.kind;
      if (kind === undefined || !unseen.includes(kind) || !isAsked(address)) return [];
      return [{ address, kind, by, at: when }];
    })
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}
