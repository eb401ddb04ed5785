// The contract suite for the adapter of Tencent Cloud, by real sockets, against the sandbox behind Tencent's wire
// formats: what has an API is done by calls, and the rest by a person.
import * as vitest from 'vitest';
import { capabilities } from '../../../src/adapters/tencent/capabilities.ts';
import { personAt, tencentOver } from '../../support/tencent.ts';
import { adapterContract } from '../contract.ts';
import { newSandbox } from '../sandbox/sandbox.ts';

const open = async () => {
  const sandbox = await newSandbox();
  return {
    adapter: await tencentOver(sandbox),
    account: '100000000001',
    person: personAt(sandbox),
    nextMonth: () => sandbox.advance(31 * 86_400),
  };
};

adapterContract(vitest, 'tencent', open, { capabilities, gives: ['person', 'nextMonth'] });
