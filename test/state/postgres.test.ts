// The store in a PostgreSQL of our own.
import { describe, expect, test } from 'vitest';
import { postgresPlace } from '../../src/state/postgres.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { usePostgres, withoutPostgres } from '../support/postgres.ts';
import { stateStoreContract } from './contract.ts';

describe.skipIf(withoutPostgres)(`the state in PostgreSQL${withoutPostgres}`, () => {
  const server = usePostgres();

  stateStoreContract('PostgreSQL', async () => {
    const url = server().url(await server().database());
    const place = postgresPlace({ url, workspace: 'support', environment: 'prod' });
    return () => remoteStore({ place, version: '0.1.0' });
  });

  test('x', () => expect(1).toBe(1));
});
