// What a plan means for whom, in sentences: from the configuration and the console to the words.
import { describe, expect, test } from 'vitest';
import { whatChanges } from '../../src/cam/difference.ts';
import { type Bindings, modelAfter, modelOfLive } from '../../src/cam/model.ts';
import { type Line, linesOf } from '../../src/cam/words.ts';
import type { JsonMap } from '../../src/json.ts';
import { inputOf, planned, type Scene } from '../support/scene.ts';

const bindings: Bindings = { 'apps.support': '1400000001', 'apps.lobby': '1400000002' };
const members = new Map([['chat-operators', ['bob', 'carol']]]);
const app = (id: string) => `qcs::im::uin/100000000001:sdkappid/${id}`;

/** A console with two apps and these policies and attachments, all of it managed. */
function consoleWith(objects: Readonly<Record<string, JsonMap>>): Pick<Scene, 'live' | 'state'> {
  const records = Object.fromEntries(
    Object.entries(objects).filter(([address]) => address.startsWith('cam.')),
  );
  return {
    live: {
      objects: {
        'apps.1400000001': { name: 'Support', edition: 'premium', enabled: true },
        'apps.1400000001.tags': { team: 'chat' },
        'apps.1400000002': { name: 'Lobby', edition: 'premium', enabled: true },
        ...objects,
      },
      directory: {
        users: ['alice', 'bob', 'carol', 'dora'],
        groups: ['chat-operators'],
        presets: ['QcloudIMReadOnlyAccess', 'QcloudCamFullAccess'],
      },
    },
    state: { bindings: { support: '1400000001', lobby: '1400000002' }, records },
  };
}

const policy = (...statement: JsonMap[]): JsonMap => ({ document: { version: '2.0', statement } });
const allow = (action: string, resource: string, more: JsonMap = {}): JsonMap => ({
  effect: 'allow',
  action: [action],
  resource: [resource],
  ...more,
});

/** The sentences about a change; an escalation stands behind its sentence. */
function told(before: Readonly<Record<string, JsonMap>>, yaml: string): string[] {
  const scene = {
    ...consoleWith(before),
    yaml: `apps: {support: {name: Support}, lobby: {name: Lobby}}\n${yaml}`,
  };
  const { live } = inputOf(scene);
  const { plan } = planned(scene);
  expect(plan.refusals).toEqual([]);
  const was = modelOfLive(live, bindings, members);
  const text = ({ text: words, escalation }: Line) => [words, ...escalation].join(' ! ');
  return linesOf(whatChanges(was, modelAfter(was, plan.changes))).map(text);
}

const operators = 'cam.policies.operators';

