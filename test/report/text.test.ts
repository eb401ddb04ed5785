import { describe, expect, test } from 'vitest';
import type { Change, Leaf, Plan } from '../../src/model.ts';
import { plain, widthOf } from '../../src/report/layout.ts';
import { driftText, planText } from '../../src/report/text.ts';
import { planned } from '../support/scene.ts';
import { hostileCases, hostilePlan } from './hostile.ts';
import { manyApps } from './many-apps.ts';

const look = { paint: plain, columns: 80 };

const base = planned({
  yaml: `
apps:
  support:
    name: Acme Support
    messages: { recallSeconds: 300 }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120 },
    },
  },
  state: { bindings: { support: '1400000001' }, records: { 'apps.support': { name: 'Acme Support' } } },
}).plan;
const [messages] = base.changes as [Change];

function textOf(change: Partial<Change>, columns = 80): string {
  return planText({ ...base, changes: [{ ...messages, ...change }] }, { ...look, columns });
}

/** The lines below the heading. */
function leavesText(leaves: readonly Leaf[], columns = 80): string[] {
  const { source: _, ...change } = { ...messages, leaves };
  const lines = planText({ ...base, changes: [change] }, { ...look, columns }).split('\n');
  return lines.slice(3, lines.indexOf('', 3));
}

test('What is destroyed is the first thing said, all of it', () => {
  const plan = manyApps(30);
  const [first = '', second = ''] = planText(plan, look).split('\n');
  expect(first).toBe('10 resources will be destroyed: apps.app-027, apps.app-024, apps.app-021,');
  expect(second).toBe('apps.app-018, apps.app-015, apps.app-012, apps.app-009, apps.app-006,');
});

test('Changes are told by app, those first that destroy, then those that cannot be taken back', () => {
  const headings = planText(manyApps(4), look).match(/^Changes to .*$/gm);
  expect(headings).toEqual([
    'Changes to apps.app-003: 1 to destroy',
    'Changes to apps.app-000: 1 to destroy',
    'Changes to apps.app-001: 1 to add, 1 to change',
    'Changes to apps.app-002: 1 to change',
  ]);
});

describe('The values of a change', () => {
  test('stand in one column, whatever their names are written in', () => {
    expect(
      leavesText([
        { path: ['name'], before: 'Support', after: 'Help' },
        { path: ['客服'], after: 1 },
        { path: ['introduction'], before: 'a' },
      ]),
    ).toEqual([
      '    ~ name         = "Support" -> "Help"',
      '    + ["客服"]     = 1',
      '    - introduction = "a"',
    ]);
  });

  test('are not pushed away by one long name', () => {
    const long = 'n'.repeat(31);
    expect(
      leavesText([
        { path: ['name'], after: 1 },
        { path: [long], after: 2 },
      ]),
    ).toEqual(['    + name = 1', `    + ${long} = 2`]);
  });

  test('go on below when the line is too short, the old one and the new one apart', () => {
    expect(
      leavesText(
        [{ path: ['note'], before: 'The chat of our shop', after: 'The chat of our shop and its games' }],
        60,
      ),
    ).toEqual([
      '    ~ note = "The chat of our shop"',
      '             -> "The chat of our shop and its games"',
    ]);
    expect(leavesText([{ path: ['note'], after: 'one two three four five six seven' }], 40)).toEqual([
      '    + note = "one two three four five',
      '             six seven"',
    ]);
  });

  test('of lists and maps go on as people write them, also when they go', () => {
    const document = { action: ['name/im:Get*', 'name/im:Describe*'], effect: 'allow', resource: ['*'] };
    const lines = ['{', '        action: ["name/im:Get*", "name/im:Describe*"]', '        effect: "allow"'];
    expect(leavesText([{ path: ['document'], after: document }], 60).slice(0, 3)).toEqual([
      `    + document = ${lines[0]}`,
      ...lines.slice(1),
    ]);
    expect(leavesText([{ path: ['document'], before: document }], 60)[0]).toBe('    - document = {');
  });

  test('show 1,000 characters, and how many more there are', () => {
    const lines = leavesText([{ path: ['note'], after: 'x'.repeat(5_000) }]);
    expect(lines.join('').replaceAll(' ', '')).toBe(`+note="${'x'.repeat(999)}…(4002morecharacters)`);
    const list = Array.from({ length: 200 }, (_, index) => `action-${index}`);
    expect(leavesText([{ path: ['list'], after: list }]).at(-1)).toMatch(/… \(\d+ more characters\)$/);
  });

  test("say where a null asks for the console's default", () => {
    expect(leavesText([{ path: ['recallSeconds'], before: 300, after: 120, reset: true }])).toEqual([
      "    ~ recallSeconds = 300 -> 120 (the console's default)",
    ]);
  });
});

