/** What the console does not do with custom fields. */
import { formatAddress } from '../../address.ts';
import { at } from '../../json.ts';
import { bodyAfter, type Context, draftsOf, refuse } from '../context.ts';
import type { Refused } from '../draft.ts';

/** FLD-2: somebody must be able to read a user field, and somebody to write it. */
export function readableAndWritable(context: Context): Refused[] {
  return draftsOf(context, 'user-field').flatMap((draft) => {
    const after = bodyAfter(context, draft);
    const granted = ['app', 'admin'].flatMap((who) => (at(after, [who]) as string[] | undefined) ?? []);
    return ['read', 'write']
      .filter((right) => !granted.includes(right))
      .map((right) =>
        refuse(
          draft,
          [],
          'FLD-2',
          `at least one of app and admin must have the ${right} permission`,
          `add \`${right}\` to \`app\` or \`admin\``,
        ),
      );
  });
}

/** FLD-6: a group field and a group member field of one app have different names. */
export function groupFieldNames(context: Context): Refused[] {
  return draftsOf(context, 'group-field', 'group-member-field').flatMap((draft) => {
    if (draft.action !== 'create') return [];
    const [, app = '', family, name = ''] = draft.segments;
    const beside = ['apps', app, family === 'groupFields' ? 'groupMemberFields' : 'groupFields', name];
    const other = formatAddress(beside);
    const taken =
      context.objectAt(beside, other) !== undefined ||
      (context.desired.resources.has(other) && family === 'groupMemberFields');
    if (!taken) return [];
    const message = `${other} has this name already, and group fields and group member fields cannot share one`;
    return [refuse(draft, [], 'FLD-6', message, 'choose another name')];
  });
}
