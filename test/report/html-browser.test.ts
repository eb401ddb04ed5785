// The page of a plan as Chromium shows it: filters, search, keyboard, and what must not happen.
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { planHtml } from '../../src/report/html.ts';
import { useBrowser, withoutBrowser } from '../support/browser.ts';
import { hostileAbout, hostilePlan, hostileTexts } from './hostile.ts';
import { about, fieldsPlan, gamesPlan } from './html-plan.ts';

const games = planHtml(gamesPlan, about);
/** 48 apps with 21 changes each: more than 1,000, so that apps are closed at first. */
const fields = planHtml(fieldsPlan(48), about);

const shown = (page: Page) => page.locator('#shown').textContent();
const fragment = (page: Page) => page.evaluate<string>('location.hash');
const focused = (page: Page) =>
  page.evaluate<string>('document.activeElement.innerText || document.activeElement.id');

/** The addresses of the changes that can be seen. */
async function addresses(page: Page): Promise<string[]> {
  return page.locator('.change:visible h4').allTextContents();
}

const change = (page: Page, address: string): Locator =>
  page.locator('.change').filter({ has: page.locator(`[id="/${address}"]`) });

const box = (page: Page, name: string): Locator =>
  page.getByRole('checkbox', { name: new RegExp(`^${name} `) });

