/** A project at its desk: a configuration that changes, one console, and what is remembered of it. */
import { createHash } from 'node:crypto';
import type { Adapter, Operation, Outcome, WriteError } from '../../src/adapters/adapter.ts';
import { isWithin, parseAddress } from '../../src/address.ts';
import { confirm } from '../../src/apply/confirm.ts';
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
import { believe, handOf } from '../../src/plan/by-hand.ts';
import { liveSegments } from '../../src/plan/locate.ts';
import { type Planned, plan } from '../../src/plan/plan.ts';
import { type Entry, emptyState, type State, withEntries } from '../../src/state/state.ts';
import { desiredOf } from '../support/scene.ts';
import { reveal } from './samples.ts';

/** What a configuration declares, without its `chatform:` block; JSON is YAML. */
export type Declared = Readonly<Record<string, unknown>>;

export interface Desk {
  /** What would change for the configuration to hold. */
  plan(declared: Declared): Promise<Plan>;
  /**
   * Plans, and carries all of it out, one call after the other; the errors by address. What a person has done
   * is confirmed, and what the adapter can do after it follows.
   */
  apply(declared: Declared): Promise<Readonly<Record<string, WriteError>>>;
  /** What there is, with what nobody can read as it was confirmed. */
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

/** How often an apply begins again after a person has done something. */
const mostRounds = 3;

/** The configuration as the planner gets it. */
export function declaredBy(declared: Declared, account: string): Desired {
  const text = JSON.stringify({ chatform: { version: 1, account }, ...declared });
  return desiredOf([{ path: 'chatform.yaml', text }]).desired;
}

/** A desk with an empty state. */
export function deskAt(adapter: Adapter, account: string, person: Person = nobody): Desk {
  const { capabilities } = adapter;
  let state = emptyState('a lineage', account, '0.1.0');

  const read = async (desired: Pick<Desired, 'resources'>) => {
    const named = (kind: string) => namedOf(kind, desired, state);
    const live = await adapter.read({ apps: [...state.bindings.values()], named });
    // Nothing is hidden in the consoles of tests: it is the adapter that could not read it.
    if (live.unreadable.length > 0) throw new Error(JSON.stringify(live.unreadable));
    return live;
  };

  const planned = async (declared: Declared) => {
    const desired = withFingerprints(declaredBy(declared, account));
    const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };
    const live = await read(desired);
    return { ...plan({ desired, live, state, adapter: adapter.name, capabilities, inputs }), now: live.now };
  };

  const carryOut = async (change: Change, made: Plan, now: string): Promise<WriteError | undefined> => {
    const ready = evaluated(change, (expression) =>
      evaluate(expression, account, (app) => state.bindings.get(app)),
    );
    if ('unknown' in ready) throw new Error(`${ready.unknown} is not known`);
    let created: string | undefined;
    for (const step of change.byHand ? stepsByHand(ready) : stepsOf(ready)) {
      const { action, patch } = step;
      const sent = targetOf(ready, step, created, state);
      const secrets = new Map([...step.secrets].map(([name, reference]) => [name, reveal(reference)]));
      const write = change.byHand ? person : adapter.write;
      const outcome = await write({ action, kind: change.kind, segments: sent, patch, secrets });
      if (!outcome.ok) return outcome.error;
      created = outcome.id ?? created;
      if (!change.byHand) state = withEntries(state, remembered(change, step, outcome.id, state));
    }
    if (change.byHand) state = withEntries(state, confirmation(change, made, created, now));
    return undefined;
  };

  /** A person does all of a change, or what has to be there before the adapter can go on. */
  const stepsByHand = (change: Change): readonly Step[] => {
    const isAll = change.action !== 'create' || handOf(capabilities, change.kind, 'update', change.after);
    return isAll ? stepsOf(change) : stepsOf(change).slice(0, 1);
  };

  const confirmation = (change: Change, made: Plan, id: string | undefined, at: string) => {
    const alone = { ...made, changes: [change], bindings: Object.fromEntries(state.bindings) };
    const said = { address: change.address, ...(id !== undefined && { id }) };
    const written = confirm(alone, [said], state, capabilities, { by: 'alice', at });
    if ('problem' in written) throw new Error(written.problem);
    return written.entries;
  };

  const round = async ({ plan: made, bookkeeping }: Planned, now: string) => {
    state = withEntries(state, bookkeeping);
    const errors: Record<string, WriteError> = {};
    for (const change of made.changes) {
      const error = await carryOut(change, made, now);
      if (error) errors[change.address] = error;
    }
    const isOver = Object.keys(errors).length > 0 || made.changes.every(({ byHand }) => !byHand);
    return { errors, isOver };
  };

  return {
    plan: async (declared) => (await planned(declared)).plan,
    async apply(declared) {
      for (let rounds = 1; ; rounds += 1) {
        const found = await planned(declared);
        const { errors, isOver } = await round(found, found.now);
        if (isOver || rounds === mostRounds) return errors;
      }
    },
    async read() {
      const desired = { resources: new Map() };
      return believe(await read(desired), desired, state, capabilities);
    },
    bind(app, sdkAppId) {
      state = withEntries(state, [{ type: 'bind', address: `apps.${app}`, id: sdkAppId }]);
    },
    get state() {
      return state;
    },
  };
}

/** Live segments of what is declared or recorded of a kind. */
function namedOf(
  kind: string,
  { resources }: Pick<Desired, 'resources'>,
  state: State,
): (readonly string[])[] {
  const declared = [...resources.values()].filter((one) => one.kind === kind).map(({ segments }) => segments);
  const recorded = [...state.records]
    .filter(([address, one]) => one.kind === kind && !resources.has(address))
    .map(([address]) => parseAddress(address) ?? []);
  return [...declared, ...recorded].flatMap((own) => {
    const live = liveSegments(own, state.bindings);
    return live ? [live] : [];
  });
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

/** Where a call goes. A new app has no SDKAppID yet; one that a person has just made has it of that. */
function targetOf(
  { kind, segments }: Change,
  { action }: Step,
  created: string | undefined,
  state: State,
): readonly string[] {
  if (kind === 'app' && action === 'create') return ['apps', ''];
  if (kind === 'app' && created !== undefined) return ['apps', created];
  return liveSegments(segments, state.bindings) ?? segments;
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
