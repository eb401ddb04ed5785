/** What a sandbox begins with: an account, its clock, Tencent's preset policies, sub-accounts and user groups. */
import { presetPolicies } from '../../catalog/cam-presets.ts';
import type { Row } from '../../storage/scan.ts';
import { meta, type TableName, type Tables } from './tables.ts';

const firstSdkAppId = 1400000001;
const firstPolicyId = 100001;

/** Sub-accounts and user groups of the account, by name. */
export interface Directory {
  readonly users: readonly string[];
  /** Group → members. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Rows by table. */
export type Seed = { readonly [Table in TableName]?: readonly Row[] };

/** What an account begins with. `clock` is ISO 8601 in UTC. */
export function accountSeed(account: string, clock: string): Seed {
  return {
    meta: [
      ['account', account],
      ['clock', clock],
      ['nextSdkAppId', String(firstSdkAppId)],
      ['nextPolicyId', String(firstPolicyId)],
      ['nextGroupId', '1'],
      ['callTrials', '0'],
    ],
    policies: presetPolicies.map(({ name, description, actions }, index) => {
      const document = { version: '2.0', statement: [{ effect: 'allow', action: actions, resource: ['*'] }] };
      return [name, index + 1, 1, description, JSON.stringify(document), clock, clock];
    }),
  };
}

/** The sub-accounts and groups that there have to be. `now`: when those are created that are not there yet. */
export function directorySeed({ users, groups }: Directory, now: string): Seed {
  const members = Object.entries(groups);
  return {
    users: [...users, ...members.flatMap(([, names]) => names)].map((user) => [user, now]),
    userGroups: members.map(([group]) => [group, now]),
    members: members.flatMap(([group, names]) => names.map((user) => [group, user])),
  };
}

/** Adds the rows whose keys are not there yet. */
export function sow(tables: Tables, seed: Seed): void {
  for (const [table, rows] of Object.entries(seed))
    for (const row of rows)
      tables.run(`INSERT OR IGNORE INTO ${table} VALUES (${row.map(() => '?').join(', ')})`, ...row);
}

/** Adds the sub-accounts and groups that are not there yet; says whether there were any. */
export function addDirectory(tables: Tables, directory: Directory): boolean {
  const before = size(tables);
  sow(tables, directorySeed(directory, meta(tables, 'clock')));
  return size(tables) > before;
}

function size(tables: Tables): number {
  const parts = ['users', 'userGroups', 'members'].map((table) => `(SELECT count(*) FROM ${table})`);
  return Number(tables.first(`SELECT ${parts.join(' + ')}`)?.[0]);
}
