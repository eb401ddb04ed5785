/** TRTC and Call of an app: activated once, tried at most twice, bought. */
import { carryOut, type Refused, refuse } from './answer.ts';
import { type Action, onApp } from './app.ts';
import { addSeconds } from './clock.ts';
import { meta, type Rows, setMeta, type Tables } from './tables.ts';

/** RTC-2. The guide says of a renewal that it adds seven days; that the first trial is as long is our guess. */
const trialSeconds = 7 * 86_400;
const trialsOfApp = 2;
const trialsOfAccount = 10;

export interface Trtc {
  readonly activated: boolean;
  /** The highest stage that there ever was. */
  readonly call: 'none' | 'trial' | 'official';
  /** How many trials were used. */
  readonly trials: number;
  readonly trialEndsAt: string | null;
}

export function seedTrtc(tables: Tables, app: number): void {
  tables.run("INSERT INTO trtc VALUES (?, 0, 'none', 0, NULL)", app);
}

export function trtcOf(tables: Rows, app: number): Trtc {
  const [, activated, call, trials, trialEndsAt] = tables.rows('trtc', app)[0] ?? [];
  return {
    activated: activated === 1,
    call: call as Trtc['call'],
    trials: Number(trials),
    trialEndsAt: typeof trialEndsAt === 'string' ? trialEndsAt : null,
  };
}

/** RTC-1: activating what is active is no change and no error. */
const activate = onApp((tables, app) =>
  carryOut(undefined, () => tables.run('UPDATE trtc SET activated = 1 WHERE app = ?', app.id)),
);

/** RTC-1: there is no such button where TRTC is active. */
const deactivate = onApp((tables, app) =>
  carryOut(
    trtcOf(tables, app.id).activated
      ? refuse('UnsupportedOperation.TrtcCannotBeDeactivated', 'RTC-1', 'TRTC cannot be deactivated again.')
      : undefined,
    () => {},
  ),
);

function needsTrtc({ activated }: Trtc): Refused | undefined {
  if (activated) return undefined;
  return refuse('FailedOperation.TrtcNotActivated', 'RTC-1', 'Call needs TRTC to be activated.');
}

/**
 * RTC-2: `trial` 1 is "try now", 2 is "renew trial". A trial that was had already is no change and no error,
 * unless Call is past where it is to be: at its trial by `stage`, or at so many trials by `total`.
 */
const requestTrial = onApp((tables, app, { trial, stage, total }, now) => {
  const trtc = trtcOf(tables, app.id);
  const used = Number(meta(tables, 'callTrials'));
  const had = typeof trial === 'number' && trial <= trtc.trials;
  return carryOut(
    illegalTrial(trial) ??
      needsTrtc(trtc) ??
      (stage === 'trial' && trtc.call === 'official' ? cannotGoBack(trtc, stage) : undefined) ??
      (typeof total === 'number' && total < trtc.trials ? usedUp(trtc) : undefined) ??
      (had ? undefined : (noTrialLeft(used) ?? noTrialNow(trtc, Number(trial), now))),
    () => {
      if (had) return;
      const from = trtc.trialEndsAt !== null && trtc.trialEndsAt > now ? trtc.trialEndsAt : now;
      setMeta(tables, 'callTrials', String(used + 1));
      const sql = "UPDATE trtc SET call = 'trial', trials = ?, trialEndsAt = ? WHERE app = ?";
      tables.run(sql, Number(trial), addSeconds(from, trialSeconds), app.id);
    },
  );
});

function illegalTrial(trial: unknown): Refused | undefined {
  if (typeof trial !== 'number' || !Number.isSafeInteger(trial) || trial < 1) {
    return refuse('InvalidParameterValue.CallTrial', 'RTC-2', 'trial is 1 or 2.');
  }
  if (trial <= trialsOfApp) return undefined;
  const message = `An app has at most ${trialsOfApp} trials of Call.`;
  return refuse('LimitExceeded.CallTrialsOfApp', 'RTC-2', message);
}

/** The trials of deleted apps count on. */
function noTrialLeft(used: number): Refused | undefined {
  if (used < trialsOfAccount) return undefined;
  const message = `An account has at most ${trialsOfAccount} trials of Call over all its apps.`;
  return refuse('LimitExceeded.CallTrialsOfAccount', 'RTC-2', message);
}

function noTrialNow({ call, trials, trialEndsAt }: Trtc, trial: number, now: string): Refused | undefined {
  if (call === 'official') {
    return refuse('FailedOperation.CallWasBought', 'RTC-3', 'An official edition of Call is not tried.');
  }
  if (trial === 1) return undefined;
  if (trials === 1 && trialEndsAt !== null && now < trialEndsAt) return undefined;
  return refuse(
    'FailedOperation.NoTrialToRenew',
    'RTC-2',
    'The second trial is a renewal of the first, while that has not expired.',
  );
}

/** RTC-3: bought after a trial, or without one. */
const buy = onApp((tables, app) =>
  carryOut(needsTrtc(trtcOf(tables, app.id)), () =>
    tables.run("UPDATE trtc SET call = 'official' WHERE app = ?", app.id),
  ),
);

/** RTC-2: what was tried or bought stays so. */
const cancel = onApp((tables, app) => {
  const trtc = trtcOf(tables, app.id);
  return carryOut(trtc.call === 'none' ? undefined : cannotGoBack(trtc, 'none'), () => {});
});

const usedUp = ({ trials }: Trtc) =>
  refuse('UnsupportedOperation.TrialWasUsed', 'RTC-2', `Of ${trials} trials of Call none is given back.`);

function cannotGoBack({ call }: Trtc, stage: Trtc['call']): Refused {
  const message = `Call does not go back from ${call} to ${stage}.`;
  return refuse('UnsupportedOperation.CallCannotGoBack', 'RTC-2', message);
}

export const trtcActions: Readonly<Record<string, Action>> = {
  ActivateTrtc: activate,
  DeactivateTrtc: deactivate,
  RequestCallTrial: requestTrial,
  BuyCall: buy,
  CancelCall: cancel,
};
