// How the page of statistics looks to people: both colour schemes, narrow, and read aloud. It has no script.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { statisticsOf } from '../../src/report/stats.ts';
import { statisticsHtml } from '../../src/report/stats-html.ts';
import { useBrowser, withoutBrowser } from '../support/browser.ts';

const period = Array.from({ length: 14 }, (_, i) => `2026-02-${String(i + 1).padStart(2, '0')}`);
const days = new Map(
  period
    .filter((date) => date !== '2026-02-05')
    .map((date, i) => [date, { dau: 2_000 + i * 40, totalUsers: 4_100_000_000, newGroups: i % 2 }]),
);
const html = statisticsHtml(
  statisticsOf(days, {
    app: 'x'.repeat(200),
    sdkAppId: '1400000001',
    today: '2026-02-15',
    yesterday: '2026-02-14',
    before: '2026-01-31',
    period,
  }),
);

async function violations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  );
}

const colourOf = (page: Page, selector: string, property: string) =>
  page.evaluate<string>(`getComputedStyle(document.querySelector('${selector}')).${property}`);

describe.skipIf(withoutBrowser)(`how statistics look${withoutBrowser}`, () => {
  const open = useBrowser();

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 360],
  ] as const)('axe-core finds nothing wrong: %s, %i pixels wide', async (colorScheme, width) => {
    const { page } = await open(html, { colorScheme, width, bypassCSP: true });
    expect(await violations(page)).toEqual([]);
  });

  test('nothing is loaded, nothing is complained of, and the style is let in', async () => {
    const { page, requests, complaints } = await open(html, { colorScheme: 'dark' });
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
    expect(await colourOf(page, 'body', 'backgroundColor')).toBe('rgb(15, 19, 24)');
    expect(await colourOf(page, 'svg .line', 'stroke')).toBe('rgb(122, 183, 255)');
  });

  test('a narrow page is not wider than its window', async () => {
    const { page } = await open(html, { width: 360 });
    expect(
      await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      ),
    ).toBe(0);
  });

  test('every point lies within its drawing, and no mark is cut off at its left', async () => {
    const { page } = await open(html);
    const outside = await page.evaluate<string[]>(`[...document.querySelectorAll('svg')].flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('circle, text')].filter((one) => {
        const own = one.getBoundingClientRect();
        return own.left < box.left || own.right > box.right || own.top < box.top || own.bottom > box.bottom;
      }).map((one) => one.outerHTML);
    })`);
    expect(outside).toEqual([]);
  });
});
