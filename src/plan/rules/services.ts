/** What the console does not do with TRTC, Call and push certificates. */
import { at, type Json } from '../../json.ts';
import type { LiveObject } from '../../model.ts';
import { bodyAfter, type Context, draftsOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';

/** RTC-1: Call is part of an activated TRTC. */
export function callNeedsTrtc(context: Context): Refused[] {
  return draftsOf(context, 'trtc').flatMap((draft) => {
    const after = bodyAfter(context, draft);
    const call = at(after, ['call']);
    if (call === undefined || call === 'none' || at(after, ['activated']) === true) return [];
    return [refuse(draft, ['call'], 'RTC-1', 'Call needs TRTC to be activated', 'set `activated: true`')];
  });
}

const trialsOfAccount = 10;

/** RTC-2: ten Call trials an account; the second of an app only while its first has not ended. */
export function callTrials(context: Context): Refused[] {
  const drafts = draftsOf(context, 'trtc').filter((draft) => trialsWanted(draft) > 0);
  const used = Number(context.live.facts?.callTrials ?? 0);
  const free = Math.max(0, trialsOfAccount - used);
  let taken = 0;
  return drafts.flatMap((draft) => {
    const ended = draft.live?.facts.callExpiresAt;
    if (
      draft.live &&
      trialsUsed(draft.live) === 1 &&
      typeof ended === 'string' &&
      ended <= context.live.now
    ) {
      const message = `the first Call trial ended on ${ended.slice(0, 10)}, and only a running one can be renewed`;
      return [
        refuse(
          draft,
          ['callTrials'],
          'RTC-2',
          message,
          'buy an official edition (`call: official`), or leave `callTrials` out',
        ),
      ];
    }
    taken += trialsWanted(draft);
    if (taken <= free) return [];
    const message = `account ${context.live.account} has used ${used} of its ${trialsOfAccount} Call trials, and ${taken} more would be too many`;
    return [
      refuse(
        draft,
        ['call'],
        'RTC-2',
        message,
        'buy an official edition (`call: official`), or leave Call out',
      ),
    ];
  });
}

function trialsUsed(object: LiveObject): number {
  const used = object.facts.callTrials ?? object.body.callTrials;
  return typeof used === 'number' ? used : 0;
}

/** How many trials a change would ask for. */
function trialsWanted(draft: Draft): number {
  const call = at(draft.after, ['call']) as Json | undefined;
  const count = at(draft.after, ['callTrials']) as Json | undefined;
  const wanted = typeof count === 'number' ? count : call === 'trial' ? 1 : 0;
  return Math.max(0, wanted - (draft.live ? trialsUsed(draft.live) : 0));
}

/** RTC-2: trials are counted for those who want one. */
export function trialsNeedCall(context: Context): Refused[] {
  return draftsOf(context, 'trtc').flatMap((draft) => {
    if (at(draft.after, ['call']) !== 'none' || at(draft.after, ['callTrials']) === undefined) return [];
    return [
      refuse(
        draft,
        ['callTrials'],
        'RTC-2',
        '`call: none` and a number of trials contradict each other',
        'write `call: trial`, or leave `callTrials` out',
      ),
    ];
  });
}

/** PSH-1, PSH-2: a Google certificate is a file or a server key, and not both; an Apple one is a file. */
export function certificateFile(context: Context): Refused[] {
  return draftsOf(context, 'certificate').flatMap((draft) => {
    if (draft.action === 'delete') return [];
    const platform = at(bodyAfter(context, draft), ['platform']);
    const given = ['certificate', 'serverKey'].filter((name) => Object.hasOwn(draft.after ?? {}, name));
    if (platform === 'apple' && !given.includes('certificate')) {
      return [
        refuse(
          draft,
          [],
          'PSH-2',
          'an Apple certificate needs its .p12 file',
          'declare `certificate: {file: …}`',
        ),
      ];
    }
    if (platform !== 'google' || given.length === 1) return [];
    const message =
      given.length === 0
        ? 'a Google certificate needs a file or a server key'
        : 'a Google certificate has a file or a server key, and not both';
    return [refuse(draft, [], 'PSH-1', message, 'declare `certificate` or `serverKey`')];
  });
}
