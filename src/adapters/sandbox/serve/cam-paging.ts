/** What CAM's actions share: how many a second, and pages. */
import type { JsonMap } from '../../../json.ts';
import { type CloudAnswer, cloudError, fields, integerIn } from './cloud-answer.ts';

/** Calls a second of each action, by CAM's API pages. */
export const reading = { perSecond: 20, isWrite: false } as const;
export const writing = { perSecond: 10, isWrite: true } as const;

export const paging = { Page: 'integer', Rp: 'integer' } as const;

/** One page of a list: `Rp` items, 20 if left out; page and size are 1 to 200. */
export function page<T>(
  request: JsonMap,
  all: readonly T[],
  answer: (items: readonly T[], total: number) => JsonMap,
): CloudAnswer {
  const [number, size] = [integerIn(request, 'Page') ?? 1, integerIn(request, 'Rp') ?? 20];
  const wrong = [number, size].some((value) => value < 1 || value > 200);
  if (wrong) return cloudError('InvalidParameter.ParamError', 'Page and Rp are 1 to 200.');
  return fields(answer(all.slice((number - 1) * size, number * size), all.length));
}
