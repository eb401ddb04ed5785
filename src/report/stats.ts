/** Daily statistics of an app, as the console shows them: an overview, and rows with the change of each from day to day. */
import { type Figure, type Figures, figures, statisticsParts } from '../catalog/statistics.ts';

/** What statistics are about. Dates are `2026-03-01`, and days those of Beijing. */
export interface StatisticsSubject {
  /** The app's key in the configuration. */
  readonly app: string;
  readonly sdkAppId: string;
  /** The day on which they were read: it has no figures yet. */
  readonly today: string;
  readonly yesterday: string;
  /** The last day before the period, and the days of the period, none left out. */
  readonly before: string;
  readonly period: readonly string[];
}

export interface Cell {
  /** Undefined where the console gave none. */
  readonly value: number | undefined;
  /** In percent, against the day before; undefined where that has no value, or 0. */
  readonly change: number | undefined;
}

export interface Overview {
  /** `monthlyPeak`, or the figure. */
  readonly name: string;
  readonly title: string;
  readonly value: number | undefined;
}

export interface Part {
  readonly name: string;
  readonly title: string;
  readonly overview: readonly Overview[];
  readonly columns: readonly { readonly figure: Figure; readonly title: string }[];
  readonly rows: readonly { readonly date: string; readonly cells: readonly Cell[] }[];
}

export interface Statistics extends StatisticsSubject {
  readonly parts: readonly Part[];
  /** Days of the period without any figures. */
  readonly missing: readonly string[];
  /** What is to be known about them: sentences. */
  readonly notes: readonly string[];
}

type Days = ReadonlyMap<string, Figures>;

/** Puts together what was read. `doubts`: what reading found to be doubtful. */
export function statisticsOf(
  days: Days,
  subject: StatisticsSubject,
  doubts: readonly string[] = [],
): Statistics {
  const { period, before, today, yesterday } = subject;
  const missing = period.filter((date) => !days.has(date));
  const parts = statisticsParts.map(({ name, title, peak, overview, columns }) => ({
    name,
    title,
    overview: [
      ...(peak
        ? [{ name: 'monthlyPeak', title: peak.title, value: monthlyPeak(days, peak.figure, today) }]
        : []),
      ...overview.map((figure) => ({
        name: figure,
        title: overviewTitles[figure] ?? figures[figure].title,
        value: days.get(yesterday)?.[figure],
      })),
    ],
    columns: columns.map((figure) => ({ figure, title: figures[figure].title })),
    rows: period.map((date, i) => ({
      date,
      cells: columns.map((figure) => {
        const value = days.get(date)?.[figure];
        return { value, change: changeOf(days.get(period[i - 1] ?? before)?.[figure], value) };
      }),
    })),
  }));
  return { ...subject, parts, missing, notes: [...notesOf(missing, period, yesterday), ...doubts] };
}

const overviewTitles: Partial<Record<Figure, string>> = {
  totalUsers: 'Total users up to yesterday',
  newUsers: 'New users yesterday',
  oneToOneMessages: '1-to-1 messages yesterday',
  groupMessages: 'Group messages yesterday',
  totalGroups: 'Groups yesterday',
  newGroups: 'New groups yesterday',
};

/** 0 on the first day of a month, whose own figures come on the day after (STA-1, STA-3). */
function monthlyPeak(days: Days, figure: Figure, today: string): number | undefined {
  if (today.endsWith('-01')) return 0;
  const month = today.slice(0, 8);
  const values = [...days]
    .filter(([date]) => date.startsWith(month) && date < today)
    .flatMap(([, one]) => one[figure] ?? []);
  return values.length > 0 ? Math.max(...values) : undefined;
}

function changeOf(before: number | undefined, now: number | undefined): number | undefined {
  if (before === undefined || now === undefined) return undefined;
  if (before === 0) return now === 0 ? 0 : undefined;
  return ((now - before) / before) * 100;
}

function notesOf(missing: readonly string[], period: readonly string[], yesterday: string): string[] {
  const gaps = missing.filter((date) => date !== yesterday);
  if (missing.length === period.length)
    return [`The console has no figures for ${period.length === 1 ? 'this day' : 'any of these days'}.`];
  return [
    ...(missing.includes(yesterday)
      ? [`${yesterday} is not there yet: figures of a day come at about 10:00 in Beijing on the next.`]
      : []),
    ...(gaps.length > 0 ? [`The console has no figures for ${gaps.join(', ')}.`] : []),
  ];
}

/** `12,345`; a dash where there is no value. */
export function countText(value: number | undefined): string {
  return value === undefined ? '-' : String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `+3.2%`; a dash where there is nothing to compare with. */
export function changeText(change: number | undefined): string {
  if (change === undefined) return '-';
  const text = change.toFixed(1);
  if (Number(text) === 0) return '0.0%';
  return `${change > 0 ? '+' : ''}${text}%`;
}

/** A change with two digits behind the point, and no zero below nought: for programs. */
export function changeNumber(change: number | undefined): number | undefined {
  return change === undefined ? undefined : Math.round(change * 100) / 100 + 0;
}
