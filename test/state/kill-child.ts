// Sessions on a state, to be killed at any moment; says on stdout which entries were acknowledged.
import fs from 'node:fs';
import { fileStore } from '../../src/state/file.ts';
import { emptyState } from '../../src/state/state.ts';

const [directory = '', from = '', to = ''] = process.argv.slice(2);
const store = fileStore({ directory, version: '0.1.0' });
const since = '2026-03-01T08:00:00.000Z';
const holder = { host: 'build-7', pid: process.pid, since, command: 'apply', version: '0.1.0' };

const session = await store.open({ ...holder, id: `apply-${process.pid}` }, () =>
  emptyState('lobby', '1', '0.1.0'),
);
const append = async (number: number) => {
  await session.append([{ type: 'bind', address: `apps.lobby-${number}`, id: String(number) }]);
  fs.writeSync(1, `${number}\n`);
};
let number = Number(from);
await append(number++);
// The others in pairs that share a write.
while (number <= Number(to)) await Promise.all([append(number++), append(number++)]);
await session.close();
fs.writeSync(1, 'closed\n');
