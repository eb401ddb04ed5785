// Connections that break, servers that end and writers that are killed, at any message: what was acknowledged is there,
// once, and what was refused is not.
//
// Every message is tried where CUT_EVERY=1 is set; else every 37th one.
import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { postgresPlace } from '../../src/state/postgres.ts';
import { type Patience, usualPatience } from '../../src/state/postgres-connection.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { StateError } from '../../src/state/store.ts';
import { bundle } from '../support/bundle.ts';
import { usePostgres, withoutPostgres } from '../support/postgres.ts';
import { type Fate, type Message, proxyTo } from '../support/postgres-proxy.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { holderOf, newState } from './contract.ts';

const every = Number(process.env.CUT_EVERY ?? 37);
const noOne = () => false;
const soon = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, Math.min(milliseconds, 5)));
const quick: Patience = { ...usualPatience, wait: soon };

const isCommit = ({ from, bytes }: Message) => from === 'client' && bytes.includes('COMMIT\0');
const isAnswerToCommit = ({ from, bytes }: Message) => from === 'server' && bytes.includes('COMMIT\0');

describe.skipIf(withoutPostgres)(`the state in PostgreSQL, over a bad network${withoutPostgres}`, () => {
  const server = usePostgres();
  let database: string;
  let environments = 0;
  beforeAll(async () => {
    database = await server().database();
    // The tables are made here, so that each session below sends the same messages.
    const tenure = await placeBy(server().port).lock('first', noOne);
    if ('release' in tenure) await tenure.release();
  });

  const newEnvironment = () => `env-${environments++}`;
  function placeBy(port: number, environment = newEnvironment(), patience = quick) {
    const url = server().url(database).replace(`:${server().port}/`, `:${port}/`);
    return postgresPlace({ url, workspace: 'support', environment }, patience);
  }
  const storeBy = (port: number, environment: string) =>
    remoteStore({ place: placeBy(port, environment), version: '0.1.0' });
  const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);

  /** A session of two appends, with an image large enough to come in several pieces. */
  const large = 'x'.repeat(200_000);
  async function session(port: number, environment: string): Promise<void> {
    const open = await storeBy(port, environment).open(holderOf('writer'), newState);
    await open.append([{ type: 'bind', address: 'apps.support', id: '1' }]);
    const recorded = { kind: 'app', body: { introduction: large } } as const;
    await open.append([{ type: 'record', address: 'apps.support', recorded }]);
    await open.close();
  }

  async function expectWhole(environment: string, where: string): Promise<void> {
    const place = placeBy(server().port, environment);
    const state = await remoteStore({ place, version: '0.1.0' }).read();
    expect(state?.serial, where).toBe(1);
    expect([...(state?.bindings ?? [])], where).toEqual([['apps.support', '1']]);
    expect(state?.records.get('apps.support')?.body, where).toEqual({ introduction: large });
    expect((await place.read()).journal, where).toEqual([]);
    expect(
      (await place.generations()).map(({ serial }) => serial),
      where,
    ).toEqual([0]);
    expect(await place.lockText(), where).toBeUndefined();
  }

  test('a session goes on whichever message it is cut at', { timeout: 600_000 }, async () => {
    const rehearsal = await proxyTo(server().port, () => 'pass');
    await session(rehearsal.port, newEnvironment());
    const messages = rehearsal.count();
    expect(messages).toBeGreaterThan(150);
    let refused = 0;
    for (const [offset, fate] of (['before', 'half', 'after'] as const).entries()) {
      for (let at = 1 + offset * 3; at <= messages; at += every) {
        const environment = newEnvironment();
        const where = `cut ${fate} message ${at} of ${messages}`;
        const proxy = await proxyTo(server().port, ({ number }): Fate => (number === at ? fate : 'pass'));
        try {
          await session(proxy.port, environment);
        } catch (error) {
          // Only the very first contact is not tried again.
          expect(error, where).toBeInstanceOf(StateError);
          expect(String(error), where).toContain('was cut. Check that the server stays up');
          expect(await placeBy(server().port, environment).lockText(), where).toBeUndefined();
          refused += 1;
          await session(server().port, environment);
        }
        await expectWhole(environment, where);
      }
    }
    expect(refused).toBeLessThan((3 * 40) / every);
  });

  test.each([
    ['before the server has it', isCommit, 'before'],
    ['after the server has it', isCommit, 'after'],
    ['when its answer comes', isAnswerToCommit, 'before'],
  ] as const)('each COMMIT of a session may be lost %s', async (_title, isIt, fate) => {
    const environment = newEnvironment();
    let cuts = 0;
    // Each second one, so that what is asked afterwards gets its answer.
    const proxy = await proxyTo(server().port, (message) => {
      if (!isIt(message)) return 'pass';
      cuts += 1;
      return cuts % 2 === 1 ? fate : 'pass';
    });
    await session(proxy.port, environment);
    expect(cuts).toBeGreaterThan(8);
    await expectWhole(environment, 'after the session');
  });

  test('leaves nothing behind in a connection that the next transaction would need', async () => {
    const sent: string[] = [];
    const proxy = await proxyTo(server().port, ({ from, bytes }) => {
      if (from === 'client') sent.push(bytes.toString('latin1'));
      return 'pass';
    });
    const environment = newEnvironment();
    await session(proxy.port, environment);
    await storeBy(proxy.port, environment).history();
    const [start = '', ...rest] = sent;
    expect(start.slice(8)).toBe(
      'user\0chat\0database\0chat_1\0application_name\0chatform\0client_encoding\0UTF8\0\0',
    );
    // No named statement, no setting and no lock of a session, and nothing outside of a transaction.
    const isIn = (kind: string) => (message: string) => message.startsWith(kind);
    expect(rest.filter(isIn('P')).every((message) => message[5] === '\0')).toBe(true);
    expect(rest.join('')).not.toMatch(
      /\bSET (?!LOCAL\b)\w+ (?:=|TO)(?! [$n])|pg_(?:try_)?advisory_lock|LISTEN|PREPARE/,
    );
    const simple = rest.filter(isIn('Q')).map((message) => message.slice(5).split(/[\s;\0]/)[0]);
    expect(simple.length).toBeGreaterThan(10);
    expect(simple.join(' ')).toMatch(/^(?:BEGIN COMMIT ?)+$/);
  });

  test('says that it is not known where no answer can be had any more', async () => {
    const environment = newEnvironment();
    let isDown = false;
    const proxy = await proxyTo(server().port, (message) => {
      if (isDown && isAnswerToCommit(message)) return 'before';
      return isDown && message.bytes.includes('user\0') ? 'before' : 'pass';
    });
    let clock = 0;
    const patience = {
      ...quick,
      now: () => clock,
      wait: async (milliseconds: number) => {
        clock += milliseconds;
      },
    };
    const tenure = await placeBy(proxy.port, environment, patience).lock('ours', noOne);
    if ('inTheWay' in tenure) throw new Error('locked');
    isDown = true;
    const says = 'It is not known whether part 1 of the journal was written.';
    await expect(tenure.append(bytesOf(1))).rejects.toThrow(says);
    expect(clock).toBeGreaterThan(10_000);
    expect((await placeBy(server().port, environment).read()).journal).toEqual([Buffer.of(1)]);
    // What certainly did not happen is said to be so.
    await expect(tenure.write({ bytes: bytesOf(2), serial: 1, base: undefined, about: '' })).rejects.toThrow(
      'Nothing was written.',
    );
    await expect(tenure.release()).rejects.toThrow('The lock is still there: `chatform state unlock`');
    expect(await placeBy(server().port, environment).lockText()).toBe('ours');
  });

  test('nobody waits for a server that does not answer', async () => {
    const held = new Promise<Fate>(() => undefined);
    const proxy = await proxyTo(server().port, () => held);
    const place = placeBy(proxy.port, newEnvironment(), { ...quick, attempt: 50 });
    await expect(place.read()).rejects.toThrow('does not answer in time');
    await expect(place.lock('ours', noOne)).rejects.toThrow('Nothing was written.');
  });

  test('a holder that was stopped in the middle frees the row, and writes nothing when it goes on', async () => {
    const environment = newEnvironment();
    let goOn = () => {};
    const stopped = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let isStopped = () => {};
    const reached = new Promise<void>((resolve) => {
      isStopped = resolve;
    });
    const proxy = await proxyTo(server().port, async ({ from, bytes }): Promise<Fate> => {
      if (from === 'server' || !bytes.includes('INSERT INTO chatform.journal')) return 'pass';
      isStopped();
      await stopped;
      return 'pass';
    });
    const tenure = await placeBy(proxy.port, environment, { ...quick, idle: 300 }).lock('ours', noOne);
    if ('inTheWay' in tenure) throw new Error('locked');
    const appending = tenure.append(bytesOf(1));
    appending.catch(() => undefined);
    await reached;
    const place = placeBy(server().port, environment);
    expect(await place.unlock('ours')).toBe(true);
    goOn();
    await expect(appending).rejects.toThrow('was taken away while we were writing');
    await tenure.release();
    expect((await place.read()).journal).toEqual([]);
  });

  test('a server that crashes and comes back in the middle of a session loses nothing of it', async () => {
    const environment = newEnvironment();
    const open = await storeBy(server().port, environment).open(holderOf('writer'), newState);
    const append = (id: string) => open.append([{ type: 'bind', address: `apps.app${id}`, id }]);
    await append('1');
    const restarting = server().restart();
    for (let id = 2; id <= 9; id++) await append(String(id));
    await restarting;
    await open.close();
    const state = await storeBy(server().port, environment).read();
    expect([...(state?.bindings.values() ?? [])]).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(state?.serial).toBe(1);
  });

  test('a writer that is killed leaves all that it acknowledged', { timeout: 600_000 }, async () => {
    const program = await bundle(path.join(import.meta.dirname, 'postgres-kill-child.ts'), temporaryFolder());
    const url = (port: number) => server().url(database).replace(`:${server().port}/`, `:${port}/`);
    /** Ends when its n-th message is on its way. */
    const run = async (environment: string, killAt: number) => {
      let kill = () => {};
      const proxy = await proxyTo(server().port, ({ number }) => {
        if (number !== killAt) return 'pass';
        kill();
        return 'after';
      });
      const args = [program, url(proxy.port), environment];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      kill = () => void child.kill('SIGKILL');
      let output = '';
      child.stdout.on('data', (data) => {
        output += data;
      });
      await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
      return { messages: proxy.count(), lines: output.split('\n').slice(0, -1) };
    };
    const whole = await run(newEnvironment(), 0);
    expect(whole.lines).toEqual(['1', '2', '3', 'closed']);
    for (let at = 20; at <= whole.messages; at += every) {
      const environment = newEnvironment();
      const where = `killed at message ${at} of ${whole.messages}`;
      const { lines } = await run(environment, at);
      const acknowledged = lines.filter((line) => line !== 'closed').length;
      // Its lock is taken over, since its process was one of this machine.
      const here = { ...holderOf('next'), host: hostname() };
      const next = await storeBy(server().port, environment).open(here, newState);
      const left = next.state.bindings.size;
      expect(left, where).toBeGreaterThanOrEqual(acknowledged);
      expect([...next.state.bindings.values()], where).toEqual(['1', '2', '3'].slice(0, left));
      await next.append([{ type: 'bind', address: 'apps.next', id: '4' }]);
      await next.close();
      const state = await storeBy(server().port, environment).read();
      expect(state?.bindings.size, where).toBe(left + 1);
    }
  });
});
