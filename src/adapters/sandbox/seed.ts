/** What a sandbox begins with: an account, its clock, Tencent's preset policies, sub-accounts and user groups. */
import { presetPolicies } from '../../catalog/cam-presets.ts';
import { meta, setMeta, type Tables } from './tables.ts';

const firstSdkAppId = 1400000001;
const firstPolicyId = 100001;

/** Sub-accounts and user groups of the account, by name. */
export interface Directory {
  readonly users: readonly string[];
  /** Group → members. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** Fills empty tables. `clock` is ISO 8601 in UTC. */
export function seedAccount(tables: Tables, account: string, clock: string): void {
  setMeta(tables, 'account', account);
  setMeta(tables, 'clock', clock);
  setMeta(tables, 'nextSdkAppId', String(firstSdkAppId));
  setMeta(tables, 'nextPolicyId', String(firstPolicyId));
  setMeta(tables, 'nextGroupId', '1');
  setMeta(tables, 'callTrials', '0');
  for (const [index, { name, description, actions }] of presetPolicies.entries()) {
    const document = { version: '2.0', statement: [{ effect: 'allow', action: actions, resource: ['*'] }] };
    const sql = 'INSERT INTO policies VALUES (?, ?, 1, ?, ?, ?, ?)';
    tables.run(sql, name, index + 1, description, JSON.stringify(document), clock, clock);
  }
}

/** Adds the sub-accounts and groups that are not there yet; says whether there were any. */
export function addDirectory(tables: Tables, { users, groups }: Directory): boolean {
  const before = size(tables);
  const now = meta(tables, 'clock');
  const members = Object.entries(groups);
  for (const user of [...users, ...members.flatMap(([, names]) => names)]) {
    tables.run('INSERT OR IGNORE INTO users VALUES (?, ?)', user, now);
  }
  for (const [group, names] of members) {
    tables.run('INSERT OR IGNORE INTO userGroups VALUES (?, ?)', group, now);
    for (const user of names) tables.run('INSERT OR IGNORE INTO members VALUES (?, ?)', group, user);
  }
  return size(tables) > before;
}

function size(tables: Tables): number {
  const parts = ['users', 'userGroups', 'members'].map((table) => `(SELECT count(*) FROM ${table})`);
  return Number(tables.first(`SELECT ${parts.join(' + ')}`)?.[0]);
}
