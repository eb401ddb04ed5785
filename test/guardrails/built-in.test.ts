import { describe, expect, test } from 'vitest';
import { builtIns } from '../../src/catalog/guardrails.ts';
import { kindNamed } from '../../src/catalog/index.ts';
import { builtInJudges, builtInRules } from '../../src/guardrails/built-in.ts';
import { verdictOf } from '../../src/guardrails/evaluate.ts';
import { planOf, sampleChange } from '../../src/guardrails/sample.ts';
import { subjectOf } from '../../src/guardrails/values.ts';
import { planned, type Scene } from '../support/scene.ts';
import { guardrailsOf, judged, messages, rule, slipsOf, words } from './judging.ts';

/** A guardrail named `g` that uses a built-in one. */
const uses = (name: string, more = '') => `guardrails:\n  g:\n    uses: chatform/${name}\n${more}`;

/** An app of ours with what the console has of it. */
const support = (yaml: string, live = {}, records = {}): Scene => ({
  yaml,
  live: { objects: { 'apps.1400000001': { name: 'Acme Support', edition: 'premium' }, ...live } },
  state: {
    bindings: { support: '1400000001' },
    records: { 'apps.support': { name: 'Acme Support' }, ...records },
  },
});

test('every built-in guardrail of the catalogue looks for something, and denies unless told otherwise', () => {
  expect([...Object.keys(builtInRules), ...Object.keys(builtInJudges)].sort()).toEqual(
    builtIns.map(({ name }) => name).sort(),
  );
  expect(judged(uses('https-webhooks'), { yaml: '{}' }).verdicts).toMatchObject([
    { level: 'deny', uses: 'chatform/https-webhooks' },
  ]);
});

test('no parameter of built-in guardrails has two meanings', () => {
  const names = builtIns.flatMap(({ parameters }) => Object.keys(parameters));
  expect(new Set(names).size).toBe(names.length);
});

describe('chatform/https-webhooks', () => {
  const webhook = (url: string) => ({ yaml: `apps: {a: {name: A, webhook: {url: "${url}"}}}` });

  test('denies a webhook by http', () => {
    expect(messages(judged(uses('https-webhooks'), webhook('http://chat.acme.example/cb')))).toEqual([
      'apps.a.webhook: The webhook of a is not called by https: http://chat.acme.example/cb',
    ]);
  });

  test('passes one by https, and events without a URL', () => {
    expect(words(judged(uses('https-webhooks'), webhook('https://chat.acme.example/cb')))).toEqual({
      g: 'passed',
    });
    const events = { yaml: 'apps: {a: {name: A, webhook: {events: [State.StateChange]}}}' };
    expect(words(judged(uses('https-webhooks'), events))).toEqual({ g: 'passed' });
  });

  test('can be narrowed, and say something else', () => {
    const narrowed = uses(
      'https-webhooks',
      '    level: warn\n    message: "use https in {change.app}"\n    when: change.app != "a"\n',
    );
    expect(words(judged(narrowed, webhook('http://chat.acme.example/cb')))).toEqual({ g: 'not-applicable' });
    const all = narrowed.replace('!= "a"', '== "a"');
    expect(words(judged(all, webhook('http://chat.acme.example/cb')))).toEqual({ g: 'warned' });
    expect(messages(judged(all, webhook('http://chat.acme.example/cb')))).toEqual([
      'apps.a.webhook: use https in a',
    ]);
  });
});

