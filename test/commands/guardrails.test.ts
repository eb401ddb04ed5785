import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectOf } from '../support/project.ts';
import { byHand, calls, chatform, smallProject } from './chatform.ts';

const rule = (name: string, body: string) => `  ${name}:\n    ${body.split('\n').join('\n    ')}\n`;

const shortRecall = rule(
  'short-recall',
  `level: deny
message: '{change.app} lets messages be recalled for {change.after.recallSeconds} seconds'
rule: 'change.kind != "messages" || change.after.recallSeconds <= 120'`,
);

const small = smallProject['chatform.yaml'];
const withRules = (...rules: readonly string[]) => ({
  'chatform.yaml': `${small}guardrails:\n${rules.join('')}`,
});
const directoryOf = (...rules: readonly string[]) => ({
  'rules/team.yaml': `guardrails:\n${rules.join('')}`,
});

describe('a plan that a guardrail denies', () => {
  test('says so with the change and its place, lists every rule, and is 3', async () => {
    const passes = rule(
      'named',
      'level: deny\nmessage: no name\nrule: \'change.kind != "app" || change.action == "delete" || change.after.name != ""\'',
    );
    const { code, out } = await chatform(projectOf(withRules(shortRecall, passes)), 'plan');
    expect(code).toBe(3);
    expect(out).toContain(`Guardrails: 1 denied, 1 passed

  ✗ short-recall denies  chatform.yaml:19:3
      apps.support.messages: support lets messages be recalled for 300 seconds
        chatform.yaml:8:5
  ✓ named passed
`);
    expect(out).toContain('Plan: 4 to add, 0 to change, 0 to destroy. 1 denied.\n');
  });

  test('is not applied, in part neither, and not as a saved plan', async () => {
    const directory = projectOf(withRules(shortRecall));
    for (const line of ['apply --auto-approve', 'apply --auto-approve --partial']) {
      const { code, err } = await chatform(directory, line);
      expect(code).toBe(3);
      expect(err).toBe(
        'Error: Nothing was applied: 1 guardrail denies the plan.\n  - short-recall: apps.support.messages: support lets messages be recalled for 300 seconds\n',
      );
    }
    expect((await chatform(directory, 'plan --out reviewed.plan.json')).code).toBe(3);
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(3);
    expect(await calls(directory)).toEqual([]);
  });

  test('is told by every format, and by the saved plan as by the one just made', async () => {
    const directory = projectOf(withRules(shortRecall));
    const text = await chatform(directory, 'plan --out reviewed.plan.json');
    expect((await chatform(directory, 'show reviewed.plan.json')).out).toBe(text.out);
    const json = JSON.parse((await chatform(directory, 'plan --json')).out);
    expect(json).toMatchObject({
      applyable: false,
      summary: { denied: 1, warned: 0 },
      guardrails: [
        { name: 'short-recall', verdict: 'denied', findings: [{ address: 'apps.support.messages' }] },
      ],
    });
    for (const format of ['markdown', 'html', 'sarif']) {
      const { out } = await chatform(directory, `plan --format ${format}`);
      expect([format, out]).toEqual([format, expect.stringContaining('support lets messages be recalled')]);
    }
  });

  test('with a warning alone is shown, and applied', async () => {
    const directory = projectOf(withRules(shortRecall.replace('deny', 'warn')));
    const { code, out } = await chatform(directory, 'plan');
    expect(code).toBe(0);
    expect(out).toContain('! short-recall warns\n');
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
  });

  test('is refused with the violations that nothing lets pass, and how many there are', async () => {
    const apps = ['arena', 'lobby', 'plaza'].map(
      (name) => `  ${name}: {name: ${name}, messages: {recallSeconds: 300}}\n`,
    );
    const head = 'chatform: {version: 1, account: "100000000001"}\napps:\n';
    const waiver =
      '    waivers:\n      - {address: apps.arena.messages, reason: a legal hold, by: on-call, until: "2026-12-31"}\n';
    const directory = projectOf({
      'chatform.yaml': `${head}${apps.join('')}guardrails:\n${shortRecall}${waiver}`,
    });
    const { err } = await chatform(directory, 'apply --auto-approve');
    expect(err).toContain(
      '  - short-recall: apps.lobby.messages: lobby lets messages be recalled for 300 seconds (and 1 more)\n',
    );
  });

  test('by a rule that is waived is applied until the waiver ends, and not afterwards', async () => {
    const waived = `${shortRecall}    waivers:\n      - {address: apps.support.messages, reason: a legal hold, by: on-call, until: "2026-03-31"}\n`;
    const directory = projectOf(withRules(waived));
    const { code, out } = await chatform(directory, 'plan');
    expect(code).toBe(0);
    expect(out).toContain('~ short-recall is waived\n');
    expect(out).toContain('waived until 2026-03-31 by on-call: a legal hold\n');
    const later = await chatform(directory, 'apply --auto-approve', { now: () => '2026-04-01T00:00:00Z' });
    expect(later.code).toBe(1);
    expect(later.err).toBe('Error: Nothing was applied: the plan has 1 error.\n');
    const shown = await chatform(directory, 'plan', { now: () => '2026-04-01T00:00:00Z' });
    expect(shown.err).toBe('Error: The plan has errors, and cannot be applied.\n');
    expect(await calls(directory)).toEqual([]);
  });
});

