import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { requireRead } from '../../src/commands/cam.ts';
import type { Live } from '../../src/model.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, calls, chatform } from './chatform.ts';

const statement = (action: string, more = '') =>
  `          - {effect: allow, action: ["${action}"], resource: ["\${apps.support.resource}"]${more}}\n`;

/** Two apps, and a policy about one of them: alice has it, and so have the operators, of whom bob is one. */
const readers = (...statements: readonly string[]) => ({
  'chatform.yaml': `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice, bob, carol], groups: {operators: [bob]}}
apps:
  support: {name: Acme Support}
  lobby: {name: Lobby}
cam:
  policies:
    support-readers:
      document:
        version: "2.0"
        statement:
${statements.join('')}      users: [alice]
      groups: [operators]
`,
});

const noPush = '          - {effect: deny, action: ["name/im:DescribePushSecret"], resource: "*"}\n';
const looking = readers(statement('name/im:Describe*'), noPush);

function rewrite(directory: string, change: (yaml: string) => string): void {
  const file = path.join(directory, 'chatform.yaml');
  fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
}

describe('cam can', () => {
  test('says by which statement of which policy, and how it is attached (CAM-2)', async () => {
    const directory = projectOf(looking);
    expect(await chatform(directory, 'cam can alice im:DescribeCallBack support')).toEqual({
      code: 0,
      out: 'alice: allowed\n  allowed by statement 1 of support-readers, attached directly\n',
      err: '',
    });
    expect((await chatform(directory, 'cam can bob DescribeCallBack support')).out).toBe(
      'bob: allowed\n  allowed by statement 1 of support-readers, through the group operators\n',
    );
    expect((await chatform(directory, 'cam can group:operators im:DescribeCallBack support')).out).toBe(
      'group operators: allowed\n  allowed by statement 1 of support-readers, attached directly\n',
    );
  });

  test('doubts an action that nobody knows: a slip gets an answer that means nothing', async () => {
    const { err } = await chatform(projectOf(looking), 'cam can alice im:describeCallback support');
    expect(err).toBe(
      'Warning: im:describeCallback is on no list of known actions. Did you mean "im:DescribeCallBack"?\n',
    );
  });

  test('is 3 where a statement denies, or none allows (CAM-5)', async () => {
    const directory = projectOf(looking);
    expect(await chatform(directory, 'cam can alice im:DescribePushSecret support')).toEqual({
      code: 3,
      out: 'alice: denied\n  denied by statement 2 of support-readers, attached directly\n',
      err: '',
    });
    for (const line of ['alice im:DescribeCallBack lobby', 'carol im:DescribeCallBack support']) {
      const { code, out } = await chatform(directory, `cam can ${line}`);
      expect([code, out]).toEqual([3, `${line.split(' ')[0]}: not allowed: no policy allows it\n`]);
    }
  });

  test('is 3 and names the condition where it depends (CAM-6)', async () => {
    const inOffice = ', condition: {ip_equal: {"qcs:ip": 10.0.0.0/8}}';
    const directory = projectOf(readers(statement('name/im:Describe*', inOffice)));
    expect(await chatform(directory, 'cam can alice im:DescribeCallBack support')).toMatchObject({
      code: 3,
      out: 'alice: it depends\n  allowed by statement 1 of support-readers, attached directly, if qcs:ip is 10.0.0.0/8\n',
    });
  });

  test('is JSON for programs', async () => {
    const { code, out } = await chatform(
      projectOf(looking),
      'cam can bob im:DescribeCallBack support --json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      format_version: '1.0',
      kind: 'user',
      name: 'bob',
      verdict: 'allowed',
      by: [
        {
          policy: 'support-readers',
          preset: false,
          effect: 'allow',
          statement: 0,
          through: [{ kind: 'group', name: 'operators' }],
          on: [],
          inferred: false,
        },
      ],
      unknown: [],
    });
  });

  test('is about the configuration once it is applied; with --live about the console as it is', async () => {
    const directory = projectOf(looking);
    expect((await chatform(directory, applyAll)).code).toBe(0);
    rewrite(directory, (yaml) => yaml.replace('Describe*', 'Set*'));
    const both = async (action: string) => [
      (await chatform(directory, `cam can alice ${action} support`)).code,
      (await chatform(directory, `cam can alice ${action} support --live`)).code,
    ];
    expect(await both('im:SetAbilityConfInfo')).toEqual([0, 3]);
    expect(await both('im:DescribeCallBack')).toEqual([3, 0]);
    await byHand(directory, 'DetachUserPolicy', {
      policyName: 'support-readers',
      userName: 'alice',
    });
    expect(await both('im:DescribeCallBack')).toEqual([3, 3]);
  });

  test.each([
    ['alicia im:DescribeCallBack support', 'there is no sub-account "alicia". Did you mean "alice"?'],
    ['group:operator im:CheckDev support', 'there is no user group "operator". Did you mean "operators"?'],
    ['alice im:DescribeCallBack suport', 'there is no app "suport". Did you mean "support"?'],
    ['alice im:DescribeCallBack', 'im:DescribeCallBack is done to an app; name it as well'],
    [
      'alice DescribeCalBack support',
      'no action "DescribeCalBack" is known. Did you mean "DescribeCallBack"?',
    ],
    [
      'alice im:Describe* support',
      '"im:Describe*" is a pattern; ask about one action, such as im:UpdateSecret',
    ],
  ])('%s is a slip, and no answer', async (words, message) => {
    const { code, out, err } = await chatform(projectOf(looking), `cam can ${words}`);
    expect({ code, out, err }).toEqual({ code: 64, out: '', err: `Error: ${message}\n` });
  });

  test('gives no answer where policies could not be read', () => {
    const live = (...unreadable: Live['unreadable']) => ({ unreadable }) as Live;
    const reason = 'no right to cam:ListPolicies';
    expect(() => requireRead(live({ address: 'apps.1400000001.tags', reason }))).not.toThrow();
    expect(() => requireRead(live({ address: 'cam', reason }))).toThrow(
      'It cannot be told who may do what: cam: no right to cam:ListPolicies',
    );
    expect(() => requireRead(live({ address: 'cam.policies.ops', reason }))).toThrow('cam.policies.ops');
    expect(() => requireRead(live({ address: '', reason }))).toThrow('the console');
  });
});

