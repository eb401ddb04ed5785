// Accounts and groups: what the console would not do is refused in the plan, and what it would do is not.
import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../src/json.ts';
import { changesOf, consequencesOf, refusalsOf } from '../../support/refusals.ts';
import { planned, type Scene } from '../../support/scene.ts';

type Edition = 'developer' | 'standard' | 'premium';
const bindings = { support: '1400000001' };

/** A support app in the console, with what is below it there by its address there: `accounts.alice`. */
function scene(
  yaml: string,
  live: Readonly<Record<string, JsonMap>> = {},
  edition: Edition = 'premium',
  records: Readonly<Record<string, JsonMap>> = {},
): Scene {
  const below = Object.entries(live).map(([address, body]) => [`apps.1400000001.${address}`, body]);
  return {
    yaml: `apps:\n  support:\n    name: Acme Support\n${yaml.replace(/^/gm, '    ')}`,
    live: {
      objects: {
        'apps.1400000001': { name: 'Acme Support', edition, enabled: true },
        ...Object.fromEntries(below),
      },
    },
    state: {
      bindings,
      records: Object.fromEntries(
        Object.entries(records).map(([address, body]) => [`apps.support.${address}`, body]),
      ),
    },
  };
}

const repeat = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));
const general: JsonMap = { type: 'general' };

describe('ACC-2: an app has at most ten admins', () => {
  const admins = (count: number) =>
    Object.fromEntries(repeat(count, (n) => [`accounts.admin-${n}`, { type: 'admin' }]));
  const yaml = 'accounts: {bot-a: {type: admin}, bot-b: {type: admin}, guest: {type: general}}';

  test.each([
    [8, []],
    [9, ['apps.support.accounts.bot-b type ACC-2']],
    [10, ['apps.support.accounts.bot-a type ACC-2', 'apps.support.accounts.bot-b type ACC-2']],
  ])('with %i of them there, two more give %j', (there, refused) => {
    expect(refusalsOf(scene(yaml, admins(there)))).toEqual(refused);
  });

  test('general accounts do not count, and an admin that is there already is no new one', () => {
    const guests = Object.fromEntries(repeat(15, (n) => [`accounts.guest-${n}`, general]));
    expect(refusalsOf(scene(yaml, { ...guests, ...admins(8) }))).toEqual([]);
    expect(refusalsOf(scene('accounts: {admin-1: {type: admin, nickname: One}}', admins(10)))).toEqual([]);
  });
});

describe('ACC-3: username and type of an account cannot be edited', () => {
  test('the type', () => {
    const live = { 'accounts.alice': general };
    expect(refusalsOf(scene('accounts: {alice: {type: admin}}', live, 'premium', live))).toEqual([
      'apps.support.accounts.alice type ACC-3',
    ]);
  });

  test('another username is another account: the old one stays, since it has to be removed by name', () => {
    const live = { 'accounts.alice': general };
    const made = scene('accounts: {alicia: {type: general}}', live, 'premium', live);
    expect(changesOf(made)).toEqual(['create apps.support.accounts.alicia']);
  });
});

describe('ACC-1, ACC-4: what an account is created with, and what can be edited', () => {
  test('ACC-1: type, nickname and photo come with the creation', () => {
    const { plan } = planned(
      scene('accounts: {alice: {type: general, nickname: Alice, photoUrl: "https://acme.example/a.png"}}'),
    );
    expect(plan.changes.map(({ action, address, after }) => ({ action, address, after }))).toEqual([
      {
        action: 'create',
        address: 'apps.support.accounts.alice',
        after: { type: 'general', nickname: 'Alice', photoUrl: 'https://acme.example/a.png' },
      },
    ]);
  });

  test.each([
    ['nickname', 'Alicia'],
    ['gender', 'female'],
    ['birthDate', 19900401],
    ['location', 'Berlin'],
    ['whatsUp', 'Away'],
    ['allowFriends', 'forbid-all'],
    ['language', 3],
    ['photoUrl', 'https://acme.example/b.png'],
    ['messageSettings', 1],
    ['friending', 'forbid'],
    ['level', 4],
    ['role', 7],
  ])('ACC-4: %s is changed where it stands, without consequences', (name, value) => {
    const live = { 'accounts.alice': general };
    const made = scene(`accounts: {alice: {${name}: ${JSON.stringify(value)}}}`, live, 'premium', live);
    const { plan } = planned(made);
    expect(plan.refusals).toEqual([]);
    expect(
      plan.changes.map(({ action, leaves }) => [action, leaves.map((one) => [one.path, one.after])]),
    ).toEqual([['update', [[[name], value]]]]);
    expect(consequencesOf(made)).toEqual([]);
  });
});

