// How the page of a plan looks to people: both colour schemes, narrow, on paper, without its script, read aloud.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { planHtml } from '../../src/report/html.ts';
import { useBrowser, withoutBrowser } from '../support/browser.ts';
import { hostileAbout, hostilePlan } from './hostile.ts';
import { about, fieldsPlan, gamesPlan, quietPlan } from './html-plan.ts';

const games = planHtml(gamesPlan, about);
const failed: Plan = {
  ...quietPlan,
  diagnostics: [{ severity: 'error', message: 'apps.arena: unknown key `editon`' }],
};

/** What axe-core finds wrong: the rule, and the first place of it. */
async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  );
}

/** How far the page is wider than the window, in pixels. */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

describe.skipIf(withoutBrowser)(`how the page looks${withoutBrowser}`, () => {
  const open = useBrowser();

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    test.each<readonly [string, string]>([
      ['a plan with everything in it', games],
      ['a plan that could not be made', planHtml(failed, about)],
      ['a plan with nothing to do', planHtml(quietPlan, { toolVersion: '0.1.0', root: '' })],
      ['a plan of closed changes', planHtml(fieldsPlan(5), about)],
    ])('axe-core finds nothing wrong with %s', async (_, html) => {
      const { page } = await open(html, { colorScheme, bypassCSP: true });
      expect(await violations(page)).toEqual([]);
    });

    test('axe-core finds nothing wrong with a narrow page, filtered', async () => {
      const { page } = await open(games, { colorScheme, bypassCSP: true, width: 360, fragment: '#?q=arena' });
      expect(await violations(page)).toEqual([]);
    });
  });

  test('the colours are those that the system asks for', async () => {
    const { page } = await open(games, { colorScheme: 'light' });
    expect(await background(page)).toBe('rgb(245, 246, 248)');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await background(page)).toBe('rgb(15, 19, 24)');
  });

  test.each<readonly [string, string]>([
    ['a plan', games],
    ['long words', planHtml(hostilePlan('x'.repeat(10_000)), hostileAbout('x'.repeat(200)))],
    ['Chinese', planHtml(hostilePlan('字'.repeat(10_000)), about)],
    ['a value of many lines', planHtml(hostilePlan('many words '.repeat(500)), about)],
  ])('360 pixels are wide enough for %s', async (_, html) => {
    const { page } = await open(html, { width: 360 });
    expect(await overflow(page)).toBe(0);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await overflow(page)).toBe(0);
  });

  test('without its script all is there but the filters', async () => {
    const { page } = await open(games, { javaScript: false });
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('.body:visible').count()).toBe(12);
    await page.locator('#consequences').getByRole('link', { name: 'apps.duel' }).first().click();
    expect(page.url()).toMatch(/#\/apps\.duel$/);
  });

  test('without its script a link opens the change that it leads to', async () => {
    const html = planHtml(fieldsPlan(5), about);
    const { page } = await open(html, { javaScript: false, fragment: '#/apps.game-5.userFields.RankT' });
    await page.locator('[id="/apps.game-5.userFields.RankT"]').waitFor();
    expect(await page.locator('.body:visible').count()).toBe(1);
  });

  test('on paper closed changes are open, and nothing is there to be clicked', async () => {
    const { page } = await open(planHtml(fieldsPlan(5), about));
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.body:visible').count()).toBe(105);
    expect(await page.locator('#filters').isVisible()).toBe(false);
    expect(await page.locator('nav').isVisible()).toBe(false);
  });

  test('what is filtered is what is printed, also of more than 1,000 changes', async () => {
    const { page } = await open(planHtml(fieldsPlan(48), about), { fragment: '#?consequence=billable' });
    await page.pdf();
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.body:visible').count()).toBe(48);
  });

  test('nothing moves', async () => {
    const { page } = await open(games);
    const moving = await page.evaluate<number>(
      "[...document.querySelectorAll('*')].map(getComputedStyle).filter((one) => one.transitionDuration !== '0s' || one.animationName !== 'none' || one.scrollBehavior !== 'auto').length",
    );
    expect(moving).toBe(0);
  });

  test('it has one heading of each rank above, landmarks with names, and a count that is announced', async () => {
    const { page } = await open(games);
    const ranks = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.map((one) => one.tagName));
    expect(ranks[0]).toBe('H1');
    expect(ranks.filter((rank) => rank === 'H1')).toHaveLength(1);
    const steps = ranks.map((rank, i) => Number(rank[1]) - Number(ranks[i - 1]?.[1] ?? 1));
    expect(Math.max(...steps)).toBe(1);
    expect(await page.getByRole('banner').count()).toBe(1);
    expect(await page.getByRole('main').count()).toBe(1);
    expect(await page.getByRole('navigation', { name: 'Contents' }).count()).toBe(1);
    expect(await page.getByRole('search', { name: 'Changes' }).count()).toBe(1);
    expect(await page.getByRole('region', { name: 'Consequences' }).count()).toBe(1);
    expect(await page.getByRole('status').textContent()).toBe('12 changes');
    const webhook = page.locator('[id="/apps.support.webhook"]');
    expect(await webhook.getByRole('columnheader').allTextContents()).toEqual([
      ...['Setting', 'Before', 'After', 'Declared at'],
    ]);
    expect(await webhook.getByRole('rowheader').allTextContents()).toEqual(['url']);
  });
});
