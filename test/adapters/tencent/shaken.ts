/** An apply of 300 changes over a network where calls go wrong, and what came of it: for tests and for longer runs. */
import type { Adapter } from '../../../src/adapters/adapter.ts';
import type { Sandbox } from '../../../src/adapters/sandbox/index.ts';
import { randomFaults } from '../../../src/adapters/sandbox/serve/faults.ts';
import type { Pace } from '../../../src/adapters/tencent/wire.ts';
import { execute } from '../../../src/apply/execute.ts';
import { planNow } from '../../../src/commands/plan.ts';
import { loadProject, type Project } from '../../../src/commands/project.ts';
import { readBack, verify } from '../../../src/commands/verify.ts';
import type { Inputs } from '../../../src/model.ts';
import { plan } from '../../../src/plan/plan.ts';
import { emptyState, type State, withEntries } from '../../../src/state/state.ts';
import type { StateSession } from '../../../src/state/store.ts';
import { projectOf } from '../../support/project.ts';
import { quickPace, tencentOver } from '../../support/tencent.ts';
import { worldIn } from '../../support/world.ts';
import { newApp, newSandbox, show } from '../sandbox/sandbox.ts';

const account = '100000000001';
const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** 20 apps with tags, 100 accounts, 60 groups, 30 policies and 90 attachments: 300 changes. */
function yamlOf(): string {
  const people = Object.fromEntries(range(100).map((n) => [`user-${n}`, { nickname: `User ${n}` }]));
  const groups = Object.fromEntries(
    range(60).map((n) => {
      const [owner, ...members] = [n, n + 20, n + 40].map((one) => `user-${one}`);
      return [`group-${n}`, { type: 'Public', name: `Group ${n}`, owner, members }];
    }),
  );
  const apps = Object.fromEntries(
    range(20).map((n) => [
      `app-${n}`,
      {
        name: `Acme ${n}`,
        edition: 'premium',
        tags: { team: `team-${n}`, stage: 'prod' },
        ...(n === 1 && { accounts: people, groups }),
      },
    ]),
  );
  const policies = Object.fromEntries(
    range(30).map((n) => [
      `policy-${n}`,
      {
        document: {
          version: '2.0',
          statement: [
            { effect: 'allow', action: ['name/im:*'], resource: [`\${apps.app-${(n % 20) + 1}.resource}`] },
          ],
        },
        users: ['alice', 'bob'],
        groups: ['chat-operators'],
      },
    ]),
  );
  return JSON.stringify({
    chatform: { version: 1, account, console: { type: 'tencent' } },
    apps,
    cam: { policies },
  });
}

export interface Shaken {
  /** How many changes the first plan had. */
  readonly changes: number;
  /** How many applies it took until one left nothing to do; undefined: not within the given number. */
  readonly applies: number | undefined;
  /** What the sandbox, read by itself and not over the network, still lacks. */
  readonly left: readonly string[];
  /** What was created more than once. */
  readonly doubled: readonly string[];
  /** How many calls of the network went wrong. */
  readonly faults: number;
  /** How many were turned away since they came too fast, or as a fault. */
  readonly throttled: number;
}

/** What a run goes through beside faults. */
export interface Weather {
  readonly clock?: Pace;
  readonly limits?: 'real' | 'off';
}

/** Applies until nothing is left, at most so many times. `rate`: of the calls that go wrong. */
export async function shaken(
  rate: number,
  seed: number,
  most: number,
  { clock = quickPace(seed), limits = 'off' }: Weather = {},
): Promise<Shaken> {
  const sandbox = await newSandbox();
  const directory = projectOf({ 'chatform.yaml': yamlOf() });
  const { world } = worldIn(directory);
  const options = { directory: '.', vars: [], targets: [], excludes: [] };
  const project = loadProject({ ...noOptions, ...options }, world);
  const session = await sessionWithApps(sandbox, project);
  let [faults, throttled] = [0, 0];
  const choose = randomFaults(rate, seed);
  const adapter = await tencentOver(sandbox, {
    sockets: false,
    clock,
    limits,
    seen: (answer) => {
      if (/RequestLimitExceeded|"ErrorCode":600(?:07|11)/.test(answer)) throttled += 1;
    },
    faults: (call) => {
      const fault = choose(call);
      if (fault !== undefined) faults += 1;
      return fault;
    },
  });
  let changes = 0;
  let applies: number | undefined;
  for (let n = 1; n <= most && applies === undefined; n += 1) {
    const { made, isDone } = await applyOnce(project, adapter, session, `run-${seed}-${n}`);
    if (n === 1) changes = made;
    if (isDone) applies = n;
  }
  const left = await leftIn(sandbox, project, session.state);
  return { changes, applies, left, doubled: doubledIn(sandbox), faults, throttled };
}

const noOptions = {
  json: false,
  live: false,
  secrets: true,
  refreshOnly: false,
  detailedExitcode: false,
  autoApprove: true,
  allow: [],
  partial: false,
  parallelism: 10,
  yes: false,
  check: false,
  deny: false,
};

const inputs: Inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' };

/** The apps are there and confirmed: no API makes them. */
async function sessionWithApps(sandbox: Sandbox, project: Project): Promise<StateSession> {
  let state = emptyState('shaken', account, '0.1.0');
  for (const { address, kind, body } of project.desired.resources.values()) {
    if (kind !== 'app') continue;
    const { name = '', edition = '' } = body;
    const id = await newApp(sandbox, String(edition), String(name));
    const recorded = { kind, body: { name: String(name), edition: String(edition) } };
    state = withEntries(state, [
      { type: 'bind', address, id },
      { type: 'record', address, recorded },
    ]);
  }
  return {
    get state() {
      return state;
    },
    append: async (entries) => {
      state = withEntries(state, entries);
    },
    close: async () => undefined,
  };
}

async function applyOnce(project: Project, adapter: Adapter, session: StateSession, runId: string) {
  const console = { project, adapter, session, undos: session.state.undos };
  const planned = await planNow(project, adapter, session.state, inputs);
  const { plan: wanted, bookkeeping } = planned;
  const ended = await execute(wanted, {
    adapter,
    session,
    runId,
    parallelism: 10,
    bookkeeping,
    appsBefore: [],
    readBack: (intent) => readBack(console, wanted, intent),
    report: () => undefined,
    reveal: () => ({ problem: 'there are no secrets here' }),
    stopping: () => false,
    wait: async () => undefined,
    random: () => 0,
  });
  const { plan: after } = await verify(console, wanted, ended);
  const isDone = wanted.complete && after.complete && after.changes.length === 0;
  return { made: wanted.changes.length, isDone };
}

async function leftIn(sandbox: Sandbox, { desired }: Project, state: State): Promise<string[]> {
  const { plan: rest } = plan({ desired, live: await show(sandbox), state, adapter: 'sandbox', inputs });
  return [
    ...rest.changes.map(({ action, address }) => `${action} ${address}`),
    ...rest.drift.map(({ address }) => `drift of ${address}`),
    ...[...state.intents.values()].map(({ address }) => `open call of ${address}`),
  ];
}

/** Importing an account twice makes no second one: it is told by what there is. */
function doubledIn(sandbox: Sandbox): string[] {
  const made = sandbox
    .log()
    .filter(({ action, result }) => /^Create(?:Policy|Group)$/.test(action) && result === 'ok')
    .map(({ action, target }) => `${action} ${target}`);
  return made.filter((one, i) => made.indexOf(one) !== i);
}
