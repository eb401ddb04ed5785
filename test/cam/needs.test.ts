import { describe, expect, test } from 'vitest';
import { lintPolicy } from '../../src/cam/lint/index.ts';
import { exampleWorld } from '../../src/cam/lint/rule.ts';
import { needsOf } from '../../src/cam/needs.ts';
import { camActions } from '../../src/catalog/cam-actions.ts';
import { conditionOperators } from '../../src/catalog/cam-conditions.ts';
import { accountNeeds, kindNeeds } from '../../src/catalog/cam-needs.ts';
import { kindNamed, kinds } from '../../src/catalog/index.ts';
import { desiredOf } from '../support/scene.ts';

const needs = (yaml: string, ids: Readonly<Record<string, string>> = {}) => {
  const text = `chatform: {version: 1, account: "100000000001"}\n${yaml}`;
  return needsOf(desiredOf([{ path: 'chatform.yaml', text }]).desired, (address) => ids[address]);
};

describe('what a configuration needs', () => {
  const yaml = `apps:
  support: {name: Support, tags: {team: chat}}
cam:
  policies:
    operators:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "\${apps.support.resource}"}]}
      users: [alice]`;

  test('is to read for a plan, and to write as well for an apply', () => {
    const { plan, apply } = needs(yaml);
    const read = [
      'name/cam:GetPolicy',
      'name/cam:GetUserAppId',
      'name/cam:ListEntitiesForPolicy',
      'name/cam:ListGroups',
      'name/cam:ListGroupsForUser',
      'name/cam:ListPolicies',
      'name/cam:ListUsers',
      'name/cim:DescribeSdkAppid',
      'name/tag:GetResources',
    ];
    const write = [
      'name/cam:AttachUserPolicy',
      'name/cam:CreatePolicy',
      'name/cam:DeletePolicy',
      'name/cam:DetachUserPolicy',
      'name/cam:UpdatePolicy',
      'name/tag:ModifyResourceTags',
    ];
    const document = (action: readonly string[]) => ({
      version: '2.0',
      statement: [{ effect: 'allow', action, resource: ['*'] }],
    });
    expect(plan).toEqual(document(read));
    expect(apply).toEqual(document([...read, ...write].sort()));
    expect(lintPolicy({ address: 'plan', document: plan }, exampleWorld)).toEqual([]);
  });

  test('is for work by hand all of Chat on the apps that are changed in the console', () => {
    const console = `apps:
  support: {name: Support, messages: {recallSeconds: 120}}
  lobby: {name: Lobby}`;
    const resource = (...ids: string[]) => [
      {
        effect: 'allow',
        action: ['name/im:*'],
        resource: ids.map((id) => `qcs::im::uin/100000000001:sdkappid/${id}`),
      },
    ];
    const ids = { 'apps.support': '1400000001', 'apps.lobby': '1400000002' };
    expect(needs(console, ids).byHand).toEqual({
      version: '2.0',
      statement: resource('1400000002', '1400000001'),
    });
    // One that is still to be made cannot be named.
    expect(needs(console).byHand).toEqual({ version: '2.0', statement: resource('*') });
  });

  test('is said as far as it is known', () => {
    expect(needs(yaml).notes).toEqual([
      'No page says whether cim:DescribeSdkAppid, tag:GetResources, tag:ModifyResourceTags can be granted for less than resource "*".',
      'Whoever may apply policies can take any right: attach the policy for apply to no person.',
      'What the console alone can change needs the rights for work by hand. Tencent does not publish which actions each page needs, so that less than name/im:* on the app cannot be told.',
    ]);
    expect(needs('cam: {presets: {QcloudIMReadOnlyAccess: {users: [alice]}}}').notes).not.toEqual([]);
  });
});

describe('the data', () => {
  test('has each action once', () => {
    const names = camActions.map(({ service, name }) => `${service}:${name}`);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    expect(names.filter((name) => !/^[a-z]+:[A-Z][A-Za-z]+$/.test(name))).toEqual([]);
  });

  test('has each operator once', () => {
    const names = conditionOperators.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('knows the rights of every kind that a public API with CAM serves, and only actions that there are', () => {
    const served = kinds.filter((kind) => kind.served === 'cam-api' || kind.served === 'tag-api');
    expect(kindNeeds.map((one) => one.kind).sort()).toEqual(served.map((kind) => kind.name).sort());
    expect(kindNeeds.filter((one) => !kindNamed(one.kind))).toEqual([]);
    const names = new Set(camActions.map(({ service, name }) => `${service}:${name}`));
    const used = [...accountNeeds, ...kindNeeds.flatMap(({ write }) => write)];
    expect(used.filter((name) => !names.has(name))).toEqual([]);
  });
});
