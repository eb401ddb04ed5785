// What a person has to do, in which order, where, with which clicks and values.
import { describe, expect, test } from 'vitest';
import type { Change, Plan } from '../../src/model.ts';
import { plain } from '../../src/report/layout.ts';
import { runbookOf } from '../../src/report/runbook.ts';
import { runbookJson } from '../../src/report/runbook-json.ts';
import { inHandOrder } from '../../src/report/runbook-order.ts';
import { chaptersOf, type Step, stepsOf } from '../../src/report/runbook-steps.ts';
import { runbookText } from '../../src/report/runbook-text.ts';
import { byHandPlan, now } from './by-hand-plan.ts';
import { hostileCases, hostilePlan } from './hostile.ts';

const book = runbookOf(byHandPlan, now);
const steps = stepsOf(book);
const text = runbookText(book, { paint: plain, columns: 100 });

function stepOf(address: string, of: readonly Step[] = steps): Step {
  const found = of.find(({ change }) => change.address === address);
  if (!found) throw new Error(`no step for ${address}`);
  return found;
}

/** The rows of a step as `label: before -> after`. */
const rowsOf = (step: Step) =>
  step.areas.flatMap(({ rows }) =>
    rows.map(({ label, before, after }) => `${label}: ${JSON.stringify(before)} -> ${JSON.stringify(after)}`),
  );

/** The lines of the text from one line to the next empty one. */
function partOf(start: string): string[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.includes(start));
  return lines.slice(from, lines.indexOf('', from));
}

/** A change of an app's settings that a person makes. */
function change(address: string, kind: string, more: Partial<Change> = {}): Change {
  return {
    address,
    segments: address.split('.'),
    kind,
    action: 'update',
    before: {},
    after: {},
    leaves: [],
    consequences: [],
    via: 'console',
    byHand: { reason: 'no API' },
    dependsOn: [],
    ...more,
  };
}

const withChanges = (...changes: Change[]): Plan => ({ ...byHandPlan, changes, bindings: {} });

describe('the order', () => {
  test('is by app and page, what is needed first, ends last', () => {
    expect(steps.map(({ number, change: { address } }) => `${number} ${address}`)).toEqual([
      '1 apps.arena',
      '2 apps.arena.certificates.mi',
      '3 apps.arena.login',
      '4 apps.arena.messages',
      '5 apps.arena.groupFields.topic_id',
      '6 apps.support',
      '7 apps.support.certificates.apns',
      '8 apps.support.userFields.Rank',
      '9 apps.support.groupTypes.Work',
      '10 apps.support.groupFeatures',
      '11 apps.support.webhook',
      '12 apps.support.accounts.bot',
      '13 apps.museum',
    ]);
  });

  test('leaves a page only when something else is needed first', () => {
    const order = inHandOrder([
      change('apps.arena.userFields.A', 'user-field'),
      change('apps.arena.login', 'login'),
      change('apps.arena.userFields.B', 'user-field', { dependsOn: ['apps.support'] }),
      change('apps.arena.userFields.C', 'user-field'),
      change('apps.support', 'app', { action: 'create' }),
    ]).map(({ address }) => address);
    expect(order).toEqual([
      'apps.arena.login',
      'apps.arena.userFields.A',
      'apps.arena.userFields.C',
      'apps.support',
      'apps.arena.userFields.B',
    ]);
  });

  test('reaches over what an API does between two steps', () => {
    const order = inHandOrder([
      change('apps.arena.webhook', 'webhook', { dependsOn: ['cam.policies.p'] }),
      {
        ...change('cam.policies.p', 'cam-policy', { via: 'cam-api', dependsOn: ['apps.support'] }),
        byHand: undefined,
      } as unknown as Change,
      change('apps.support', 'app', { action: 'create' }),
    ]);
    expect(order.map(({ address }) => address)).toEqual(['apps.support', 'apps.arena.webhook']);
  });

  test('tells what follows by the next apply, and what an apply has to do before a step', () => {
    expect(book.after.map(({ address }) => address)).toEqual([
      'apps.support.groups.news',
      'apps.support.tags',
      'cam.policies.support-operators',
    ]);
    const { byHand: _, ...policy } = change('cam.policies.p', 'cam-policy', { via: 'cam-api' });
    const plan = withChanges(
      policy,
      change('apps.museum', 'app', { action: 'delete', dependsOn: ['cam.policies.p'] }),
    );
    const [step] = stepsOf(runbookOf(plan, now));
    expect(step?.needsApply).toEqual(['cam.policies.p']);
    expect(runbookText(runbookOf(plan, now), { paint: plain, columns: 100 })).toContain(
      'First    an apply has to carry out cam.policies.p',
    );
    expect(runbookOf(plan, now).after).toEqual([]);
  });
});

