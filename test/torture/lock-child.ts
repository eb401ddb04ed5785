// A process that asks for the lock of a folder many times, and proves each time it has it that it is alone.
import fs from 'node:fs';
import path from 'node:path';
import { takeLock } from '../../src/state/lock.ts';
import { StateLocked } from '../../src/state/store.ts';

const [directory = '', id = '', attempts = ''] = process.argv.slice(2);
const since = '2026-03-01T08:00:00.000Z';
const holder = { host: 'build-7', pid: process.pid, since, command: 'apply', version: '0.1.0' };
const marker = path.join(directory, 'inside');
const log = path.join(directory, 'log');
let taken = 0;

for (let attempt = 1; attempt <= Number(attempts); attempt++) {
  try {
    const one = `${id}-${attempt}`;
    const lock = takeLock(path.join(directory, 'state.lock'), directory, { ...holder, id: one });
    // Fails when somebody else is in here too.
    fs.closeSync(fs.openSync(marker, 'wx'));
    fs.appendFileSync(log, `in ${one}\n`);
    if (!lock.isOurs()) throw new Error('the lock was taken from us');
    fs.appendFileSync(log, `out ${one}\n`);
    fs.unlinkSync(marker);
    lock.release();
    taken += 1;
  } catch (error) {
    if (error instanceof StateLocked) continue;
    fs.writeSync(1, `${id}: ${error}\n`);
    process.exit(1);
  }
}
fs.writeSync(1, `${taken}\n`);