describe('chatform/no-wildcard-policies', () => {
  const policy = (statement: string) => ({
    yaml: `cam: {policies: {ops: {document: {version: "2.0", statement: [${statement}]}}}}`,
  });
  const verdict = (statement: string) => words(judged(uses('no-wildcard-policies'), policy(statement))).g;

  test.each([
    ['all actions on everything', '{effect: allow, action: "*", resource: "*"}'],
    ['all of Chat on everything', '{effect: allow, action: ["name/im:*"], resource: ["*"]}'],
    ['all services on everything', '{effect: allow, action: "*:*", resource: "*"}'],
    [
      'all of Chat on all apps (CAM-3)',
      '{effect: allow, action: "name/im:*", resource: "qcs::im::uin/100000000001:sdkappid/*"}',
    ],
    [
      'all of Chat on all that begins as an app does',
      '{effect: allow, action: "name/im:*", resource: "qcs::im::uin/100000000001:sdkapp*"}',
    ],
    [
      'it beside what is narrow',
      '{effect: allow, action: [name/im:GetApp, "name/im:*"], resource: [qcs::im::uin/1:sdkappid/2, "*"]}',
    ],
    [
      'it in a later statement',
      '{effect: deny, action: "*", resource: "*"}, {effect: allow, action: "im:*", resource: "*"}',
    ],
    [
      'it under another condition',
      '{effect: allow, action: "*", resource: "*", condition: {ip_equal: {"qcs:ip": "10.0.0.0/8"}}}',
    ],
  ])('denies %s', (_, statement) => {
    expect(verdict(statement)).toBe('denied');
  });

  test.each([
    [
      'all actions on one app',
      '{effect: allow, action: "name/im:*", resource: "qcs::im::uin/100000000001:sdkappid/1400000001"}',
    ],
    ['one action on everything', '{effect: allow, action: name/im:DescribeApps, resource: "*"}'],
    ['a deny of everything', '{effect: deny, action: "*", resource: "*"}'],
    [
      'a policy by tag (CAM-6)',
      '{effect: allow, action: "*", resource: "*", condition: {"for_any_value:string_equal": {"qcs:tag": ["env&prod"]}}}',
    ],
  ])('passes %s', (_, statement) => {
    expect(verdict(statement)).toBe('passed');
  });

  test('has nothing to say of a policy that goes', () => {
    const scene: Scene = {
      yaml: '{}',
      live: { objects: { 'cam.policies.ops': { document: { version: '2.0', statement: [] } } } },
      state: { records: { 'cam.policies.ops': {} } },
    };
    expect(words(judged(uses('no-wildcard-policies'), scene))).toEqual({ g: 'not-applicable' });
  });
});

describe('chatform/no-world-writable-fields', () => {
  const group = (permissions: string) => ({
    yaml: `apps: {a: {name: A, groupFields: {topic: {groupTypes: {${permissions}}}}}}`,
  });
  const member = (permissions: string) => ({
    yaml: `apps: {a: {name: A, groupMemberFields: {badge: {groupTypes: {${permissions}}}}}}`,
  });

  test.each([
    ['a group field', group('Public: {read: all, write: all}'), 'apps.a.groupFields.topic'],
    [
      'a member field',
      member('Public: {read: all, write: all, own: none}'),
      'apps.a.groupMemberFields.badge',
    ],
  ])('denies %s that everybody may write in public groups', (_, scene, address) => {
    expect(messages(judged(uses('no-world-writable-fields'), scene))).toEqual([
      `${address}: ${address} can be written by everybody in public groups`,
    ]);
  });

  test.each([
    ['one that members may write', group('Public: {read: all, write: member}')],
    ['one that is only readable by all', group('Public: {read: all, write: group-admin}')],
    ['one of groups that are not public', group('Work: {read: all, write: all}')],
  ])('passes %s', (_, scene) => {
    expect(words(judged(uses('no-world-writable-fields'), scene))).toEqual({ g: 'passed' });
  });

  test('denies the public groups that a field has already, when it gets another type', () => {
    const scene = support(
      'apps: {support: {name: Acme Support, groupFields: {topic: {groupTypes: {Work: {read: member, write: member}}}}}}',
      { 'apps.1400000001.groupFields.topic': { groupTypes: { Public: { read: 'all', write: 'all' } } } },
    );
    expect(words(judged(uses('no-world-writable-fields'), scene))).toEqual({ g: 'denied' });
  });
});