describe('a step', () => {
  test('creates an app by its dialog, and sets the rest by the clicks of each (APP-1, APP-7)', () => {
    const app = stepOf('apps.support');
    expect(app.place).toBe('Chat console');
    expect(app.areas.map(({ clicks, rows }) => [clicks[0], rows.map(({ label }) => label)])).toEqual([
      ['Click Create Application.', ['Application Name']],
      ['Click Upgrade Plan in the Standard Billing Plan area.', ['Edition']],
      ['Check that it has these values already.', ['Status']],
    ]);
    expect(app.confirm).toBe('chatform confirm --env production apps.support=SDKAPPID');
    expect(app.waiting).toBe('since 2026-11-20 (2 days)');
  });

  test('inside of a new app waits for its SDKAppID, and knows its defaults', () => {
    const features = stepOf('apps.support.groupFeatures');
    expect([features.sdkAppId, features.appStep, features.needs]).toEqual([undefined, 6, [6]]);
    expect(rowsOf(features)).toEqual([
      'Community: {"labels":["Disabled"],"said":"the default of a new app"} -> {"labels":["Enabled"]}',
    ]);
    expect(text).toContain('apps.support (to be created in step 6: note its SDKAppID)');
  });

  test('of a new app only asks to check what it has by itself (MSG-3, MSG-4)', () => {
    const messages = change('apps.support.messages', 'messages', {
      leaves: [
        { path: ['historyDays'], after: 30 },
        { path: ['recallSeconds'], after: 120 },
      ],
    });
    const webhook = change('apps.support.webhook', 'webhook', { leaves: [{ path: ['events'], after: [] }] });
    const app = change('apps.support', 'app', { action: 'create' });
    const plan = withChanges(app, messages, webhook);
    const shown = runbookText(runbookOf(plan, now), { paint: plain, columns: 100 });
    expect(shown).toContain(
      [
        '    1. Click Edit in the upper-right corner of the Historical Message Storage Period Settings area.',
        '    2. Set the values below in the dialog.',
        '       Historical Message Storage Period  7 (days, the default of a new app) -> 30 (days)',
        '    3. Click Confirm.',
        '    4. Check that it has these values already.',
        '       Message Recall Settings  120 (seconds)',
        '',
      ]
        .join('\n')
        .slice(0, -1),
    );
    expect(shown).toContain(
      '    1. Check that it has these values already.\n       Event Callback Configuration  (none of them)\n',
    );
    // Of an app that is there nobody knows what it has.
    const there = stepsOf(runbookOf(withChanges(messages), now));
    expect(rowsOf(stepOf('apps.support.messages', there))[1]).toBe(
      'Message Recall Settings: {"said":"not known"} -> {"text":"120","said":"seconds"}',
    );
    expect(there[0]?.areas.map(({ isCheck }) => isCheck)).toEqual([undefined, undefined]);
  });

  test('has its values before the click that saves them (APP-1)', () => {
    const lines = partOf('Step 6');
    expect(lines.slice(lines.indexOf('    1. Click Create Application.'), -1)).toEqual([
      '    1. Click Create Application.',
      '    2. Enter the Application Name below in the Create Application dialog.',
      '       Application Name  Acme Support',
      '    3. Click Confirm.',
      '    4. Note the SDKAppID that the overview shows for the new app.',
      '    5. Click Upgrade Plan in the Standard Billing Plan area.',
      '    6. Select the edition below.',
      '       Edition  Premium',
      '    7. Select "I have read and agree to the Billing Details", and click Upgrade Now.',
      '    8. Check that it has these values already.',
      '       Status  Enabled',
    ]);
  });

  test('leads from area to area, in the words of the console (GRP-1, GRP-2)', () => {
    const { areas } = stepOf('apps.support.groupTypes.Work');
    expect(areas.map(({ clicks }) => clicks)).toEqual([
      [
        'Select Group message configuration on the left sidebar.',
        'Select the Group Type Work under Pull message history before group join, and click Edit.',
        'Set the values below in the window that pops up, and save them.',
      ],
      [
        'Select Group system notification configuration on the left sidebar.',
        'Select the Group Type Work under Notification of group member change, and click Edit.',
        'Set the values below in the window that pops up, and save them.',
      ],
    ]);
    expect(rowsOf(stepOf('apps.support.groupTypes.Work'))[1]).toBe(
      'Member joins: {"said":"not known"} -> {"labels":["Pushed to members who are online, not stored"]}',
    );
  });

  test('says of a value that nobody recorded that it is not known', () => {
    expect(rowsOf(stepOf('apps.arena.login'))).toEqual([
      'Multi-device Login Type: {"said":"not known"} -> {"labels":["Multi-device online"]}',
    ]);
    expect(rowsOf(stepOf('apps.arena.messages'))).toEqual([
      `Historical Message Storage Period: {"text":"30","said":"days"} -> {"text":"7","said":"days, the console's default"}`,
      'Message Recall Settings: {"said":"not known"} -> {"text":"300","said":"seconds"}',
    ]);
  });

  test('tells a group type that is to be added from one that is there (FLD-4)', () => {
    expect(rowsOf(stepOf('apps.arena.groupFields.topic_id'))).toEqual([
      'Group Type: Public group: Read: {"said":"not there"} -> {"labels":["Readable by All"]}',
      'Group Type: Public group: Write: {"said":"not there"} -> {"labels":["Writable by Member"]}',
      'Group Type: Work group: Write: {"labels":["Writable by Member"]} -> {"labels":["Writable by All"]}',
    ]);
  });

  test('has all check boxes of an event (WHK-4)', () => {
    expect(stepOf('apps.support.webhook').areas[1]?.rows[0]?.after).toEqual({
      labels: [
        'Online status change callback',
        'Callback after group portrait URL change, Callback after group info modification, Callback after group name change and Callback after modifying group notice',
      ],
    });
  });

  test('has a value that is known later with words in place of what is not', () => {
    expect(stepOf('apps.support.webhook').areas[0]?.rows[0]?.after).toEqual({
      text: 'https://hooks.acme.example/<SDKAppID of apps.support>',
      said: 'with the SDKAppID of apps.support in it',
    });
    const known = stepsOf(runbookOf({ ...byHandPlan, bindings: { 'apps.support': '1400000009' } }, now));
    expect(stepOf('apps.support.webhook', known).areas[0]?.rows[0]?.after).toEqual({
      text: 'https://hooks.acme.example/1400000009',
    });
  });

  test('names a secret by where it is, and a certificate by what never changes (PSH-2, PSH-4)', () => {
    expect(rowsOf(stepOf('apps.support.certificates.apns')).slice(3)).toEqual([
      'Certificate: {"said":"not there"} -> {"said":"the file certs/push.p12"}',
      'Certificate password: {"said":"not there"} -> {"said":"the value of the environment variable APNS_PASSWORD"}',
    ]);
    const mi = stepOf('apps.arena.certificates.mi');
    expect(mi.marks.map(({ label, after }) => [label, after])).toEqual([
      ['Push Platform', { labels: ['Mi'] }],
    ]);
    expect(rowsOf(mi)).toContain(
      'AppSecret: {"said":"the console does not show it"} -> {"said":"the value of the environment variable MI_SECRET"}',
    );
  });

  test('makes of an admin only what the console makes: the rest follows by apply (ACC-1, ACC-4)', () => {
    const bot = stepOf('apps.support.accounts.bot');
    expect(bot.areas.flatMap(({ rows }) => rows.map(({ label }) => label))).toEqual([
      'Account Type',
      'Nickname',
    ]);
    expect(bot.rest).toEqual(['Level']);
    expect(text).toContain('The rest follows by the next apply: Level.');
  });

  test('that deletes shows what is there (APP-3)', () => {
    expect(partOf('Step 13')).toEqual([
      '  Step 13: Delete app apps.museum',
      '    ! irreversible: A deleted app and its SDKAppID cannot be brought back. (APP-3)',
      '    ! data-loss: All data of the SDKAppID goes with the app. (APP-3)',
      '    Address  apps.museum',
      '    Where    Chat console > the card of the app > Basic Configuration',
      '    1. Unless the app is disabled already: click Disable next to Status in the Basic Info area, then',
      '       OK in the dialog.',
      '    2. Click Delete next to Status in the Basic Info area.',
      '    3. Click OK in the dialog.',
      '       Application Name  Museum',
      '       Edition           Developer',
      '       Status            Disabled',
      '    When it is done: chatform confirm --env production apps.museum',
    ]);
  });

  test('has what cannot be undone first, and neither that it is by hand nor when it shows twice', () => {
    const because = 'It takes about ten minutes until this shows.';
    const plan = withChanges(
      change('apps.arena.login', 'login', {
        effective: because,
        consequences: [
          { class: 'by-hand', because: 'no API', rule: 'API-1', path: [] },
          { class: 'delayed', because, rule: 'GRP-1', path: [] },
          { class: 'billable', because: 'It costs.', rule: 'MSG-3', path: [] },
          { class: 'irreversible', because: 'For good.', rule: 'FLD-7', path: [] },
        ],
      }),
    );
    const [step] = stepsOf(runbookOf(plan, now));
    expect(step?.consequences.map((one) => one.class)).toEqual(['irreversible', 'billable']);
    expect(step?.effective).toBe(because);
  });

  test('of a document has it whole, to be pasted (CAM-5)', () => {
    const { byHand: _, ...policy } = byHandPlan.changes.find((one) => one.kind === 'cam-policy') as Change;
    const plan = { ...byHandPlan, changes: [{ ...policy, byHand: { reason: 'no key' } }] };
    const [step] = stepsOf(runbookOf(plan, now));
    expect(step?.areas[0]?.clicks[2]).toBe(
      'Name the policy support-operators, and paste the document below into the Policy Content box.',
    );
    expect(JSON.parse(step?.areas[0]?.rows[0]?.after.text ?? '')).toEqual({
      version: '2.0',
      statement: [
        {
          effect: 'allow',
          action: ['name/im:*'],
          resource: ['qcs::im::uin/100000000001:sdkappid/<SDKAppID of apps.support>'],
        },
      ],
    });
  });
});

