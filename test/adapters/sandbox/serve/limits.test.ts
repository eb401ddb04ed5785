// Rate limits, as api.md §2.2, §2.3 and §2.4.1 give them.
import { expect, test } from 'vitest';
import { rateGate } from '../../../../src/adapters/sandbox/serve/limits.ts';
import { newApp, newSandbox } from '../sandbox.ts';
import { newServed } from './served.ts';

test('so many calls of a name are allowed in any second, and the next when the first is a second ago', () => {
  const clock = { now: 5_000 };
  const allows = rateGate(() => clock.now);
  expect([allows('a', 2), allows('a', 2), allows('a', 2)]).toEqual([true, true, false]);
  expect(allows('b', 2)).toBe(true);
  clock.now = 5_600;
  expect(allows('b', 2)).toBe(true);
  clock.now = 5_999;
  expect(allows('a', 2)).toBe(false);
  expect(allows('b', 2)).toBe(false);
  clock.now = 6_000;
  expect([allows('a', 2), allows('a', 2), allows('a', 2)]).toEqual([true, true, false]);
  expect([allows('b', 2), allows('b', 2)]).toEqual([true, false]);
});

const attach = { PolicyId: 1, AttachUin: 7 };
test.each([
  ['cam', 'AttachUserPolicy', attach, 10, 'ResourceNotFound.UserNotExist'],
  ['cam', 'GetPolicy', { PolicyId: 9 }, 20, 'ResourceNotFound.PolicyIdNotFound'],
  ['tag', 'TagResources', { ResourceList: [], Tags: [] }, 20, 'InvalidParameter'],
  ['tag', 'GetTags', { MaxResults: 0 }, 20, 'InvalidParameter'],
] as const)(
  '%s %s is answered so many times a second, and then turned away',
  async (service, action, request, most, usual) => {
    const { cloud, clock } = await newServed({ limits: 'real' });
    for (let n = 0; n < most; n++) expect(await cloud(service, action, request)).toBe(usual);
    expect(await cloud(service, action, request)).toBe('RequestLimitExceeded');
    expect(await cloud('cam', 'ListUsers')).toHaveProperty('Data');
    clock.now += 1000;
    expect(await cloud(service, action, request)).toBe(usual);
  },
);

test('limits are real where nothing else is said, and can be off', async () => {
  const sandbox = await newSandbox();
  const list = async (served: Awaited<ReturnType<typeof newServed>>) => {
    const results = [];
    for (let n = 0; n < 21; n++) results.push(typeof (await served.cloud('cam', 'ListUsers')));
    return results.filter((type) => type === 'string').length;
  };
  const { limits: _, ...real } = { limits: undefined };
  expect(await list(await newServed({ sandbox, limits: 'real', ...real }))).toBe(1);
  expect(await list(await newServed({ sandbox, limits: 'off' }))).toBe(0);
});

test('a call whose signature is wrong does not count', async () => {
  const { cloud } = await newServed({ limits: 'real' });
  for (let n = 0; n < 25; n++) await cloud('cam', 'ListUsers', {}, { secretKey: 'wrong' });
  expect(await cloud('cam', 'ListUsers')).toHaveProperty('Data');
});

test.each([
  ['im_open_login_svc/account_import', 200],
  ['im_open_login_svc/account_check', 100],
  ['group_open_http_svc/get_appid_group_list', 1],
  ['all_member_push/im_get_attr_name', 100],
])('%s is answered %i times a second for each app', async (command, most) => {
  const sandbox = await newSandbox();
  const [support, lobby] = [await newApp(sandbox), await newApp(sandbox, 'developer', 'Acme Lobby')];
  const { code, clock, sigFor } = await newServed({ sandbox, limits: 'real' });
  const call = (app: string) => code(app, command, {}, { userSig: sigs[app] ?? '' });
  const sigs: Record<string, string> = Object.fromEntries(
    [support, lobby].map((app) => [app, sigFor(app, 'administrator')]),
  );
  const usual = await call(support);
  for (let n = 1; n < most; n++) expect(await call(support)).toBe(usual);
  expect(usual).not.toBe(60007);
  expect(await call(support)).toBe(60007);
  expect(await call(lobby)).toBe(usual);
  clock.now += 1000;
  expect(await call(support)).toBe(usual);
});
