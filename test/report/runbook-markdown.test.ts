// The runbook as a list to be ticked off: whole, and safe with whatever somebody wrote.
import { describe, expect, test } from 'vitest';
import type { Leaf, Plan } from '../../src/model.ts';
import { runbookOf } from '../../src/report/runbook.ts';
import { runbookMarkdown } from '../../src/report/runbook-markdown.ts';
import { byHandPlan, now } from './by-hand-plan.ts';
import { hostileCases, hostilePlan } from './hostile.ts';
import { markdownProblems } from './markdown-problems.ts';

const markdown = runbookMarkdown(runbookOf(byHandPlan, now));

/** The paragraphs of a step, as they follow each other. */
function stepOf(title: string): string {
  const start = markdown.indexOf(`### ${title}`);
  const end = markdown.slice(start + 4).search(/^#{2,3} |^When all steps/m);
  return markdown.slice(start, start + 4 + end).trimEnd();
}

/** The arena's messages with one value to be set. */
function withLeaf(leaf: Leaf): Plan {
  const [change] = byHandPlan.changes.filter(({ address }) => address === 'apps.arena.messages');
  return { ...byHandPlan, changes: change ? [{ ...change, leaves: [leaf] }] : [] };
}

describe('as Markdown', () => {
  test('a step is facts, boxes to tick, a table of values, and the command that says that it was done', () => {
    expect(stepOf('Step 4')).toBe(`### Step 4: Change message settings of \`apps.arena\`

* ⚠️ **data-loss**: Messages older than the new period are no longer kept. (MSG-3)
* Address: \`apps.arena.messages\`
* Where: \`Chat console > the card of the app > Feature Configuration > Login and Message\`
* After: step 1

- [ ] Click Edit in the upper-right corner of the Historical Message Storage Period Settings area.
- [ ] Set the values below in the dialog.

| Setting | Before | Set to |
|---|---|---|
| Historical Message Storage Period | \`30\` (days) | \`7\` (days, the console's default) |

- [ ] Click Confirm.
- [ ] Click Edit in the upper-right corner of the Message Recall Settings area.
- [ ] Set the values below in the dialog.

| Setting | Before | Set to |
|---|---|---|
| Message Recall Settings | not known | \`300\` (seconds) |

- [ ] Click Confirm.
- [ ] When it is done: \`chatform confirm --env production apps.arena.messages\``);
  });

  test('a new app has its step first, and what is in it says so', () => {
    expect(markdown).toContain('## `apps.support` (to be created in step 6: note its SDKAppID)');
    expect(stepOf('Step 8')).toContain(
      '* After: step 6\n* Shows: It takes about five minutes until this shows.',
    );
  });

  test('secrets are named by where they are (PSH-4)', () => {
    expect(stepOf('Step 7')).toContain(
      '| Certificate | the file `certs/push.p12` |\n| Certificate password | the value of the environment variable `APNS_PASSWORD` |',
    );
  });

  test('a long value stands whole below its table, to be copied', () => {
    const long = `${'word '.repeat(400)}\nand a second line`;
    const shown = runbookMarkdown(
      runbookOf(withLeaf({ path: ['recallSeconds'], before: 'a', after: long }), now),
    );
    expect(shown).toContain('| Message Recall Settings | `a` | (below) |');
    expect(shown).toContain(`Message Recall Settings, set to:\n\n\`\`\`\n${long}\n\`\`\``);
  });

  test('what follows and what was confirmed stands at the end', () => {
    expect(markdown).toContain(
      '## Carried out by the next apply, once the steps are confirmed\n\n- `apps.support.groups.news` will be created',
    );
    expect(markdown).toContain('- 2026-11-18 by `bob`: `apps.arena`');
  });

  test.each(hostileCases)('%s breaks out of nothing, links nothing and calls nobody', (_, text) => {
    const shown = runbookMarkdown(runbookOf(hostilePlan(text), now));
    expect(markdownProblems(`\n${shown}`, { anyLines: true })).toEqual([]);
  });

  test.each(hostileCases)('%s is a value of an admin and of a policy, too', (_, text) => {
    const [account, policy] = ['account', 'cam-policy'].map((kind) =>
      byHandPlan.changes.find((one) => one.kind === kind),
    );
    const changes = [account, policy].flatMap((change) =>
      change
        ? [
            {
              ...change,
              byHand: { reason: text },
              leaves: change.leaves.map((leaf) => ({ ...leaf, after: text })),
            },
          ]
        : [],
    );
    const shown = runbookMarkdown(runbookOf({ ...byHandPlan, changes }, now));
    expect(markdownProblems(`\n${shown}`, { anyLines: true })).toEqual([]);
  });
});
