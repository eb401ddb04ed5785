/** The life of an app: making, naming, upgrading, disabling, deleting. */
import { editions } from '../../catalog/kind.ts';
import type { JsonMap } from '../../json.ts';
import { carryOut, type Refused, refuse } from './answer.ts';
import { type Action, type Actor, type App, onApp } from './app.ts';
import { addMonth, isMoment } from './clock.ts';
import { formOf } from './forms.ts';
import { seedSettings, switchOff } from './settings.ts';
import { count, meta, nextNumber, type Tables } from './tables.ts';
import { seedTrtc } from './trtc.ts';
import { illegal } from './values.ts';

const maxApps = 300; // an account (APP-2)
const editable = ['name', 'type', 'introduction']; // APP-9

/** What is wrong with basic information; a null takes a type or an introduction away. */
function illegalInfo({ sdkAppId: _, ...info }: JsonMap): Refused | undefined {
  const strange = Object.keys(info).find((key) => !editable.includes(key));
  if (strange !== undefined) {
    return refuse('UnknownParameter', 'APP-9', `Basic information has no ${strange}.`);
  }
  const { name } = info;
  if (name === null || (typeof name === 'string' && name.trim() === '')) {
    return refuse('InvalidParameterValue.AppName', 'APP-1', 'An app needs a name.');
  }
  const given = Object.entries(info).filter(([, value]) => value !== null);
  return illegal(formOf('app'), Object.fromEntries(given));
}

const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** APP-1: a new app is a Developer app, Enabled, and valid for a month (APP-8). */
const register: Action = (tables, { createdAt, ...request }, now, actor) => {
  const nameless = refuse('MissingParameter.AppName', 'APP-1', 'An app needs a name.');
  const id = meta(tables, 'nextSdkAppId');
  const made = createdAt === undefined ? now : String(createdAt);
  return carryOut(
    (request.name === undefined ? nameless : undefined) ??
      (createdAt === undefined ? undefined : illegalPast(made, now, actor)) ??
      illegalInfo(request) ??
      tooManyApps(tables),
    () => {
      nextNumber(tables, 'nextSdkAppId');
      tables.run(
        "INSERT INTO apps VALUES (?, ?, ?, ?, 'developer', 1, ?, ?, ?, NULL)",
        Number(id),
        String(request.name),
        textOrNull(request.type),
        textOrNull(request.introduction),
        made < hmacSince ? 'ecdsa-sha256' : 'hmac-sha256',
        made,
        addMonth(now),
      );
      seedSettings(tables, Number(id));
      seedTrtc(tables, Number(id));
    },
    id,
  );
};

const hmacSince = '2019-08-15T00:00:00Z'; // APP-11

/** An old app to try things out with is made by a person at the sandbox; the console makes them all today. */
function illegalPast(createdAt: string, now: string, actor: Actor): Refused | undefined {
  if (actor !== 'console') {
    return refuse('UnknownParameter', 'APP-1', 'An app is created now: createdAt cannot be chosen.');
  }
  if (isMoment(createdAt) && createdAt <= now) return undefined;
  const message = 'createdAt is a moment in the past, such as 2018-05-01T12:00:00Z.';
  return refuse('InvalidParameterValue.CreatedAt', 'APP-1', message);
}

/** APP-11: from ECDSA-SHA256 to HMAC-SHA256, and never back. What it has already is no change and no error. */
const migrateKey = onApp((tables, app, { keyAlgorithm }) => {
  let refused: Refused | undefined;
  if (keyAlgorithm !== 'ecdsa-sha256' && keyAlgorithm !== 'hmac-sha256') {
    const message = `There is no key algorithm ${keyAlgorithm}.`;
    refused = refuse('InvalidParameterValue.KeyAlgorithm', 'APP-11', message);
  } else if (keyAlgorithm === 'ecdsa-sha256' && app.keyAlgorithm !== keyAlgorithm) {
    const message = 'An app on HMAC-SHA256 cannot be moved to ECDSA-SHA256.';
    refused = refuse('FailedOperation.KeyAlgorithmCannotGoBack', 'APP-11', message);
  }
  return carryOut(refused, () => {
    tables.run('UPDATE apps SET keyAlgorithm = ? WHERE id = ?', String(keyAlgorithm), app.id);
  });
});

const modifyInfo = onApp((tables, app, request) =>
  carryOut(illegalInfo(request), () => {
    const after = { ...app, ...request };
    const sql = 'UPDATE apps SET name = ?, type = ?, introduction = ? WHERE id = ?';
    tables.run(sql, after.name, textOrNull(after.type), textOrNull(after.introduction), app.id);
  }),
);

