// The store in a PostgreSQL of our own.
import { spawn } from 'node:child_process';
import path from 'node:path';
import pg from 'pg';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { postgresPlace } from '../../src/state/postgres.ts';
import { usualPatience } from '../../src/state/postgres-connection.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { StateError } from '../../src/state/store.ts';
import { bundle } from '../support/bundle.ts';
import { password, superuser, usePostgres, withoutPostgres } from '../support/postgres.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { entries, holderOf, newState, stateStoreContract, textOf } from './contract.ts';

const noOne = () => false;
const impatient = { ...usualPatience, row: 200, again: 1_000 };

describe.skipIf(withoutPostgres)(`the state in PostgreSQL${withoutPostgres}`, () => {
  const server = usePostgres(['max_connections = 120', 'wal_writer_delay = 10s']);
  let database: string;
  let environments = 0;
  beforeAll(async () => {
    database = await server().database();
  });

  /** A place that nobody has used yet, in a database that others use. */
  const newPlace = (environment = `env-${environments++}`, workspace = 'support', patience = impatient) =>
    postgresPlace({ url: server().url(database), workspace, environment }, patience);
  const storeAt = (place = newPlace()) => remoteStore({ place, version: '0.1.0' });
  const lockAt = async (place: ReturnType<typeof newPlace>, text = 'ours') => {
    const tenure = await place.lock(text, noOne);
    if ('inTheWay' in tenure) throw new Error(`locked by ${tenure.inTheWay}`);
    return tenure;
  };
  const bytesOf = (...bytes: number[]) => Uint8Array.from(bytes);
  const image = (serial: number, base: number | undefined, bytes = bytesOf(serial)) => ({
    bytes,
    serial,
    base,
    about: `apply ${serial} on build-7`,
  });

  stateStoreContract('PostgreSQL', () => {
    const place = newPlace();
    return () => storeAt(place);
  });

  test('reading and asking make no tables', async () => {
    const empty = await server().database();
    const place = postgresPlace({ url: server().url(empty), workspace: 'support', environment: 'prod' });
    expect(await place.read()).toMatchObject({ journal: [] });
    expect(await place.lockText()).toBeUndefined();
    expect(await place.generations()).toEqual([]);
    expect(await place.generation(1)).toBeUndefined();
    expect(await place.unlock('ours')).toBe(false);
    const schemas = await server().query(empty, `SELECT 1 FROM pg_namespace WHERE nspname = 'chatform'`);
    expect(schemas).toEqual([]);
  });

  test('20 who begin in an empty database at once make one schema, and each gets its lock', async () => {
    const empty = await server().database();
    const places = Array.from({ length: 20 }, (_, i) =>
      postgresPlace({ url: server().url(empty), workspace: 'support', environment: `env-${i}` }),
    );
    const tenures = await Promise.all(places.map((place) => lockAt(place)));
    await Promise.all(tenures.map((tenure) => tenure.release()));
    expect(await server().query(empty, 'SELECT version FROM chatform.version')).toEqual([{ version: 1 }]);
  });

  test('workspaces and environments of one database do not see each other', async () => {
    const names = [
      ['support', 'prod'],
      ['support', 'test'],
      ['lobby', 'prod'],
      ['lobby', 'pr\'od; "DROP'],
    ] as const;
    for (const [index, [workspace, environment]] of names.entries()) {
      const session = await storeAt(newPlace(environment, workspace)).open(holderOf('writer'), newState);
      await session.append([{ type: 'bind', address: 'apps.support', id: `140000000${index}` }]);
      // The lock is still there: the next one is not in its way.
      onTestFinished(() => session.close());
    }
    for (const [index, [workspace, environment]] of names.entries()) {
      const state = await storeAt(newPlace(environment, workspace)).read();
      expect([...(state?.bindings ?? [])]).toEqual([['apps.support', `140000000${index}`]]);
    }
  });

  test('keeps the last 20 states, and says of each what wrote it', async () => {
    const place = newPlace('kept');
    const tenure = await lockAt(place);
    for (let serial = 1; serial <= 25; serial++) {
      await tenure.append(bytesOf(serial));
      await tenure.write(image(serial, serial > 1 ? serial - 1 : undefined));
    }
    await tenure.append(bytesOf(26));
    await tenure.release();
    const kept = await place.read();
    expect(kept).toMatchObject({ image: Buffer.of(25), journal: [Buffer.of(26)], newest: 24 });
    expect(kept.storedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    const generations = await place.generations();
    expect(generations.map(({ serial }) => serial)).toEqual(Array.from({ length: 20 }, (_, i) => 24 - i));
    expect(await place.generation(5)).toMatchObject({ serial: 5, image: Buffer.of(5) });
    expect(await place.generation(4)).toBeUndefined();
    const [about] = await server().query(
      database,
      `SELECT about FROM chatform.generations WHERE environment = 'kept' AND serial = 7`,
    );
    expect(about).toEqual({ about: 'apply 7 on build-7' });
  });

  test('keeps every byte of a large image and of a large journal', async () => {
    const place = newPlace();
    const large = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
    const tenure = await lockAt(place);
    await tenure.write(image(1, undefined, large));
    await tenure.append(large);
    await tenure.append(bytesOf());
    await tenure.release();
    const kept = await place.read();
    expect(Buffer.compare(kept.image ?? bytesOf(), large)).toBe(0);
    expect(kept.journal.map((chunk) => Buffer.compare(chunk, large))).toEqual([0, -1]);
  });

  test('what is committed is synced, also where the database would not wait for it', async () => {
    const lazy = await server().database();
    await server().query('postgres', `ALTER DATABASE ${lazy} SET synchronous_commit = off`);
    const place = postgresPlace({ url: server().url(lazy), workspace: 'support', environment: 'prod' });
    const tenure = await lockAt(place);
    await tenure.append(bytesOf(1));
    await server().restart();
    expect((await place.read()).journal).toEqual([Buffer.of(1)]);
    await tenure.release();
  });

  test('the lock of somebody who is gone is taken over, and what he still writes is refused', async () => {
    const place = newPlace();
    const first = await lockAt(place, 'first');
    expect(await place.lock('second', noOne)).toEqual({ inTheWay: 'first' });
    // Not even the same text gets in twice.
    expect(await place.lock('first', noOne)).toEqual({ inTheWay: 'first' });
    const second = await place.lock('second', (text) => text === 'first');
    if ('inTheWay' in second) throw new Error('was not taken over');
    await expect(first.append(bytesOf(1))).rejects.toThrow('was taken away while we were writing');
    await expect(first.write(image(1, undefined))).rejects.toThrow('Nothing more was written');
    await first.release();
    expect(await place.lockText()).toBe('second');
    await second.append(bytesOf(2));
    await second.release();
    expect(await place.read()).toMatchObject({ journal: [Buffer.of(2)] });
    expect(await place.lockText()).toBeUndefined();
  });

  test('a state that was changed beside its lock is not written over', async () => {
    const place = newPlace('beside');
    const tenure = await lockAt(place);
    await tenure.write(image(1, undefined));
    await server().query(database, `UPDATE chatform.states SET serial = 7 WHERE environment = 'beside'`);
    await expect(tenure.append(bytesOf(1))).rejects.toThrow(
      'was changed beside its lock: it has serial 7 now',
    );
    await expect(tenure.write(image(2, 1))).rejects.toThrow('was changed beside its lock');
    await tenure.release();
    expect(await place.read()).toMatchObject({ image: Buffer.of(1), journal: [] });
  });

  test('a row that an open transaction holds is an error that says so', async () => {
    const place = newPlace('held');
    const tenure = await lockAt(place);
    const psql = new pg.Client({ connectionString: server().url(database) });
    await psql.connect();
    await psql.query(`BEGIN; SELECT * FROM chatform.states WHERE environment = 'held' FOR UPDATE`);
    for (const call of [
      () => tenure.append(bytesOf(1)),
      () => place.unlock('ours'),
      () => place.lock('x', noOne),
    ])
      await expect(call()).rejects.toThrow('is held by an open transaction of another connection');
    // Reading waits for nobody.
    expect(await place.lockText()).toBe('ours');
    await psql.end();
    await tenure.append(bytesOf(1));
    await tenure.release();
    expect((await place.read()).journal).toEqual([Buffer.of(1)]);
  });

  test('a database of a newer chatform is left alone', async () => {
    const newer = await server().database();
    const place = postgresPlace({ url: server().url(newer), workspace: 'support', environment: 'prod' });
    await (await lockAt(place)).release();
    await server().query(
      newer,
      'UPDATE chatform.version SET version = 2; ALTER TABLE chatform.states DROP image',
    );
    const says = 'are of a newer chatform (version 2 of the schema "chatform", this one knows 1): upgrade';
    for (const call of [() => place.read(), () => place.lock('ours', noOne), () => place.unlock('ours')])
      await expect(call()).rejects.toThrow(says);
    await expect(place.read()).rejects.toBeInstanceOf(StateError);
  });

  test('somebody who may only read plans, and is told what to grant when he writes', async () => {
    const name = await server().database();
    const prod = { workspace: 'support', environment: 'prod' };
    const owner = postgresPlace({ ...prod, url: server().url(name) });
    const session = await remoteStore({ place: owner, version: '0.1.0' }).open(holderOf('writer'), newState);
    await session.append(entries);
    await session.close();
    await server().query(name, `CREATE ROLE reader LOGIN PASSWORD '${password}'`);
    const reader = postgresPlace({ ...prod, url: server().urlOf('reader', name) });
    await expect(reader.read()).rejects.toThrow('GRANT USAGE ON SCHEMA chatform TO "reader"');
    await server().query(
      name,
      'GRANT USAGE ON SCHEMA chatform TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA chatform TO reader',
    );
    const store = remoteStore({ place: reader, version: '0.1.0' });
    expect(textOf(await store.read())).toBe(textOf(session.state));
    expect(await store.history()).toHaveLength(2);
    expect(await store.held('build-7')).toBeUndefined();
    await expect(reader.lock('ours', noOne)).rejects.toThrow(
      'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chatform TO "reader"',
    );
    await server().query(
      name,
      'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chatform TO reader',
    );
    await (await lockAt(reader)).release();
    // Where there are no tables yet.
    await expect(
      postgresPlace({ ...prod, url: server().urlOf('reader', 'postgres') }).lock('ours', noOne),
    ).rejects.toThrow('GRANT CREATE ON DATABASE "postgres" TO "reader"');
  });

  test('a schema that was made for chatform is used, by a role that may create none', async () => {
    const name = await server().database();
    await server().query(
      name,
      `CREATE ROLE maker LOGIN PASSWORD '${password}'; CREATE SCHEMA chatform AUTHORIZATION maker`,
    );
    const url = server().urlOf('maker', name);
    await (await lockAt(postgresPlace({ url, workspace: 'support', environment: 'prod' }))).release();
  });

  test('a server that takes no writes is read, and named when it should be written', async () => {
    const name = await server().database();
    const place = postgresPlace(
      { url: server().url(name), workspace: 'support', environment: 'prod' },
      impatient,
    );
    await (await lockAt(place)).release();
    await server().query('postgres', `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    expect((await place.read()).image).toBeUndefined();
    await expect(place.lock('ours', noOne)).rejects.toThrow('the server takes no writes');
  });

  test('of many processes that want one lock each is alone while it has it', {
    timeout: 120_000,
  }, async () => {
    const folder = temporaryFolder();
    const program = await bundle(path.join(import.meta.dirname, 'postgres-lock-child.ts'), folder);
    const count = Number(process.env.LOCK_PROCESSES ?? 5);
    const run = (id: string) =>
      new Promise<string>((resolve, reject) => {
        const args = [program, server().url(database), folder, id];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.on('data', (data) => {
          output += data;
        });
        child.on('close', () => resolve(output)).on('error', reject);
      });
    const ids = Array.from({ length: count }, (_, i) => `apply-${i}`);
    expect(await Promise.all(ids.map(run))).toEqual(ids.map((id) => `${id} 1\n${id} 2\n${id} 3\n`));
    const state = await storeAt(newPlace('many')).read();
    expect(state?.serial).toBe(3 * count);
    expect(state?.bindings.size).toBe(3 * count);
  });

  test('nobody is named with a password', () => {
    const place = newPlace('prod');
    expect(place.location).toBe(`support/prod in postgresql://127.0.0.1:${server().port}/${database}`);
    expect(superuser).not.toBe(password);
    expect(JSON.stringify(place)).not.toContain(password);
  });
});
