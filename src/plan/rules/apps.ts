/** What the console does not do to an app. */
import { formatAddress } from '../../address.ts';
import { at } from '../../json.ts';
import {
  bodyAfter,
  type Context,
  draftsOf,
  editionAfter,
  editionNow,
  type Refused,
  refuse,
} from '../context.ts';

/** APP-4, APP-5: only a Developer app can be disabled by hand. */
export function disableDeveloperOnly(context: Context): Refused[] {
  return draftsOf(context, 'app').flatMap((draft) => {
    const leaf = draft.leaves.find((one) => one.path[0] === 'enabled' && one.after === false);
    const edition = editionAfter(context, draft.address);
    if (!leaf || edition === 'developer') return [];
    const message = `a ${edition} app cannot be disabled by hand; the console disables it after overdue payment or a refund`;
    return [refuse(draft, ['enabled'], 'APP-5', message, 'leave `enabled` out, or let the plan run out')];
  });
}

/** APP-3, APP-5: an app that is to be deleted has to be a Developer app. */
export function deleteDeveloperOnly(context: Context): Refused[] {
  return draftsOf(context, 'app').flatMap((draft) => {
    const edition = editionNow(context, draft.address);
    if (draft.action !== 'delete' || edition === 'developer') return [];
    const message = `a ${edition} app cannot be disabled, and so not deleted, by hand`;
    const remedy = `ask support to delete it, and write \`destroy: false\` to stop managing it`;
    return [refuse(draft, [], 'APP-5', message, remedy)];
  });
}

/** MSG-2: several instances or devices at once need the multi-device policy. */
export function severalDevices(context: Context): Refused[] {
  return draftsOf(context, 'login').flatMap((draft) => {
    const after = bodyAfter(context, draft.address);
    const policy = at(after, ['policy']);
    if (policy === 'multi-device') return [];
    return ['webInstances', 'devicesPerPlatform'].flatMap((name) => {
      const value = at(after, [name]);
      if (typeof value !== 'number' || value <= 1) return [];
      const message = `${name} ${value} needs the multi-device policy, and the policy will be ${String(policy ?? 'the default')}`;
      return [
        refuse(
          draft,
          at(draft.after, [name]) === undefined ? ['policy'] : [name],
          'MSG-2',
          message,
          `set \`policy: multi-device\`, or \`${name}: 1\``,
        ),
      ];
    });
  });
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
    const after = bodyAfter(context, draft.address);
    if (at(after, ['community', 'topics']) !== true || at(after, ['community', 'enabled']) === true)
      return [];
    const path =
      at(draft.after, ['community', 'topics']) === undefined
        ? ['community', 'enabled']
        : ['community', 'topics'];
    return [
      refuse(
        draft,
        path,
        'GRP-6',
        'topics need the community feature to be on',
        'set `community: {enabled: true, topics: true}`',
      ),
    ];
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

/** CAM-2: a policy is attached to a sub-account, or a user group, that there is; a preset is one that there is. */
export function attachmentsExist(context: Context): Refused[] {
  const { users, groups, presets } = context.live.directory;
  const known = { users: new Set(users), groups: new Set(groups) };
  const presetNames = new Set(presets);
  const kinds = ['cam-policy-user', 'cam-policy-group', 'cam-preset-user', 'cam-preset-group'];
  return draftsOf(context, ...kinds).flatMap((draft) => {
    if (draft.action !== 'create') return [];
    const [, family, policy = '', list, name = ''] = draft.segments;
    const noun = list === 'users' ? 'sub-account' : 'user group';
    if (family === 'presets' && !presetNames.has(policy)) {
      return [
        refuse(
          draft,
          [],
          'CAM-1',
          `there is no preset policy "${policy}"`,
          `there are ${presets.join(', ')}`,
        ),
      ];
    }
    if (known[list === 'users' ? 'users' : 'groups'].has(name)) return [];
    return [
      refuse(
        draft,
        [],
        'CAM-2',
        `there is no ${noun} "${name}" in account ${context.live.account}`,
        `create it in CAM first, or remove it from ${formatAddress(draft.segments.slice(0, 4))}`,
      ),
    ];
  });
}
