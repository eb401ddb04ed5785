/** A console and a state in memory that write down what is asked of them, and plans to carry out. */
import type { Adapter, Operation, Outcome } from '../../src/adapters/adapter.ts';
import { type Execution, execute } from '../../src/apply/execute.ts';
import { kindAt } from '../../src/catalog/index.ts';
import type { Change, Plan, ValueMap } from '../../src/model.ts';
import { type Entry, emptyState, withEntries } from '../../src/state/state.ts';
import type { StateSession } from '../../src/state/store.ts';

/** The turns of the event loop that a fake call takes: others get theirs meanwhile. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export const done: Outcome = { ok: true };

export function failure(kind: 'refused' | 'failed' | 'lost', code: string): Outcome {
  return { ok: false, error: { kind, code, message: `${code}.` } };
}

const textOf = ({ action, segments }: Operation) => `${action} ${segments.join('/')}`;

/** A change of a resource, its values as leaves. */
export function changeOf(
  address: string,
  options: Partial<Change> & { readonly after?: ValueMap | null } = {},
): Change {
  const segments = address.split('.');
  const kind = kindAt(segments)?.name ?? '';
  const after = options.after === undefined ? {} : options.after;
  return {
    address,
    segments,
    kind,
    action: 'update',
    before: null,
    after,
    leaves: Object.entries(after ?? {}).map(([key, value]) => ({ path: [key], after: value })),
    consequences: [],
    via: 'console',
    dependsOn: [],
    ...options,
  };
}

export function planOf(changes: readonly Change[], bindings: Readonly<Record<string, string>> = {}): Plan {
  return {
    changes,
    refusals: [],
    drift: [],
    released: [],
    moved: [],
    unmanaged: [],
    confirmed: [],
    capacity: [],
    verdicts: [],
    access: [],
    diagnostics: [],
    bindings,
    complete: true,
    inputs: { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' },
    plannedAgainst: {
      account: '100000000001',
      adapter: 'fake',
      config: '',
      state: null,
      guardrails: null,
      objects: {},
    },
    digest: '',
  };
}

/** A session and an adapter that write into one log, and the execution over them. */
export function newRun(answer: (operation: Operation) => Outcome | undefined = () => done) {
  const log: string[] = [];
  let state = emptyState('support-chat', '100000000001', '0.1.0');
  let [inFlight, most] = [0, 0];

  const session: StateSession = {
    get state() {
      return state;
    },
    async append(entries) {
      await turn();
      state = withEntries(state, entries);
      for (const entry of entries) log.push(entryText(entry));
    },
    close: async () => undefined,
  };
  const adapter: Adapter = {
    name: 'fake',
    capabilities: { byHand: [], unseen: [] },
    read: async () => Promise.reject(new Error('nothing is read here')),
    async write(operation) {
      log.push(`call ${textOf(operation)}`);
      inFlight += 1;
      most = Math.max(most, inFlight);
      await turn();
      inFlight -= 1;
      return answer(operation) ?? done;
    },
    close: async () => undefined,
  };
  const execution: Execution = {
    adapter,
    session,
    runId: 'run',
    parallelism: 10,
    bookkeeping: [],
    appsBefore: [],
    readBack: async () => undefined,
    reveal: () => ({ problem: 'there are no secrets here' }),
    stopping: () => false,
    report: () => undefined,
    wait: async () => undefined,
    random: () => 0,
  };
  return {
    log,
    calls: () => log.filter((line) => line.startsWith('call ')).map((line) => line.slice('call '.length)),
    most: () => most,
    state: () => state,
    /** How each change of a plan ends: `apps.support: done`. */
    async ends(plan: Plan, overrides: Partial<Execution> = {}): Promise<string[]> {
      const endings = await execute(plan, { ...execution, ...overrides });
      return endings.map(({ change, status }) => `${change.address}: ${status}`);
    },
  };
}

function entryText(entry: Entry): string {
  switch (entry.type) {
    case 'intent':
      return `intent ${entry.intent.id} ${entry.intent.action} ${entry.intent.address}`;
    case 'settle':
      return `settle ${entry.id}`;
    case 'bind':
      return `bind ${entry.address} ${entry.id}`;
    case 'record':
      return `record ${entry.address} ${JSON.stringify(entry.recorded.body)}`;
    case 'run':
      return 'run';
    case 'undo':
      return `undo ${entry.inverse.address}`;
    case 'console':
      return `console ${entry.console}`;
    default:
      return `${entry.type} ${entry.address}`;
  }
}
