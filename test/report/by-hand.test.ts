// What the reports of a plan and of a run say of what is done by hand, and of what was confirmed.
import { describe, expect, test } from 'vitest';
import type { Confirmed, Plan } from '../../src/model.ts';
import { digestOf } from '../../src/plan/digest.ts';
import { byHandText, confirmedGroups, sinceText } from '../../src/report/by-hand.ts';
import { planHtml } from '../../src/report/html.ts';
import { plain } from '../../src/report/layout.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { type RunResult, runJson, runText } from '../../src/report/run.ts';
import { planSarif } from '../../src/report/sarif.ts';
import { readSavedPlan, savedPlan } from '../../src/report/saved-plan.ts';
import { countsOf, planLine } from '../../src/report/summary.ts';
import { summaryJson } from '../../src/report/summary-json.ts';
import { planText } from '../../src/report/text.ts';
import { byHandPlan, now } from './by-hand-plan.ts';

const look = { paint: plain, columns: 100 };
const about = { toolVersion: '0.1.0', root: '', now };

describe('how long something waits', () => {
  test.each<readonly [time: string, now: string | undefined, words: string]>([
    ['2026-11-20T08:00:00Z', '2026-11-22T09:00:00Z', 'since 2026-11-20 (2 days)'],
    ['2026-11-20T08:00:00Z', '2026-11-21T08:00:00Z', 'since 2026-11-20 (1 day)'],
    ['2026-11-20T08:00:00Z', '2026-11-20T23:00:00Z', 'since 2026-11-20 (less than a day)'],
    ['2026-11-20T08:00:00Z', undefined, 'since 2026-11-20'],
    ['2026-11-20T08:00:00Z', '2026-11-19T08:00:00Z', 'since 2026-11-20'],
    ['long ago', now, 'since long ago'],
  ])('%s at %s is %s', (time, at, words) => {
    expect(sinceText(time, at)).toBe(words);
  });

  test('is said only of what is done by hand', () => {
    expect(byHandText({})).toBeUndefined();
    expect(byHandText({ byHand: { reason: 'no API' } })).toBe('by hand');
    expect(byHandText({ byHand: { reason: 'no API', waitingSince: '2026-11-20T08:00:00Z' } }, now)).toBe(
      'by hand, waiting since 2026-11-20 (2 days)',
    );
  });
});

/** 700 resources that alice confirmed on 25 days, and one of bob's. */
const manyConfirmed: readonly Confirmed[] = [
  { address: 'apps.bob', kind: 'app', by: 'bob', at: '2026-11-02T07:00:00Z' },
  ...Array.from(
    { length: 700 },
    (_, i): Confirmed => ({
      address: `apps.app-${i}`,
      kind: i % 7 === 0 ? 'app' : 'user-field',
      by: 'alice',
      at: `2026-10-${String((i % 25) + 1).padStart(2, '0')}T08:00:00Z`,
    }),
  ),
];

describe('what was confirmed', () => {
  test('is told by person and day, the latest first, with counts', () => {
    const groups = confirmedGroups(manyConfirmed);
    expect(groups).toHaveLength(26);
    expect(groups[0]).toEqual({
      by: 'bob',
      day: '2026-11-02',
      when: '2026-11-02',
      addresses: ['apps.bob'],
      kinds: '1 app',
    });
    const aged = (now: string) => confirmedGroups(manyConfirmed, now)[0]?.when;
    expect(aged('2026-11-02T23:00:00Z')).toBe('2026-11-02 (today)');
    expect(aged('2026-11-03T00:00:00Z')).toBe('2026-11-02 (1 day ago)');
    expect(aged('2026-12-02T00:00:00Z')).toBe('2026-11-02 (30 days ago)');
    expect(aged('2026-11-01T00:00:00Z')).toBe('2026-11-02');
    expect(groups[1]).toMatchObject({ by: 'alice', day: '2026-10-25', kinds: '24 user fields, 4 apps' });
  });

  test('is bounded in the text', () => {
    const text = planText({ ...byHandPlan, confirmed: manyConfirmed }, look);
    const part = text.slice(text.indexOf('As confirmed by hand, and not seen (701 resources):'));
    expect(part.split('\n').slice(0, 5)).toEqual([
      'As confirmed by hand, and not seen (701 resources):',
      '',
      '  2026-11-02 by bob: apps.bob',
      '  2026-10-25 by alice: 24 user fields, 4 apps: apps.app-24, apps.app-49, apps.app-74, apps.app-99,',
      '    apps.app-124, apps.app-149 and 22 more',
    ]);
    expect(part).toContain('  … and 6 more persons or days\n');
  });

  test('is in Markdown and on the page', () => {
    const plan: Plan = { ...byHandPlan, confirmed: manyConfirmed };
    expect(planMarkdown(plan, about)).toContain(
      '<summary>As confirmed by hand, and not seen (701 resources)</summary>\n\n- 2026-11-02 (20 days ago) by `bob`: `apps.bob`',
    );
    expect(planHtml(plan, about)).toContain(
      '<h2 id="confirmed-title">As confirmed by hand, and not seen <span class="number">701</span></h2>',
    );
  });

  test('is not in the digest, nor is how long something waits: who approved the plan has not to do it again', () => {
    const { digest, ...rest } = byHandPlan;
    const later = rest.changes.map((change) =>
      change.byHand
        ? { ...change, byHand: { ...change.byHand, waitingSince: '2026-12-24T00:00:00Z' } }
        : change,
    );
    expect(digestOf({ ...rest, confirmed: manyConfirmed, changes: later })).toBe(digest);
  });
});

