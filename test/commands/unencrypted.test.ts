// A project that encrypts nothing loads nothing for it.
import { expect, test, vi } from 'vitest';
import { projectOf } from '../support/project.ts';
import { applyAll, chatform, smallProject } from './chatform.ts';

const loaded: string[] = [];

vi.mock('../../src/storage/cipher.ts', () => {
  loaded.push('cipher');
  return {};
});
vi.mock('../../src/commands/encryption.ts', () => {
  loaded.push('encryption');
  return {};
});

test('plan, apply, show and the state commands of a project without encryption load none of its code', async () => {
  const directory = projectOf(smallProject);
  for (const line of [
    'plan --out first.plan',
    'plan --out first.plan',
    'show first.plan',
    'apply first.plan',
    applyAll,
    'state list',
    'state history',
    'state restore 0 --yes',
    'runbook',
  ])
    expect([line, (await chatform(directory, line)).code, loaded]).toEqual([line, 0, []]);
});