describe('chatform/protected-apps', () => {
  const protectedBy = (more: string) => uses('protected-apps', `    with: {${more}}\n`);
  const removed = (tags: Record<string, string>): Scene =>
    support('removed: [{address: apps.support, destroy: true}]', {
      'apps.1400000001': { name: 'Acme Support', edition: 'developer' },
      'apps.1400000001.tags': tags,
    });

  test('denies the deletion of an app with the tag', () => {
    expect(messages(judged(protectedBy('tag: protected'), removed({ protected: 'yes' })))).toEqual([
      'apps.support: apps.support carries the tag protected, and must not be deleted',
    ]);
    expect(words(judged(protectedBy('tag: env, value: prod'), removed({ env: 'prod' })))).toEqual({
      g: 'denied',
    });
  });

  test('passes the deletion of an app without it, or with another value where one is named', () => {
    expect(words(judged(protectedBy('tag: protected'), removed({ owner: 'chat' })))).toEqual({ g: 'passed' });
    expect(words(judged(protectedBy('tag: env, value: prod'), removed({ env: 'dev' })))).toEqual({
      g: 'passed',
    });
  });

  test('looks at the tags as they are: a plan cannot take the tag away and the app with it', () => {
    const both = removed({ protected: 'yes' });
    const scene = {
      ...both,
      state: {
        ...both.state,
        records: { ...both.state?.records, 'apps.support.tags': { protected: 'yes' } },
      },
    };
    expect(words(judged(protectedBy('tag: protected'), scene))).toEqual({ g: 'denied' });
  });

  test('denies where it is not known whether the app carries the tag', () => {
    const app = kindNamed('app');
    const [guardrail] = guardrailsOf(protectedBy('tag: protected'));
    if (!app || !guardrail) throw new Error('there is no app, or no guardrail');
    const change = { ...sampleChange(app, 'delete'), tagsBefore: null };
    const moment = { now: '2026-11-20T10:00:00Z', stage: 'apply' as const, digest: '' };
    expect(verdictOf(guardrail, subjectOf(planOf([change])), moment)).toMatchObject({
      verdict: 'broken',
      reason: 'for apps.support, "in" cannot be used with a text and null',
    });
  });

  test('has nothing to say of other changes', () => {
    expect(words(judged(protectedBy('tag: a'), { yaml: 'apps: {a: {name: A}}' }))).toEqual({
      g: 'not-applicable',
    });
  });
});