/** A configuration in a folder: rules that it cannot change lie beside it. */
const inFolder = (files: { readonly 'chatform.yaml': string }) => ({
  'chat/chatform.yaml': files['chatform.yaml'],
});

describe('--guardrails', () => {
  test('adds rules that the configuration can neither change nor waive', async () => {
    const directory = projectOf({ ...inFolder(smallProject), ...directoryOf(shortRecall) });
    const { code, out } = await chatform(directory, 'plan -C chat --guardrails rules');
    expect(code).toBe(3);
    expect(out).toContain('✗ short-recall denies (of the directory of guardrails)');
    const own = projectOf({
      ...inFolder(withRules(shortRecall.replace('120', '9999'))),
      ...directoryOf(shortRecall),
    });
    const { code: clash, err } = await chatform(own, 'plan -C chat --guardrails rules');
    expect(clash).toBe(1);
    expect(err).toContain('"short-recall" is a rule of the directory of guardrails');
  });

  test('reads every folder in the directory, also one that is called environments', async () => {
    const directory = projectOf({
      ...inFolder(smallProject),
      ...directoryOf(shortRecall.replace('120', '600')),
      'rules/environments/production.yaml': `guardrails:\n${shortRecall.replace('short-recall', 'in-production')}`,
    });
    const { code, out } = await chatform(directory, 'plan -C chat --guardrails rules');
    expect(code).toBe(3);
    expect(out).toContain('✗ in-production denies');
    expect(out).toContain('✓ short-recall passed');
  });

  test('with an empty name is an error: nothing else takes the place of the directory', async () => {
    const directory = projectOf({ ...inFolder(smallProject), ...directoryOf(shortRecall) });
    const { code, err } = await chatform(directory, 'plan -C chat --guardrails=');
    expect(code).toBe(64);
    expect(err).toContain('--guardrails "" names no directory.');
  });

  test('of a directory with no rules, or that is not there, is an error', async () => {
    const directory = projectOf({ ...inFolder(smallProject), 'empty/readme.txt': '' });
    const none = await chatform(directory, 'plan -C chat --guardrails empty');
    expect(none.code).toBe(1);
    expect(none.err).toContain('the directory of guardrails has no rule in it');
    const missing = await chatform(directory, 'plan -C chat --guardrails nowhere');
    expect(missing.code).toBe(1);
    expect(missing.err).toContain('There is no directory');
  });

  test('is part of what was approved: without it, or with other rules, neither file nor digest holds', async () => {
    const lenient = shortRecall.replace('120', '600');
    const directory = projectOf({ ...inFolder(smallProject), ...directoryOf(lenient) });
    const { out } = await chatform(
      directory,
      'plan -C chat --guardrails rules --out reviewed.plan.json --json',
    );
    const { digest } = JSON.parse(out);
    for (const line of ['apply reviewed.plan.json -C chat', `apply -C chat --expect ${digest}`])
      expect((await chatform(directory, line)).code).toBe(4);
    const { err } = await chatform(directory, 'apply reviewed.plan.json -C chat');
    expect(err).toMatch(
      / {2}- the guardrails are none, and were [0-9a-f]{12}: give the `--guardrails` that the plan had\n/,
    );
    fs.writeFileSync(
      path.join(directory, 'rules/team.yaml'),
      `guardrails:\n${lenient.replace('600', '500')}`,
    );
    expect((await chatform(directory, 'apply reviewed.plan.json -C chat --guardrails rules')).code).toBe(4);
    fs.writeFileSync(path.join(directory, 'rules/team.yaml'), `# Reviewed.\nguardrails:\n${lenient}`);
    expect((await chatform(directory, `apply -C chat --expect ${digest} --guardrails rules`)).code).toBe(0);
  });
});

