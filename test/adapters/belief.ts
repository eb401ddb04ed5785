/** What an adapter cannot do or see, for a desk. */
import { formatAddress, parseAddress } from '../../src/address.ts';
import { kindNamed } from '../../src/catalog/index.ts';
import { emptyMap, type Json, type JsonMap } from '../../src/json.ts';
import type { Action, ByHand, Capabilities, Live, LiveObject, Recorded } from '../../src/model.ts';
import { liveSegments } from '../../src/plan/locate.ts';
import type { State } from '../../src/state/state.ts';

/** The live view with what nobody can read as it is recorded. */
export function believe(live: Live, state: State, { unseen }: Capabilities): Live {
  if (unseen.length === 0) return live;
  const objects = new Map(live.objects);
  const add = (segments: readonly string[], kind: string, body: JsonMap) => {
    const address = formatAddress(segments);
    const seen = live.objects.get(address);
    const believed: LiveObject = {
      kind,
      segments,
      body: { ...body, ...seen?.body },
      facts: {},
      believed: true,
    };
    objects.set(address, seen ? { ...believed, facts: seen.facts } : believed);
  };
  if (unseen.includes('app')) for (const id of state.bindings.values()) add(['apps', id], 'app', {});
  for (const [address, recorded] of state.records) {
    const segments = liveSegments(parseAddress(address) ?? [], state.bindings);
    if (segments && unseen.includes(recorded.kind)) add(segments, recorded.kind, shown(recorded));
  }
  return { ...live, objects };
}

/** A recorded body without the fingerprints of its secrets. */
function shown({ kind, body }: Recorded): JsonMap {
  const form = kindNamed(kind)?.body;
  const isSecret = (name: string) => form?.type === 'object' && form.attributes[name]?.type === 'secret';
  const visible = Object.entries(body).filter(([name]) => !isSecret(name));
  return Object.assign(emptyMap<Json>(), Object.fromEntries(visible));
}

/** What an adapter says of a change that a person has to make; undefined: it makes it itself. */
export function isByHand(
  { byHand }: Capabilities,
  kind: string,
  action: Action,
  body: Readonly<Record<string, unknown>> = {},
): ByHand | undefined {
  return byHand.find(
    (one) =>
      one.kind === kind &&
      (one.action === undefined || one.action === action) &&
      (one.where === undefined || body[one.where.attribute] === one.where.value),
  );
}
