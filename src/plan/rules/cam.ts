/** Whom the console does not attach policies to. */
import { formatAddress } from '../../address.ts';
import { nearest } from '../../suggest.ts';
import { type Context, draftsOf, refuse } from '../context.ts';
import type { Refused } from '../draft.ts';

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
        refuse(draft, [], 'CAM-1', `there is no preset policy "${policy}"`, nearestPreset(policy, presets)),
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

/** An account has about a thousand presets: the one that was meant, or the first few. */
function nearestPreset(policy: string, presets: readonly string[]): string {
  const best = nearest(policy, presets);
  if (best !== undefined) return `there is ${best}`;
  const more = presets.length > 5 ? ` and ${presets.length - 5} more` : '';
  return `there are ${presets.slice(0, 5).join(', ')}${more}`;
}
