/** What every form of a runbook says, in words. */
import { needsAllow } from '../catalog/kind.ts';
import { plural } from './layout.ts';
import { actionsLine } from './outline.ts';
import type { Runbook } from './runbook.ts';
import type { Area, Chapter, Step } from './runbook-steps.ts';
import { notThere } from './runbook-values.ts';

/** `5 steps by hand, 2 of them with consequences that cannot be undone or cost money.` */
export function countsSentence({ steps }: Runbook): string {
  if (steps.length === 0) return 'Nothing is to be done by hand.';
  const grave = steps.filter((step) =>
    step.consequences.some((one) => needsAllow.includes(one.class)),
  ).length;
  const words = `${plural(steps.length, 'step')} by hand: ${actionsLine(steps)}`;
  return grave > 0 ? `${words}; ${grave} with grave consequences.` : `${words}.`;
}

/** `Change login settings of apps.support`, `Create app apps.support`, `Delete CAM policy support-operators`. */
export function titleWords({ title, key, scope }: Step, show: (name: string) => string): string {
  const name = key === undefined ? title : `${title} ${show(key)}`;
  if (scope === 'cam') return name;
  return key === undefined && title.endsWith(' app') ? `${name} ${show(scope)}` : `${name} of ${show(scope)}`;
}

/** Which app a chapter is of: `SDKAppID 1400000001`; undefined for CAM. */
export function appWords({ sdkAppId, appStep }: Pick<Chapter, 'sdkAppId' | 'appStep'>): string | undefined {
  if (sdkAppId !== undefined) return `SDKAppID ${sdkAppId}`;
  return appStep === undefined ? undefined : `to be created in step ${appStep}: note its SDKAppID`;
}

/** `step 2`, `steps 2 and 3`, `steps 2, 3 and 7 more`; nothing for none. */
export function needsWords({ needs }: Step): string | undefined {
  if (needs.length === 0) return undefined;
  const few = needs.slice(0, 4);
  const more = needs.length - few.length;
  const words = [...few.map(String), ...(more > 0 ? [`${more} more`] : [])];
  const last = words.pop() ?? '';
  return words.length === 0 ? `step ${last}` : `steps ${words.join(', ')} and ${last}`;
}

/** What is said of the values that the next apply sets. */
export function restWords({ rest }: Step): string | undefined {
  return rest.length === 0 ? undefined : `The rest follows by the next apply: ${rest.join(', ')}.`;
}

/** Which sides of its values an area shows: what is new has nothing before, what goes nothing after. */
export function sidesOf({ change }: Step, { rows, isCheck }: Area): 'before' | 'after' | 'both' {
  if (change.action === 'delete') return 'before';
  if (isCheck) return 'after';
  return rows.every(({ before }) => before === notThere) ? 'after' : 'both';
}

/** What stands over the values of an area that are wanted. */
export const wantedHead = ({ isCheck }: Area): string => (isCheck ? 'Value' : 'Set to');

/** What to do once a step was done. */
export const confirmWords = 'When it is done';
/** What to do with the steps of one app, all at once. */
export const confirmAllWords = 'When all steps of this part are done';

/** What to do when a step that was confirmed was not done: by the command of its address. */
export const denyWords = 'If a step that was confirmed turns out not to be done, say so';

/** Why what is to be set may have another value before than is said. */
export const beforeWords =
  'What is said to be before is what was last confirmed or set by chatform: no API shows what the console has.';
