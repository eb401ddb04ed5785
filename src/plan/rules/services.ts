/** What the console does not do with TRTC, Call and push certificates. */
import { at, type Json } from '../../json.ts';
import type { LiveObject } from '../../model.ts';
import { bodyAfter, type Context, draftsOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';

/** RTC-1: Call is part of an activated TRTC. */
export function callNeedsTrtc(context: Context): Refused[] {
  return draftsOf(context, 'trtc').flatMap((draft) => {
    if (isActivated(context, draft)) return [];
    return changedIn(draft, 'call', 'callTrials')
      .filter((name) => at(draft.after, [name]) !== 'none')
      .map((name) =>
        refuse(draft, [name], 'RTC-1', 'Call needs TRTC to be activated', 'set `activated: true`'),
      );
  });
}

const isActivated = (context: Context, draft: Draft) => at(bodyAfter(context, draft), ['activated']) === true;

/** Those of some attributes that a draft would change. */
const changedIn = (draft: Draft, ...names: string[]) =>
  names.filter((name) => draft.leaves.some((leaf) => leaf.path[0] === name));

const trialsOfAccount = 10;

/**
 * RTC-2: ten Call trials an account; the second of an app only while its first has not ended. RTC-3: none
 * once an official edition was bought.
 */
export function callTrials(context: Context): Refused[] {
  const { now, account, facts } = context.live;
  const used = Number(facts?.callTrials ?? 0);
  let taken = 0;
  return draftsOf(context, 'trtc').flatMap((draft) => {
    const wanted = trialsWanted(draft);
    if (wanted === 0 || !isActivated(context, draft)) return [];
    const no = (rule: string, message: string, remedy: string) =>
      changedIn(draft, 'call', 'callTrials')
        .filter((name) => name === 'callTrials' || at(draft.after, ['call']) === 'trial')
        .map((name) => refuse(draft, [name], rule, message, remedy));
    if (draft.live?.body.call === 'official') {
      const message = 'Call was bought, and an official edition is not tried';
      // That it does not go back to a trial is for upOnly to say.
      return no('RTC-3', message, 'leave `callTrials` out').filter(({ path }) => path[0] === 'callTrials');
    }
    const ended = draft.live?.facts.callExpiresAt;
    if (draft.live && trialsUsed(draft.live) === 1 && typeof ended === 'string' && ended <= now) {
      const message = `the first Call trial ended on ${ended.slice(0, 10)}, and only a running one can be renewed`;
      return no('RTC-2', message, 'buy an official edition (`call: official`), or leave `callTrials` out');
    }
    if (used + taken + wanted > trialsOfAccount) {
      const others = taken === 0 ? '' : `, this plan would use ${taken}`;
      const message = `account ${account} has used ${used} of its ${trialsOfAccount} Call trials${others}, and ${wanted} more would be too many`;
      return no('RTC-2', message, 'buy an official edition (`call: official`), or leave the trial out');
    }
    taken += wanted;
    return [];
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
    if (platform === 'apple' && draft.action === 'create' && !given.includes('certificate')) {
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
    // On an update the one that is not declared any more stays as it is.
    const fits = given.length === 1 || (given.length === 0 && draft.action === 'update');
    if (platform !== 'google' || fits) return [];
    const message =
      given.length === 0
        ? 'a Google certificate needs a file or a server key'
        : 'a Google certificate has a file or a server key, and not both';
    return [refuse(draft, [], 'PSH-1', message, 'declare `certificate` or `serverKey`')];
  });
}
