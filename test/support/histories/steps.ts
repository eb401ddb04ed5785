/** What can happen to a project. Kinds, bodies and keys come from the catalogue; what is picked is settled later. */
import fc, { type Arbitrary } from 'fast-check';
import { kinds } from '../../../src/catalog/index.ts';
import type { Kind } from '../../../src/catalog/kind.ts';
import type { JsonMap } from '../../../src/json.ts';
import { bodyOf, certificate, group, people, trtc } from '../../adapters/arbitrary.ts';
import { type Mishap, mishaps } from './weather.ts';

/** A resource of a kind, with a key for each star of its path. */
interface Thing {
  readonly kind: Kind;
  readonly segments: readonly string[];
  readonly body: JsonMap;
}

/** A change of the configuration. */
export type Edit =
  /** `whole`: nothing else is declared of it. */
  | ({ readonly edit: 'set'; readonly whole: boolean } & Thing)
  | { readonly edit: 'unset'; readonly pick: number; readonly how: 'silently' | 'destroy' | 'keep' }
  | { readonly edit: 'unset-value'; readonly pick: number; readonly reset: boolean }
  | { readonly edit: 'rename'; readonly pick: number; readonly to: string; readonly isSaid: boolean };

/** What goes wrong in an apply. */
export interface Trouble {
  readonly mishaps: readonly (Mishap | undefined)[];
  /** Dies at this write to the disk; 0: does not. */
  readonly killAt: number;
  readonly half: boolean;
  /** Is asked to stop after so many looks; 0: is not. */
  readonly stopAt: number;
  readonly unreadable: readonly string[];
}

/** Something that happens. What is picked is one of those that there are then. */
export type Step =
  | { readonly step: 'declare'; readonly edits: readonly Edit[] }
  | {
      readonly step: 'apply';
      readonly trouble: Trouble;
      readonly parallelism: number;
      /** The plan that was saved last, if there is one. */
      readonly saved: boolean;
      readonly partial: boolean;
      /** An address to which it is limited, or which is left out. */
      readonly limit: { readonly flag: '--target' | '--exclude'; readonly pick: number } | undefined;
    }
  | { readonly step: 'save-plan' }
  | ({
      readonly step: 'by-hand';
      readonly action: 'create' | 'update' | 'delete';
      readonly pick: number;
    } & Thing)
  | { readonly step: 'wait'; readonly seconds: number }
  | { readonly step: 'rm'; readonly pick: number; readonly killAt: number }
  | { readonly step: 'mv'; readonly pick: number; readonly to: string; readonly killAt: number }
  | { readonly step: 'restore'; readonly pick: number; readonly killAt: number }
  | { readonly step: 'import'; readonly pick: number; readonly to: string; readonly killAt: number };

const appKeys = ['lobby', 'arena', 'plaza'];

/** What stands for the stars of a path, after the key of an app. */
const names: Readonly<Record<string, readonly string[]>> = {
  account: people,
  group: ['announcements', '@TGS#_plaza'],
  'group-type': ['Work', 'AVChatRoom'],
  'cam-policy': ['lobby-operators', 'lobby.readers'],
};
const policies = { policies: names['cam-policy'] ?? [], presets: ['QcloudIMReadOnlyAccess'] };
const attached = { users: ['alice', 'bob', 'nobody'], groups: ['chat-operators'] };

/** The keys that a place of a path can have. */
function keysAt({ name, key, path }: Kind, i: number): readonly string[] {
  const [root, family] = path;
  if (root === 'apps' && i === 1) return appKeys;
  if (root === 'cam' && i === 2) return policies[family as keyof typeof policies];
  if (root === 'cam' && i === 4) return attached[path[3] as keyof typeof attached];
  return names[name] ?? [...new Set([key?.example ?? '', 'badge'])];
}

const segmentsOf = (kind: Kind): Arbitrary<readonly string[]> =>
  fc.tuple(
    ...kind.path.map((step, i) => (step === '*' ? fc.constantFrom(...keysAt(kind, i)) : fc.constant(step))),
  );

const hasNoFile = (body: unknown) => !JSON.stringify(body).includes('"file"');

