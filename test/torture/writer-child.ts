// A session on a state, to be stopped at any moment and to go on later; says on stdout how it ended.
import fs from 'node:fs';
import { fileStore } from '../../src/state/file.ts';
import { emptyState, withEntries } from '../../src/state/state.ts';
import { StateError, StateLocked } from '../../src/state/store.ts';

const [directory = '', way = ''] = process.argv.slice(2);
const store = fileStore({ directory, version: '0.1.0' });
const since = '2026-03-01T08:00:00.000Z';
const holder = {
  id: 'stopped',
  host: 'build-7',
  pid: process.pid,
  since,
  command: 'apply',
  version: '0.1.0',
};
const bind = (name: string) => ({ type: 'bind', address: `apps.${name}`, id: '1400000009' }) as const;

try {
  const session = await store.open(holder, () => emptyState('lobby', '1', '0.1.0'));
  try {
    if (way === 'replace') {
      const all = [bind('stopped-1'), bind('stopped-2'), bind('stopped-3')];
      await session.replace(withEntries(session.state, all));
    } else {
      await session.append([bind('stopped-1')]);
      await session.append([bind('stopped-2'), bind('stopped-3')]);
    }
  } finally {
    await session.close();
  }
  fs.writeSync(1, 'done\n');
} catch (error) {
  const isSaid = error instanceof StateError || error instanceof StateLocked;
  fs.writeSync(1, isSaid ? `refused: ${error.message}\n` : `crashed: ${error}\n`);
}
