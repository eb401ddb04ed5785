/** What the console does not do to an app. */
import { type Context, draftsOf, refuse } from '../context.ts';
import type { Refused } from '../draft.ts';
import { editionAfter, editionNow } from '../editions.ts';
import { closure, referredApps } from '../order.ts';
import { hasUnknown } from '../values.ts';

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

/** APP-7: a paid app that the console disabled is resumed by renewing its plan, not by hand. */
export function resumedByRenewal(context: Context): Refused[] {
  return draftsOf(context, 'app').flatMap((draft) => {
    const edition = editionNow(context, draft.address);
    const leaf = draft.leaves.find((one) => one.path[0] === 'enabled');
    if (leaf?.before !== false || leaf.after !== true || edition === 'developer') return [];
    const message = `a ${edition} app that was disabled is resumed by renewing its plan, not by hand`;
    return [
      refuse(draft, ['enabled'], 'APP-7', message, 'renew the plan in the console, or leave `enabled` out'),
    ];
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

/** APP-1: an app gets its SDKAppID when it is created, so nothing that it is created with can need it. */
export function ownIdUnknown(context: Context): Refused[] {
  const needs = new Map(draftsOf(context, 'app').map((draft) => [draft.address, referredApps(draft.after)]));
  return draftsOf(context, 'app').flatMap((draft) => {
    if (!closure(needs.get(draft.address) ?? [], needs).has(draft.address)) return [];
    const path = Object.keys(draft.after ?? {})
      .filter((name) => hasUnknown(draft.after?.[name]))
      .slice(0, 1);
    const message = `${path.join()} needs the SDKAppID of ${draft.address} itself, which is known only once the app is there`;
    return [refuse(draft, path, 'APP-1', message, 'leave the reference out')];
  });
}

/** EDN-15: what a change of edition switches off must be seen before it is made. */
export function editionUnseen(context: Context): Refused[] {
  return draftsOf(context, 'app').flatMap((draft) => {
    const changes = draft.action === 'update' && draft.leaves.some((leaf) => leaf.path[0] === 'edition');
    const [, key] = draft.segments;
    const isHidden = context.unreadable.some(
      ([root, app]) => root === undefined || (root === 'apps' && (app === undefined || app === key)),
    );
    if (!changes || !isHidden) return [];
    const message =
      'a part of the app could not be read, so it cannot be told what the edition would switch off';
    return [refuse(draft, ['edition'], 'EDN-15', message, 'plan again once all of the app can be read')];
  });
}