test('A place that does not fit beside its heading stands below it', () => {
  const address = `apps.${'s'.repeat(50)}.messages`;
  expect(textOf({ address }).split('\n').slice(2, 4)).toEqual([
    `  # ${address} will be updated in-place`,
    '  # apps.yaml:5:5',
  ]);
});

test('A reason of many words is wrapped as the comment that it is', () => {
  const because = 'the region was closed, and all of its customers were moved to the one beside it';
  expect(textOf({ because }).split('\n').slice(3, 5)).toEqual([
    '  # (because the region was closed, and all of its customers were moved to the',
    '  # one beside it)',
  ]);
});

const controls = /(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;

/** The lines that GitHub's runner would carry out. */
function commandsIn(text: string): string[] {
  return text.split(/[\n\r]/).filter((line) => line.trimStart().startsWith('::') || line.includes('##['));
}

describe.each(hostileCases)('%s everywhere in a plan', (_, text) => {
  const plan: Plan = hostilePlan(text);

  test('commands neither the terminal nor GitHub', () => {
    for (const report of [planText(plan, look), driftText(plan, look)]) {
      expect(commandsIn(report)).toEqual([]);
      expect(report.replaceAll('\t', ' ')).not.toMatch(controls);
    }
  });
});

test('The lines of what differs fit the terminal, in Chinese too', () => {
  const plan = hostilePlan('删除的应用无法恢复');
  const lines = planText(plan, { ...look, columns: 60 }).split('\n');
  const from = lines.findIndex((line) => line.startsWith('Changes to'));
  const values = lines.slice(from).filter((line) => /^ {4,}/.test(line));
  expect(values.length).toBeGreaterThan(10);
  expect(values.filter((line) => widthOf(line) > 60)).toEqual([]);
});

test('Drift is told like a change', () => {
  const drift = [
    { address: 'apps.support.messages', kind: 'messages', before: {}, after: {}, leaves: messages.leaves },
    { address: 'cam.policies.readers', kind: 'cam-policy', before: {}, after: null, leaves: [] },
  ];
  expect(driftText({ ...base, drift }, look)).toBe(`\
Changed outside of chatform since the last apply (drift):

  # apps.support.messages has changed
    ~ recallSeconds = 120 -> 300

  # cam.policies.readers has been deleted

2 resources drifted.
`);
  expect(driftText(base, look)).toBe('No drift. The console is as chatform left it.\n');
});

test('The ID of a rule, which may be one of a project, carries nothing out', () => {
  const rule = 'OURS-1\u001b[31m\u202e';
  const refusal = { address: 'apps.support', path: ['edition'], rule, message: 'not in March', holds: [] };
  const warning = { severity: 'warning' as const, message: 'March begins', rule };
  const text = planText({ ...base, refusals: [refusal], diagnostics: [warning] }, look);
  expect(text).toContain('apps.support.edition is refused (OURS-1\\u001b[31m\\u202e)\n');
  expect(text).toContain('warning: March begins (OURS-1\\u001b[31m\\u202e)\n');
});

test('Of many limits the fullest are told', () => {
  const limit = { kind: 'user-field', noun: 'user fields', rule: 'FLD-2', limit: 20, unmanaged: 0 };
  const capacity = Array.from({ length: 21 }, (_, i) => ({
    ...limit,
    scope: `apps.chat-${i}`,
    before: 0,
    after: i === 20 ? 20 : 1,
  }));
  const text = planText({ ...base, capacity }, look);
  expect(text).toContain('Limits:\n\n  apps.chat-20: 20 of 20 user fields used after this plan, 0 left');
  expect(text).toContain('\n  … and 1 more\n');
});