/** The kinds whose attributes depend on each other, or on names. */
const special: Readonly<Record<string, Arbitrary<unknown>>> = {
  trtc,
  certificate: certificate.filter(hasNoFile),
  group,
};

const thing = (kind: Kind): Arbitrary<Thing> =>
  fc.record({
    kind: fc.constant(kind),
    segments: segmentsOf(kind),
    body: (special[kind.name] ?? bodyOf(kind.name)).map(
      (body) => JSON.parse(JSON.stringify(body)) as JsonMap,
    ),
  });

/** A fingerprint of a secret takes as long as ten plans. */
const weightOf = ({ name }: Kind): number => (name === 'app' ? 8 : name === 'certificate' ? 1 : 4);

const things = fc.oneof(...kinds.map((kind) => ({ weight: weightOf(kind), arbitrary: thing(kind) })));
const pick = fc.nat(1_000);
const key = fc.constantFrom(...appKeys);

const edit: Arbitrary<Edit> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.tuple(things, fc.boolean()).map(([one, whole]): Edit => ({ edit: 'set', whole, ...one })),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      edit: fc.constant('unset' as const),
      pick,
      how: fc.constantFrom('silently' as const, 'destroy' as const, 'keep' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ edit: fc.constant('unset-value' as const), pick, reset: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ edit: fc.constant('rename' as const), pick, to: key, isSaid: fc.boolean() }),
  },
);

const none: Trouble = { mishaps: [], killAt: 0, half: false, stopAt: 0, unreadable: [] };
const mishap = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: fc.constantFrom(...mishaps) },
);
const unreadable = fc.constantFrom(
  '',
  'apps',
  'cam',
  'cam.policies',
  'apps.1400000001',
  'apps.1400000001.accounts',
);

const trouble: Arbitrary<Trouble> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(none) },
  {
    weight: 3,
    arbitrary: fc.array(mishap, { minLength: 1, maxLength: 24 }).map((list) => ({ ...none, mishaps: list })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 80 }), fc.boolean(), fc.array(mishap, { maxLength: 8 }))
      .map(([killAt, half, list]) => ({ ...none, killAt, half, mishaps: list })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }).map((stopAt) => ({ ...none, stopAt })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(unreadable, fc.array(mishap, { maxLength: 4 }))
      .map(([one, list]) => ({ ...none, unreadable: [one], mishaps: list })),
  },
);

const declare = (mostEdits: number): Arbitrary<Step> =>
  fc.record({
    step: fc.constant('declare' as const),
    edits: fc.array(edit, { minLength: 1, maxLength: mostEdits, size: 'max' }),
  });

const limit = fc.record({ flag: fc.constantFrom('--target' as const, '--exclude' as const), pick });

const apply: Arbitrary<Step> = fc.record({
  step: fc.constant('apply' as const),
  trouble,
  parallelism: fc.constantFrom(10, 2, 1),
  saved: fc.boolean(),
  partial: fc.boolean(),
  limit: fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: limit }),
});

const byHand: Arbitrary<Step> = fc
  .tuple(things, fc.constantFrom('create' as const, 'update' as const, 'delete' as const), pick)
  .map(([one, action, picked]) => ({ step: 'by-hand', action, pick: picked, ...one }));

const killAt = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 }));

const importing: Arbitrary<Step> = fc.record({ step: fc.constant('import' as const), pick, to: key, killAt });

const step: Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: declare(5) },
  { weight: 10, arbitrary: apply },
  { weight: 7, arbitrary: byHand },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('save-plan' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ step: fc.constant('wait' as const), seconds: fc.constantFrom(600, 3_456_000) }),
  },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('rm' as const), pick, killAt }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('mv' as const), pick, to: key, killAt }) },
  { weight: 2, arbitrary: fc.record({ step: fc.constant('restore' as const), pick, killAt }) },
  { weight: 2, arbitrary: importing },
);

/** A history: something is declared and applied, and then anything happens. */
export const history: Arbitrary<readonly Step[]> = fc
  .tuple(declare(8), apply, fc.array(step, { maxLength: 10, size: 'max' }))
  .map(([first, second, more]) => [first, second, ...more]);
