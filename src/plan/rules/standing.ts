/** What is not taken away, since the calls that would do it stand on it. */
import { formatAddress } from '../../address.ts';
import { type Context, refuse } from '../context.ts';
import type { Refused } from '../draft.ts';

/** API-2: an admin that signs our calls, or a policy of the sub-account that makes them, is not deleted by them. */
export function ownFooting(context: Context): Refused[] {
  const { standsOn } = context.live;
  if (!standsOn) return [];
  return [...context.drafts.values()].flatMap((draft) => {
    const place = draft.live && draft.action === 'delete' ? formatAddress(draft.live.segments) : undefined;
    if (place === undefined || !Object.hasOwn(standsOn, place)) return [];
    const remedy = 'leave it, or let somebody else do it: with another admin, or another key';
    return [refuse(draft, [], 'API-2', `chatform itself stands on it: ${standsOn[place]}`, remedy)];
  });
}