describe('cam who', () => {
  test('lists everybody, and says so where it is nobody', async () => {
    const directory = projectOf(looking);
    expect(await chatform(directory, 'cam who im:DescribeCallBack support')).toEqual({
      code: 0,
      out: `group operators: allowed
  allowed by statement 1 of support-readers, attached directly
alice: allowed
  allowed by statement 1 of support-readers, attached directly
bob: allowed
  allowed by statement 1 of support-readers, through the group operators
`,
      err: '',
    });
    expect(await chatform(directory, 'cam who im:DescribePushSecret support')).toMatchObject({
      code: 0,
      out: 'Nobody but the root account.\n',
    });
    expect((await chatform(directory, 'cam who im:DescribeCallBack support --live')).code).toBe(64);
  });

  test('is JSON for programs', async () => {
    const { out } = await chatform(projectOf(looking), 'cam who im:DescribeCallBack support --json');
    const { format_version, holders } = JSON.parse(out);
    expect(format_version).toBe('1.0');
    expect(holders.map((one: { kind: string; name: string }) => `${one.kind} ${one.name}`)).toEqual([
      'group operators',
      'user alice',
      'user bob',
    ]);
  });
});

describe('cam needs', () => {
  test('names the rights to plan and to apply, and no app more than there are', async () => {
    const directory = projectOf(looking);
    const before = JSON.parse((await chatform(directory, 'cam needs --json')).out);
    expect(before.plan.statement[0].action).not.toContain('name/cam:AttachUserPolicy');
    expect(before.apply.statement[0].action).toContain('name/cam:AttachUserPolicy');
    expect(before.byHand.statement[0].resource).toEqual(['qcs::im::uin/100000000001:sdkappid/*']);
    await chatform(directory, applyAll);
    const after = JSON.parse((await chatform(directory, 'cam needs --json')).out);
    expect(after.byHand.statement[0].resource).toEqual([
      'qcs::im::uin/100000000001:sdkappid/1400000001',
      'qcs::im::uin/100000000001:sdkappid/1400000002',
    ]);
    const { code, out } = await chatform(directory, 'cam needs');
    expect(code).toBe(0);
    for (const title of ['To plan:\n{', 'To apply:\n{', 'For work by hand in the console:\n{'])
      expect(out).toContain(title);
  });
});

