/** What is left of the drafts when the rules have refused some of them. */
import { at, put } from '../json.ts';
import type { Recorded, Refusal } from '../model.ts';
import type { Draft, Refused } from './draft.ts';
import { closure, followers } from './order.ts';
import { withoutPath } from './values.ts';

/** The drafts without what is refused and what depends on it, and the refusals with what they hold back. */
export function withoutRefused(
  drafts: ReadonlyMap<string, Draft>,
  refused: readonly Refused[],
  needs: ReadonlyMap<string, readonly string[]>,
  records: ReadonlyMap<string, Recorded>,
): { kept: ReadonlyMap<string, Draft>; refusals: Refusal[] } {
  if (refused.length === 0) return { kept: drafts, refusals: [] };
  const kept = new Map(drafts);
  const gone = new Map<string, Refused>();
  const inOrder = [...refused].sort(byPlace);
  for (const one of inOrder) {
    const draft = kept.get(one.address);
    if (!draft) continue;
    const rest = withoutLeaves(draft, one.path, records.get(one.address));
    if (rest) kept.set(one.address, rest);
    else {
      kept.delete(one.address);
      if (draft.action !== 'update') gone.set(one.address, one);
    }
  }
  const neededBy = followers(needs);
  const refusals = inOrder.map((one): Refusal => {
    if (gone.get(one.address) !== one) return { ...one, holds: [] };
    const holds = [...closure([one.address], neededBy)].filter((address) => address !== one.address).sort();
    for (const address of holds) kept.delete(address);
    return { ...one, holds };
  });
  return { kept, refusals };
}

function byPlace(a: Refused, b: Refused): number {
  const key = ({ address, path, rule, message }: Refused) => [address, ...path, rule, message].join('\0');
  const [first, second] = [key(a), key(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** A draft without the leaves at a path; undefined when nothing is left of it, or it comes as a whole. */
function withoutLeaves(
  draft: Draft,
  path: readonly string[],
  recorded: Recorded | undefined,
): Draft | undefined {
  const isWhole =
    path.length === 0 ||
    draft.action === 'delete' ||
    (draft.action === 'create' && draft.kind.form === 'object');
  const leaves = isWhole
    ? []
    : draft.leaves.filter((leaf) => !path.every((step, i) => leaf.path[i] === step));
  if (leaves.length === 0) return undefined;
  const after = withoutPath(draft.after ?? {}, path);
  // What was ours stays ours, with the value that it keeps.
  const keeps = at(draft.before, path);
  if (keeps !== undefined && at(recorded?.body, path) !== undefined) put(after, path, keeps);
  return { ...draft, leaves, after };
}