describe('ACC-5, GRM-4: deleting is irreversible', () => {
  const live = { 'accounts.alice': general, 'groups.news': { type: 'Public', name: 'News' } };
  const removed = (address: string) => {
    const made = scene('', live, 'premium', live);
    return { ...made, yaml: `${made.yaml}\nremoved: [{address: ${address}, destroy: true}]` };
  };

  test('ACC-5: an account goes only by `removed:`, with relationship chain and profile', () => {
    const gone = scene('', live, 'premium', live);
    expect(changesOf(gone)).toEqual([]);
    const made = removed('apps.support.accounts.alice');
    expect(changesOf(made)).toEqual(['delete apps.support.accounts.alice']);
    expect(consequencesOf(made)).toEqual([
      'apps.support.accounts.alice irreversible ACC-5',
      'apps.support.accounts.alice data-loss ACC-5',
    ]);
  });

  test('GRM-4: a group goes only by `removed:`', () => {
    const made = removed('apps.support.groups.news');
    expect(changesOf(made)).toEqual(['delete apps.support.groups.news']);
    expect(consequencesOf(made)).toContain('apps.support.groups.news irreversible GRM-4');
  });
});

describe('EDN-1: a Developer app has at most 100 users', () => {
  const users = (count: number) => Object.fromEntries(repeat(count, (n) => [`accounts.user-${n}`, general]));
  const yaml = 'accounts: {alice: {type: general}, bob: {type: general}}';

  test.each([
    ['developer', 98, []],
    ['developer', 99, ['apps.support.accounts.bob EDN-1']],
    ['developer', 100, ['apps.support.accounts.alice EDN-1', 'apps.support.accounts.bob EDN-1']],
    ['standard', 100, []],
    ['premium', 100, []],
  ] as const)('%s with %i of them: two more give %j', (edition, there, refused) => {
    expect(refusalsOf(scene(yaml, users(there), edition))).toEqual(refused);
  });

  test('the same plan may upgrade the app', () => {
    expect(refusalsOf(scene(`edition: standard\n${yaml}`, users(100), 'developer'))).toEqual([]);
  });
});

describe('GRM-1, GRM-3: owner and members of a group are registered users', () => {
  const group = 'groups: {news: {type: Public, name: News, owner: alice, members: [bob]}}';

  test.each([
    [
      'nobody is',
      {},
      group,
      ['apps.support.groups.news owner GRM-1', 'apps.support.groups.news members GRM-3'],
    ],
    ['the owner is', { 'accounts.alice': general }, group, ['apps.support.groups.news members GRM-3']],
    ['both are', { 'accounts.alice': general, 'accounts.bob': general }, group, []],
    [
      'both will be, by this plan',
      {},
      `accounts: {alice: {type: admin}, bob: {type: general}}\n${group}`,
      [],
    ],
  ] as [string, Record<string, JsonMap>, string, string[]][])('%s', (_, live, yaml, refused) => {
    expect(refusalsOf(scene(yaml, live)).sort()).toEqual(refused.toSorted());
  });

  test('an account that is to be created comes before the group that needs it', () => {
    const made = scene(`accounts: {alice: {type: admin}, bob: {type: general}}\n${group}`);
    const news = planned(made).plan.changes.find((one) => one.address === 'apps.support.groups.news');
    expect(news?.dependsOn).toEqual(
      expect.arrayContaining(['apps.support.accounts.alice', 'apps.support.accounts.bob']),
    );
  });
});

