/** Applies of a whole account, and of one whose calls are limited. */
import type * as Bookkeeping from './bookkeeping.ts';
import { chatform } from './process.ts';
import { accountIn, forgetAll, placeIn } from './projects.ts';
import { inTurns, ratios } from './samples.ts';
import { applyAll, pending, plan, type Setting } from './setting.ts';
import type { Row } from './table.ts';

/** Applying all to a new sandbox, durable at each operation. */
export async function applies({ folder, rounds }: Setting, apps: number): Promise<Row[]> {
  const place = accountIn(placeIn(folder, 'new'), apps);
  const taken = await inTurns(rounds, {
    plan: () => {
      forgetAll(place);
      return chatform(plan, place, pending);
    },
    apply: () => {
      forgetAll(place);
      return chatform(applyAll, place);
    },
  });
  return [
    { what: `plan of ${apps} apps, nothing there yet`, samples: taken.plan },
    {
      what: `apply of ${apps} apps to the sandbox`,
      short: 'apply',
      samples: taken.apply,
      ratios: ratios(taken.apply, taken.plan),
      against: '× its plan',
      atMost: 8,
    },
  ];
}

/** The share of writing down, in an apply that may make so many calls a second. */
export async function bookkeeping(
  { folder, rounds }: Setting,
  apps: number,
  { limitedApply }: typeof Bookkeeping,
): Promise<Row[]> {
  const callsPerSecond = 200;
  const place = accountIn(placeIn(folder, 'limited'), apps);
  const applied = (state: 'in files' | 'not kept') => () => {
    forgetAll(place);
    return limitedApply(place.directory, state, callsPerSecond);
  };
  const taken = await inTurns(rounds, { kept: applied('in files'), unkept: applied('not kept') });
  const of = `apply of ${apps} apps, ${callsPerSecond} calls/s`;
  return [
    { what: `${of}, nothing written down`, samples: taken.unkept },
    {
      what: `${of}, all written down durably: share`,
      short: 'bookkeeping',
      samples: taken.kept,
      ratios: ratios(taken.unkept, taken.kept).map((rest) => 1 - rest),
      percent: true,
      against: 'of the time',
      atMost: 0.05,
    },
  ];
}
