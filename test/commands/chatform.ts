/** chatform in this process, on projects in folders that go with the test. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type Call, openSandbox } from '../../src/adapters/sandbox/index.ts';
import { main } from '../../src/commands/main.ts';
import type { World } from '../../src/commands/world.ts';
import type { JsonMap } from '../../src/json.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { fixedNow, worldIn } from '../support/world.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let runs = 0;

/** Runs a command line, its words apart by spaces, in a directory. */
export async function chatform(
  directory: string,
  line: string,
  overrides: Partial<World> = {},
): Promise<Ended> {
  runs += 1;
  const run = runs;
  let ids = 0;
  const randomId = () => {
    ids += 1;
    return `${run}-${ids}`;
  };
  const { world, out, err } = worldIn(directory, { randomId, ...overrides });
  const code = await main(line.split(' ').filter(Boolean), world);
  return { code, out: out(), err: err() };
}

export const applyAll = 'apply --auto-approve --allow irreversible,billable';

/** A copy of an example, without what an apply left there. */
export function copyOfExample(name: string): string {
  const folder = temporaryFolder();
  const example = path.resolve(import.meta.dirname, '../../examples', name);
  fs.cpSync(example, folder, {
    recursive: true,
    filter: (source) => path.basename(source) !== '.chatform',
  });
  return folder;
}

const account = '100000000001';

export const storeOf = (directory: string, environment = 'default') =>
  path.join(directory, '.chatform', environment);

/** Somebody uses the sandbox's console by hand, behind chatform's back. */
export async function byHand(
  directory: string,
  action: string,
  request: JsonMap,
  environment?: string,
): Promise<void> {
  const sandbox = await openProjectSandbox(directory, environment);
  const answer = await sandbox.console.call(action, request);
  await sandbox.adapter.close();
  if (!answer.ok) throw new Error(`${action}: ${answer.refused.message}`);
}

export function openProjectSandbox(directory: string, environment?: string) {
  const store = storeOf(directory, environment);
  return openSandbox({ directory: store, account, users: [], groups: {}, now: fixedNow });
}

/** What the sandbox was asked by chatform, oldest first: `SetMessages 1400000001 ok`. */
export async function calls(directory: string, environment?: string): Promise<string[]> {
  const log = await callLog(directory, environment);
  return log
    .filter(({ actor }) => actor === 'chatform')
    .map(({ action, target, result }) => `${action} ${target} ${result}`);
}

async function callLog(directory: string, environment?: string): Promise<Call[]> {
  if (!fs.existsSync(path.join(storeOf(directory, environment), 'sandbox.db'))) return [];
  const sandbox = await openProjectSandbox(directory, environment);
  const log = sandbox.log();
  await sandbox.adapter.close();
  return log;
}

/** Every name below a folder with its mode, the time of its last change, and what is in it; but for what is only a note. */
export function traces(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) !== 'state.seen')
    .sort()
    .map((name) => {
      const stat = fs.statSync(path.join(folder, name));
      const content = stat.isFile() ? fs.readFileSync(path.join(folder, name)) : '';
      const hash = createHash('sha256').update(content).digest('hex');
      return `${name} ${stat.mode.toString(8)} ${stat.mtimeMs} ${hash}`;
    });
}

/** A small project: one app with a setting, and a policy with an attachment. */
export const smallProject = {
  'chatform.yaml': `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice, bob]}
apps:
  support:
    name: Acme Support
    messages: {recallSeconds: 300}
cam:
  policies:
    support-readers:
      description: Looks at the support app
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/im:Describe*"], resource: ["\${apps.support.resource}"]}
      users: [alice]
`,
};
