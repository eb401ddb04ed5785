// The console guide's own policies: they are read, they are clean, and they mean what the guide says.
import { describe, expect, test } from 'vitest';
import { evaluate, requestOf } from '../../src/cam/evaluate.ts';
import { lintPolicy } from '../../src/cam/lint/index.ts';
import type { CamApp, CamModel } from '../../src/cam/model.ts';
import { indexOf } from '../../src/cam/statements.ts';
import type { Json } from '../../src/json.ts';

// The account of the guide's samples.
const account = '12345678';
const serviceTag = { 'tke-lb-serviceuid': '4663ccfc-bb6f-4492-93b7-5c7c345fb311' };
const app = (name: string, id: string, tags: CamApp['tags']): CamApp => ({ kind: 'app', name, id, tags });
const apps: readonly CamApp[] = [
  app('apps.first', '1400000000', { team: 'games' }),
  app('apps.second', '1400000001', serviceTag),
  app('apps.third', '1400000002', { team: 'chat' }),
];

/** What alice may do on an app with one policy. */
function can(document: Json, action: string, key?: string, its: readonly CamApp[] = apps): string {
  const model: CamModel = {
    account,
    apps: its,
    allApps: true,
    policies: new Map([['policygen-20210205095508', document]]),
    attachments: [
      { policy: 'policygen-20210205095508', preset: false, holder: { kind: 'user', name: 'alice' } },
    ],
    members: new Map(),
  };
  const index = indexOf(model);
  const request = requestOf(index, { action, ...(key !== undefined && { app: key }) });
  if ('problem' in request) return request.problem;
  return evaluate(index, { kind: 'user', name: 'alice' }, request).verdict;
}

const clean = (document: Json) =>
  lintPolicy({ address: 'cam.policies.guide', document }, { account, apps, allApps: true });

const allow = (action: readonly string[], resource: readonly string[]): Json => ({
  version: '2.0',
  statement: [{ effect: 'allow', action, resource }],
});

describe('resources (CAM-3)', () => {
  const describing = ['name/im:DescribeSdkAppInfo'];
  const all = allow(describing, ['qcs::im::uin/12345678:sdkappid/*']);
  const one = allow(describing, ['qcs::im::uin/12345678:sdkappid/1400000001']);
  const two = allow(describing, [
    'qcs::im::uin/12345678:sdkappid/1400000000',
    'qcs::im::uin/12345678:sdkappid/1400000001',
  ]);

  test.each([
    ['all apps', all, ['allowed', 'allowed', 'allowed']],
    ['a single app', one, ['not-allowed', 'allowed', 'not-allowed']],
    ['several apps', two, ['allowed', 'allowed', 'not-allowed']],
  ])('%s', (_, document, verdicts) => {
    expect(clean(document)).toEqual([]);
    expect(['first', 'second', 'third'].map((key) => can(document, 'im:DescribeSdkAppInfo', key))).toEqual(
      verdicts,
    );
  });
});

describe('actions (CAM-4)', () => {
  const resource = ['qcs::im::uin/12345678:sdkappid/1400000001'];
  const names = ['DescribeAppStatList', 'DescribeSdkAppInfo', 'DescribeTrtcAppAndAccountInfo', 'RemoveUser'];

  test.each([
    ['all actions of Chat', ['name/im:*'], ['allowed', 'allowed', 'allowed', 'allowed']],
    [
      'a single action',
      ['name/im:DescribeAppStatList'],
      ['allowed', 'not-allowed', 'not-allowed', 'not-allowed'],
    ],
    [
      'several actions',
      ['name/im:DescribeAppStatList', 'name/im:DescribeTrtcAppAndAccountInfo'],
      ['allowed', 'not-allowed', 'allowed', 'not-allowed'],
    ],
  ])('%s', (_, action, verdicts) => {
    const document = allow(action, resource);
    expect(clean(document)).toEqual([]);
    expect(names.map((name) => can(document, `name/im:${name}`, 'second'))).toEqual(verdicts);
  });
});

test('all operations on two apps, but RemoveUser on one of them (CAM-5)', () => {
  const document = {
    version: '2.0',
    statement: [
      {
        effect: 'allow',
        action: ['name/im:*'],
        resource: ['qcs::im::uin/12345678:sdkappid/1400000001', 'qcs::im::uin/12345678:sdkappid/1400000002'],
      },
      {
        effect: 'deny',
        action: ['name/im:RemoveUser'],
        resource: ['qcs::im::uin/12345678:sdkappid/1400000001'],
      },
    ],
  };
  expect(clean(document)).toEqual([]);
  expect(can(document, 'im:RemoveUser', 'second')).toBe('denied');
  expect(can(document, 'im:RemoveUser', 'third')).toBe('allowed');
  expect(can(document, 'im:SetAbilityConfInfo', 'second')).toBe('allowed');
  expect(can(document, 'im:SetAbilityConfInfo', 'first')).toBe('not-allowed');
});

test('by tag: only apps with the tag, and none without tags (CAM-6, CAM-8)', () => {
  const document = {
    version: '2.0',
    statement: [
      {
        effect: 'allow',
        action: '*',
        resource: '*',
        condition: {
          'for_any_value:string_equal': {
            'qcs:tag': ['tke-lb-serviceuid&4663ccfc-bb6f-4492-93b7-5c7c345fb311'],
          },
        },
      },
    ],
  };
  expect(clean(document)).toEqual([]);
  expect(can(document, 'im:SetAbilityConfInfo', 'second')).toBe('allowed');
  expect(can(document, 'im:SetAbilityConfInfo', 'third')).toBe('not-allowed');
  const bare = [app('apps.bare', '1400000003', {})];
  expect(can(document, 'im:SetAbilityConfInfo', 'bare', bare)).toBe('not-allowed');
  // Neither an action that is done to no app, nor CAM, which cannot be authorised by tag.
  expect(can(document, 'im:CheckIfIMNewUser')).toBe('not-allowed');
  expect(can(document, 'cam:AttachUserPolicy')).toBe('not-allowed');
});

test('the presets, as far as their names say what they grant (CAM-1)', () => {
  const presets = ['QcloudAVCFullAccess', 'QcloudIMReadOnlyAccess', 'QcloudCamFullAccess'];
  const index = indexOf({
    account,
    apps,
    allApps: true,
    policies: new Map(),
    attachments: presets.map((policy, i) => ({
      policy,
      preset: true,
      holder: { kind: 'user', name: `user-${i}` },
    })),
    members: new Map(),
  });
  const verdicts = (name: string) =>
    ['im:SetAbilityConfInfo', 'im:DescribeAbilityConfInfo'].map((action) => {
      const request = requestOf(index, { action, app: 'first' });
      return 'problem' in request
        ? request.problem
        : evaluate(index, { kind: 'user', name }, request).verdict;
    });
  expect(verdicts('user-0')).toEqual(['allowed', 'allowed']);
  expect(verdicts('user-1')).toEqual(['not-allowed', 'allowed']);
  // What a preset says that is not known here is not taken for nothing.
  expect(verdicts('user-2')).toEqual(['depends', 'depends']);
});
