/** What all parts of the contract suite are made of: consoles at desks, and what can be asked of them. */

import type { Adapter, Operation } from '../../../src/adapters/adapter.ts';
import type { Abilities, EmptyConsole, TestApi } from '../../../src/adapters/contract.ts';
import { capabilitiesOf } from '../../../src/adapters/own/capabilities.ts';
import { checked } from '../../../src/adapters/own/checked.ts';
import { formatAddress, parseAddress } from '../../../src/address.ts';
import { kindAt, kinds } from '../../../src/catalog/index.ts';
import type { Kind } from '../../../src/catalog/kind.ts';
import { at, type JsonMap } from '../../../src/json.ts';
import type { Action, Capabilities, Live, Plan, ValueMap } from '../../../src/model.ts';
import { handOf } from '../../../src/plan/by-hand.ts';
import { liveAddress } from '../../../src/plan/locate.ts';
import { type Declared, type Desk, declaredBy, deskAt } from '../desk.ts';
import { nothing, outline } from '../outline.ts';
import { type Form, segmentsOf, withoutSecrets } from '../samples.ts';

/** A console of a test, with a project at its desk. */
export interface AtDesk {
  readonly console: EmptyConsole;
  /** The adapter of the console, checked at every call. */
  readonly adapter: Adapter;
  readonly desk: Desk;
}

export interface Suite extends TestApi {
  readonly name: string;
  /** What the adapter said before there was a console. */
  readonly capabilities: Capabilities;
  /** What `open` gives beside the adapter. */
  readonly gives: (what: 'person' | 'nextMonth' | 'oldApp') => boolean;
  /** True where a kind can be read. Of all others the desk believes what was confirmed. */
  readonly sees: (kind: string) => boolean;
  /**
   * True where all that is declared and removed can be done: by the adapter, or else by a person. What nobody
   * can do is no test.
   */
  readonly isPossible: (...declared: readonly Declared[]) => boolean;
  readonly atDesk: () => Promise<AtDesk>;
  /** Applies a configuration without an error: what goes is gone, and there is nothing to do after it. */
  readonly holds: (desk: Desk, declared: Declared) => Promise<void>;
  /** A test, where it is possible. */
  readonly testWhere: (isPossible: boolean, title: string, body: () => Promise<void>) => void;
  /**
   * Writes without a plan; the rule of the refusal, or what was wrong about it. What the adapter leaves to a
   * person is asked of the person: it is the same console.
   */
  readonly refusedBy: (at: AtDesk, write: Unplanned) => Promise<string | undefined>;
}

/** A write that no plan would make: of a form, at its usual key or another. */
export interface Unplanned {
  readonly form: Form;
  readonly action: 'create' | 'update';
  readonly patch: Operation['patch'];
  readonly key?: string;
}

export function suiteOf(
  { describe, test, expect }: TestApi,
  name: string,
  open: () => Promise<EmptyConsole>,
  abilities: Abilities,
): Suite {
  const capabilities = capabilitiesOf(abilities.capabilities);
  if ('problem' in capabilities) throw new Error(`${name}: ${capabilities.problem}`);
  const gives: Suite['gives'] = (what) => abilities.gives?.includes(what) ?? false;
  const isDoable = (kind: string, action: Action, body: ValueMap | null) =>
    !handOf(capabilities, kind, action, body);
  const isPossible: Suite['isPossible'] = (...all) => {
    if (gives('person') || capabilities.byHand.length === 0) return true;
    const models = all.map((declared) => declaredBy(declared, anyAccount));
    const resources = models.flatMap((model) => [...model.resources.values()]);
    const bodies = new Map(resources.map(({ address, body }) => [address, body]));
    return (
      resources.every(({ kind, body }) => isDoable(kind, 'create', body) && isDoable(kind, 'update', body)) &&
      models
        .flatMap(({ removed }) => removed)
        .every(({ address }) => isDoable(kindOfAddress(address), 'delete', bodies.get(address) ?? null))
    );
  };

  return {
    describe,
    test,
    expect,
    name,
    capabilities,
    gives,
    sees: (kind) => !capabilities.unseen.includes(kind),
    isPossible,
    async atDesk() {
      const console = await open();
      const adapter = checked(console.adapter, console.adapter.name ?? name, console.account);
      if ('problem' in adapter) throw new Error(adapter.problem);
      return { console, adapter, desk: deskAt(adapter, console.account, console.person) };
    },
    async holds(desk, declared) {
      const before = await desk.plan(declared);
      expect(before.refusals).toEqual([]);
      expect(await desk.apply(declared)).toEqual({});
      // What is no longer declared is not looked at by the next plan.
      expect(stillThere(before, await desk.read(), desk)).toEqual([]);
      expect(outline(await desk.plan(declared))).toEqual(nothing);
    },
    testWhere(isPossible, title, body) {
      if (isPossible) test(title, body);
    },
    async refusedBy({ console, adapter, desk }, { form, action, patch, key }) {
      const sdkAppId = desk.state.bindings.get('apps.support') ?? '';
      const isNewApp = form.kind.name === 'app' && action === 'create';
      const keys = key === undefined ? [] : [key];
      const segments = isNewApp ? ['apps', ''] : segmentsOf(form, sdkAppId, ...keys);
      const recorded = desk.state.records.get(formatAddress(segmentsOf(form, 'support', ...keys)));
      const standing = { ...recorded?.body, ...patch };
      const byHand = handOf(capabilities, form.kind.name, action, standing);
      const write = byHand && console.person ? console.person : adapter.write;
      const sent = withoutSecrets(form.kind, patch);
      const outcome = await write({ action, kind: form.kind.name, segments, ...sent });
      if (outcome.ok) return 'it was carried out';
      return outcome.error.kind === 'refused' ? outcome.error.rule : outcome.error.kind;
    },
  };
}

/** What a plan takes away and is there all the same, by address. */
function stillThere({ changes }: Plan, { objects }: Live, { state }: Desk): string[] {
  return changes.flatMap(({ address, action, segments, leaves }) => {
    const object = objects.get(liveAddress(segments, state.bindings) ?? '');
    if (!object) return [];
    if (action === 'delete') return [address];
    return leaves
      .filter(({ path, after }) => after === undefined && has(object.body, path))
      .map(({ path }) => [address, ...path].join('.'));
  });
}

/** True where there is a value at a path; of a list of names, where the last step is one of them. */
function has(body: JsonMap, path: readonly string[]): boolean {
  const around = at(body, path.slice(0, -1));
  return Array.isArray(around) ? around.includes(path.at(-1)) : at(body, path) !== undefined;
}

const anyAccount = '100000000001';

function kindOfAddress(address: string): string {
  return kindAt(parseAddress(address) ?? [])?.name ?? '';
}

/** The kind of a name. @throws Error when there is none: a mistake in a test */
export function kindOf(name: string): Kind {
  const kind = kinds.find((one) => one.name === name);
  if (!kind) throw new Error(`the catalogue has no kind ${name}`);
  return kind;
}