describe('the commands', () => {
  test('quote what a shell would read', () => {
    const address = `cam.policies["it's $HOME"]`;
    const plan = { ...withChanges(change(address, 'cam-policy', { via: 'cam-api' })) };
    const inputs = { ...plan.inputs, environment: 'my prod' };
    const [step] = stepsOf(runbookOf({ ...plan, inputs }, now));
    expect(step?.confirm).toBe(`chatform confirm --env 'my prod' 'cam.policies["it'\\''s $HOME"]'`);
  });

  test('name the directory and the variables that the configuration was read with', () => {
    const variables = { region: 'eu west', replicas: 2, 'is-open': true };
    const plan = withChanges(change('apps.arena.login', 'login'));
    const inputs = { ...plan.inputs, variables };
    const given = runbookOf({ ...plan, inputs }, now, "alice's chat");
    const start = `chatform confirm -C 'alice'\\''s chat' --env production --var 'region=eu west' --var replicas=2 --var is-open=true`;
    const { steps: shown } = runbookJson(given) as { steps: { confirm: string; deny: string }[] };
    expect(shown.map(({ confirm, deny }) => [confirm, deny])).toEqual([
      [`${start} apps.arena.login`, `${start} --deny apps.arena.login`],
    ]);
    const look = { paint: plain, columns: 100 };
    expect(runbookText(given, look)).toContain(`When it is done: ${start} apps.arena.login\n`);
    expect(runbookText(given, look)).toContain(`  ${start} --deny ADDRESS\n`);
  });

  test('of a part are one, without the new app itself, and by the app where there are many', () => {
    const [arena, support, museum] = chaptersOf(steps, book);
    expect(arena?.confirmAll).toMatch(/^chatform confirm --env production apps\.arena apps\.arena\.cert/);
    expect(support?.confirmAll).toMatch(
      /^chatform confirm --env production apps\.support\.certificates\.apns /,
    );
    expect(museum?.confirmAll).toBeUndefined();
    const fields = Array.from({ length: 13 }, (_, i) => change(`apps.arena.userFields.F${i}`, 'user-field'));
    const many = runbookOf(withChanges(change('apps.arena', 'app'), ...fields), now);
    expect(chaptersOf(stepsOf(many), many)[0]?.confirmAll).toBe(
      `chatform confirm --env production apps.arena 'apps.arena.*'`,
    );
  });
});

