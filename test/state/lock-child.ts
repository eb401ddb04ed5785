// A process that waits for the lock of a folder, checks that it is alone, and dies with the lock still there.
import fs from 'node:fs';
import path from 'node:path';
import { takeLock } from '../../src/state/lock.ts';
import { StateLocked } from '../../src/state/store.ts';

const [directory = '', id = ''] = process.argv.slice(2);
const since = '2026-03-01T08:00:00.000Z';
const holder = { id, host: 'build-7', pid: process.pid, since, command: 'apply', version: '0.1.0' };

for (;;) {
  try {
    const lock = takeLock(path.join(directory, 'state.lock'), directory, holder);
    // Fails when somebody else is in here too.
    fs.mkdirSync(path.join(directory, 'inside'));
    for (let look = 0; look < 100; look++) if (!lock.isOurs()) throw new Error('the lock was taken from us');
    fs.rmdirSync(path.join(directory, 'inside'));
    fs.writeSync(1, `${id}\n`);
    process.kill(process.pid, 'SIGKILL');
  } catch (error) {
    if (error instanceof StateLocked) continue;
    fs.writeSync(1, `${id}: ${error}\n`);
    process.exit(1);
  }
}