describe('chatform/mass-change', () => {
  const digestOf = (scene: Scene) => planned(scene).plan.digest;

  /** A plan over policies of which some change, some go and some stay. */
  function policies(updated: number, deleted: number, kept: number, created = 0): Scene {
    const names = (prefix: string, count: number) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
    const document = { version: '2.0', statement: [{ effect: 'deny', action: ['*'], resource: ['*'] }] };
    const body = (description: string) => ({ description, document });
    const yaml = (name: string, description: string) =>
      `    ${name}: {description: ${description}, document: {version: "2.0", statement: [{effect: deny, action: "*", resource: "*"}]}}\n`;
    const there = [...names('u', updated), ...names('d', deleted), ...names('k', kept)];
    const live = Object.fromEntries(there.map((name) => [`cam.policies.${name}`, body('old')]));
    return {
      yaml: `cam:\n  policies:\n    p: {document: {version: "2.0", statement: [{effect: deny, action: "*", resource: "*"}]}}\n${names(
        'u',
        updated,
      )
        .map((name) => yaml(name, 'new'))
        .join('')}${names('k', kept)
        .map((name) => yaml(name, 'old'))
        .join('')}${names('c', created)
        .map((name) => yaml(name, 'new'))
        .join('')}`,
      live: { objects: live },
      state: { records: live },
    };
  }

  test('denies deletes beyond their share, with the numbers', () => {
    expect(messages(judged(uses('mass-change'), policies(0, 104, 157)))).toEqual([
      'plan: Too many deletes, 39.85% is over 30.00% (104/261), digest required',
    ]);
  });

  test('denies updates beyond theirs, and both where there are both', () => {
    expect(messages(judged(uses('mass-change'), policies(7, 6, 7)))).toEqual([
      'plan: Too many updates, 35.00% is over 30.00% (7/20), digest required',
    ]);
    expect(messages(judged(uses('mass-change', '    with: {deletes: 20}\n'), policies(7, 6, 7)))).toEqual([
      'plan: Too many updates, 35.00% is over 30.00% (7/20), digest required',
      'plan: Too many deletes, 30.00% is over 20.00% (6/20), digest required',
    ]);
  });

  test('passes the share itself, and creations without end', () => {
    expect(words(judged(uses('mass-change'), policies(6, 6, 8)))).toEqual({ g: 'passed' });
    expect(words(judged(uses('mass-change'), policies(0, 0, 1, 40)))).toEqual({ g: 'passed' });
    expect(words(judged(uses('mass-change'), { yaml: '{}' }))).toEqual({ g: 'passed' });
  });

  test('counts shares from ten existing resources on, and below them only the floor', () => {
    expect(words(judged(uses('mass-change'), policies(0, 3, 0)))).toEqual({ g: 'passed' });
    expect(messages(judged(uses('mass-change'), policies(0, 4, 4)))).toEqual([
      'plan: Too many deletes, 4 is over 3 (4/8), digest required',
    ]);
    expect(words(judged(uses('mass-change'), policies(0, 3, 7)))).toEqual({ g: 'passed' });
    expect(messages(judged(uses('mass-change'), policies(0, 4, 6)))).toEqual([
      'plan: Too many deletes, 40.00% is over 30.00% (4/10), digest required',
    ]);
  });

  test('counts what is in a deleted app as deleted with it', () => {
    const friends = { verification: 'require-verification' };
    const recall = { recallSeconds: 60 };
    const scene: Scene = {
      yaml: 'apps: {lobby: {name: Lobby}}\nremoved: [{address: apps.arena, destroy: true}]\n',
      live: {
        objects: {
          'apps.1400000001': { name: 'Lobby', edition: 'developer' },
          'apps.1400000002': { name: 'Arena', edition: 'developer' },
          'apps.1400000002.friends': friends,
          'apps.1400000002.login': { policy: 'multi-device' },
          'apps.1400000002.messages': recall,
        },
      },
      state: {
        bindings: { lobby: '1400000001', arena: '1400000002' },
        records: {
          'apps.lobby': { name: 'Lobby' },
          'apps.arena': { name: 'Arena' },
          'apps.arena.friends': friends,
          'apps.arena.login': { policy: 'multi-device' },
          'apps.arena.messages': recall,
        },
      },
    };
    expect(messages(judged(uses('mass-change'), scene))).toEqual([
      'plan: Too many deletes, 4 is over 3 (4/5), digest required',
    ]);
    const counts = rule('plan.gone == 4 && plan.counts.delete == 1');
    expect(words(judged(counts, scene))).toEqual({ 'our-rule': 'passed' });
  });

  test('allows as much as the floor, whatever its share is', () => {
    const floor = (n: number) => uses('mass-change', `    with: {floor: ${n}}\n`);
    expect(words(judged(floor(5), policies(0, 5, 5)))).toEqual({ g: 'passed' });
    expect(words(judged(floor(0), policies(0, 1, 3)))).toEqual({ g: 'denied' });
  });

  test('passes all the same for the digest of this plan, and of no other', () => {
    const scene = policies(0, 104, 157);
    const digest = digestOf(scene);
    const overridden = judged(uses('mass-change'), scene, { override: digest });
    expect(words(overridden)).toEqual({ g: 'waived' });
    expect(overridden.denies).toBe(false);
    expect(messages(overridden)).toEqual([
      'plan: Too many deletes, 39.85% is over 30.00% (104/261)',
      'allowed by naming the digest of this plan',
    ]);
    const other = judged(uses('mass-change'), scene, { override: digestOf(policies(0, 105, 157)) });
    expect(words(other)).toEqual({ g: 'denied' });
    expect(messages(other)).toEqual([
      'plan: Too many deletes, 39.85% is over 30.00% (104/261), digest required; the digest that was named is that of another plan',
    ]);
  });
});