describe('as text', () => {
  test('begins with how much there is to do, and why by hand', () => {
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Runbook for production: 13 steps by hand: 7 to add, 5 to change, 1 to destroy; 5 with grave consequences.',
      'Tencent publishes no API for it: a person does it in the console.',
      'Admins are made in the console: the Chat REST API imports general accounts only.',
      'What is said to be before is what was last confirmed or set by chatform: no API shows what the',
      'console has.',
      `Account 100000000001, plan ${byHandPlan.digest}`,
    ]);
  });

  test('says that there is nothing to do', () => {
    const quiet = runbookText(runbookOf({ ...byHandPlan, changes: [], confirmed: [] }, now), {
      paint: plain,
      columns: 100,
    });
    expect(quiet).toBe(
      `Runbook for production: Nothing is to be done by hand.\nAccount 100000000001, plan ${byHandPlan.digest}\n`,
    );
  });

  test('ends with what follows, and what was confirmed', () => {
    expect(text.slice(text.indexOf('Carried out by')).split('\n')).toEqual([
      'Carried out by the next apply, once the steps are confirmed:',
      '',
      '  # apps.support.groups.news will be created',
      '  # apps.support.tags will be created',
      '  # cam.policies.support-operators will be created',
      '',
      'As confirmed by hand, and not seen (3 resources):',
      '',
      '  2026-11-19 by alice: apps.arena.groupFields.topic_id, apps.arena.messages',
      '  2026-11-18 by bob: apps.arena',
      '',
      'If a step that was confirmed turns out not to be done, say so:',
      '  chatform confirm --env production --deny ADDRESS',
      '',
    ]);
  });

  test.each(hostileCases)('carries nothing out: %s', (_, hostile) => {
    const shown = runbookText(runbookOf(hostilePlan(hostile), now), { paint: plain, columns: 100 });
    expect(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.exec(shown)).toBeNull();
    expect(shown).not.toMatch(/^\s*::|##\[/m);
  });
});