describe('a plan that changes', () => {
  test('nothing of CAM says nothing', () => {
    const before = { [operators]: policy(allow('name/im:*', app('*'))), [`${operators}.users.alice`]: {} };
    const same = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${app('*')}"}]}
      users: [alice]`;
    expect(told(before, same)).toEqual([]);
  });

  test('a new policy tells who gains what, where, and by what', () => {
    const yaml = `cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: "name/im:*", resource: "\${apps.support.resource}"}
          - {effect: deny, action: "name/im:UpdateSecret", resource: "*"}
      users: [alice]
      groups: [chat-operators]
  presets:
    QcloudIMReadOnlyAccess: {users: [dora]}`;
    expect(told({}, yaml)).toEqual([
      'alice and the members of chat-operators (bob and carol) gain everything in Chat but UpdateSecret on apps.support, by operators ! can read or change keys (im:DescribePushSecret)',
      'dora gains im:Can*, im:Check* and im:Describe* on every app, by QcloudIMReadOnlyAccess, as far as its name says what it grants ! can read or change keys (im:DescribePushSecret)',
    ]);
  });

  test('a deny that goes is a gain, and one that comes is a loss', () => {
    const open = policy(allow('name/im:*', app('*')));
    const shut = policy(allow('name/im:*', app('*')), { ...allow('name/im:*Secret*', '*'), effect: 'deny' });
    const declared = (deny: string) => `cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: "name/im:*", resource: "${app('*')}"}
${deny}      users: [alice]`;
    const users = { [`${operators}.users.alice`]: {} };
    expect(told({ [operators]: shut, ...users }, declared(''))).toEqual([
      'alice gains im:*Secret* on every app, by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
    ]);
    const deny = '          - {effect: deny, action: "name/im:*Secret*", resource: "*"}\n';
    expect(told({ [operators]: open, ...users }, declared(deny))).toEqual([
      'alice loses im:*Secret* on every app, by operators',
    ]);
  });

  test('a right over CAM is told first, and marked', () => {
    const yaml = `cam:
  policies:
    account-admins:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/cam:Attach*", "name/cam:Get*", "name/tag:TagResources"], resource: "*"}
      users: [dora]
    readers:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: "name/im:CheckDev", resource: "\${apps.lobby.resource}"}
      users: [alice]`;
    expect(told({}, yaml)).toEqual([
      'dora gains cam:Attach*, cam:Get* and tag:TagResources, by account-admins ! can change CAM itself (cam:Attach*, cam:AttachGroupPolicies, cam:AttachGroupPolicy and 5 more) ! can change tags, and so what policies by tag grant (tag:TagResources)',
      'alice gains im:CheckDev on apps.lobby, by readers',
    ]);
  });

  test('all apps are not all of Chat, where other products are named beside it', () => {
    const yaml = (resource: string) => `cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: "name/im:CheckDev", resource: "${resource}"}
          - {effect: allow, action: "name/im:CheckIfIMNewUser", resource: "${resource}"}
          - {effect: allow, action: "name/cam:GetPolicy", resource: "*"}
      users: [alice]`;
    expect(told({}, yaml(app('*')))).toEqual([
      'alice gains im:CheckDev on every app, by operators',
      'alice gains cam:GetPolicy, by operators',
    ]);
    expect(told({}, yaml('*'))).toEqual([
      'alice gains im:CheckDev on every app, by operators',
      'alice gains im:CheckIfIMNewUser and cam:GetPolicy, by operators',
    ]);
  });

  test('a tag changes what policies by tag grant (CAM-6)', () => {
    const byTag = policy(
      allow('*', '*', { condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&chat'] } } }),
    );
    const yaml = `cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - effect: allow
            action: "*"
            resource: "*"
            condition: {"for_any_value:string_equal": {"qcs:tag": [team&chat]}}
      users: [alice]`;
    const before = { [operators]: byTag, [`${operators}.users.alice`]: {}, 'apps.1400000002.tags': {} };
    const scene = {
      ...consoleWith(before),
      yaml: `apps: {support: {name: Support}, lobby: {name: Lobby, tags: {team: chat}}}\n${yaml}`,
    };
    const was = modelOfLive(inputOf(scene).live, bindings, members);
    const lines = linesOf(whatChanges(was, modelAfter(was, planned(scene).plan.changes)));
    expect(lines.map((line) => line.text)).toEqual([
      'alice gains everything in Chat on apps.lobby, by operators',
    ]);
  });

  test('a tag that goes takes them away, and CAM cannot be authorised by tag at all (TAG-3)', () => {
    const condition = { 'for_any_value:string_equal': { 'qcs:tag': ['team&chat'] } };
    const everything = {
      [operators]: policy(allow('*', '*', { condition })),
      'apps.1400000002.tags': {},
    };
    const yaml = `cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - effect: allow
            action: "*"
            resource: "*"
            condition: {"for_any_value:string_equal": {"qcs:tag": [team&chat]}}
      users: [alice]`;
    expect(told(everything, yaml)).toEqual([
      'alice gains everything in Chat on apps.support, by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
      'alice gains everything in Chat on every app to come, if qcs:tag is team&chat, by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
      'alice gains everything in TRTC, cim, STS and any other product, if qcs:tag is team&chat, by operators ! can read or change keys (sts:*, sts:AssumeRole, sts:AssumeRoleWithSAML and 6 more)',
    ]);
    const before = { ...everything, [`${operators}.users.alice`]: {} };
    const scene = {
      ...consoleWith(before),
      yaml: `apps: {support: {name: Support, tags: {team: games}}, lobby: {name: Lobby}}\n${yaml}`,
    };
    const was = modelOfLive(inputOf(scene).live, bindings, members);
    const lost = 'alice loses everything in Chat on apps.support, by operators';
    const lines = linesOf(whatChanges(was, modelAfter(was, planned(scene).plan.changes)));
    expect(lines.map((line) => line.text)).toEqual([lost]);
    // The same where the tag goes for good.
    const bare = {
      ...scene,
      yaml: `apps: {support: {name: Support, tags: {}}, lobby: {name: Lobby}}\n${yaml}`,
      state: { ...scene.state, records: { ...scene.state?.records, 'apps.support.tags': { team: 'chat' } } },
    };
    const after = modelAfter(was, planned(bare).plan.changes);
    expect(linesOf(whatChanges(was, after)).map((line) => line.text)).toEqual([lost]);
  });

  test('gains come before losses', () => {
    const before = {
      [operators]: policy(allow('im:Describe*', app('*'))),
      [`${operators}.users.alice`]: {},
    };
    const yaml = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "im:CheckDev", resource: "${app('*')}"}]}
      users: [alice]`;
    expect(told(before, yaml)).toEqual([
      'alice gains im:CheckDev on every app, by operators',
      'alice loses im:Describe* on every app, by operators',
    ]);
  });

  test('apps to come are told apart from those that there are', () => {
    const two = policy({
      effect: 'allow',
      action: ['im:CheckDev'],
      resource: [app('1400000001'), app('1400000002')],
    });
    const yaml = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "im:CheckDev", resource: "${app('*')}"}]}
      users: [alice]`;
    expect(told({ [operators]: two, [`${operators}.users.alice`]: {} }, yaml)).toEqual([
      'alice gains im:CheckDev on every app to come, by operators',
    ]);
  });

  test('an app that is made is told to those who have all of them', () => {
    const before = { [operators]: policy(allow('name/im:*', app('*'))), [`${operators}.users.alice`]: {} };
    const yaml = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${app('*')}"}]}
      users: [alice]`;
    const scene = {
      ...consoleWith(before),
      yaml: `apps: {support: {name: Support}, lobby: {name: Lobby}, arena: {name: Arena}}\n${yaml}`,
    };
    const was = modelOfLive(inputOf(scene).live, bindings, members);
    const lines = linesOf(whatChanges(was, modelAfter(was, planned(scene).plan.changes)));
    expect(lines.map((line) => line.text)).toEqual([
      'alice gains everything in Chat on apps.arena, by operators',
    ]);
  });

  test('an app of which only a part of the SDKAppID is named may be meant', () => {
    const before = { [operators]: policy(allow('name/im:*', app('15*'))), [`${operators}.users.alice`]: {} };
    const yaml = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${app('15*')}"}]}
      users: [alice]`;
    const scene = {
      ...consoleWith(before),
      yaml: `apps: {support: {name: Support}, lobby: {name: Lobby}, arena: {name: Arena}}\n${yaml}`,
    };
    const was = modelOfLive(inputOf(scene).live, bindings, members);
    const lines = linesOf(whatChanges(was, modelAfter(was, planned(scene).plan.changes)));
    expect(lines.map((line) => line.text)).toEqual([
      'alice gains everything in Chat on apps.arena, if apps.arena gets an SDKAppID like 15*, by operators',
    ]);
  });

  test('conditions are told with those that there were', () => {
    const from = (network: string) => ({ condition: { ip_equal: { 'qcs:ip': [network] } } });
    const before = {
      [operators]: policy(allow('name/im:*', app('*'), from('10.0.0.0/8'))),
      [`${operators}.users.alice`]: {},
    };
    const yaml = (condition: string) => `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${app('*')}"${condition}}]}
      users: [alice]`;
    expect(told(before, yaml(', condition: {ip_equal: {"qcs:ip": 0.0.0.0/0}}'))).toEqual([
      'alice gains everything in Chat on every app, if qcs:ip is 0.0.0.0/0 (before: if qcs:ip is 10.0.0.0/8), by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
    ]);
    expect(told(before, yaml(''))).toEqual([
      'alice gains everything in Chat on every app, in any case (before: if qcs:ip is 10.0.0.0/8), by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
    ]);
    const free = { [operators]: policy(allow('name/im:*', app('*'))), [`${operators}.users.alice`]: {} };
    expect(told(free, yaml(', condition: {ip_equal: {"qcs:ip": 10.0.0.0/8}}'))).toEqual([
      'alice loses everything in Chat on every app (left: if qcs:ip is 10.0.0.0/8), by operators',
    ]);
  });

  test('what a feature set allows is not taken for nothing: nobody can say which actions it has', () => {
    const policy = (action: string) => `cam:
  policies:
    ops:
      document: {version: "2.0", statement: [{effect: allow, action: ["name/im:Describe*"${action}], resource: "*"}]}
      users: [alice]
`;
    const live = {
      'cam.policies.ops': {
        document: {
          version: '2.0',
          statement: [{ effect: 'allow', action: ['name/im:Describe*'], resource: '*' }],
        },
      },
      'cam.policies.ops.users.alice': {},
    };
    expect(told(live, policy(', "permid/280649"'))).toEqual([
      'alice gains whatever ops grants beyond what is told: all that it says is not known here',
    ]);
    expect(told(live, policy(''))).toEqual([]);
  });

  test('what a preset says that is not known here is not taken for nothing (CAM-1)', () => {
    expect(told({}, 'cam: {presets: {QcloudCamFullAccess: {users: [alice]}}}')).toEqual([
      'alice gains whatever QcloudCamFullAccess grants beyond what is told: all that it says is not known here',
    ]);
    expect(told({ 'cam.presets.QcloudCamFullAccess.users.alice': {} }, 'cam: {}')).toEqual([
      'alice loses whatever QcloudCamFullAccess grants beyond what is told: all that it says is not known here',
    ]);
  });

  test('members who have a right otherwise gain nothing by their group', () => {
    const before = {
      [operators]: policy(allow('name/im:*', app('*'))),
      [`${operators}.users.bob`]: {},
    };
    const yaml = `cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${app('*')}"}]}
      users: [bob]
      groups: [chat-operators]`;
    expect(told(before, yaml)).toEqual([
      'the members of chat-operators (carol) gain everything in Chat on every app, by operators ! can read or change keys (im:DescribePushSecret and im:UpdateSecret)',
    ]);
  });
});
