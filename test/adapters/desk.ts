/** A project at its desk: a configuration that changes, one console, and what is remembered of it. */
import { createHash } from 'node:crypto';
import type { Adapter, WriteError } from '../../src/adapters/adapter.ts';
import { isWithin } from '../../src/address.ts';
import { evaluated, type Step, stepsOf } from '../../src/apply/operations.ts';
import { evaluate } from '../../src/expression.ts';
import { mapOf } from '../../src/json.ts';
import {
  type Change,
  type Desired,
  isSecret,
  type Live,
  type Plan,
  type Resource,
  secret,
  type Value,
} from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { type Entry, emptyState, type State, withEntries } from '../../src/state/state.ts';
import { desiredOf } from '../support/scene.ts';
import { reveal } from './samples.ts';

/** What a configuration declares, without its `chatform:` block; JSON is YAML. */
export type Declared = Readonly<Record<string, unknown>>;

export interface Desk {
  /** What would change for the configuration to hold. */
  plan(declared: Declared): Promise<Plan>;
  /** Plans, and carries all of it out, one call after the other; the errors by address. */
  apply(declared: Declared): Promise<Readonly<Record<string, WriteError>>>;
  read(): Promise<Live>;
  /** Makes an app that the console has already one of ours, as an import does. */
  bind(app: string, sdkAppId: string): void;
  readonly state: State;
}

/** A desk with an empty state. */
export function deskAt(adapter: Adapter, account: string): Desk {
  let state = emptyState('a lineage', account, '0.1.0');
  const read = () => adapter.read({ apps: [...state.bindings.values()] });
  const planned = async (declared: Declared) => {
    const text = JSON.stringify({ chatform: { version: 1, account }, ...declared });
    const desired = withFingerprints(desiredOf([{ path: 'chatform.yaml', text }]).desired);
    const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };
    return plan({ desired, live: await read(), state, adapter: adapter.name, inputs });
  };
  const carryOut = async (change: Change): Promise<WriteError | undefined> => {
    const ready = evaluated(change, (expression) =>
      evaluate(expression, account, (app) => state.bindings.get(app)),
    );
    if ('unknown' in ready) throw new Error(`${ready.unknown} is not known`);
    for (const step of stepsOf(ready)) {
      const { action, patch } = step;
      const segments = liveSegments(ready, step, state);
      const secrets = new Map([...step.secrets].map(([name, reference]) => [name, reveal(reference)]));
      const outcome = await adapter.write({ action, kind: change.kind, segments, patch, secrets });
      if (!outcome.ok) return outcome.error;
      state = withEntries(state, remembered(change, step, outcome.id, state));
    }
    return undefined;
  };
  return {
    plan: async (declared) => (await planned(declared)).plan,
    async apply(declared) {
      const { plan: wanted, bookkeeping } = await planned(declared);
      state = withEntries(state, bookkeeping);
      const errors: Record<string, WriteError> = {};
      for (const change of wanted.changes) {
        const error = await carryOut(change);
        if (error) errors[change.address] = error;
      }
      return errors;
    },
    read,
    bind(app, sdkAppId) {
      state = withEntries(state, [{ type: 'bind', address: `apps.${app}`, id: sdkAppId }]);
    },
    get state() {
      return state;
    },
  };
}

/** Fingerprints as the command line makes them, only without the slow hash. */
function withFingerprints(desired: Desired): Desired {
  const marked = (value: Value): Value => {
    if (!isSecret(value)) return value;
    const hash = createHash('sha256').update(reveal(value.reference)).digest('hex');
    return secret(value.reference, `sha256:${hash}`);
  };
  const resources = [...desired.resources].map(([address, resource]): [string, Resource] => {
    const body = mapOf(Object.entries(resource.body).map(([name, value]) => [name, marked(value)]));
    return [address, { ...resource, body }];
  });
  return { ...desired, resources: new Map(resources) };
}

/** The live segments of a resource. */
function liveSegments({ kind, segments }: Change, { action }: Step, state: State): readonly string[] {
  const [root, key, ...rest] = segments;
  if (root !== 'apps') return segments;
  if (kind === 'app' && action === 'create') return ['apps', ''];
  return ['apps', state.bindings.get(`apps.${key}`) ?? '', ...rest];
}

function remembered({ address, kind }: Change, step: Step, id: string | undefined, state: State): Entry[] {
  if (step.holds === 'as-recorded') return [];
  if (step.holds !== 'gone') {
    const bound: Entry[] = id === undefined ? [] : [{ type: 'bind', address, id }];
    return [...bound, { type: 'record', address, recorded: { kind, body: step.holds } }];
  }
  const gone = [...state.records.keys()].filter((one) => isWithin(one, address));
  const unbound: Entry[] = kind === 'app' ? [{ type: 'unbind', address }] : [];
  return [...gone.map((one): Entry => ({ type: 'forget', address: one })), ...unbound];
}
