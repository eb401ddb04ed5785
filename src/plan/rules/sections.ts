/** What the console does not do to the settings of an app. */
import { at } from '../../json.ts';
import { bodyAfter, type Context, draftsOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';

/** MSG-2: several instances or devices at once need the multi-device policy. */
export function severalDevices(context: Context): Refused[] {
  return draftsOf(context, 'login').flatMap((draft) => {
    const after = bodyAfter(context, draft);
    const policy = at(after, ['policy']);
    if (policy === 'multi-device') return [];
    return ['webInstances', 'devicesPerPlatform'].flatMap((name) => {
      const value = at(after, [name]);
      if (typeof value !== 'number' || value <= 1) return [];
      const message = `${name} ${value} needs the multi-device policy, and the policy will be ${String(policy ?? 'the default')}`;
      const remedy = `set \`policy: multi-device\`, or \`${name}: 1\``;
      return causes(draft, [name], ['policy'], (there) => typeof there === 'number' && there > 1).map(
        (path) => refuse(draft, path, 'MSG-2', message, remedy),
      );
    });
  });
}

/**
 * Of two values that do not go together, those that would change to make it so: the one that needs the
 * other; and the other, where the one needs it as it is now, or does not change at all.
 */
function causes(
  draft: Draft,
  needy: readonly string[],
  needed: readonly string[],
  isNeeded: (live: unknown) => boolean,
): (readonly string[])[] {
  const changes = (path: readonly string[]) =>
    draft.leaves.some((leaf) => leaf.path.join('.') === path.join('.'));
  const also = changes(needed) && (!changes(needy) || isNeeded(at(draft.live?.body, needy)));
  return [...(changes(needy) ? [needy] : []), ...(also ? [needed] : [])];
}

/** MSG-3: the storage period changes at most once a calendar month. */
export function storageOnceAMonth(context: Context): Refused[] {
  return draftsOf(context, 'messages').flatMap((draft) => {
    const changedAt = draft.live?.facts.historyChangedAt;
    const changes = draft.leaves.some((leaf) => leaf.path[0] === 'historyDays');
    if (!changes || typeof changedAt !== 'string' || changedAt.slice(0, 7) !== context.live.now.slice(0, 7))
      return [];
    const message = `the storage period was changed on ${changedAt.slice(0, 10)}, and it can be changed once a month`;
    return [
      refuse(
        draft,
        ['historyDays'],
        'MSG-3',
        message,
        `apply this on ${nextMonth(context.live.now)} or later`,
      ),
    ];
  });
}

function nextMonth(now: string): string {
  const year = Number(now.slice(0, 4));
  const month = Number(now.slice(5, 7));
  return month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;
}

/** GRP-6: topics are part of communities. */
export function topicsNeedCommunity(context: Context): Refused[] {
  return draftsOf(context, 'group-features').flatMap((draft) => {
    const after = bodyAfter(context, draft);
    const [topics, community] = [
      ['community', 'topics'],
      ['community', 'enabled'],
    ] as const;
    if (at(after, topics) !== true || at(after, community) === true) return [];
    const remedy = 'set `community: {enabled: true, topics: true}`';
    return causes(draft, topics, community, (there) => there === true).map((path) =>
      refuse(draft, path, 'GRP-6', 'topics need the community feature to be on', remedy),
    );
  });
}

const ordinaryOnly: Readonly<Record<string, string>> = {
  historyBeforeJoin: 'GRP-1',
  memberChange: 'GRP-2',
  profileChange: 'GRP-3',
};

/** GRP-1..3: what audio-video groups do not have. */
export function audioVideoGroups(context: Context): Refused[] {
  return draftsOf(context, 'group-type').flatMap((draft) => {
    if (draft.segments.at(-1) !== 'AVChatRoom') return [];
    return draft.leaves.flatMap((leaf) => {
      const name = leaf.path.find((step) => Object.hasOwn(ordinaryOnly, step));
      if (name === undefined) return [];
      const message = `audio-video groups have no ${name}`;
      return [refuse(draft, leaf.path, ordinaryOnly[name] ?? '', message, 'leave it out for AVChatRoom')];
    });
  });
}
