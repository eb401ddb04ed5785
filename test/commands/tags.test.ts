// TAG-1: an app carries pairs of tag key and tag value, each of them ours or somebody else's.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../src/json.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, chatform, openProjectSandbox } from './chatform.ts';

const header = 'chatform: {version: 1, account: "100000000001"}\n';
const app = (more: string) => ({
  'chatform.yaml': `${header}apps:\n  support:\n    name: Acme Support\n${more}`,
});

async function applied(more: string): Promise<string> {
  const directory = projectOf(app(more));
  const { code, err } = await chatform(directory, applyAll);
  if (code !== 0) throw new Error(err);
  return directory;
}

const rewrite = (directory: string, more: string) =>
  fs.writeFileSync(path.join(directory, 'chatform.yaml'), app(more)['chatform.yaml']);

async function tagsOf(directory: string): Promise<JsonMap | undefined> {
  const sandbox = await openProjectSandbox(directory);
  const live = await sandbox.adapter.read({ apps: ['1400000001'] });
  await sandbox.adapter.close();
  return live.objects.get('apps.1400000001.tags')?.body;
}

const byFinance = (directory: string) =>
  byHand(directory, 'ModifyResourceTags', { sdkAppId: '1400000001', tags: { 'cost-center': '4711' } });

describe('TAG-1: tags that leave the YAML are deleted, one by one or all of them, and those of others stay:', () => {
  test.each([
    ['one of two', '    tags: {team: support}\n', { team: 'support', 'cost-center': '4711' }],
    ['an empty block', '    tags: {}\n', { 'cost-center': '4711' }],
    ['the whole block', '', { 'cost-center': '4711' }],
  ])('%s', async (_, left, remaining) => {
    const directory = await applied('    tags: {team: support, stage: live}\n');
    await byFinance(directory);
    rewrite(directory, left);
    const planned = await chatform(directory, 'plan --detailed-exitcode');
    expect(planned.code).toBe(2);
    expect(planned.out).toContain('- stage = "live"');
    expect(planned.out).not.toContain('cost-center');
    expect((await chatform(directory, applyAll)).code).toBe(0);
    expect(await tagsOf(directory)).toEqual(remaining);
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(0);
  });

  test('the last tag of all leaves an app without any', async () => {
    const directory = await applied('    tags: {team: support}\n');
    rewrite(directory, '');
    expect((await chatform(directory, applyAll)).code).toBe(0);
    expect((await tagsOf(directory)) ?? {}).toEqual({});
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(0);
  });
});

describe('an app that got another key', () => {
  const renamed = (more = '') =>
    `${header}apps:\n  helpdesk:\n    name: Acme Support\n    tags: {team: support}\n${more}`;

  test('is told of with the lines that keep it, and with them nothing is to be done', async () => {
    const directory = await applied('    tags: {team: support}\n');
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), renamed());
    const told = await chatform(directory, 'plan');
    expect(told.code).not.toBe(0);
    const lines = told.out + told.err;
    expect(lines).toContain('- {from: apps.support, to: apps.helpdesk}');
    fs.writeFileSync(
      path.join(directory, 'chatform.yaml'),
      renamed('moved:\n  - {from: apps.support, to: apps.helpdesk}\n'),
    );
    expect((await chatform(directory, applyAll)).code).toBe(0);
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(0);
    expect((await chatform(directory, 'state list')).out).toBe('apps.helpdesk\napps.helpdesk.tags\n');
    expect((await tagsOf(directory)) ?? {}).toEqual({ team: 'support' });
  });
});
