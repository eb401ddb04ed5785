// APP-8: extending a Developer app is done on request, once, and never by itself.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fault } from '../../src/adapters/sandbox/adapter.ts';
import { projectOf } from '../support/project.ts';
import { calls, chatform } from './chatform.ts';

let fault: Fault | undefined;

vi.mock('../../src/adapters/sandbox/index.ts', async (original) => {
  const real = await original<typeof import('../../src/adapters/sandbox/index.ts')>();
  const openSandbox: typeof real.openSandbox = (options) =>
    real.openSandbox({
      ...options,
      faults: { write: ({ action }) => (action === 'invoke' ? fault : undefined) },
    });
  return { ...real, openSandbox };
});

beforeEach(() => {
  fault = undefined;
});

const project = (edition: string) =>
  projectOf({
    'chatform.yaml': `chatform: {version: 1, account: "100000000001"}\napps: {support: {name: Acme Support, edition: ${edition}}}\n`,
  });

async function applied(edition = 'developer'): Promise<string> {
  const directory = project(edition);
  const { code, err } = await chatform(directory, 'apply --auto-approve --allow irreversible,billable');
  if (code !== 0) throw new Error(err);
  return directory;
}

const extensions = async (directory: string) =>
  (await calls(directory)).filter((call) => call.startsWith('ExtendApp'));
const until = (date: string) => `apps.support is valid until ${date}T08:00:00Z.\n`;

describe('APP-8: extend', () => {
  test('asks, says until when the app is valid, and adds one month for a "yes"', async () => {
    const directory = await applied();
    const asked: string[] = [];
    const ask = async (question: string) => {
      asked.push(question);
      return 'yes';
    };
    expect(await chatform(directory, 'extend apps.support', { ask })).toEqual({
      code: 0,
      out: until('2026-05-01'),
      err: '',
    });
    expect(asked).toEqual([
      'Extend apps.support by one month (now until 2026-04-01T08:00:00Z)? Only "yes" is accepted: ',
    ]);
    expect(await extensions(directory)).toEqual(['ExtendApp 1400000001 ok']);
  });

  test.each(['no', 'y', '', undefined])('does nothing for the answer %j', async (answer) => {
    const directory = await applied();
    expect((await chatform(directory, 'extend apps.support', { ask: async () => answer })).code).toBe(1);
    expect(await extensions(directory)).toEqual([]);
  });

  test('--auto-approve asks nobody; each call is one month more', async () => {
    const directory = await applied();
    for (const date of ['2026-05-01', '2026-06-01'])
      expect(await chatform(directory, 'extend apps.support --auto-approve')).toEqual({
        code: 0,
        out: until(date),
        err: '',
      });
  });

  test('is not done by apply, and leaves nothing for apply to do', async () => {
    const directory = await applied();
    await chatform(directory, 'extend apps.support --auto-approve');
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(0);
    await chatform(directory, 'apply --auto-approve');
    expect(await extensions(directory)).toEqual(['ExtendApp 1400000001 ok']);
  });

  test.each(['standard', 'premium'])('is refused for a %s app', async (edition) => {
    const directory = await applied(edition);
    const { code, out, err } = await chatform(directory, 'extend apps.support --auto-approve');
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toContain('apps.support was not extended: ');
    expect(err).toContain('(APP-8).');
  });

  test('a lost answer is said to be one, and not asked for again', async () => {
    const directory = await applied();
    fault = 'lost';
    const { code, out, err } = await chatform(directory, 'extend apps.support --auto-approve');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('apps.support may have been extended: ');
    expect(err).toContain('it is 2026-05-01T08:00:00Z now.');
    expect(await extensions(directory)).toEqual(['ExtendApp 1400000001 ok']);
  });

  test('a call that did not reach the console is an error, and no refusal', async () => {
    const directory = await applied();
    fault = 'timeout';
    const { code, err } = await chatform(directory, 'extend apps.support --auto-approve');
    expect(code).toBe(1);
    expect(err).toContain('apps.support was not extended: The console could not be reached.');
    expect(await extensions(directory)).toEqual([]);
  });

  test.each([
    ['apps.support.messages', 'cannot be extended; give the address of an app, such as apps.support.'],
    ['support', 'cannot be extended'],
    ['apps.arena', 'has no SDKAppID in the state'],
  ])('%s', async (address, message) => {
    const directory = await applied();
    const { code, err } = await chatform(directory, `extend ${address} --auto-approve`);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test('before a first apply there is nothing to extend', async () => {
    const { code, err } = await chatform(project('developer'), 'extend apps.support --auto-approve');
    expect(code).toBe(1);
    expect(err).toContain('apps.support has no SDKAppID in the state');
  });
});