function tooManyApps(tables: Tables): Refused | undefined {
  if (count(tables, 'SELECT count(*) FROM apps') < maxApps) return undefined;
  return refuse('FailedOperation.AppLimitExceeded', 'APP-2', `An account has at most ${maxApps} apps.`);
}

/** APP-7: only upwards. The edition that it already has is no change and no error. */
const upgrade = onApp((tables, app, request, now) => {
  const wanted = editions.find((edition) => edition === request.edition);
  const downwards = wanted !== undefined && editions.indexOf(wanted) < editions.indexOf(app.edition);
  let refused: Refused | undefined;
  if (wanted === undefined) {
    refused = refuse('InvalidParameterValue.Edition', 'APP-7', `There is no edition ${request.edition}.`);
  } else if (downwards) {
    const message = `An app never goes back from ${app.edition} to ${wanted}.`;
    refused = refuse('FailedOperation.DowngradeNotAllowed', 'APP-7', message);
  }
  return carryOut(refused, () => {
    if (wanted === undefined || wanted === app.edition) return;
    tables.run('UPDATE apps SET edition = ?, expiresAt = ? WHERE id = ?', wanted, addMonth(now), app.id);
    switchOff(tables, app, wanted);
  });
});

/** APP-4 and APP-5: only a Developer app can be disabled by hand; a plan that lapsed is renewed, not enabled. */
const setStatus = onApp((tables, app, request) => {
  const { enabled } = request;
  let refused: Refused | undefined;
  if (typeof enabled !== 'boolean') {
    refused = refuse('InvalidParameterValue.AppStatus', 'APP-4', 'enabled must be true or false.');
  } else if (app.edition !== 'developer' && enabled !== app.enabled) {
    refused = enabled
      ? refuse('FailedOperation.PlanLapsed', 'APP-7', 'The app is resumed by renewing its plan.')
      : refuse(
          'FailedOperation.EditionCannotBeDisabled',
          'APP-5',
          `A ${app.edition} app cannot be disabled by hand.`,
        );
  }
  return carryOut(refused, () => {
    tables.run('UPDATE apps SET enabled = ? WHERE id = ?', enabled ? 1 : 0, app.id);
  });
});

const tablesOfApps = [
  'settings',
  'groupTypes',
  'fields',
  'tags',
  'trtc',
  'certificates',
  'accounts',
  'chatGroups',
  'groupMembers',
];

/** APP-3: only a Disabled app can be deleted, and then all in it is lost. APP-5: a paid one by support only. */
const deleteApp = onApp((tables, app) => {
  let refused: Refused | undefined;
  if (app.enabled) {
    refused = refuse('FailedOperation.AppNotDisabled', 'APP-3', 'Only a Disabled app can be deleted.');
  } else if (app.edition !== 'developer') {
    const message = `Deleting a ${app.edition} app is a request to support.`;
    refused = refuse('UnsupportedOperation.AskSupport', 'APP-5', message);
  }
  return carryOut(refused, () => {
    for (const table of tablesOfApps) {
      tables.run(`DELETE FROM ${table} WHERE app = ?`, app.id);
    }
    tables.run('DELETE FROM apps WHERE id = ?', app.id);
  });
});

/** APP-8: a Developer app's validity, one month at a time. */
const extend = onApp((tables, app) =>
  carryOut(needsDeveloper(app), () => {
    tables.run('UPDATE apps SET expiresAt = ? WHERE id = ?', addMonth(app.expiresAt), app.id);
  }),
);

function needsDeveloper(app: App): Refused | undefined {
  if (app.edition === 'developer') return undefined;
  return refuse(
    'FailedOperation.NotDeveloperEdition',
    'APP-8',
    'Only a Developer app is extended by the month.',
  );
}

/** APP-5: what happens to a paid app seven days after its payment is overdue or refunded; and APP-7: its renewal. */
const setPlanPaid = (paid: boolean) =>
  onApp((tables, app) => {
    const refused =
      app.edition === 'developer'
        ? refuse('FailedOperation.NoPlan', 'APP-5', 'A Developer app has no plan to pay for.')
        : undefined;
    return carryOut(refused, () => {
      tables.run('UPDATE apps SET enabled = ? WHERE id = ?', paid ? 1 : 0, app.id);
    });
  });

export const lifeCycleActions: Readonly<Record<string, Action>> = {
  RegisterApp: register,
  MigrateKey: migrateKey,
  ModifyAppInfo: modifyInfo,
  UpgradeEdition: upgrade,
  SetAppStatus: setStatus,
  DeleteApp: deleteApp,
  ExtendApp: extend,
  LapsePlan: setPlanPaid(false),
  RenewPlan: setPlanPaid(true),
};
