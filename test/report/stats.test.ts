import { describe, expect, test } from 'vitest';
import type { Figures } from '../../src/catalog/statistics.ts';
import { plain } from '../../src/report/layout.ts';
import { changeText, countText, type StatisticsSubject, statisticsOf } from '../../src/report/stats.ts';
import { ticksOf } from '../../src/report/stats-chart.ts';
import { csvField, isStatisticsCsv, statisticsCsv } from '../../src/report/stats-csv.ts';
import { isStatisticsHtml, statisticsHtml } from '../../src/report/stats-html.ts';
import { statisticsJson } from '../../src/report/stats-json.ts';
import { statisticsText } from '../../src/report/stats-text.ts';

const subject: StatisticsSubject = {
  app: 'support',
  sdkAppId: '1400000001',
  today: '2026-03-04',
  yesterday: '2026-03-03',
  before: '2026-02-28',
  period: ['2026-03-01', '2026-03-02', '2026-03-03'],
};

const day = (dau: number, totalUsers: number, newUsers: number): Figures => ({
  dau,
  totalUsers,
  newUsers,
  oneToOneMessages: 52_209,
  groupMessages: 8_433,
  oneToOneSenders: 900,
  groupSenders: 0,
  offlinePushes: 84,
  newGroups: 3,
  totalGroups: totalUsers * 2,
  activeGroups: 5,
});

const march = new Map([
  ['2026-02-27', day(9_000, 900, 0)],
  ['2026-02-28', day(2_000, 1_000, 50)],
  ['2026-03-01', day(2_014, 1_050, 50)],
  ['2026-03-02', day(3_021, 1_150, 100)],
  ['2026-03-03', day(1_007, 1_150, 0)],
]);

const partOf = (
  days: ReadonlyMap<string, Figures>,
  name: string,
  changed: Partial<StatisticsSubject> = {},
) => {
  const found = statisticsOf(days, { ...subject, ...changed }).parts.find((one) => one.name === name);
  if (!found) throw new Error(`there is no part ${name}`);
  return found;
};
const overviewOf = (...given: Parameters<typeof partOf>) =>
  Object.fromEntries(partOf(...given).overview.map((one) => [one.title, one.value]));

describe('the overview', () => {
  test('of the user base: peak DAU of this month, users up to yesterday, new ones yesterday (STA-1)', () => {
    expect(overviewOf(march, 'users')).toEqual({
      'Peak DAU of this month': 3_021,
      'Total users up to yesterday': 1_150,
      'New users yesterday': 0,
    });
  });

  test('of messages: one-to-one and group messages yesterday (STA-2)', () => {
    expect(overviewOf(march, 'messages')).toEqual({
      '1-to-1 messages yesterday': 52_209,
      'Group messages yesterday': 8_433,
    });
  });

  test('of groups: peak groups of this month, and those of yesterday (STA-3)', () => {
    expect(overviewOf(march, 'groups')).toEqual({
      'Peak groups of this month': 2_300,
      'Groups yesterday': 2_300,
      'New groups yesterday': 3,
    });
  });

  test('has peaks of 0 on the first day of a month (STA-1, STA-3)', () => {
    const first = {
      today: '2026-03-01',
      yesterday: '2026-02-28',
      before: '2026-02-26',
      period: ['2026-02-27', '2026-02-28'],
    };
    expect(overviewOf(march, 'users', first)).toMatchObject({ 'Peak DAU of this month': 0 });
    expect(overviewOf(march, 'groups', first)).toMatchObject({ 'Peak groups of this month': 0 });
  });

  test('counts neither today nor another month into a peak, and has none where there are no figures', () => {
    const days = new Map([['2025-03-02', day(8_000, 1, 1)], ['2026-03-04', day(7_000, 1, 1)], ...march]);
    expect(overviewOf(days, 'users')).toMatchObject({ 'Peak DAU of this month': 3_021 });
    const onlyFebruary = new Map([...march].slice(0, 2));
    expect(overviewOf(onlyFebruary, 'users')).toEqual({
      'Peak DAU of this month': undefined,
      'Total users up to yesterday': undefined,
      'New users yesterday': undefined,
    });
  });
});

