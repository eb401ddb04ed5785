/** A configuration, a console and a state as short texts, and the plan that comes of them. */
import { formatAddress, parseAddress } from '../../src/address.ts';
import { kindAt } from '../../src/catalog/index.ts';
import { load } from '../../src/config/load.ts';
import type { SourceFile } from '../../src/config/source.ts';
import type { JsonMap } from '../../src/json.ts';
import type {
  Capabilities,
  Confirmation,
  Desired,
  Diagnostic,
  Inputs,
  Intent,
  Live,
  LiveObject,
  Waiting,
} from '../../src/model.ts';
import { type PlanInput, type Planned, plan } from '../../src/plan/plan.ts';
import type { State } from '../../src/state/state.ts';

export const account = '100000000001';

/** What a console has: bodies, and what can only be read, by live address. */
export interface LiveText {
  readonly now?: string;
  readonly objects?: Readonly<Record<string, JsonMap>>;
  readonly facts?: Readonly<Record<string, JsonMap>>;
  readonly unreadable?: Live['unreadable'];
  readonly directory?: Partial<Live['directory']>;
}

/** What a state remembers: SDKAppIDs by app key, bodies by address, and calls that were cut off. */
export interface StateText {
  readonly bindings?: Readonly<Record<string, string>>;
  readonly records?: Readonly<Record<string, JsonMap>>;
  readonly intents?: readonly Intent[];
  readonly waiting?: Readonly<Record<string, Waiting>>;
  readonly confirmations?: Readonly<Record<string, Confirmation>>;
}

export interface Scene {
  /** The YAML without its `chatform:` block. */
  readonly yaml: string;
  readonly live?: LiveText;
  readonly state?: StateText;
  readonly targets?: readonly string[];
  readonly excludes?: readonly string[];
  /** What the adapter cannot see or do. */
  readonly capabilities?: Capabilities;
}

function kindOfAddress(address: string): string {
  const kind = kindAt(parseAddress(address) ?? []);
  if (!kind) throw new Error(`there is no kind of resource at ${address}`);
  return kind.name;
}

/** The console of a text. */
export function liveOf(text: LiveText = {}): Live {
  const objects = Object.entries(text.objects ?? {}).map(([address, body]): [string, LiveObject] => {
    const segments = parseAddress(address) ?? [];
    const object = { kind: kindOfAddress(address), segments, body, facts: text.facts?.[address] ?? {} };
    return [formatAddress(segments), object];
  });
  return {
    account,
    now: text.now ?? '2026-11-20T08:00:00Z',
    objects: new Map(objects),
    unreadable: text.unreadable ?? [],
    directory: { users: [], groups: [], presets: [], ...text.directory },
  };
}

/** The state of a text, at serial 7. */
export function stateOf(text: StateText): State {
  const records = Object.entries(text.records ?? {});
  return {
    lineage: '5a6b2c1e-0d3f-4a8b-9c7d-1e2f3a4b5c6d',
    serial: 7,
    account,
    writtenBy: '0.1.0',
    bindings: new Map(Object.entries(text.bindings ?? {}).map(([key, id]) => [`apps.${key}`, id])),
    records: new Map(records.map(([address, body]) => [address, { kind: kindOfAddress(address), body }])),
    intents: new Map((text.intents ?? []).map((intent) => [intent.id, intent])),
    waiting: new Map(Object.entries(text.waiting ?? {})),
    confirmations: new Map(Object.entries(text.confirmations ?? {})),
    runs: [],
    undos: new Map(),
  };
}

/** What files declare. @throws Error with the diagnostics when it is not to be loaded */
export function desiredOf(
  files: readonly SourceFile[],
  environment?: SourceFile,
): { desired: Desired; diagnostics: readonly Diagnostic[] } {
  const { desired, diagnostics } = load({ files, ...(environment && { environment }), given: [], env: {} });
  if (!desired) throw new Error(diagnostics.map((one) => `${one.source?.line}: ${one.message}`).join('\n'));
  return { desired, diagnostics };
}

const header = `chatform: {version: 1, account: "${account}"}\n`;

/** What a planner is given for a scene. */
export function inputOf(scene: Scene): PlanInput {
  const { desired } = desiredOf([
    { path: 'chatform.yaml', text: header },
    { path: 'apps.yaml', text: scene.yaml },
  ]);
  const inputs: Inputs = {
    environment: null,
    targets: scene.targets ?? [],
    excludes: scene.excludes ?? [],
    variables: {},
    secrets: 'read',
  };
  return {
    desired,
    live: liveOf(scene.live),
    state: scene.state && stateOf(scene.state),
    adapter: 'sandbox',
    ...(scene.capabilities && { capabilities: scene.capabilities }),
    inputs,
  };
}

/** The plan of a scene. */
export function planned(scene: Scene): Planned {
  return plan(inputOf(scene));
}
