import { describe, expect, test } from 'vitest';
import { planSeen } from '../../src/guardrails/view.ts';
import { plan } from '../../src/plan/plan.ts';
import { inputOf, type Scene } from '../support/scene.ts';
import { guardrailsOf, guardrailsOfBoth, judged, messages, rule, words } from './judging.ts';

const httpsWebhooks = `guardrails:
  https-webhooks:
    level: deny
    message: '{change.app} is called at {change.after.url}'
    rule: 'change.kind != "webhook" || change.after.url.startsWith("https://")'
`;

/** An app of ours that the console has, with these sections in the YAML and live. */
function support(yaml: string, live: NonNullable<Scene['live']>['objects'] = {}, records = {}): Scene {
  return {
    yaml: `apps: {support: {name: Acme Support, ${yaml}}}`,
    live: {
      objects: { 'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true }, ...live },
    },
    state: {
      bindings: { support: '1400000001' },
      records: { 'apps.support': { name: 'Acme Support' }, ...records },
    },
  };
}

/** What rules see of the first change of a kind. */
function seen(scene: Scene, kind: string) {
  const input = inputOf(scene);
  const made = plan(input).plan;
  const change = planSeen(made, { live: input.live, managed: new Set() }).changes.find(
    (one) => one.kind === kind,
  );
  if (!change) throw new Error(`nothing of kind ${kind} changes`);
  return change;
}

describe('a rule over changes', () => {
  test('denies a plan in which a change breaks it, with its message filled in and the place of the change', () => {
    const scene = support('webhook: {url: "http://chat.acme.example/callback"}', {
      'apps.1400000001.webhook': { events: [] },
    });
    const judgement = judged(httpsWebhooks, scene);
    expect(judgement.denies).toBe(true);
    expect(judgement.diagnostics).toEqual([]);
    expect(judgement.verdicts).toMatchObject([
      {
        name: 'https-webhooks',
        level: 'deny',
        origin: 'configuration',
        verdict: 'denied',
        source: { file: 'chatform.yaml', line: 2 },
        findings: [
          {
            address: 'apps.support.webhook',
            message: 'support is called at http://chat.acme.example/callback',
            source: { file: 'apps.yaml', line: 1 },
          },
        ],
      },
    ]);
  });

  test('passes a plan in which every change keeps it, and is listed with that', () => {
    const scene = support('webhook: {url: "https://chat.acme.example/callback"}', {
      'apps.1400000001.webhook': { events: [] },
    });
    const judgement = judged(httpsWebhooks, scene);
    expect(words(judgement)).toEqual({ 'https-webhooks': 'passed' });
    expect(judgement.denies).toBe(false);
  });

  test('that only warns, warns', () => {
    const scene = support('webhook: {url: "http://chat.acme.example/callback"}', {
      'apps.1400000001.webhook': { events: [] },
    });
    const judgement = judged(httpsWebhooks.replace('deny', 'warn'), scene);
    expect(words(judgement)).toEqual({ 'https-webhooks': 'warned' });
    expect(judgement.denies).toBe(false);
  });

  test('is asked only where its condition holds, and is not applicable where it never does', () => {
    const narrowed = rule('false', '    when: \'change.kind == "friends"\'\n');
    const scene = support('messages: {recallSeconds: 300}', {
      'apps.1400000001.messages': { recallSeconds: 120 },
    });
    expect(words(judged(narrowed, scene))).toEqual({ 'our-rule': 'not-applicable' });
    expect(words(judged(rule('change.kind == "app"'), { yaml: '{}' }))).toEqual({
      'our-rule': 'not-applicable',
    });
    expect(words(judged(narrowed.replace('friends', 'messages'), scene))).toEqual({ 'our-rule': 'denied' });
  });

  test('finds every change that breaks it, in the order of the plan', () => {
    const scene = {
      yaml: 'apps: {lobby: {name: Lobby, messages: {recallSeconds: 300}}, support: {name: Support}}',
    };
    expect(messages(judged(rule('change.action != "create"'), scene))).toEqual([
      'apps.lobby: our rule',
      'apps.lobby.messages: our rule',
      'apps.support: our rule',
    ]);
  });
});

describe('a rule over the plan', () => {
  test('sees counts, what exists, limits and all changes', () => {
    const scene = support(
      'messages: {recallSeconds: 300}, userFields: {Level: {type: string, app: [read], admin: [write]}}',
      {
        'apps.1400000001.messages': { recallSeconds: 120 },
        'apps.1400000001.userFields.Rank': { type: 'string', app: ['read'], admin: ['write'] },
      },
      { 'apps.support.messages': { recallSeconds: 120 } },
    );
    const sees = `plan.counts.create == 1 && plan.counts.update == 1 && plan.counts.delete == 0
      && plan.existing == 2 && plan.account == "100000000001" && plan.complete
      && plan.environment == "default" && size(plan.changes) == 2
      && plan.capacity.exists(c, c.kind == "user-field" && c.before == 1 && c.after == 2 && c.limit == 20)`;
    expect(words(judged(rule(sees), scene))).toEqual({ 'our-rule': 'passed' });
  });

  test('has no address', () => {
    const freeze = judged(rule('false'), { yaml: 'apps: {support: {name: Acme Support}}' });
    expect(messages(freeze)).toEqual(['plan: our rule']);
    expect(freeze.verdicts[0]?.findings).toEqual([{ message: 'our rule' }]);
  });
});

describe('a rule sees the whole resource', () => {
  test('when a part of it changes: the live values with the declared ones over them', () => {
    const scene = support('webhook: {events: [State.StateChange]}', {
      'apps.1400000001.webhook': { url: 'http://chat.acme.example/callback', events: [] },
    });
    expect(messages(judged(httpsWebhooks, scene))).toEqual([
      'apps.support.webhook: support is called at http://chat.acme.example/callback',
    ]);
  });

  test('with the defaults of the console where nobody set a value, and null where there is none', () => {
    const { before, after } = seen({ yaml: 'apps: {support: {name: Acme Support}}' }, 'app');
    expect(before).toBeNull();
    expect(after).toEqual({
      name: 'Acme Support',
      type: null,
      introduction: '',
      edition: 'developer',
      keyAlgorithm: 'hmac-sha256',
      enabled: true,
    });
    expect(seen({ yaml: 'apps: {a: {name: A, webhook: {events: []}}}' }, 'webhook').after).toEqual({
      url: null,
      events: [],
    });
  });

  test('with all of a group, and no key of a map that is not there', () => {
    const yaml =
      'groupTypes: {Work: {notifications: {memberChange: {join: push}}}}, groupFields: {topic: {groupTypes: {Public: {read: all, write: member}}}}';
    const work = seen(support(yaml), 'group-type').after;
    expect(work).toMatchObject({
      historyBeforeJoin: null,
      notifications: { memberChange: { join: 'push', kick: null }, profileChange: { owner: null } },
    });
    expect(seen(support(yaml), 'group-field').after).toEqual({
      groupTypes: { Public: { read: 'all', write: 'member' } },
    });
  });

  test('without the tags that a plan takes away, and with those of others', () => {
    const change = seen(
      support(
        'tags: {owner: chat}',
        { 'apps.1400000001.tags': { owner: 'chat', env: 'prod', team: 'blue' } },
        { 'apps.support.tags': { owner: 'chat', env: 'prod' } },
      ),
      'tags',
    );
    expect(change.before).toEqual({ owner: 'chat', env: 'prod', team: 'blue' });
    expect(change.after).toEqual({ owner: 'chat', team: 'blue' });
    expect(change.changed).toEqual(['env']);
    expect(change.tagsBefore).toEqual({ owner: 'chat', env: 'prod', team: 'blue' });
    expect(change.tags).toEqual({ owner: 'chat', team: 'blue' });
  });

  test('with the members of a group that others added, and without those who go', () => {
    const change = seen(
      support(
        'accounts: {bot: {}, ann: {}}, groups: {desk: {type: Public, name: Desk, members: [ann]}}',
        {
          'apps.1400000001.accounts.bot': { type: 'user' },
          'apps.1400000001.accounts.ann': { type: 'user' },
          'apps.1400000001.groups.desk': { type: 'Public', name: 'Desk', members: ['bot', 'carol'] },
        },
        { 'apps.support.groups.desk': { type: 'Public', name: 'Desk', members: ['bot'] } },
      ),
      'group',
    );
    expect(change.before?.members).toEqual(['bot', 'carol']);
    expect(change.after?.members).toEqual(['ann', 'carol']);
    expect(change.changed).toEqual(['members.ann', 'members.bot']);
  });

  test('of a deletion as it was, and nothing after it', () => {
    const scene: Scene = {
      yaml: '{}',
      live: {
        objects: {
          'cam.policies.operators': {
            description: 'Runs support',
            document: { version: '2.0', statement: { effect: 'allow', action: 'name/im:*', resource: '*' } },
          },
        },
      },
      state: { records: { 'cam.policies.operators': { description: 'Runs support' } } },
    };
    const change = seen(scene, 'cam-policy');
    expect(change).toMatchObject({ action: 'delete', app: '', edition: '', tags: {}, after: null });
    expect(change.before?.document).toEqual({
      version: '2.0',
      statement: [{ effect: 'allow', action: ['name/im:*'], resource: ['*'], condition: {} }],
    });
  });
});

describe('a rule sees of the app around a change', () => {
  test('its edition after the plan, and its tags before and after', () => {
    const scene = support(
      'edition: premium, tags: {env: prod}, messages: {recallSeconds: 300}',
      {
        'apps.1400000001': { name: 'Acme Support', edition: 'standard' },
        'apps.1400000001.tags': { owner: 'chat' },
        'apps.1400000001.messages': { recallSeconds: 120 },
      },
      { 'apps.support.messages': { recallSeconds: 120 } },
    );
    expect(seen(scene, 'messages')).toMatchObject({
      app: 'support',
      edition: 'premium',
      tagsBefore: { owner: 'chat' },
      tags: { owner: 'chat', env: 'prod' },
      environment: 'default',
    });
  });

  test('of one that is to be created: Developer unless it says more, and the tags that it will have', () => {
    const yaml = 'apps: {lobby: {name: Lobby, tags: {env: prod}}, arena: {name: Arena, edition: premium}}';
    expect(seen({ yaml }, 'tags')).toMatchObject({
      edition: 'developer',
      tagsBefore: {},
      tags: { env: 'prod' },
    });
    expect(seen({ yaml }, 'app')).toMatchObject({ app: 'arena', edition: 'premium', tags: {} });
  });

  test('no tags where they could not be read: that is not known, and not the same as none', () => {
    const scene = support('messages: {recallSeconds: 300}', {
      'apps.1400000001.messages': { recallSeconds: 120 },
    });
    const unreadable = [{ address: 'apps.1400000001.tags', reason: 'not allowed' }];
    const change = seen({ ...scene, live: { ...scene.live, unreadable } }, 'messages');
    expect(change).toMatchObject({ tags: null, tagsBefore: null });
  });

  test('consequences and their rules, and where the change is declared', () => {
    const scene = support('userFields: {Level: {type: string, app: [read], admin: [write]}}');
    const change = seen(scene, 'user-field');
    expect(change.consequences).toMatchObject([
      { class: 'irreversible', rule: 'FLD-7', path: '' },
      { class: 'delayed', rule: 'FLD-2', path: 'type' },
    ]);
    expect(change.source).toEqual({ file: 'apps.yaml', line: 1 });
    expect(
      messages(judged(rule('!change.consequences.exists(c, c.class == "irreversible")'), scene)),
    ).toEqual(['apps.support.userFields.Level: our rule']);
  });
});

describe('what is not known, or not for all eyes,', () => {
  test('is a reference in its text, where a new app has no SDKAppID yet; the rest of the text is there', () => {
    const yaml = `apps: {support: {name: Acme Support}}
cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement: [{effect: allow, action: "name/im:*", resource: "\${apps.support.resource}"}]`;
    const change = seen({ yaml }, 'cam-policy');
    expect(change.after?.document).toEqual({
      version: '2.0',
      statement: [
        {
          effect: 'allow',
          action: ['name/im:*'],
          resource: [`qcs::im::uin/100000000001:sdkappid/\${apps.support.sdkAppId}`],
          condition: {},
        },
      ],
    });
    expect(change.unknown).toEqual(['document.statement.0.resource']);
  });

  test('is a mask in place of a secret', () => {
    const scene = support(
      'certificates: {mi: {platform: mi, packageName: example.acme, appId: "7", appSecret: {env: MI_SECRET}}}',
    );
    const secret = rule(
      'change.kind != "certificate" || change.action == "delete" || change.after.appSecret == ""',
    ).replace('message: our rule', "message: '{change.after.appSecret} of {change.address}'");
    expect(seen(scene, 'certificate').after?.appSecret).toBe('(sensitive value)');
    expect(messages(judged(secret, scene))).toEqual([
      'apps.support.certificates.mi: (sensitive value) of apps.support.certificates.mi',
    ]);
  });

  test('is not there to `has` and `in` where it is null', () => {
    const scene = { yaml: 'apps: {a: {name: A, webhook: {events: []}}}' };
    const asked =
      'change.kind != "webhook" || change.before != null || has(change.after.url) || "url" in change.after';
    expect(messages(judged(rule(asked), scene))).toEqual(['apps.a.webhook: our rule']);
  });
});

describe('a message', () => {
  const scene = support('webhook: {url: "http://chat.acme.example/callback"}', {
    'apps.1400000001.webhook': { events: ['State.StateChange', 'C2C.CallbackAfterSendMsg'] },
  });
  const saying = (message: string) =>
    messages(judged(rule('change.kind != "webhook"').replace('our rule', message), scene));

  test.each([
    [
      'texts and lists',
      '"{change.app}: {change.after.events}"',
      'support: State.StateChange, C2C.CallbackAfterSendMsg',
    ],
    [
      'numbers and truths',
      '"{size(change.after.events)} {change.source.line} {change.action == \'update\'}"',
      '2 1 true',
    ],
    ['what is not set', '"was {change.before.url}"', 'was (not set)'],
    ['what is not there', '"{change.tags[\'env\']}"', '(not set)'],
    ['a map', '"{change.source}"', 'file: apps.yaml, line: 1'],
    ['braces', '"{{{change.app}}}"', '{support}'],
    ['of the plan', '"{plan.counts.update} of {plan.existing}"', '1 of 2'],
  ])('says %s', (_, message, said) => {
    expect(saying(message)).toEqual([`apps.support.webhook: ${said}`]);
  });

  test('cuts what is long', () => {
    const long = support(`introduction: ${'x'.repeat(500)}`);
    const yaml = rule('change.kind != "app"').replace('our rule', '"{change.address}"');
    const cut = rule('change.kind != "app" || change.action == "delete"').replace(
      'our rule',
      '"{change.after.introduction}"',
    );
    expect(messages(judged(yaml, long))).toEqual(['apps.support: apps.support']);
    expect(messages(judged(cut, long))).toEqual([`apps.support: ${'x'.repeat(200)}…`]);
  });
});

describe('the verdicts', () => {
  const scene = { yaml: 'apps: {support: {name: Acme Support}}' };
  const block = (...names: string[]) =>
    `guardrails:\n${names.map((name) => `  ${name}: {level: deny, message: m, rule: 'change.action != "delete"'}\n`).join('')}`;

  test('list those of the directory first, then by name', () => {
    const all = guardrailsOfBoth(block('b-own', 'a-own'), block('z-fixed', 'c-fixed'));
    expect(judged(all, scene).verdicts.map(({ name, origin }) => `${origin} ${name}`)).toEqual([
      'directory c-fixed',
      'directory z-fixed',
      'configuration a-own',
      'configuration b-own',
    ]);
  });

  test('are the same each time, whatever order the rules were written in', () => {
    const first = judged(guardrailsOf(block('b-own', 'a-own')), scene);
    const again = judged(guardrailsOf(block('a-own', 'b-own')), scene);
    expect(words(first)).toEqual(words(again));
    expect(judged(guardrailsOf(block('b-own', 'a-own')), scene)).toEqual(first);
    expect(Object.keys(words(first))).toEqual(['a-own', 'b-own']);
  });
});