describe('rows', () => {
  test('have each figure with its change from the day before, also before the period', () => {
    expect(partOf(march, 'users').rows).toEqual([
      {
        date: '2026-03-01',
        cells: [
          { value: 2_014, change: expect.closeTo(0.7, 4) },
          { value: 1_050, change: 5 },
          { value: 50, change: 0 },
        ],
      },
      {
        date: '2026-03-02',
        cells: [
          { value: 3_021, change: 50 },
          { value: 1_150, change: expect.closeTo(9.5238, 4) },
          { value: 100, change: 100 },
        ],
      },
      {
        date: '2026-03-03',
        cells: [
          { value: 1_007, change: expect.closeTo(-66.6667, 4) },
          { value: 1_150, change: 0 },
          { value: 0, change: -100 },
        ],
      },
    ]);
  });

  test('have no change where the day before has no figure, or 0, unless both are 0', () => {
    const days = new Map<string, Figures>([
      ['2026-03-01', { dau: 0, newUsers: 0 }],
      ['2026-03-02', { dau: 5, newUsers: 0 }],
      ['2026-03-03', { newUsers: 1 }],
    ]);
    expect(
      partOf(days, 'users').rows.map(({ cells }) => cells.map((one) => [one.value, one.change])),
    ).toEqual([
      [
        [0, undefined],
        [undefined, undefined],
        [0, undefined],
      ],
      [
        [5, undefined],
        [undefined, undefined],
        [0, 0],
      ],
      [
        [undefined, undefined],
        [undefined, undefined],
        [1, undefined],
      ],
    ]);
  });

  test('a missing day has a row without figures, and nothing is compared across it', () => {
    const days = new Map(march);
    days.delete('2026-03-02');
    const { rows } = partOf(days, 'users');
    expect(rows[1]?.cells[0]).toEqual({ value: undefined, change: undefined });
    expect(rows[2]?.cells[0]).toEqual({ value: 1_007, change: undefined });
  });
});

describe('notes say', () => {
  const notesOf = (days: ReadonlyMap<string, Figures>, ...doubts: string[]) =>
    statisticsOf(days, subject, doubts).notes;
  const without = (...dates: readonly string[]) =>
    new Map([...march].filter(([date]) => !dates.includes(date)));

  test('nothing where nothing is missing', () => {
    expect(notesOf(march)).toEqual([]);
  });

  test('that yesterday is not there yet: figures come at about 10:00 (STA-1)', () => {
    expect(notesOf(without('2026-03-03'))).toEqual([
      '2026-03-03 is not there yet: figures of a day come at about 10:00 in Beijing on the next.',
    ]);
  });

  test('which days are missing, and what reading doubted', () => {
    expect(notesOf(without('2026-03-01', '2026-03-02'), 'A row without a date was left out.')).toEqual([
      'The console has no figures for 2026-03-01, 2026-03-02.',
      'A row without a date was left out.',
    ]);
  });

  test('that there is nothing at all', () => {
    expect(notesOf(new Map())).toEqual(['The console has no figures for any of these days.']);
  });
});

test.each([
  [0, '0'],
  [999, '999'],
  [1_000, '1,000'],
  [1_234_567_890, '1,234,567,890'],
  [undefined, '-'],
])('%s is shown as %s', (value, text) => {
  expect(countText(value)).toBe(text);
});

test.each([
  [3.24, '+3.2%'],
  [-66.67, '-66.7%'],
  [0, '0.0%'],
  [-0.01, '0.0%'],
  [12_345, '+12345.0%'],
  [undefined, '-'],
])('a change of %s is shown as %s', (change, text) => {
  expect(changeText(change)).toBe(text);
});

test('as text there is a table for each part, with changes below each other', () => {
  const days = new Map(march);
  days.delete('2026-03-03');
  const text = statisticsText(statisticsOf(days, subject), { paint: plain, columns: 100 });
  expect(text.slice(0, text.indexOf('Group size'))).toBe(`Statistics of support (SDKAppID 1400000001)
2026-03-01 to 2026-03-03, days of Beijing; changes are from day to day
Note: 2026-03-03 is not there yet: figures of a day come at about 10:00 in Beijing on the next.

User base
  Peak DAU of this month      3,021
  Total users up to yesterday -
  New users yesterday         -
  Date                   DAU     Total users     New users
  2026-03-01  2,014    +0.7%  1,050    +5.0%   50     0.0%
  2026-03-02  3,021   +50.0%  1,150    +9.5%  100  +100.0%
  2026-03-03      -        -      -        -    -        -

Message activity
  1-to-1 messages yesterday   -
  Group messages yesterday    -
  Date        1-to-1 messages  Group messages  1-to-1 senders  Group senders  Offline pushes
  2026-03-01  52,209     0.0%  8,433     0.0%    900     0.0%     0     0.0%     84     0.0%
  2026-03-02  52,209     0.0%  8,433     0.0%    900     0.0%     0     0.0%     84     0.0%
  2026-03-03       -        -      -        -      -        -     -        -      -        -

`);
});

