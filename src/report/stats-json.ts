/** Statistics for programs. */
import { mapOf } from '../json.ts';
import { changeNumber, type Statistics } from './stats.ts';

/** What is not known is null; changes are in percent. */
export function statisticsJson(statistics: Statistics): object {
  const { app, sdkAppId, period, parts, missing, notes } = statistics;
  return {
    format_version: '1.0',
    statistics: {
      app,
      sdkAppId,
      from: period[0] ?? null,
      to: period.at(-1) ?? null,
      timeZone: 'Asia/Shanghai',
      missing,
      notes,
      ...mapOf(
        parts.map((part) => [
          part.name,
          {
            overview: mapOf(part.overview.map((one) => [one.name, one.value ?? null])),
            days: part.rows.map(({ date, cells }) => ({
              date,
              ...mapOf(
                part.columns.map(({ figure }, i) => [
                  figure,
                  { value: cells[i]?.value ?? null, dayOverDay: changeNumber(cells[i]?.change) ?? null },
                ]),
              ),
            })),
          },
        ]),
      ),
    },
  };
}