describe.skipIf(withoutBrowser)(`the page in a browser${withoutBrowser}`, () => {
  const open = useBrowser();

  describe('filters', () => {
    test('all changes are shown at first, and how many', async () => {
      const { page } = await open(games);
      expect(await shown(page)).toBe('12 changes');
      expect(await addresses(page)).toHaveLength(12);
    });

    test('an action', async () => {
      const { page } = await open(games);
      await box(page, 'delete').check();
      expect(await shown(page)).toBe('2 of 12 changes');
      expect(await addresses(page)).toEqual(['cam.policies.old-operators', 'apps.museum']);
      await box(page, 'create').check();
      expect(await shown(page)).toBe('5 of 12 changes');
      expect(await fragment(page)).toBe('#?action=create&action=delete');
    });

    test('a consequence', async () => {
      const { page } = await open(games);
      await box(page, 'billable').check();
      expect((await addresses(page)).sort()).toEqual(['apps.arena.messages', 'apps.duel']);
      await box(page, 'data-loss').check();
      expect((await addresses(page)).sort()).toEqual(['apps.arena.messages', 'apps.duel', 'apps.museum']);
    });

    test('an app', async () => {
      const { page } = await open(games);
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.arena');
      expect((await addresses(page)).sort()).toEqual(['apps.arena.login', 'apps.arena.messages']);
      expect(await page.locator('.group:visible').count()).toBe(1);
      expect(await fragment(page)).toBe('#?app=apps.arena');
    });

    test('of one app there is no choice, and its changes are filtered all the same', async () => {
      const { page } = await open(planHtml(fieldsPlan(1), about), {
        fragment: '#?app=apps.chess&consequence=billable',
      });
      expect(await page.getByRole('combobox').count()).toBe(0);
      expect(await addresses(page)).toEqual(['apps.game-1']);
    });

    test('several narrow one another, and one that leaves nothing says so', async () => {
      const { page } = await open(games);
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.support');
      await box(page, 'create').check();
      expect(await addresses(page)).toEqual(['apps.support.userFields.Rank']);
      await box(page, 'billable').check();
      expect(await shown(page)).toBe('0 of 12 changes');
      expect(await page.getByText('No change is like that.').isVisible()).toBe(true);
    });

    test('a button undoes them all', async () => {
      const { page } = await open(games);
      await box(page, 'delete').check();
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.museum');
      await page.getByLabel('Search').fill('closed');
      expect(await shown(page)).toBe('1 of 12 changes');
      await page.getByRole('button', { name: 'Reset' }).click();
      expect(await shown(page)).toBe('12 changes');
      expect(await box(page, 'delete').isChecked()).toBe(false);
      expect(await page.getByLabel('Search').inputValue()).toBe('');
      expect(await fragment(page)).toBe('');
    });

    test('a fragment is the same filters again', async () => {
      const { page } = await open(games);
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.support');
      await box(page, 'create').check();
      await box(page, 'delayed').check();
      await page.getByLabel('Search').fill('rank "string" 10:21');
      const shared = await fragment(page);
      const again = await open(games, { fragment: shared });
      expect(await addresses(again.page)).toEqual(['apps.support.userFields.Rank']);
      expect(await shown(again.page)).toBe('1 of 12 changes');
      expect(await again.page.getByRole('combobox', { name: 'App', exact: true }).inputValue()).toBe(
        'apps.support',
      );
      expect(await box(again.page, 'create').isChecked()).toBe(true);
      expect(await box(again.page, 'delayed').isChecked()).toBe(true);
      expect(await again.page.getByLabel('Search').inputValue()).toBe('rank "string" 10:21');
      expect(await fragment(again.page)).toBe(shared);
    });

    test('a fragment that asks for what there is not shows nothing, and breaks nothing', async () => {
      const { page, complaints } = await open(games, {
        fragment: '#?app=apps.chess&action=explode&q=%E0%A4%A',
      });
      expect(await page.getByRole('combobox', { name: 'App', exact: true }).inputValue()).toBe('');
      expect(await shown(page)).toBe('0 of 12 changes');
      expect(complaints).toEqual([]);
    });

    test('another fragment filters anew without loading anew', async () => {
      const { page } = await open(games, { fragment: '#?action=delete' });
      await page.evaluate("location.hash = '#?action=create'");
      await page.getByText('3 of 12 changes').waitFor();
      expect(await box(page, 'delete').isChecked()).toBe(false);
    });
  });

  describe('search', () => {
    test('finds addresses, values, places, quoted lines, rules and reasons', async () => {
      const { page } = await open(games);
      const finds = async (text: string, found: readonly string[]) => {
        await page.getByLabel('Search').fill(text);
        expect(await addresses(page), text).toEqual(found);
      };
      await finds('apps.support.webhook', ['apps.support.webhook']);
      await finds('"one-per-platform"', ['apps.arena.login']);
      await finds('"dual-device"', ['apps.arena.login']);
      await finds('客服', ['apps.support']);
      await finds('apps.yaml:29:5', ['apps.museum']);
      await finds('Rank: { type', ['apps.support.userFields.Rank']);
      await finds('MSG-3', ['apps.arena.messages']);
      await finds('game was closed', ['apps.museum']);
    });

    test('finds a value in spite of its marks, and several words in any order and case', async () => {
      const { page } = await open(games);
      await page.getByLabel('Search').fill('/chat/v2/callback');
      expect(await addresses(page)).toEqual(['apps.support.webhook']);
      await page.getByLabel('Search').fill('DUEL community');
      expect(await addresses(page)).toEqual(['apps.duel.groupFeatures']);
    });

    test('marks what it found', async () => {
      const { page } = await open(games);
      const marked = () =>
        page.evaluate<string[]>("[...(CSS.highlights.get('found') ?? [])].map((range) => range.toString())");
      await page.getByLabel('Search').fill('museum');
      expect(await marked()).toContain('museum');
      expect(await marked()).toContain('Museum');
      await page.getByLabel('Search').fill('');
      expect(await marked()).toEqual([]);
    });
  });

  describe('the keyboard alone', () => {
    test('a slash goes to the search, Escape empties it, Enter goes to what was found', async () => {
      const { page } = await open(games);
      await page.keyboard.press('/');
      expect(await focused(page)).toBe('search');
      await page.keyboard.type('a/b');
      expect(await page.getByLabel('Search').inputValue()).toBe('a/b');
      await page.keyboard.press('Escape');
      expect(await page.getByLabel('Search').inputValue()).toBe('');
      expect(await shown(page)).toBe('12 changes');
      await page.keyboard.type('webhook');
      await page.keyboard.press('Enter');
      expect(await focused(page)).toContain('apps.support.webhook');
    });

    test('the first stop skips to the plan, and each stop can be seen', async () => {
      const { page } = await open(games);
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('Skip to the plan');
      expect((await page.locator('.skip').boundingBox())?.y).toBeGreaterThanOrEqual(0);
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('main');
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('APP-7');
      const outline = () => page.evaluate<string>('getComputedStyle(document.activeElement).outlineStyle');
      expect(await outline()).toBe('solid');
    });

    test('every filter, every change and every table is reached by Tab', async () => {
      const { page } = await open(games);
      const missed = await page.evaluate<number>(
        "[...document.querySelectorAll('a, button, input, select, summary, .wide')].filter((one) => one.tabIndex < 0).length",
      );
      expect(missed).toBe(0);
      await page.getByLabel('Search').focus();
      const stops: string[] = [];
      for (let i = 0; i < 14; i++) {
        await page.keyboard.press('Tab');
        stops.push(
          await page.evaluate<string>(
            "(({ value, id, name, innerText }) => value && name !== 'app' ? value : name || id || innerText.split('\\n')[0])(document.activeElement)",
          ),
        );
      }
      expect(stops.slice(0, 12)).toEqual([
        ...['create', 'update', 'delete', 'irreversible', 'data-loss', 'billable', 'disruptive', 'delayed'],
        ...['app', 'clear', 'open-all', 'close-all'],
      ]);
      expect(stops[12]).toContain('cam');
      expect(stops[13]).toContain('cam.policies.old-operators');
    });

    test('a filter is set with the space bar, a change closed and opened with Enter', async () => {
      const { page } = await open(games);
      await box(page, 'delete').focus();
      await page.keyboard.press('Space');
      expect(await shown(page)).toBe('2 of 12 changes');
      const museum = change(page, 'apps.museum');
      await museum.locator('summary').focus();
      await page.keyboard.press('Enter');
      expect(await museum.locator('.body').isVisible()).toBe(false);
      await page.keyboard.press('Enter');
      expect(await museum.locator('.body').isVisible()).toBe(true);
    });
  });

  describe('links and folds', () => {
    test('a link of a consequence leads to its change, though it is closed and filtered out', async () => {
      const { page } = await open(games);
      await page.getByRole('button', { name: 'Close all' }).click();
      expect(await page.locator('.body:visible').count()).toBe(0);
      await box(page, 'delete').check();
      await page.locator('#consequences').getByRole('link', { name: 'apps.duel' }).first().click();
      await page.locator('summary:focus').waitFor();
      expect(await focused(page)).toContain('apps.duel');
      expect(await change(page, 'apps.duel').locator('.body').isVisible()).toBe(true);
      expect(await shown(page)).toBe('12 changes');
      expect(await fragment(page)).toBe('#/apps.duel');
    });

    test('all that is shown is opened, and closed', async () => {
      const { page } = await open(planHtml(fieldsPlan(5), about));
      expect(await page.locator('.body:visible').count()).toBe(0);
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.game-2');
      await page.getByRole('button', { name: 'Open all' }).click();
      expect(await page.locator('.body:visible').count()).toBe(21);
      await page.getByRole('button', { name: 'Reset' }).click();
      expect(await page.locator('.body:visible').count()).toBe(21);
      await page.getByRole('button', { name: 'Close all' }).click();
      expect(await page.locator('.group[open]').count()).toBe(0);
    });

    test('what a search opened is closed after it', async () => {
      const { page } = await open(planHtml(fieldsPlan(5), about));
      await page.getByLabel('Search').fill('game-3.userFields.RankB');
      expect(await page.locator('.body:visible').count()).toBe(1);
      await page.getByLabel('Search').fill('');
      expect(await page.locator('.body:visible').count()).toBe(0);
      expect(await page.locator('.change:visible').count()).toBe(105);
    });

    test('what is opened by hand after a search stays open', async () => {
      const { page } = await open(planHtml(fieldsPlan(5), about));
      await page.getByLabel('Search').fill('game-3.userFields.RankB');
      await page.getByLabel('Search').fill('');
      await change(page, 'apps.game-3.userFields.RankB').locator('summary').click();
      await box(page, 'irreversible').check();
      expect(await page.locator('.body:visible').count()).toBe(1);
    });
  });

  describe('more than 1,000 changes', () => {
    test('are counted, and searched before they are elements', async () => {
      const { page } = await open(fields);
      expect(await page.locator('.change').count()).toBe(0);
      expect(await shown(page)).toBe('1,008 changes');
      await page.getByLabel('Search').fill('game-17.userFields.RankC "string"');
      expect(await addresses(page)).toEqual(['apps.game-17.userFields.RankC']);
      expect(await page.locator('.change').count()).toBe(21);
      await page.getByLabel('Search').fill('summary');
      expect(await shown(page)).toBe('0 of 1,008 changes');
    });

    test('are filtered before they are elements, and when they become some', async () => {
      const { page } = await open(fields);
      await box(page, 'billable').check();
      expect(await shown(page)).toBe('48 of 1,008 changes');
      await page.locator('.group').first().locator('> summary').click();
      await page.locator('.change').first().waitFor();
      expect(await addresses(page)).toEqual(['apps.game-1']);
      await page.getByRole('button', { name: 'Reset' }).click();
      expect(await page.locator('.change:visible').count()).toBe(21);
    });

    test('are not opened all at once, but those of a filter are', async () => {
      const { page } = await open(fields);
      const openAll = page.getByRole('button', { name: 'Open all' });
      expect(await openAll.isDisabled()).toBe(true);
      expect(await page.getByText('At most 1,000 changes can be opened at once.').isVisible()).toBe(true);
      await page.getByRole('combobox', { name: 'App', exact: true }).selectOption('apps.game-7');
      await openAll.click();
      expect(await page.locator('.body:visible').count()).toBe(21);
    });

    test('are led to by links', async () => {
      const { page } = await open(fields, { fragment: '#/apps.game-48.userFields.RankT' });
      expect(await focused(page)).toContain('apps.game-48.userFields.RankT');
      expect(await change(page, 'apps.game-48.userFields.RankT').locator('.body').isVisible()).toBe(true);
    });

    test('are led to whatever their names are', async () => {
      const address = `cam.policies["it's <客服> & 100%"]`;
      const plan = fieldsPlan(48);
      const changes = plan.changes.map((one, i) => (i === 100 ? { ...one, address } : one));
      const { page } = await open(planHtml({ ...plan, changes }, about));
      await page.getByText('954 more').first().click();
      await page.locator('#consequences').getByRole('link', { name: address }).click();
      await page.locator('summary:focus').waitFor();
      expect(await focused(page)).toContain(address);
    });

    test('are all there without the script', async () => {
      const { page } = await open(fields, { javaScript: false });
      expect(await page.locator('.change').count()).toBe(1_008);
      await page.locator('.group').first().locator('> summary').click();
      expect(await page.locator('.change:visible').count()).toBe(21);
    });
  });

  describe('what must not happen', () => {
    test('nothing is asked of the network, and nothing of ours is blocked', async () => {
      const { page, requests, complaints } = await open(games);
      await page.keyboard.press('/');
      await page.keyboard.type('arena');
      expect(await shown(page)).toBe('2 of 12 changes');
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
      expect(await page.evaluate('getComputedStyle(document.body).fontSize')).toBe('14px');
    });

    test('its policy lets in no other script, style, picture or request', async () => {
      const { page } = await open(games);
      const answer = await page.evaluate(`(async () => {
        const blocked = new Set();
        const all = new Promise((resolve) => addEventListener('securitypolicyviolation', (event) => {
          blocked.add(event.effectiveDirective);
          if (blocked.size === 6) resolve();
        }));
        const add = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more));
        add('script', { textContent: 'window.ran = true' });
        add('style', { textContent: 'body { display: none }' });
        add('img', { src: 'https://example.com/x.png' });
        add('iframe', { src: 'https://example.com/' });
        document.body.setAttribute('onclick', 'window.ran = true');
        document.body.click();
        const fetched = await fetch('https://example.com/').then(() => 'fetched', () => 'not fetched');
        await all;
        return { ran: window.ran ?? false, display: getComputedStyle(document.body).display, fetched, blocked: [...blocked].sort() };
      })()`);
      expect(answer).toEqual({
        ran: false,
        display: 'block',
        fetched: 'not fetched',
        blocked: [
          'connect-src',
          'frame-src',
          'img-src',
          'script-src-attr',
          'script-src-elem',
          'style-src-elem',
        ],
      });
    });

    test('texts of more than 1,000 changes are not carried out when they become elements', async () => {
      const text = '</noscript></details><script>alert(1)</script><img src=x onerror=alert(1)>&lt;';
      const changes = fieldsPlan(48).changes.map((one) => ({ ...one, because: text }));
      const { page, requests, complaints } = await open(planHtml({ ...gamesPlan, changes }, about));
      await page.evaluate("dispatchEvent(new Event('beforeprint'))");
      expect(await page.locator('.body').count()).toBe(1_008);
      expect(await page.locator('.body > p').first().textContent()).toBe(`Because ${text}`);
      expect(await page.locator('script, img').count()).toBe(1);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
    });

    test('no text of a plan is carried out', async () => {
      const plans = hostileTexts.map(hostilePlan);
      const all = <
        Name extends 'changes' | 'refusals' | 'drift' | 'released' | 'moved' | 'capacity' | 'diagnostics',
      >(
        name: Name,
      ) => plans.flatMap((plan) => plan[name] as Plan[Name][number][]);
      const plan: Plan = {
        ...gamesPlan,
        changes: all('changes'),
        refusals: all('refusals'),
        drift: all('drift'),
        released: all('released'),
        moved: all('moved'),
        capacity: all('capacity'),
        diagnostics: all('diagnostics'),
        inputs: { ...gamesPlan.inputs, targets: hostileTexts },
      };
      const { page, requests, complaints } = await open(
        planHtml(plan, hostileAbout('</title><script>alert(1)</script>')),
      );
      await page.getByLabel('Search').fill('alert(1)');
      await page.getByRole('button', { name: 'Reset' }).click();
      await page.getByRole('button', { name: 'Open all' }).click();
      expect(await page.locator('.body:visible').count()).toBe(6 * hostileTexts.length);
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('style').count()).toBe(1);
      expect(await page.locator('h1').count()).toBe(1);
      expect(
        await page.locator('img, iframe, [onmouseover], [onerror], a[href^="javascript:"]').count(),
      ).toBe(0);
      expect(requests).toEqual([]);
      expect(complaints).toEqual([]);
    });
  });
});
