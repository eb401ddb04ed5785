/** What a sandbox and a state hold, read with SQL from their tables. */
import fs from 'node:fs';
import path from 'node:path';
import type { Sandbox } from '../../src/adapters/sandbox/index.ts';
import type { JsonMap } from '../../src/json.ts';
import { openDatabase } from '../../src/storage/sqlite.ts';
import type { Contents } from './model.ts';

/** Everything of the account but preset policies and certificates. */
export function contentsOf({ tables }: Sandbox): Contents {
  const found = new Map<string, JsonMap>();
  const json = (value: unknown) => JSON.parse(String(value)) as JsonMap;
  for (const [id, name, type, introduction, edition, enabled] of tables.all(
    'SELECT id, name, type, introduction, edition, enabled FROM apps',
  ))
    found.set(`apps.${id}`, { name, type, introduction, edition, enabled: enabled === 1 } as JsonMap);
  for (const [app, section, body] of tables.all('SELECT app, section, body FROM settings'))
    found.set(`apps.${app}.${section}`, json(body));
  for (const [app, family, name, body] of tables.all('SELECT app, family, name, body FROM fields'))
    found.set(`apps.${app}.${family}.${name}`, json(body));
  for (const [app, id, body] of tables.all('SELECT app, id, body FROM accounts'))
    found.set(`apps.${app}.accounts.${id}`, json(body));
  for (const [app, id, type, body] of tables.all('SELECT app, id, type, body FROM chatGroups')) {
    const users = tables.all(
      'SELECT user FROM groupMembers WHERE app = ? AND groupId = ? ORDER BY user',
      Number(app),
      String(id),
    );
    const members = Object.fromEntries(users.map(([user]) => [String(user), {}]));
    found.set(`apps.${app}.groups.${id}`, { ...json(body), type: String(type), members });
  }
  for (const [app, key, value] of tables.all('SELECT app, key, value FROM tags'))
    found.set(`apps.${app}.tags`, { ...found.get(`apps.${app}.tags`), [String(key)]: String(value) });
  for (const [app, activated, call, trials] of tables.all('SELECT app, activated, call, trials FROM trtc'))
    found.set(`apps.${app}.trtc`, {
      activated: activated === 1,
      call: String(call),
      callTrials: Number(trials),
    });
  for (const [name, description, document] of tables.all(
    'SELECT name, description, document FROM policies WHERE preset = 0',
  ))
    found.set(`cam.policies.${name}`, { description: String(description), document: json(document) });
  for (const [policy, holder, name] of tables.all('SELECT policy, holder, name FROM attachments'))
    found.set(`cam.policies.${policy}.${holder}.${name}`, {});
  return found;
}

export interface Kept {
  /** App address → SDKAppID. */
  readonly bindings: ReadonlyMap<string, string>;
  /** By address. */
  readonly records: Contents;
  readonly waiting: readonly string[];
  readonly confirmed: readonly string[];
  /** How many calls are open. */
  readonly open: number;
}

/** What `state.db` of a folder says. */
export async function keptIn(folder: string): Promise<Kept> {
  const database = await openDatabase(fs.readFileSync(path.join(folder, 'state.db')));
  try {
    const rows = (sql: string) =>
      (database.exec(sql)[0]?.values ?? []).map((row) => row.map(String) as [string, string]);
    const records = rows('SELECT root, records FROM records').flatMap(
      ([, text]) => JSON.parse(text) as [string, { body: JsonMap }][],
    );
    return {
      bindings: new Map(rows('SELECT address, id FROM bindings')),
      records: new Map(records.map(([address, { body }]) => [address, body])),
      waiting: rows('SELECT address, waiting FROM waiting').map(([address]) => address),
      confirmed: rows('SELECT address, confirmation FROM confirmations').map(([address]) => address),
      open: rows('SELECT position, intent FROM intents').length,
    };
  } finally {
    database.close();
  }
}
