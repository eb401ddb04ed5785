// A session on a state in PostgreSQL, to be killed at any moment; says on stdout which entries were acknowledged.
import fs from 'node:fs';
import { hostname } from 'node:os';
import { postgresPlace } from '../../src/state/postgres.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { emptyState } from '../../src/state/state.ts';

const [url = '', environment = ''] = process.argv.slice(2);
const place = postgresPlace({ url, workspace: 'support', environment });
const since = '2026-03-01T08:00:00.000Z';
const holder = {
  id: 'killed',
  host: hostname(),
  pid: process.pid,
  since,
  command: 'apply',
  version: '0.1.0',
};

const session = await remoteStore({ place, version: '0.1.0' }).open(holder, () =>
  emptyState('lobby', '1', '0.1.0'),
);
for (const id of ['1', '2', '3']) {
  await session.append([{ type: 'bind', address: `apps.lobby-${id}`, id }]);
  fs.writeSync(1, `${id}\n`);
}
await session.close();
fs.writeSync(1, 'closed\n');
