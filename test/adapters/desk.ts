/** A project at its desk: a configuration that changes, one console, and what is remembered of it. */
import { createHash } from 'node:crypto';
import type { Adapter, Operation, Outcome, WriteError } from '../../src/adapters/adapter.ts';
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
import { believe, isByHand } from './belief.ts';
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

/** What a person does by hand, where the adapter cannot. */
export type Person = (operation: Operation) => Promise<Outcome>;

const nobody: Person = async ({ kind }) => ({
  ok: false,
  error: { kind: 'failed', code: 'Nobody', message: `There is nobody to change ${kind} by hand.` },
});

/**
 * A desk with an empty state. What the adapter leaves to a person is done by `person`, and taken to be as it
 * was confirmed.
 */
export function deskAt(adapter: Adapter, account: string, person: Person = nobody): Desk {
  let state = emptyState('a lineage', account, '0.1.0');
  const read = async () => {
    const live = await adapter.read({ apps: [...state.bindings.values()] });
    // Nothing is hidden in the consoles of tests: this is the adapter's own fault.
    if (live.unreadable.length > 0) throw new Error(JSON.stringify(live.unreadable));
    return believe(live, state, adapter.capabilities);
  };
  const planned = async (declared: Declared) => {
    const text = JSON.stringify({ chatform: { version: 1, account }, ...declared });
    const desired = withFingerprints(desiredOf([{ path: 'chatform.yaml', text }]).desired);
    const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };
    const live = await read();
    return { ...plan({ desired, live, state, adapter: adapter.name, inputs }), now: live.now };
  };
  const carryOut = async (change: Change, now: string): Promise<WriteError | undefined> => {
    const ready = evaluated(change, (expression) =>
      evaluate(expression, account, (app) => state.bindings.get(app)),
    );
    if ('unknown' in ready) throw new Error(`${ready.unknown} is not known`);
    const before = state.records.get(change.address);
    const byHand = isByHand(adapter.capabilities, change.kind, change.action, change.after ?? before?.body);
    const write = byHand ? person : adapter.write;
    for (const step of stepsOf(ready)) {
      const { action, patch } = step;
      const segments = liveSegments(ready, step, state);
      const secrets = new Map([...step.secrets].map(([name, reference]) => [name, reveal(reference)]));
      const outcome = await write({ action, kind: change.kind, segments, patch, secrets });
      if (!outcome.ok) return outcome.error;
      state = withEntries(state, remembered(change, step, outcome.id, state));
    }
    if (byHand) {
      const recorded = before === undefined ? {} : { [change.address]: before };
      const confirmation = { by: 'alice', at: now, action: change.action, before: recorded };
      state = withEntries(state, [{ type: 'confirm', address: change.address, confirmation }]);
    }
    return undefined;
  };
  return {
    plan: async (declared) => (await planned(declared)).plan,
    async apply(declared) {
      const { plan: wanted, bookkeeping, now } = await planned(declared);
      state = withEntries(state, bookkeeping);
      const errors: Record<string, WriteError> = {};
      for (const change of wanted.changes) {
        const error = await carryOut(change, now);
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
