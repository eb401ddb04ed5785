// A process that takes the lock of a state in PostgreSQL three times, checks that it is alone, and writes.
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { postgresPlace } from '../../src/state/postgres.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { emptyState } from '../../src/state/state.ts';
import { StateLocked } from '../../src/state/store.ts';

const [url = '', folder = '', id = ''] = process.argv.slice(2);
const place = postgresPlace({ url, workspace: 'support', environment: 'many' });
const store = remoteStore({ place, version: '0.1.0' });
const since = '2026-03-01T08:00:00.000Z';
const holder = { id, host: hostname(), pid: process.pid, since, command: 'apply', version: '0.1.0' };

for (let time = 1; time <= 3; ) {
  try {
    const session = await store.open(holder, () => emptyState('lobby', '1', '0.1.0'));
    // Fails when somebody else is in here too.
    fs.mkdirSync(path.join(folder, 'inside'));
    await session.append([{ type: 'bind', address: `apps.${id}-${time}`, id: `${id}-${time}` }]);
    fs.rmdirSync(path.join(folder, 'inside'));
    await session.close();
    fs.writeSync(1, `${id} ${time}\n`);
    time += 1;
  } catch (error) {
    if (error instanceof StateLocked) continue;
    fs.writeSync(1, `${id}: ${error}\n`);
    process.exit(1);
  }
}
