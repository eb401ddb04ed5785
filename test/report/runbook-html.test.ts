// The runbook as a page: safe, whole on paper, and to be used without a script.
import { createHash } from 'node:crypto';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/model.ts';
import { runbookOf } from '../../src/report/runbook.ts';
import { runbookHtml } from '../../src/report/runbook-html.ts';
import { readSavedPlan, savedPlan } from '../../src/report/saved-plan.ts';
import { useBrowser, withoutBrowser } from '../support/browser.ts';
import { byHandPlan, now } from './by-hand-plan.ts';
import { hostileCases, hostilePlan } from './hostile.ts';

const html = runbookHtml(runbookOf(byHandPlan, now));

/** The elements of a page with their attributes, once each: `div class id`. */
function shapesOf(page: string): string[] {
  const markup = page.replace(/<style>[\s\S]*?<\/style>/g, '<style>');
  const tags = [...markup.matchAll(/<([^\s>/]+)([^>]*)>/g)];
  const shapes = tags.map(([, name = '', rest = '']) =>
    [name, ...rest.replace(/="[^"]*"/g, '').split(/\s+/)].filter(Boolean).join(' '),
  );
  return [...new Set(shapes)].sort();
}

describe('the page of a runbook', () => {
  test('allows its one style by its hash, and nothing else', () => {
    const [style = ''] = [...html.matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => text);
    const hash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
    expect(html).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;${hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(html).not.toMatch(/<script|<link|<img|<form| (?:style|src|srcset|on\w+)="/);
  });

  test('the runbook of a saved plan is that of the plan, byte for byte', () => {
    const read = readSavedPlan(savedPlan(byHandPlan, '0.1.0'));
    if ('problem' in read) throw new Error(read.problem);
    expect(runbookHtml(runbookOf(read.plan, now))).toBe(html);
  });

  const known = shapesOf(
    ['Game `Lobby`', 'x'.repeat(3_000)]
      .map((text) => runbookHtml(runbookOf(hostilePlan(text), now)))
      .concat(html)
      .join(''),
  );

  test.each(hostileCases)('a text makes no element and no attribute: %s', (_, text) => {
    const page = runbookHtml(runbookOf(hostilePlan(text), now));
    expect(shapesOf(page).filter((shape) => !known.includes(shape))).toEqual([]);
    expect(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]|\p{Surrogate}/u.exec(page)).toBeNull();
  });

  test('values stand before the click that saves them (MSG-4)', () => {
    const step = /<article class="step update" id="step-4"[\s\S]*?<\/article>/.exec(html)?.[0] ?? '';
    const order = [...step.matchAll(/<(table)>|<span>((?:Click|Set)[^<]*)/g)].map(
      ([, tag, click]) => tag ?? click,
    );
    expect(order).toEqual([
      'Click Edit in the upper-right corner of the Historical Message Storage Period Settings area.',
      'Set the values below in the dialog.',
      'table',
      'Click Confirm.',
      'Click Edit in the upper-right corner of the Message Recall Settings area.',
      'Set the values below in the dialog.',
      'table',
      'Click Confirm.',
    ]);
  });

  test('a value is whole, however long', () => {
    const [change] = byHandPlan.changes.filter(({ address }) => address === 'apps.arena');
    const leaves = [{ path: ['introduction'], after: '<x>'.repeat(5_000) }];
    const plan = { ...byHandPlan, changes: [{ ...(change as Change), leaves }] };
    expect(runbookHtml(runbookOf(plan, now))).toContain(
      `<code class="whole">${'&lt;x&gt;'.repeat(5_000)}</code>`,
    );
  });
});

/** What axe-core finds wrong: the rule, and the first place of it. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  );
}

/** 300 steps of one app. */
const many = runbookHtml(
  runbookOf(
    {
      ...byHandPlan,
      changes: Array.from(
        { length: 300 },
        (_, i): Change => ({
          address: `apps.arena.userFields.F${i}`,
          segments: ['apps', 'arena', 'userFields', `F${i}`],
          kind: 'user-field',
          action: 'create',
          before: null,
          after: { type: 'string' },
          leaves: [{ path: ['type'], after: 'string' }],
          consequences: [],
          via: 'console',
          byHand: { reason: 'no API' },
          dependsOn: [],
        }),
      ),
    },
    now,
  ),
);

describe.skipIf(withoutBrowser)(`the page in a browser${withoutBrowser}`, () => {
  const open = useBrowser();

  test.each(['light', 'dark'] as const)('axe-core finds nothing wrong with it, %s', async (colorScheme) => {
    const { page } = await open(html, { colorScheme, bypassCSP: true });
    expect(await violations(page)).toEqual([]);
  });

  test('360 pixels are wide enough, also for long words', async () => {
    for (const one of [html, runbookHtml(runbookOf(hostilePlan('x'.repeat(10_000)), now))]) {
      const { page } = await open(one, { width: 360 });
      expect(
        await page.evaluate<number>(
          'document.documentElement.scrollWidth - document.documentElement.clientWidth',
        ),
      ).toBe(0);
    }
  });

  test('every click has a box that is ticked by its words, without a script', async () => {
    const { page, requests, complaints } = await open(html, { javaScript: false });
    const box = page.getByRole('checkbox', { name: 'Click Create Application.' });
    await page.getByText('Click Create Application.').click();
    expect(await box.isChecked()).toBe(true);
    expect(await page.getByRole('article').count()).toBe(13);
    expect([requests, complaints]).toEqual([[], []]);
  });

  test('of many steps the parts are closed, and open on paper', async () => {
    const { page } = await open(many);
    expect(await page.getByRole('article').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('article:visible').count()).toBe(300);
  });
});
