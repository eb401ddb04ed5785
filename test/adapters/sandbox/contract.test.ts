import { adapterContract } from '../contract.ts';
import { newSandbox } from './sandbox.ts';

adapterContract('sandbox', async () => {
  const sandbox = await newSandbox();
  return {
    adapter: sandbox.adapter,
    account: '100000000001',
    nextMonth: () => sandbox.advance(31 * 86_400),
  };
});
