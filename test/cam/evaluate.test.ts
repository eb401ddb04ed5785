import { describe, expect, test } from 'vitest';
import { type Answer, evaluate, requestOf, whoCan } from '../../src/cam/evaluate.ts';
import type { Attachment, CamModel } from '../../src/cam/model.ts';
import { type CamIndex, indexOf } from '../../src/cam/statements.ts';
import type { Json } from '../../src/json.ts';

const account = '100000000001';
const app = (id: string) => `qcs::im::uin/${account}:sdkappid/${id}`;

const operators: Json = {
  version: '2.0',
  statement: [
    { effect: 'allow', action: 'name/im:*', resource: app('1400000001') },
    { effect: 'deny', action: 'name/im:UpdateSecret', resource: '*' },
  ],
};
const fromOffice: Json = {
  version: '2.0',
  statement: [
    {
      effect: 'allow',
      action: 'name/im:UpdateSecret',
      resource: app('*'),
      condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
    },
  ],
};

const to = (policy: string, kind: 'user' | 'group', name: string, preset = false): Attachment => ({
  policy,
  preset,
  holder: { kind, name },
});

const model: CamModel = {
  account,
  apps: [
    { kind: 'app', name: 'apps.support', id: '1400000001', tags: { team: 'chat' } },
    { kind: 'app', name: 'apps.lobby', id: '(apps.lobby)', pending: 'apps.lobby', tags: {} },
  ],
  allApps: true,
  policies: new Map([
    ['operators', operators],
    ['from-office', fromOffice],
  ]),
  attachments: [
    to('operators', 'user', 'alice'),
    to('operators', 'group', 'chat-operators'),
    to('from-office', 'user', 'dora'),
    to('QcloudCamFullAccess', 'user', 'erin', true),
  ],
  members: new Map([['chat-operators', ['alice', 'bob']]]),
};

function ask(
  name: string,
  action: string,
  key?: string,
  its: Partial<CamModel> = {},
  context?: Readonly<Record<string, readonly string[]>>,
): Answer {
  const index = indexOf({ ...model, ...its });
  return evaluate(index, { kind: 'user', name }, request(index, action, key, context));
}

function request(
  index: CamIndex,
  action: string,
  key?: string,
  context?: Readonly<Record<string, readonly string[]>>,
) {
  const words = { action, ...(key !== undefined && { app: key }), ...(context && { context }) };
  const found = requestOf(index, words);
  if ('problem' in found) throw new Error(found.problem);
  return found;
}

describe('an answer', () => {
  test('names the statement, its policy and how it reaches the sub-account', () => {
    expect(ask('bob', 'SetAbilityConfInfo', 'support')).toEqual({
      verdict: 'allowed',
      by: [
        {
          policy: 'operators',
          preset: false,
          effect: 'allow',
          statement: 0,
          through: [{ kind: 'group', name: 'chat-operators' }],
          on: [],
          inferred: false,
        },
      ],
      unknown: [],
    });
  });

  test('names all ways, and the deny that wins (CAM-5)', () => {
    const { verdict, by } = ask('alice', 'name/im:UpdateSecret', 'apps.support');
    expect(verdict).toBe('denied');
    expect(by).toMatchObject([
      {
        effect: 'deny',
        statement: 1,
        through: [{ kind: 'direct' }, { kind: 'group', name: 'chat-operators' }],
      },
    ]);
  });

  test('is no where nothing speaks of it, and names nothing', () => {
    expect(ask('alice', 'im:SetAbilityConfInfo', 'lobby')).toMatchObject({ verdict: 'not-allowed', by: [] });
    expect(ask('nobody', 'im:SetAbilityConfInfo', 'support')).toMatchObject({ verdict: 'not-allowed' });
  });

  test('says what it depends on where the request is not known, and not where it is', () => {
    const { verdict, by } = ask('dora', 'UpdateSecret', '1400000001');
    expect(verdict).toBe('depends');
    expect(by.map((one) => one.on)).toEqual([['qcs:ip is 10.0.0.0/8']]);
    const from = (ip: string) => ask('dora', 'UpdateSecret', 'support', {}, { 'qcs:ip': [ip] }).verdict;
    expect([from('10.7.7.7'), from('11.7.7.7')]).toEqual(['allowed', 'not-allowed']);
  });

  test('depends on a policy of which it is not known what it says (CAM-1)', () => {
    expect(ask('erin', 'UpdateSecret', 'support')).toEqual({
      verdict: 'depends',
      by: [],
      unknown: [{ policy: 'QcloudCamFullAccess', preset: true }],
    });
  });

  test('depends on who is in a group, where that is not known', () => {
    const { verdict, by } = ask('bob', 'SetAbilityConfInfo', 'support', { members: undefined });
    expect(verdict).toBe('depends');
    expect(by.map((one) => one.on)).toEqual([['bob is in the group chat-operators']]);
    expect(ask('alice', 'SetAbilityConfInfo', 'support', { members: undefined }).verdict).toBe('allowed');
  });

  test('takes in an app that is not there yet by its reference, and not by an SDKAppID', () => {
    const policies = new Map<string, Json>([
      [
        'operators',
        { version: '2.0', statement: [{ effect: 'allow', action: 'im:*', resource: app('(apps.lobby)') }] },
      ],
    ]);
    expect(ask('alice', 'im:CheckDev', 'lobby', { policies }).verdict).toBe('allowed');
    expect(ask('alice', 'im:CheckDev', 'support', { policies }).verdict).toBe('not-allowed');
  });

  test('knows that an action at operation level needs resource "*" (CAM-3)', () => {
    const policies = (resource: string) =>
      new Map<string, Json>([
        ['operators', { version: '2.0', statement: [{ effect: 'allow', action: 'im:*', resource }] }],
      ]);
    const can = (resource: string) =>
      ask('alice', 'CheckIfIMNewUser', 'support', { policies: policies(resource) }).verdict;
    expect([can(app('*')), can('*')]).toEqual(['not-allowed', 'allowed']);
  });
});

test('who can: everybody who may, and who may under conditions', () => {
  const index = indexOf(model);
  const found = (action: string) =>
    whoCan(index, request(index, action, 'support')).map(
      ({ holder, answer }) => `${holder.kind} ${holder.name}: ${answer.verdict}`,
    );
  expect(found('SetAbilityConfInfo')).toEqual([
    'group chat-operators: allowed',
    'user alice: allowed',
    'user bob: allowed',
    'user erin: depends',
  ]);
  expect(found('UpdateSecret')).toEqual(['user dora: depends', 'user erin: depends']);
});

describe('words that stand for no request', () => {
  test.each([
    ['im:*', 'support', '"im:*" is a pattern; ask about one action, such as im:UpdateSecret'],
    ['UpdateSecrt', 'support', 'no action "UpdateSecrt" is known. Did you mean "UpdateSecret"?'],
    ['Fly', 'support', 'no action "Fly" is known. Name the product as well: im:Fly'],
    ['im:', 'support', '"im:" is not an action, such as im:UpdateSecret'],
    ['a:b:c', 'support', '"a:b:c" is not an action, such as im:UpdateSecret'],
    ['UpdateSecret', 'suport', 'there is no app "suport". Did you mean "support"?'],
  ])('%s on %s', (action, key, problem) => {
    expect(requestOf(indexOf(model), { action, app: key })).toEqual({ problem });
  });
});