/** A statement that CAM refuses: the API is not said to be of Chat. */
const wrong = readers(statement('DescribeCallBack'));
const wrongMessage =
  'chatform.yaml:14:38: error: "DescribeCallBack" is not an action; write name/im:API, name/im:* or * (cam/action-syntax)';

describe('the lint of policies', () => {
  test('has nothing to say about a sound policy', async () => {
    expect(await chatform(projectOf(looking), 'cam lint')).toEqual({
      code: 0,
      out: 'Nothing to say about the policies.\n',
      err: '',
    });
  });

  test('shows errors with their place and is 1; notes by themselves are 0', async () => {
    const { code, out } = await chatform(projectOf(wrong), 'cam lint');
    expect(code).toBe(1);
    expect(out).toContain(wrongMessage);
    const onlyDenies = await chatform(projectOf(readers(noPush)), 'cam lint');
    expect(onlyDenies).toEqual({
      code: 0,
      out: 'chatform.yaml:12:9: note: the policy only denies: whoever has it needs another policy that allows something (cam/grants-nothing)\n',
      err: '',
    });
    const json = JSON.parse((await chatform(projectOf(wrong), 'cam lint --json')).out);
    expect(json).toMatchObject({
      format_version: '1.0',
      findings: [{ id: 'cam/action-syntax', severity: 'error', source: { line: 14, column: 38 } }],
    });
  });

  test('is part of validate, without its notes', async () => {
    const { code, err } = await chatform(projectOf(wrong), 'validate');
    expect(code).toBe(1);
    expect(err).toContain(wrongMessage);
    expect(await chatform(projectOf(readers(noPush)), 'validate')).toMatchObject({ code: 0, err: '' });
  });

  test('keeps a plan from being made and applied, also by a file', async () => {
    const directory = projectOf(wrong);
    const planned = await chatform(directory, 'plan --out reviewed.plan.json');
    expect(planned.code).toBe(1);
    expect(planned.out).toContain(wrongMessage);
    for (const line of [applyAll, `${applyAll} --partial`, 'apply reviewed.plan.json'])
      expect([line, (await chatform(directory, line)).code]).toEqual([line, 1]);
    expect(await calls(directory)).toEqual([]);
  });

  test('is about the policies that a plan writes: another change is not held up by one', async () => {
    const directory = projectOf(looking);
    await chatform(directory, applyAll);
    rewrite(directory, (yaml) =>
      yaml.replace('name/im:Describe*', 'DescribeCallBack').replace('name: Lobby', 'name: Great Lobby'),
    );
    expect((await chatform(directory, 'plan')).code).toBe(1);
    const { code, out } = await chatform(directory, 'plan --target apps.lobby');
    expect(code).toBe(0);
    expect(out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    expect((await chatform(directory, `${applyAll} --target apps.lobby`)).code).toBe(0);
  });

  test('has the words of its rules in code scanning', async () => {
    const { out } = await chatform(projectOf(wrong), 'plan --format sarif');
    const [run] = JSON.parse(out).runs;
    const rule = run.tool.driver.rules.find((one: { id: string }) => one.id === 'cam/action-syntax');
    expect(rule.shortDescription.text).toBe('An action is name/PRODUCT:API, or a pattern of one.');
    expect(rule.help.text).toContain('`chatform explain cam/action-syntax` has examples.');
    expect(rule.defaultConfiguration).toEqual({ level: 'error' });
    expect(run.results[0]).toMatchObject({ ruleId: 'cam/action-syntax', level: 'error' });
  });
});

describe('what changes for whom', () => {
  /** Everything but pushes becomes all of CAM for the operators; alice is taken off. */
  async function changed(): Promise<string> {
    const directory = projectOf(looking);
    expect((await chatform(directory, applyAll)).code).toBe(0);
    rewrite(directory, (yaml) =>
      yaml
        .replace('      users: [alice]\n', '      users: []\n')
        .replace(
          noPush,
          '          - {effect: allow, action: ["name/cam:AttachUserPolicy"], resource: "*"}\n',
        ),
    );
    return directory;
  }

  test('comes first in the text: gains before losses, escalation marked', async () => {
    const { code, out } = await chatform(await changed(), 'plan');
    expect(code).toBe(0);
    expect(out).toContain(`What changes for whom:

  + the members of operators (bob) gain the rest of im:Describe* on apps.support, by support-readers
      Escalation: can read or change keys (im:DescribePushSecret)
  + the members of operators (bob) gain cam:AttachUserPolicy, by support-readers
      Escalation: can change CAM itself (cam:AttachUserPolicy)
  - alice loses the rest of im:Describe* on apps.support, by support-readers
`);
  });

  test('is in Markdown, on the page, in JSON and in the saved plan', async () => {
    const directory = await changed();
    const markdown = (await chatform(directory, 'plan --format markdown')).out;
    expect(markdown).toContain('### What changes for whom\n');
    expect(markdown).toMatch(/➕ .*members of operators.* — \*\*escalation\*\*: can change CAM itself/);
    expect(markdown.indexOf('➕')).toBeLessThan(markdown.indexOf('➖ alice loses'));
    expect((await chatform(directory, 'plan --format html')).out).toContain('What changes for whom');
    const operators = [
      { kind: 'group', name: 'operators' },
      { kind: 'user', name: 'bob' },
    ];
    const json = JSON.parse((await chatform(directory, 'plan --json --out reviewed.plan.json')).out);
    expect(json.access).toEqual([
      {
        direction: 'gain',
        who: operators,
        text: 'the members of operators (bob) gain the rest of im:Describe* on apps.support, by support-readers',
        escalation: ['can read or change keys (im:DescribePushSecret)'],
      },
      {
        direction: 'gain',
        who: operators,
        text: 'the members of operators (bob) gain cam:AttachUserPolicy, by support-readers',
        escalation: ['can change CAM itself (cam:AttachUserPolicy)'],
      },
      {
        direction: 'loss',
        who: [{ kind: 'user', name: 'alice' }],
        text: 'alice loses the rest of im:Describe* on apps.support, by support-readers',
        escalation: [],
      },
    ]);
    expect((await chatform(directory, 'show --json reviewed.plan.json')).out).toBe(
      `${JSON.stringify(json, null, 2)}\n`,
    );
  });

  test('is what is left of it with --target, and nothing where no right changes', async () => {
    const directory = await changed();
    const target = 'cam.policies.support-readers.users.alice';
    const { out } = await chatform(directory, `plan --json --target ${target}`);
    expect(JSON.parse(out).access.map((one: { direction: string }) => one.direction)).toEqual(['loss']);
    rewrite(directory, () => looking['chatform.yaml'].replace('name: Lobby', 'name: Great Lobby'));
    expect((await chatform(directory, 'plan')).out).not.toContain('What changes for whom');
  });

  test('tells of an app that a policy by tag comes to reach', async () => {
    const byTag = `          - {effect: allow, action: "*", resource: "*", condition: {"for_any_value:string_equal": {"qcs:tag": ["team&chat"]}}}\n`;
    const directory = projectOf(readers(byTag));
    await chatform(directory, applyAll);
    rewrite(directory, (yaml) => yaml.replace('{name: Lobby}', '{name: Lobby, tags: {team: chat}}'));
    const { out } = await chatform(directory, 'plan --json');
    const [first] = JSON.parse(out).access;
    expect(first.direction).toBe('gain');
    expect(first.text).toMatch(
      /^alice and the members of operators \(bob\) gain .* on apps\.lobby, by support-readers$/,
    );
  });
});
