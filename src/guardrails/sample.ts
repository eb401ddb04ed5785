/**
 * A plan with a change of every kind and action, in which every attribute has a value: rules are tried on it
 * when they are loaded, and tests of rules fill in from it what they leave out.
 */
import { formatAddress } from '../address.ts';
import { kinds } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { type Json, type JsonMap, mapOf } from '../json.ts';
import type { Action, Capacity } from '../model.ts';
import { type ChangeSeen, noEnvironment, type PlanSeen, sensitive } from './subject.ts';
import { countsOf } from './view.ts';

const sampleTags = mapOf<Json>([['owner', 'chat-platform']]);

/** Which of the values that an attribute can have: where there is a choice, a rule is tried on both ends. */
type Pick = 'first' | 'last';

/** A change of a kind. */
export function sampleChange(kind: Kind, action: Action, pick: Pick = 'first'): ChangeSeen {
  const segments = kind.path.map((step, i) => (step === '*' ? keyAt(kind.path.slice(0, i + 1)) : step));
  const inApp = segments[0] === 'apps';
  const body = sampleOf(kind.body, pick) as JsonMap;
  const effects = kind.effects?.filter((effect) => effect.when === action) ?? [];
  return {
    address: formatAddress(segments),
    kind: kind.name,
    app: inApp ? (segments[1] ?? '') : '',
    action,
    reason: '',
    because: '',
    environment: noEnvironment,
    edition: inApp ? 'premium' : '',
    via: kind.served,
    before: action === 'create' ? null : body,
    after: action === 'delete' ? null : body,
    changed: Object.keys(body),
    unknown: [],
    consequences: effects.map((one) => ({
      class: one.class,
      because: one.because,
      rule: one.rule,
      path: '',
    })),
    tags: inApp ? sampleTags : mapOf<Json>([]),
    tagsBefore: inApp ? sampleTags : mapOf<Json>([]),
    source: { file: 'chatform.yaml', line: 1 },
  };
}

/** The actions that there are of a kind. */
function actionsOf(kind: Kind): readonly Action[] {
  return kind.leaving === 'deleted' || kind.leaving === 'removed'
    ? ['create', 'update', 'delete']
    : ['create', 'update'];
}

/** A plan with these changes and nothing else. */
export function planOf(changes: readonly ChangeSeen[]): PlanSeen {
  return {
    changes,
    counts: { ...countsOf(changes), released: 0, refused: 0 },
    existing: changes.filter((one) => one.action !== 'create').length,
    gone: changes.filter((one) => one.action === 'delete').length,
    capacity: [],
    environment: noEnvironment,
    account: '100000000001',
    complete: true,
  };
}

/** The plan that rules are tried on. */
export function samplePlan(pick: Pick): PlanSeen {
  const changes = kinds.flatMap((kind) => actionsOf(kind).map((action) => sampleChange(kind, action, pick)));
  const limited = kinds.flatMap(({ name, capacity }) => (capacity ? [limitOf(name, capacity)] : []));
  return { ...planOf(changes), capacity: limited };
}

function limitOf(kind: string, { noun, limit, rule }: NonNullable<Kind['capacity']>): Capacity {
  return { scope: 'account', kind, noun, limit, before: 1, after: 2, unmanaged: 0, rule };
}

/** A key for the last step of a path. */
function keyAt(path: readonly string[]): string {
  const kind = kinds.find((one) => formatAddress(one.path) === formatAddress(path));
  return kind?.key?.example ?? 'QcloudIMReadOnlyAccess';
}

/** A value for an attribute, and for everything in it. The last of a list or map that may be empty is empty. */
export function sampleOf(attribute: Attribute, pick: Pick = 'first'): Json {
  switch (attribute.type) {
    case 'object':
      return mapOf(
        Object.entries(attribute.attributes).map(([name, inner]) => [name, sampleOf(inner, pick)]),
      );
    case 'map': {
      const keys = Object.keys(attribute.key.values ?? { owner: '' });
      const chosen = pick === 'first' ? keys : keys.slice(keys.length - (attribute.minItems ?? 0));
      return mapOf(chosen.map((key) => [key, sampleOf(attribute.item, pick)]));
    }
    case 'set':
      return pick === 'first' ? Object.keys(attribute.values) : [];
    case 'names':
      return pick === 'first' ? ['alice'] : [];
    case 'enum':
      return Object.keys(attribute.values).at(pick === 'first' ? 0 : -1) ?? '';
    case 'integer':
      return Number(
        pick === 'first'
          ? (attribute.default ?? attribute.minimum ?? 1)
          : (attribute.maximum ?? attribute.minimum ?? 1),
      );
    case 'boolean':
      return pick === 'first';
    case 'secret':
      return sensitive;
    case 'document':
      return samplePolicy;
    case 'string':
      return attribute.check === 'webhook-url' ? 'https://chat.acme.example/callback' : 'sample';
  }
}

const samplePolicy: JsonMap = mapOf<Json>([
  ['version', '2.0'],
  [
    'statement',
    [
      mapOf<Json>([
        ['effect', 'allow'],
        ['action', ['name/im:*']],
        ['resource', ['qcs::im::uin/100000000001:sdkappid/1400000001']],
        ['condition', mapOf<Json>([])],
      ]),
    ],
  ],
]);
