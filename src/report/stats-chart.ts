/** A line chart as SVG within a page: no script, the page's colours, and words for those who do not see it. */
import { html, type Markup } from './html-markup.ts';
import { countText } from './stats.ts';

export interface Point {
  readonly date: string;
  /** Undefined: the line has a gap there. */
  readonly value: number | undefined;
}

// In units of the drawing, which is scaled as a whole.
const size = { width: 420, height: 150 };
const plot = { left: 46, right: 408, top: 10, bottom: 124 };

/** A chart of one figure. `id` is one on its page. */
export function lineChart(id: string, title: string, points: readonly Point[]): Markup {
  const ticks = ticksOf(points.flatMap((one) => one.value ?? []));
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const x = (i: number) =>
    points.length === 1
      ? (plot.left + plot.right) / 2
      : plot.left + (i / (points.length - 1)) * (plot.right - plot.left);
  const y = (value: number) => plot.bottom - ((value - low) / (high - low)) * (plot.bottom - plot.top);
  const drawn = points.flatMap(({ date, value }, i) =>
    value === undefined ? [] : [{ i, date, value, x: short(x(i)), y: short(y(value)) }],
  );
  return html`<svg role="img" viewBox="0 0 ${size.width} ${size.height}" aria-labelledby="${id}-title ${id}-words">
    <title id="${id}-title">${title}</title>
    <desc id="${id}-words">${inWords(points)}</desc>
    ${ticks.map(
      (
        tick,
      ) => html`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${short(y(tick))}" y2="${short(y(tick))}"/>
    <text x="${plot.left - 6}" y="${short(y(tick) + 4)}" text-anchor="end">${tickText(tick)}</text>
    `,
    )}${labelled(points).map(
      ({
        i,
        anchor,
      }) => html`<text x="${short(x(i))}" y="${size.height - 8}" text-anchor="${anchor}">${points[i]?.date.slice(5)}</text>
    `,
    )}${runsOf(drawn).map(
      (run) => html`<polyline class="line" points="${run.map((one) => `${one.x},${one.y}`).join(' ')}"/>
    `,
    )}${drawn.map(
      (
        one,
      ) => html`<circle class="dot" cx="${one.x}" cy="${one.y}" r="3"><title>${one.date}: ${countText(one.value)}</title></circle>
    `,
    )}</svg>`;
}

/** One digit behind the point is finer than a screen. */
const short = (value: number) => Math.round(value * 10) / 10;

/** What is drawn without a gap between. */
function runsOf<Drawn extends { readonly i: number }>(drawn: readonly Drawn[]): Drawn[][] {
  const runs: Drawn[][] = [];
  for (const one of drawn) {
    const run = runs.at(-1);
    if (run?.at(-1)?.i === one.i - 1) run.push(one);
    else runs.push([one]);
  }
  return runs;
}

/** The days that are named below the chart: the first, the last and one between. */
function labelled(points: readonly Point[]): { i: number; anchor: 'start' | 'middle' | 'end' }[] {
  const last = points.length - 1;
  if (last < 1) return points.length === 0 ? [] : [{ i: 0, anchor: 'middle' }];
  const middle = last < 4 ? [] : [{ i: Math.round(last / 2), anchor: 'middle' as const }];
  return [{ i: 0, anchor: 'start' }, ...middle, { i: last, anchor: 'end' }];
}

/** Round numbers from below the smallest value to above the largest; from 0 unless they are near each other. */
export function ticksOf(values: readonly number[]): number[] {
  const high = Math.max(0, ...values);
  const least = values.length > 0 ? Math.min(...values) : 0;
  const low = least < high && high - least < high / 4 ? least : 0;
  const step = roundStep((high - low || high || 4) / 4);
  const ticks = [Math.floor(low / step) * step];
  while ((ticks.at(-1) ?? 0) < high || ticks.length < 2) ticks.push((ticks.at(-1) ?? 0) + step);
  return ticks;
}

/** The next of 1, 2, 5, 10, 20, 50 and so on: counts have no fractions. */
function roundStep(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return ([1, 2, 5].find((one) => one * power >= least) ?? 10) * power;
}

/** `2,500`, `25k`, `2.5M`. */
function tickText(value: number): string {
  const [unit, size] = (
    [
      ['bn', 1e9],
      ['M', 1e6],
      ['k', 1e4],
    ] as const
  ).find(([, least]) => value >= least) ?? ['', 1];
  if (unit === '') return countText(value);
  return `${Number((value / (unit === 'k' ? 1e3 : size)).toFixed(3))}${unit}`;
}

function inWords(points: readonly Point[]): string {
  const known = points.filter((one): one is { date: string; value: number } => one.value !== undefined);
  const [first] = known;
  const last = known.at(-1);
  if (!first || !last) return 'No figures.';
  const values = known.map((one) => one.value);
  const gaps = points.length - known.length;
  const from = `From ${countText(first.value)} on ${first.date} to ${countText(last.value)} on ${last.date}`;
  const range = `lowest ${countText(Math.min(...values))}, highest ${countText(Math.max(...values))}`;
  return `${from}; ${range}.${gaps > 0 ? ` No figure for ${gaps} of ${points.length} days.` : ''}`;
}