describe('GRM-2: name and introduction of a group can be edited, its type cannot', () => {
  const live = { 'groups.news': { type: 'Public', name: 'News' } };
  test.each([
    ['type: Public, name: Latest News', []],
    ['type: Public, name: News, introduction: Read this first', []],
    ['type: Meeting, name: News', ['apps.support.groups.news type GRM-2']],
  ])('%s', (change, refused) => {
    const made = scene(`groups: {news: {${change}}}`, live, 'premium', live);
    expect(refusalsOf(made)).toEqual(refused);
    expect(changesOf(made)).toEqual(refused.length > 0 ? [] : ['update apps.support.groups.news']);
  });
});

describe('EDN-4: an app has at most so many audio-video groups', () => {
  const halls = (count: number) =>
    Object.fromEntries(repeat(count, (n) => [`groups.hall-${n}`, { type: 'AVChatRoom', name: `Hall ${n}` }]));
  const yaml = 'groups: {stage: {type: AVChatRoom, name: Stage}, news: {type: Public, name: News}}';

  test.each([
    ['developer', 9, []],
    ['developer', 10, ['apps.support.groups.stage EDN-4']],
    ['standard', 49, []],
    ['standard', 50, ['apps.support.groups.stage EDN-4']],
    ['premium', 500, []],
  ] as const)('%s with %i of them: one more gives %j', (edition, there, refused) => {
    expect(refusalsOf(scene(yaml, halls(there), edition))).toEqual(refused);
  });

  test('groups of other types do not count', () => {
    const live = Object.fromEntries(
      repeat(60, (n) => [`groups.room-${n}`, { type: 'Work', name: `Room ${n}` }]),
    );
    expect(refusalsOf(scene(yaml, live, 'developer'))).toEqual([]);
  });
});

describe('EDN-5: a group that is no audio-video group has at most so many members', () => {
  const names = (count: number) => repeat(count, (n) => `user-${n}`);
  const accounts = (count: number) =>
    Object.fromEntries(names(count).map((name) => [`accounts.${name}`, general]));
  const made = (count: number, edition: Edition, type = 'Public') =>
    scene(
      `groups: {news: {type: ${type}, name: News, members: [${names(count).join(', ')}]}}`,
      accounts(count),
      edition,
    );

  test.each([
    ['developer', 20, []],
    ['developer', 21, ['apps.support.groups.news members EDN-5']],
    ['standard', 200, []],
    ['standard', 201, ['apps.support.groups.news members EDN-5']],
    ['premium', 2000, []],
    ['premium', 2001, ['apps.support.groups.news members EDN-5']],
  ] as const)('%s with %i: %j', (edition, count, refused) => {
    expect(refusalsOf(made(count, edition))).toEqual(refused);
  });
});

describe('GRP-5: a Community group needs the community feature', () => {
  const group = 'groups: {"@TGS#_acme": {type: Community, name: Acme}}';
  const on = { community: { enabled: true } };

  test.each([
    ['is off', { groupFeatures: { community: { enabled: false } } }, group, false],
    ['was never set', {}, group, false],
    ['is on', { groupFeatures: on }, group, true],
    [
      'is switched on by this plan',
      { groupFeatures: { community: { enabled: false } } },
      `groupFeatures: {community: {enabled: true}}\n${group}`,
      true,
    ],
    [
      'is switched off by this plan',
      { groupFeatures: on },
      `groupFeatures: {community: {enabled: false}}\n${group}`,
      false,
    ],
  ] as [string, Record<string, JsonMap>, string, boolean][])('that %s', (_, live, yaml, may) => {
    expect(refusalsOf(scene(yaml, live)).some((one) => one.endsWith('type GRP-5'))).toBe(!may);
  });
});

describe('GRM-1: a group of a type has an ID of that type', () => {
  test.each([
    ['news', 'Public', true],
    ['@TGS#_acme', 'Community', true],
    ['news', 'Community', false],
    ['@TGS#_acme', 'Public', false],
  ])('%s as %s: %s', (id, type, may) => {
    const live = { groupFeatures: { community: { enabled: true } } };
    const refused = refusalsOf(scene(`groups: {"${id}": {type: ${type}, name: Acme}}`, live));
    expect(refused.length === 0).toBe(may);
  });
});