describe('as JSON', () => {
  test('has of each step what a form needs', () => {
    const json = runbookJson(book) as { steps: { number: number }[] };
    expect(json).toMatchObject({
      format_version: '1.0',
      environment: 'production',
      account: '100000000001',
      digest: byHandPlan.digest,
      made_at: now,
      after: [
        { address: 'apps.support.groups.news', type: 'group', action: 'create' },
        { address: 'apps.support.tags', type: 'tags', action: 'create', depends_on: ['apps.support'] },
        { address: 'cam.policies.support-operators', type: 'cam-policy', action: 'create' },
      ],
    });
    expect(json.steps[2]).toEqual({
      number: 3,
      address: 'apps.arena.login',
      type: 'login',
      action: 'update',
      title: 'Change login settings of apps.arena',
      reason: 'Tencent publishes no API for it: a person does it in the console.',
      waiting_since: '2026-11-20T08:00:00Z',
      app: 'apps.arena',
      sdk_app_id: '1400000001',
      page: 'Feature Configuration > Login and Message > Login Settings',
      place:
        'Chat console > the card of the app > Feature Configuration > Login and Message > Login Settings',
      areas: [
        {
          clicks: [
            'Click Edit in the upper-right corner of the Login Settings area.',
            'Set the values below in the dialog.',
            'Click Confirm.',
          ],
          values: [
            {
              path: ['policy'],
              label: 'Multi-device Login Type',
              before: { said: 'not known' },
              after: { labels: ['Multi-device online'] },
            },
          ],
        },
      ],
      rest: [],
      consequences: [],
      needs: [1],
      needs_apply: [],
      confirm: 'chatform confirm --env production apps.arena.login',
      deny: 'chatform confirm --env production --deny apps.arena.login',
    });
  });
});

test('18,000 steps are written in all forms, each step once', () => {
  const changes = Array.from({ length: 300 }, (_, app) =>
    Array.from({ length: 60 }, (_, field) => change(`apps.app-${app}.userFields.F${field}`, 'user-field')),
  ).flat();
  const large = runbookOf(withChanges(...changes), now);
  expect(new Set(large.steps.map(({ address }) => address)).size).toBe(18_000);
  const shown = runbookText(large, { paint: plain, columns: 100 });
  expect(shown.match(/^ {2}Step \d+: /gm)).toHaveLength(18_000);
});