describe('a rule that cannot be used', () => {
  const broken = rule('misspelt', "level: warn\nmessage: never\nrule: 'change.after.recalSeconds <= 120'");

  test('denies the plan, whatever its level, and says why', async () => {
    const { code, out } = await chatform(projectOf(withRules(broken)), 'plan');
    expect(code).toBe(3);
    expect(out).toContain('✗ misspelt cannot be used, and denies');
    expect(out).toContain('recalSeconds');
  });

  test('is an error of validate, with its place', async () => {
    const { code, err } = await chatform(projectOf(withRules(broken)), 'validate');
    expect(code).toBe(1);
    expect(err).toMatch(/^chatform\.yaml:\d+:\d+: error: the guardrail "misspelt" cannot be used: /);
  });
});

test('chatform/mass-change passes only by the digest of the plan', async () => {
  const many = Array.from(
    { length: 12 },
    (_, i) => `  app${i}: {name: Chat ${i}, messages: {recallSeconds: 300}}\n`,
  );
  const files = {
    'chatform.yaml': `chatform: {version: 1, account: "100000000001"}\napps:\n${many.join('')}guardrails:\n  calm: {level: deny, uses: chatform/mass-change}\n`,
  };
  const directory = projectOf(files);
  expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
  const file = path.join(directory, 'chatform.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replaceAll('300', '60'));
  const planned = await chatform(directory, 'plan');
  expect(planned.code).toBe(3);
  expect(planned.out).toContain('Too many updates, 50.00% is over 30.00% (12/24)');
  const [, digest = ''] = /Digest: (\w+)/.exec(planned.out) ?? [];
  const other = '0'.repeat(64);
  expect((await chatform(directory, `apply --auto-approve --allow-mass-change ${other}`)).code).toBe(3);
  expect((await chatform(directory, `apply --auto-approve --allow-mass-change ${digest}`)).code).toBe(0);
});

test('chatform/mass-change sees what goes with an app that is deleted', async () => {
  const rest =
    'messages: {recallSeconds: 300}, friends: {verification: require-verification}, login: {policy: multi-device}';
  const head = 'chatform: {version: 1, account: "100000000001"}\napps:\n  lobby: {name: Lobby}\n';
  const rules = 'guardrails:\n  calm: {level: deny, uses: chatform/mass-change}\n';
  const directory = projectOf({ 'chatform.yaml': `${head}  arena: {name: Arena, ${rest}}\n${rules}` });
  expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
  fs.writeFileSync(
    path.join(directory, 'chatform.yaml'),
    `${head}${rules}removed: [{address: apps.arena, destroy: true}]\n`,
  );
  const { code, out } = await chatform(directory, 'plan');
  expect(code).toBe(3);
  expect(out).toContain('Too many deletes, 4 is over 3 (4/5), digest required');
});

test('chatform/change-window warns of a plan, and denies an apply outside of the hours', async () => {
  const window = rule(
    'hours',
    'level: deny\nuses: chatform/change-window\nwith: {from: "09:00", to: "17:00", zone: UTC}',
  );
  const directory = projectOf(withRules(window));
  const night = { now: () => '2026-03-02T03:00:00Z' };
  const planned = await chatform(directory, 'plan', night);
  expect(planned.code).toBe(0);
  expect(planned.out).toContain('! hours warns (chatform/change-window)\n');
  expect((await chatform(directory, 'apply --auto-approve', night)).code).toBe(3);
  expect(await calls(directory)).toEqual([]);
  expect(
    (await chatform(directory, 'apply --auto-approve', { now: () => '2026-03-02T10:00:00Z' })).code,
  ).toBe(0);
});

test('a rule sees what is live, though a change does not touch it', async () => {
  const quiet = rule(
    'history-kept',
    `level: deny
message: '{change.app} would keep history for {change.after.historyDays} days'
when: 'change.kind == "messages"'
rule: 'change.after.historyDays >= 30'`,
  );
  const directory = projectOf({
    'chatform.yaml': small.replace('messages:', 'edition: premium\n    messages:'),
  });
  await chatform(directory, 'apply --auto-approve --allow irreversible,billable');
  await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', historyDays: 90 });
  fs.writeFileSync(
    path.join(directory, 'chatform.yaml'),
    `${small.replace('messages:', 'edition: premium\n    messages:').replace('300', '60')}guardrails:\n${quiet}`,
  );
  expect((await chatform(directory, 'plan')).out).toContain('✓ history-kept passed\n');
});

describe('guardrails test', () => {
  const cases = `tests:
  - name: five minutes are too long
    change: {kind: messages, address: apps.support.messages, action: update, after: {recallSeconds: 300}}
    expect: {short-recall: denied}
  - name: two minutes are not
    change: {kind: messages, address: apps.support.messages, action: update, after: {recallSeconds: 120}}
    expect: {short-recall: passed}
`;

  test('holds rules against tables, of a configuration or of a directory', async () => {
    const own = projectOf({ ...withRules(shortRecall), 'recall.guardrails-test.yaml': cases });
    expect(await chatform(own, 'guardrails test')).toEqual({
      code: 0,
      out: '2 tests of 1 guardrail: 2 passed, 0 failed.\n',
      err: '',
    });
    const apart = projectOf({ ...directoryOf(shortRecall), 'rules/recall.guardrails-test.yaml': cases });
    expect((await chatform(apart, 'guardrails test --guardrails rules --json')).out).toBe(
      '{\n  "format_version": "1.0",\n  "passed": 2,\n  "failed": 0,\n  "diagnostics": []\n}\n',
    );
  });

  test('is 1 with the place of what came otherwise', async () => {
    const directory = projectOf({
      ...withRules(shortRecall),
      'recall.guardrails-test.yaml': cases.replace('short-recall: passed', 'short-recall: denied'),
    });
    const { code, out, err } = await chatform(directory, 'guardrails test');
    expect(code).toBe(1);
    expect(err).toMatch(/^recall\.guardrails-test\.yaml:7:\d+: error: two minutes are not: /);
    expect(out).toBe('2 tests of 1 guardrail: 1 passed, 1 failed.\n');
  });

  test('without rules, or without tests, is an error', async () => {
    expect((await chatform(projectOf(smallProject), 'guardrails test')).err).toContain(
      'declares no guardrails',
    );
    expect((await chatform(projectOf(withRules(shortRecall)), 'guardrails test')).err).toContain(
      'there is no test of a guardrail',
    );
  });
});