describe('chatform/change-window', () => {
  const office = uses(
    'change-window',
    '    with: {days: [mon, tue, wed, thu], from: "09:00", to: "16:00", zone: Asia/Shanghai}\n',
  );
  const night = uses('change-window', '    with: {days: [fri], from: "22:00", to: "04:00", zone: UTC}\n');
  const scene = { yaml: 'apps: {support: {name: Acme Support}}' };
  const at = (rules: string, now: string) => words(judged(rules, scene, { now })).g;

  // 20 November 2026 is a Friday. Shanghai is eight hours ahead.
  test.each([
    ['Thursday at nine', '2026-11-19T01:00:00Z', 'passed'],
    ['Thursday just before nine', '2026-11-19T00:59:59Z', 'denied'],
    ['Thursday just before four', '2026-11-19T07:59:00Z', 'passed'],
    ['Thursday at four', '2026-11-19T08:00:00Z', 'denied'],
    ['Friday at ten', '2026-11-20T02:00:00Z', 'denied'],
    ['Monday at ten, which is still Sunday elsewhere', '2026-11-23T02:00:00Z', 'passed'],
  ])('of office hours in Shanghai: %s', (_, now, verdict) => {
    expect(at(office, now)).toBe(verdict);
  });

  test.each([
    ['Friday at ten in the evening', '2026-11-20T22:00:00Z', 'passed'],
    ['Saturday at three in the morning', '2026-11-21T03:59:00Z', 'passed'],
    ['Saturday at four', '2026-11-21T04:00:00Z', 'denied'],
    ['Saturday at ten in the evening', '2026-11-21T22:00:00Z', 'denied'],
    ['Friday at three in the morning', '2026-11-20T03:00:00Z', 'denied'],
  ])('over midnight: %s', (_, now, verdict) => {
    expect(at(night, now)).toBe(verdict);
  });

  test('says when changes are applied, and what time it is there', () => {
    expect(messages(judged(office, scene, { now: '2026-11-20T14:10:00Z' }))).toEqual([
      'plan: Changes are applied mon, tue, wed, thu 09:00–16:00 Asia/Shanghai, and it is fri 22:10',
    ]);
    const always = uses('change-window', '    with: {from: "00:00", to: "24:00", zone: UTC}\n');
    expect(at(always, '2026-11-20T23:59:59Z')).toBe('passed');
    const mornings = uses(
      'change-window',
      '    message: Nobody is on call\n    with: {from: "08:00", to: "09:00", zone: UTC}\n',
    );
    expect(messages(judged(mornings, scene))).toEqual([
      'plan: Nobody is on call (Changes are applied every day 08:00–09:00 UTC, and it is fri 10:00)',
    ]);
  });

  test('warns of a plan that is only shown: it may be applied when the window is open', () => {
    const shown = judged(office, scene, { now: '2026-11-20T14:10:00Z', stage: 'plan' });
    expect(words(shown)).toEqual({ g: 'warned' });
    expect(shown.denies).toBe(false);
  });

  test('is not applicable to a plan without changes, or where its condition does not hold', () => {
    expect(words(judged(office, { yaml: '{}' }, { now: '2026-11-20T14:10:00Z' }))).toEqual({
      g: 'not-applicable',
    });
    const production = `${office}    when: plan.environment == "production"\n`;
    expect(words(judged(production, scene, { now: '2026-11-20T14:10:00Z' }))).toEqual({
      g: 'not-applicable',
    });
  });

  test.each([
    [
      'an unknown zone',
      'from: "09:00", to: "16:00", zone: Mars/Olympus',
      'there is no time zone "Mars/Olympus"',
    ],
    ['no time at all', 'from: "09:00", to: "09:00", zone: UTC', 'the window closes when it opens, at 09:00'],
    [
      'an opening at the end of a day',
      'from: "24:00", to: "09:00", zone: UTC',
      'the window cannot open at 24:00; write 00:00, and the day after',
    ],
  ])('with %s is broken', (_, parameters, reason) => {
    expect(slipsOf(uses('change-window', `    with: {${parameters}}\n`))).toEqual([`2:3 ${reason}`]);
  });

  test('cannot have a condition on a change: it is about the whole plan', () => {
    expect(slipsOf(`${office}    when: change.kind == "app"\n`)).toEqual([
      '5:11 there is no variable "change". There is only plan.',
    ]);
  });
});
