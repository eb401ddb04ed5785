/** Daily statistics by `openconfigsvr/getappinfo` (1047/34886): one object a day, all of whose values are texts. */
import { type Figure, type Figures, figures } from '../../catalog/statistics.ts';
import { isMap } from '../../json.ts';
import type { CallError, ChatApi } from './wire.ts';

/** What was read. */
export interface ReadStatistics {
  readonly ok: true;
  /** Date (`2026-03-01`, in Beijing) → figures. */
  readonly days: ReadonlyMap<string, Figures>;
  /** What was in the answer and could not be used: sentences. */
  readonly doubts: readonly string[];
}

/** There are 30; many more are no answer to this call. */
const mostDays = 400;

/** Reads what there is of an app: the last 30 days. */
export async function readStatistics(
  chat: ChatApi,
  sdkAppId: string,
): Promise<ReadStatistics | { readonly ok: false; readonly error: CallError }> {
  const reply = await chat.call(sdkAppId, 'openconfigsvr/getappinfo', {
    RequestField: Object.values(figures).map((one) => one.field),
  });
  if (!reply.ok) return reply;
  const { Result: result } = reply.body;
  // An app without any figures may have no list at all.
  if (result === undefined || result === null) return { ok: true, days: new Map(), doubts: [] };
  if (!Array.isArray(result) || result.length > mostDays)
    return {
      ok: false,
      error: {
        kind: 'failed',
        code: 'ClientError.UnexpectedAnswer',
        message: 'The answer has no list of days in "Result".',
      },
    };
  const days = new Map<string, Figures>();
  const doubts = new Set<string>();
  for (const entry of result as readonly unknown[]) {
    const date = isMap(entry) ? dateOf(entry.Date) : undefined;
    if (!isMap(entry) || date === undefined) doubts.add('A row without a date was left out.');
    else if (days.has(date)) doubts.add(`There are two rows for ${date}; the first was taken.`);
    else days.set(date, figuresOf(entry));
  }
  return { ok: true, days, doubts: [...doubts] };
}

/** `20260301` → `2026-03-01`; undefined for what is no day. */
function dateOf(value: unknown): string | undefined {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(String(value)) ?? [];
  const date = `${year}-${month}-${day}`;
  const isReal = year !== undefined && !Number.isNaN(Date.parse(date));
  return isReal && new Date(date).toISOString().startsWith(date) ? date : undefined;
}

function figuresOf(entry: { readonly [key: string]: unknown }): Figures {
  const found: Partial<Record<Figure, number>> = {};
  for (const [name, { field }] of Object.entries(figures)) {
    const number = countOf(Object.hasOwn(entry, field) ? entry[field] : undefined);
    if (number !== undefined) found[name as Figure] = number;
  }
  return found;
}

/** A number of things, as a text of digits or as a number. */
function countOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value.trim()) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}
