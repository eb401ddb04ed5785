import * as vitest from 'vitest';
import { adapterContract } from '../contract.ts';
import { done, newSandbox } from './sandbox.ts';

const open = async () => {
  const sandbox = await newSandbox();
  return {
    adapter: sandbox.adapter,
    account: '100000000001',
    nextMonth: () => sandbox.advance(31 * 86_400),
    oldApp: (name: string) => done(sandbox, 'RegisterApp', { name, createdAt: '2018-05-01T12:00:00Z' }),
  };
};

adapterContract(vitest, 'sandbox', open, { gives: ['nextMonth', 'oldApp'] });
