/** What holds of every plan, over generated configurations, consoles and states. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../src/address.ts';
import { kindNamed } from '../../src/catalog/index.ts';
import type { Attribute } from '../../src/catalog/kind.ts';
import { isMap, type Json, type JsonMap, mapOf } from '../../src/json.ts';
import type { Desired, Live, LiveObject, Recorded, Resource } from '../../src/model.ts';
import { type PlanInput, plan } from '../../src/plan/plan.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { emptyState, type State } from '../../src/state/state.ts';
import { configuration } from '../adapters/arbitrary.ts';
import { account, desiredOf } from '../support/scene.ts';

const runs = { seed: 20_261_121, numRuns: 300 };
const ids = { 'apps.lobby': '1400000001', 'apps.arena': '1400000002' };

/** Loading takes longer than planning: a pool of configurations, to be combined. */
const pool: readonly Desired[] = fc
  .sample(configuration, { seed: runs.seed, numRuns: 60 })
  .map((declared) => {
    const text = JSON.stringify({ chatform: { version: 1, account }, ...declared });
    return desiredOf([{ path: 'chatform.yaml', text }]).desired;
  });

/** What a declared body is once it is there: nulls are defaults, and what is known after apply is known. */
function settled(attribute: Attribute | undefined, value: unknown): Json {
  if (value === null) return (attribute?.default as Json) ?? null;
  if (Array.isArray(value)) return value.map((item) => settled(undefined, item));
  if (!isMap(value)) return value as Json;
  if ('expression' in value) return 'https://chat.acme.example/1400000001';
  const inner = (key: string) =>
    attribute?.type === 'object'
      ? attribute.attributes[key]
      : attribute?.type === 'map'
        ? attribute.item
        : undefined;
  return mapOf(Object.entries(value).map(([key, item]) => [key, settled(inner(key), item)]));
}

const bodyOf = ({ kind, body }: Resource): JsonMap => settled(kindNamed(kind)?.body, body) as JsonMap;

/** A console that has what one configuration declares, and a state that remembers another. */
function inputOf(desired: Desired, there: Desired, remembered: Desired, isNew: boolean): PlanInput {
  const objects = [...there.resources.values()].map((resource): [string, LiveObject] => {
    const segments = resource.segments.map((step, i) =>
      i === 1 && resource.segments[0] === 'apps' ? ids[`apps.${step}` as keyof typeof ids] : step,
    );
    return [formatAddress(segments), { kind: resource.kind, segments, body: bodyOf(resource), facts: {} }];
  });
  const records = [...remembered.resources.values()].map((resource): [string, Recorded] => [
    resource.address,
    { kind: resource.kind, body: bodyOf(resource) },
  ]);
  const state: State = {
    ...emptyState('a lineage', account, '0.1.0'),
    bindings: new Map(Object.entries(ids)),
    records: new Map(records),
  };
  const live: Live = {
    account,
    now: '2026-11-20T08:00:00Z',
    objects: new Map(objects),
    unreadable: [],
    directory: { users: ['alice'], groups: ['chat-operators'], presets: ['QcloudIMReadOnlyAccess'] },
  };
  const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };
  return { desired, live, state: isNew ? undefined : state, adapter: 'sandbox', inputs };
}

const inputs = fc
  .tuple(fc.constantFrom(...pool), fc.constantFrom(...pool), fc.constantFrom(...pool), fc.boolean())
  .map(([wanted, there, remembered, isNew]) => inputOf(wanted, there, remembered, isNew));

const textOf = (input: PlanInput) => {
  const planned = plan(input);
  return JSON.stringify([planJson(planned.plan, 'test'), planned.bookkeeping]);
};

const reversed = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());

/** Freezes a value and all in it. A change of a map of the language throws from then on, too. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const inner of value.values()) frozen(inner);
    const refuse = () => {
      throw new TypeError('the planner changed a map that it was given');
    };
    Object.assign(value, { set: refuse, delete: refuse, clear: refuse });
  }
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}

describe('every plan', () => {
  test('is the same text for the same input', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        expect(textOf(input)).toBe(textOf(input));
      }),
      runs,
    );
  });

  test('does not depend on the order in which resources, objects and records come', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { desired, live, state } = input;
        const turned: PlanInput = {
          ...input,
          desired: { ...desired, resources: reversed(desired.resources) },
          live: { ...live, objects: reversed(live.objects) },
          state: state && { ...state, records: reversed(state.records), bindings: reversed(state.bindings) },
        };
        expect(textOf(turned)).toBe(textOf(input));
      }),
      runs,
    );
  });

  test('leaves what it was given as it was', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const before = textOf(input);
        expect(textOf(frozen(input))).toBe(before);
      }),
      runs,
    );
  });

  test('has each address once, what it waits for before it, and no leaf that changes nothing', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { changes } = plan(input).plan;
        const before = new Set<string>();
        for (const { address, dependsOn, leaves } of changes) {
          expect(before.has(address)).toBe(false);
          expect(dependsOn.filter((needed) => !before.has(needed))).toEqual([]);
          for (const leaf of leaves) expect(leaf.after).not.toEqual(leaf.before);
          before.add(address);
        }
      }),
      runs,
    );
  });

  test('changes nothing that is refused, or held back with it', () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { changes, refusals } = plan(input).plan;
        const paths = (leaves: readonly { path: readonly string[] }[]) =>
          leaves.map(({ path }) => path.join('.'));
        const changed = new Map(changes.map(({ address, leaves }) => [address, paths(leaves)]));
        for (const { address, path, holds } of refusals) {
          expect(holds.filter((held) => changed.has(held))).toEqual([]);
          if (path.length === 0) expect(changed.has(address)).toBe(false);
          else expect(changed.get(address) ?? []).not.toContain(path.join('.'));
        }
      }),
      runs,
    );
  });
});
