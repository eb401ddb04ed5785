// What stands in the way of state and sandbox is an error by name, and is left byte for byte as it was.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { emptyState } from '../../src/state/state.ts';
import { projectOf } from '../support/project.ts';
import { calls, chatform, smallProject, storeOf } from './chatform.ts';

const fileIn = (directory: string, name: string) => path.join(storeOf(directory), name);

async function applied(): Promise<string> {
  const directory = projectOf(smallProject);
  const { code, err } = await chatform(directory, 'apply --auto-approve');
  if (code !== 0) throw new Error(err);
  return directory;
}

/** Makes the seal of a file say another format version, with a checksum that fits. */
async function resealed(bytes: Buffer, kind: string): Promise<Uint8Array> {
  const { seal, unseal } = await import('../../src/storage/sealed.ts');
  const unsealed = unseal(kind, 99, bytes);
  if ('problem' in unsealed) throw new Error(unsealed.message);
  return seal(kind, 99, unsealed.image);
}

const flipped = (bytes: Buffer): Buffer => {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy[middle] = (copy[middle] ?? 0) ^ 1;
  return copy;
};

const damages: Readonly<
  Record<string, readonly [(bytes: Buffer, kind: string) => Uint8Array | Promise<Uint8Array>, string]>
> = {
  empty: [() => new Uint8Array(), 'is empty (0 bytes)'],
  truncated: [(bytes) => bytes.subarray(0, bytes.length >> 1), 'is cut off after'],
  'damaged in one bit': [flipped, 'is damaged: its content does not match its checksum'],
  'something else': [() => Buffer.from('apps: {}\n'.repeat(50)), 'is not a file of chatform'],
  'of a newer chatform': [resealed, 'has format version 99, and this chatform reads up to version'],
};

const cases = Object.entries(damages).flatMap(([title, [spoil, message]]) =>
  (['state', 'sandbox'] as const).map((kind) => ({ title, kind, spoil, message })),
);

test.each(cases)('a $kind that is $title stops plan and apply', async ({ kind, spoil, message }) => {
  const directory = await applied();
  const file = fileIn(directory, `${kind}.db`);
  const bytes = await spoil(fs.readFileSync(file), kind);
  fs.writeFileSync(file, bytes);
  for (const command of ['plan', 'apply --auto-approve']) {
    const { code, out, err } = await chatform(directory, command);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`${file} ${message}`);
    expect(err).toContain(
      kind === 'state' ? 'It was left as it is.' : '`chatform sandbox reset` starts over.',
    );
    expect(fs.readFileSync(file).equals(bytes)).toBe(true);
  }
  expect(fs.readdirSync(storeOf(directory)).sort()).toEqual([
    'generations',
    'sandbox.db',
    'state.db',
    'state.seen',
  ]);
});

test.each(cases.filter(({ kind }) => kind === 'sandbox'))(
  'after `sandbox reset` a sandbox that was $title begins anew',
  async ({ spoil }) => {
    const directory = await applied();
    const file = fileIn(directory, 'sandbox.db');
    fs.writeFileSync(file, await spoil(fs.readFileSync(file), 'sandbox'));
    expect((await chatform(directory, 'sandbox reset --yes')).code).toBe(0);
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
  },
);

test('a state that was removed, and its generations not, is an error and no first state', async () => {
  const directory = await applied();
  fs.rmSync(fileIn(directory, 'state.db'));
  for (const command of ['plan', 'apply --auto-approve']) {
    const { code, err } = await chatform(directory, command);
    expect(code).toBe(1);
    expect(err).toContain('is missing, though its generations are still there');
  }
  expect(fs.existsSync(fileIn(directory, 'state.db'))).toBe(false);
});

test('the state of another account is refused, and nothing is written', async () => {
  const directory = projectOf(smallProject);
  const store = fileStore({ directory: storeOf(directory), version: '0.1.0' });
  const since = '2026-03-01T08:00:00Z';
  const holder = { id: '1', host: 'build-host', pid: process.pid, since, command: 'apply', version: '0.1.0' };
  const session = await store.open(holder, () => emptyState('lobby', '200000000002', '0.1.0'));
  await session.append([{ type: 'bind', address: 'apps.lobby', id: '1400000001' }]);
  await session.close();
  const before = fs.readFileSync(fileIn(directory, 'state.db'));
  for (const command of ['plan', 'apply --auto-approve']) {
    const { code, err } = await chatform(directory, command);
    expect(code).toBe(1);
    expect(err).toContain(
      'The state is that of account 200000000002, and the configuration is for 100000000001.',
    );
  }
  expect(fs.readFileSync(fileIn(directory, 'state.db')).equals(before)).toBe(true);
  expect(fs.readdirSync(storeOf(directory)).sort()).toEqual(['generations', 'state.db', 'state.seen']);
});

describe('while another process holds the state', () => {
  /** The lock of a process that lives: this one. */
  async function whileHeld(directory: string, run: () => Promise<void>): Promise<void> {
    const store = fileStore({ directory: storeOf(directory), version: '0.1.0' });
    const session = await store.open(
      {
        id: '7f3a',
        host: 'build-host',
        pid: process.pid,
        since: '2026-03-01T07:59:00Z',
        command: 'apply',
        version: '0.1.0',
      },
      () => emptyState('lobby', '100000000001', '0.1.0'),
    );
    await run();
    await session.close();
  }

  test.each(['apply --auto-approve', 'sandbox reset --yes'])(
    '%s is 6, and names the holder',
    async (line) => {
      const directory = await applied();
      const files = ['state.db', 'sandbox.db'].map((name) => fileIn(directory, name));
      const before = files.map((file) => fs.readFileSync(file));
      await whileHeld(directory, async () => {
        const { code, out, err } = await chatform(directory, line);
        expect({ code, out }).toEqual({ code: 6, out: '' });
        expect(err).toBe(
          `Error: The state ${fileIn(directory, 'state.db')} is locked by apply (process ${process.pid} on build-host, since 2026-03-01T07:59:00Z, lock 7f3a). Run this again when that has ended, or let it wait by --lock-timeout SECONDS; \`chatform state lock\` says whether it still runs.\n`,
        );
      });
      expect(files.map((file) => fs.readFileSync(file))).toEqual(before);
    },
  );

  test('plan and state list only read, and go on', async () => {
    const directory = await applied();
    await whileHeld(directory, async () => {
      expect((await chatform(directory, 'plan')).code).toBe(0);
      expect((await chatform(directory, 'state list')).code).toBe(0);
    });
  });
});

test('an apply sees what another one did until it got the lock, in the sandbox too', async () => {
  const [directory, other] = [projectOf(smallProject), await applied()];
  let ids = 0;
  const { code, out } = await chatform(directory, 'apply --auto-approve', {
    // The first thing that an apply asks the world for once the configuration is read: the other one ends now.
    randomId: () => {
      ids += 1;
      if (ids === 1) fs.cpSync(storeOf(other), storeOf(directory), { recursive: true });
      return `late-${ids}`;
    },
  });
  expect(code).toBe(0);
  expect(out).toMatch(/^No changes\. /);
  expect(await calls(directory)).toEqual(await calls(other));
});

test('of two applies at once one is done, and the other one is told of it by 6', async () => {
  const directory = projectOf(smallProject);
  const line = 'apply --auto-approve';
  const ended = await Promise.all([1, 2].map(() => chatform(directory, line, { pid: process.pid })));
  expect(ended.map(({ code }) => code).sort()).toEqual([0, 6]);
  expect(await calls(directory)).toHaveLength(4);
  expect((await chatform(directory, 'plan')).out).toMatch(/^No changes\. /);
});