describe('a plan with changes by hand', () => {
  test('says so in its line, after the words of Terraform', () => {
    expect(planLine(byHandPlan)).toBe('Plan: 10 to add, 5 to change, 1 to destroy. 13 by hand. 1 released.');
    expect(countsOf(byHandPlan).byHand).toBe(13);
    expect(planJson(byHandPlan, '0.1.0')).toMatchObject({ format_version: '1.3', summary: { by_hand: 13 } });
    expect(summaryJson(byHandPlan, '0.1.0')).toMatchObject({ format_version: '1.1', by_hand: 13 });
  });

  test('marks each as text and in Markdown; without a time no age is said', () => {
    const marked = '  # (by hand, waiting since 2026-11-20 (2 days))\n    + policy = "multi-device"';
    expect(planText(byHandPlan, look, now)).toContain(marked);
    expect(planText(byHandPlan, look)).toContain(marked.replace(' (2 days)', ''));
    expect(planMarkdown(byHandPlan, about)).toContain(
      '# (by hand, waiting since 2026-11-20 (2 days))\n+   policy = "multi-device"',
    );
    const { now: _, ...timeless } = about;
    expect(planMarkdown(byHandPlan, timeless)).toContain('# (by hand, waiting since 2026-11-20)\n');
  });

  test('marks each on the page, with the reason', () => {
    const page = planHtml(byHandPlan, about);
    expect(page).toContain(
      '<p><b>By hand, waiting since 2026-11-20 (2 days)</b>: Tencent publishes no API for it: a person does it in the console.</p>',
    );
    expect(page).toContain('by hand</dt><dd>13</dd>');
  });

  test('is no finding for code scanning by that alone', () => {
    const text = JSON.stringify(planSarif(byHandPlan, about));
    expect(text).not.toContain('consequence/by-hand');
  });

  test('comes back from its file as it was', () => {
    const read = readSavedPlan(savedPlan(byHandPlan, '0.1.0'));
    if ('problem' in read) throw new Error(read.problem);
    expect(read.plan.confirmed).toEqual(byHandPlan.confirmed);
    expect(read.plan.changes.map(({ byHand }) => byHand)).toEqual(
      byHandPlan.changes.map(({ byHand }) => byHand),
    );
    expect(savedPlan(read.plan, '0.1.0')).toBe(savedPlan(byHandPlan, '0.1.0'));
  });
});

describe('an apply that leaves something to people', () => {
  const [hand, held, done] = byHandPlan.changes
    .filter(({ address }) =>
      ['apps.support', 'apps.support.tags', 'apps.support.groups.news'].includes(address),
    )
    .sort((a, b) => a.address.length - b.address.length) as [never, never, never];
  const result: RunResult = {
    record: {
      id: 'run-2',
      startedAt: now,
      finishedAt: now,
      outcome: 'partial',
      digest: byHandPlan.digest,
      added: 1,
      changed: 0,
      destroyed: 0,
      failed: 0,
    },
    endings: [
      { change: hand, status: 'waiting' },
      { change: held, status: 'waiting' },
      { change: done, status: 'done' },
    ],
    stopped: false,
    remaining: { ...byHandPlan, changes: [hand, held], released: [], moved: [] },
  };

  test('says what waits, where it is told, and what waits for that', () => {
    expect(runText({ ...result, runbook: '.chatform/production/runbook.md' }, look)).toBe(
      [
        'Apply complete but for 1 by hand. Resources: 1 added, 0 changed, 0 destroyed.',
        '1 by hand: apps.support. What to do is in the runbook: .chatform/production/runbook.md. Say that it',
        'was done by `chatform confirm`.',
        'Waiting for that, and done by the next apply: apps.support.tags.',
        '',
      ].join('\n'),
    );
    expect(runText(result, look)).toContain('in the runbook: `chatform runbook`.');
  });

  test('is incomplete where something failed too, and says what else a plan made after it has', () => {
    const failed = {
      change: done,
      status: 'failed',
      error: { code: 'Timeout', message: 'no answer' },
    } as const;
    expect(runText({ ...result, endings: [...result.endings.slice(0, 2), failed] }, look)).toContain(
      'Apply incomplete. Resources: 1 added',
    );
    expect(runText({ ...result, remaining: byHandPlan }, look)).toContain(
      'A plan made after it is not empty: Plan: 10 to add',
    );
  });

  test('counts it for programs', () => {
    expect(runJson(result)).toMatchObject({
      format_version: '1.1',
      by_hand: 1,
      waiting: 2,
      remaining: { add: 2, by_hand: 1 },
      resources: [
        { address: 'apps.support', action: 'create', status: 'waiting' },
        { address: 'apps.support.tags', action: 'create', status: 'waiting' },
        { address: 'apps.support.groups.news', action: 'create', status: 'done' },
      ],
    });
  });
});