describe('as CSV', () => {
  const rows = (text: string) => text.split('\r\n').map((line) => line.split(','));

  test('there is a row for each day, with plain numbers, and lines end as RFC 4180 says', () => {
    const days = new Map(march);
    days.delete('2026-03-03');
    const text = statisticsCsv(statisticsOf(days, subject));
    const [head, first, , third, end] = rows(text);
    expect(head?.slice(0, 7)).toEqual([
      'Date',
      'App',
      'SDKAppID',
      'DAU',
      'DAU day over day (%)',
      'Total users',
      'Total users day over day (%)',
    ]);
    expect(head).toHaveLength(3 + 2 * 11);
    expect(first?.slice(0, 9)).toEqual([
      '2026-03-01',
      'support',
      '1400000001',
      '2014',
      '0.7',
      '1050',
      '5',
      '50',
      '0',
    ]);
    expect(third).toEqual(['2026-03-03', 'support', '1400000001', ...Array(22).fill('')]);
    expect(end).toEqual(['']);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  test('a fall is a number below nought, rounded', () => {
    const [, , , third] = rows(statisticsCsv(statisticsOf(march, subject)));
    expect(third?.[4]).toBe('-66.67');
  });

  test('it begins with a mark of UTF-8 only where it is no ASCII', () => {
    expect(statisticsCsv(statisticsOf(march, subject))).toMatch(/^Date,/);
    const text = statisticsCsv(statisticsOf(march, { ...subject, app: '客服' }));
    expect(text).toMatch(/^\ufeffDate,/);
    expect(text).toContain('\r\n2026-03-01,客服,');
    expect(isStatisticsCsv(text)).toBe(true);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+41', "'+41"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['＝1', "'＝1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['two\nlines', '"two\nlines"'],
    [' blank', '" blank"'],
    ['support', 'support'],
    ['', ''],
  ])('no spreadsheet computes %j', (value, field) => {
    expect(csvField(value)).toBe(field);
  });

  test('numbers stay numbers', () => {
    expect([csvField(-2.5), csvField(0)]).toEqual(['-2.5', '0']);
  });
});

test('as JSON what is not known is null, and changes have two digits', () => {
  const days = new Map(march);
  days.delete('2026-03-02');
  const json = JSON.parse(JSON.stringify(statisticsJson(statisticsOf(days, subject))));
  expect(json).toMatchObject({
    format_version: '1.0',
    statistics: {
      app: 'support',
      sdkAppId: '1400000001',
      from: '2026-03-01',
      to: '2026-03-03',
      timeZone: 'Asia/Shanghai',
      missing: ['2026-03-02'],
      notes: ['The console has no figures for 2026-03-02.'],
      users: { overview: { monthlyPeak: 2_014, totalUsers: 1_150, newUsers: 0 } },
      messages: { overview: { oneToOneMessages: 52_209, groupMessages: 8_433 } },
      groups: { overview: { monthlyPeak: 2_300, totalGroups: 2_300, newGroups: 3 } },
    },
  });
  expect(json.statistics.users.days).toEqual([
    {
      date: '2026-03-01',
      dau: { value: 2_014, dayOverDay: 0.7 },
      totalUsers: { value: 1_050, dayOverDay: 5 },
      newUsers: { value: 50, dayOverDay: 0 },
    },
    {
      date: '2026-03-02',
      dau: { value: null, dayOverDay: null },
      totalUsers: { value: null, dayOverDay: null },
      newUsers: { value: null, dayOverDay: null },
    },
    {
      date: '2026-03-03',
      dau: { value: 1_007, dayOverDay: null },
      totalUsers: { value: 1_150, dayOverDay: null },
      newUsers: { value: 0, dayOverDay: null },
    },
  ]);
});

describe('the marks of a chart', () => {
  test.each([
    ['from nought', [0, 3_021], [0, 1_000, 2_000, 3_000, 4_000]],
    ['from nought while values are far apart', [800, 1_000, 100], [0, 500, 1_000]],
    ['near the values when they are near each other', [53_000, 53_091], [53_000, 53_050, 53_100]],
    ['of single things', [3], [0, 1, 2, 3]],
    ['without any', [0], [0, 1]],
    ['without values', [], [0, 1]],
  ])('%s', (_, values, ticks) => {
    expect(ticksOf(values)).toEqual(ticks);
  });

  test.each([1, 7, 99, 1_000_000_007, 9_007_199_254_740_991])('are few and hold %i', (value) => {
    for (const values of [[value], [value, value - 1], [0, value]]) {
      const ticks = ticksOf(values);
      expect(ticks.length).toBeLessThan(8);
      expect(ticks[0]).toBeLessThanOrEqual(Math.min(...values));
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(value);
    }
  });
});

describe('as HTML', () => {
  test('nothing a name has in it is markup', () => {
    const text = statisticsHtml(statisticsOf(march, { ...subject, app: '"><script>alert(1)</script>' }));
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;script&gt;');
  });

  test('each figure has a chart that is told in words, and stands in a table', () => {
    const text = statisticsHtml(statisticsOf(march, subject));
    expect(text.match(/<svg role="img"/g)).toHaveLength(11);
    expect(text).toContain(
      '<desc id="chart-dau-words">From 2,014 on 2026-03-01 to 1,007 on 2026-03-03; lowest 1,007, highest 3,021.</desc>',
    );
    expect(text).toContain('<th scope="row">2026-03-02</th><td>3,021 <span>+50.0%</span></td>');
    expect(isStatisticsHtml(text)).toBe(true);
  });

  test('a missing day is a gap in the line', () => {
    const days = new Map(march);
    days.delete('2026-03-02');
    const text = statisticsHtml(statisticsOf(days, subject));
    const chart = text.slice(text.indexOf('chart-dau-title'), text.indexOf('</svg>'));
    expect(chart.match(/<polyline/g)).toHaveLength(2);
    expect(chart.match(/<circle/g)).toHaveLength(2);
    expect(chart).toContain('No figure for 1 of 3 days.');
  });
});
