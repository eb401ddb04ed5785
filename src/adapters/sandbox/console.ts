/**
 * The console: every call goes through here, is logged whether it was carried out or refused, and takes a
 * second of the sandbox's own time. The same calls at the same times on the same tables give the same tables.
 */
import type { Json, JsonMap } from '../../json.ts';
import { accountActions } from './accounts.ts';
import { type Answer, refuse } from './answer.ts';
import type { Action, Actor } from './app.ts';
import { certificateActions } from './certificates.ts';
import { addSeconds } from './clock.ts';
import { fieldValueActions } from './field-values.ts';
import { fieldActions } from './fields.ts';
import { groupActions } from './groups.ts';
import { lifeCycleActions } from './life-cycle.ts';
import { policyActions } from './policies.ts';
import { settingsActions } from './settings.ts';
import { count, meta, setMeta, type Tables } from './tables.ts';
import { tagActions } from './tags.ts';
import { trtcActions } from './trtc.ts';
import { webhookActions } from './webhook.ts';

/** What is written down of a call, so that it can be done again. */
export interface Entry {
  readonly seq: number;
  /** The sandbox's time of the call. */
  readonly at: string;
  readonly actor: Actor;
  readonly action: string;
  readonly request: JsonMap;
}

/** A line of the log. */
export interface Call extends Entry {
  /** What it was about: `1400000001/Level`. */
  readonly target: string;
  /** `ok`, or the code of the refusal. */
  readonly result: string;
}

/** Lets time pass, in whole seconds. A request like the others, so that it is logged and done again like them. */
const advanceClock: Action = (tables, { seconds }, now) => {
  if (typeof seconds !== 'number' || !Number.isSafeInteger(seconds) || seconds < 0) {
    const message = 'The clock goes forward by whole seconds.';
    return { ok: false, refused: refuse('InvalidParameterValue.Seconds', undefined, message) };
  }
  setMeta(tables, 'clock', addSeconds(now, seconds));
  return { ok: true };
};

const actions: ReadonlyMap<string, Action> = new Map(
  Object.entries({
    ...lifeCycleActions,
    ...settingsActions,
    ...fieldActions,
    ...fieldValueActions,
    ...webhookActions,
    ...tagActions,
    ...trtcActions,
    ...certificateActions,
    ...accountActions,
    ...groupActions,
    ...policyActions,
    AdvanceClock: advanceClock,
  }),
);

/** Calls an action of the console. A new line of the log says what came of it. */
export function call(
  tables: Tables,
  actor: Actor,
  action: string,
  request: JsonMap,
): { readonly answer: Answer; readonly entry: Entry } {
  const at = meta(tables, 'clock');
  const seq = lastSeq(tables) + 1;
  const answer = (actions.get(action) ?? unknownAction(action))(tables, request, at, actor);
  const result = answer.ok ? 'ok' : answer.refused.code;
  const target = targetOf(request, answer);
  const sql = 'INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?)';
  tables.run(sql, seq, at, actor, action, target, JSON.stringify(request), result);
  if (action !== 'AdvanceClock') setMeta(tables, 'clock', addSeconds(at, 1));
  return { answer, entry: { seq, at, actor, action, request } };
}

function unknownAction(action: string): Action {
  const refused = refuse('InvalidAction', undefined, `The console has no ${action}.`);
  return () => ({ ok: false, refused });
}

/** Does a call again that was written down, unless the tables have it already. */
export function replay(tables: Tables, entry: Entry): void {
  if (entry.seq <= lastSeq(tables)) return;
  setMeta(tables, 'clock', entry.at);
  call(tables, entry.actor, entry.action, entry.request);
}

/** The number of calls so far: the log is numbered from 1 without gaps. */
export function lastSeq(tables: Tables): number {
  return count(tables, 'SELECT max(seq) FROM calls');
}

/** The log, oldest call first. */
export function readLog(tables: Tables): Call[] {
  const rows = tables.all('SELECT seq, at, actor, action, target, request, result FROM calls ORDER BY seq');
  return rows.map(([seq, at, actor, action, target, request, result]) => ({
    seq: Number(seq),
    at: String(at),
    actor: actor as Actor,
    action: String(action),
    target: String(target),
    request: JSON.parse(String(request)) as JsonMap,
    result: String(result),
  }));
}

function targetOf(request: JsonMap, answer: Answer): string {
  const { sdkAppId, field, groupType, certificateName, userId, groupId, policyName, userName, groupName } =
    request;
  const app: Json | undefined = sdkAppId ?? (answer.ok ? answer.id : undefined);
  const inApp = [field, groupType, certificateName, userId, groupId];
  const parts = [app, ...inApp, policyName, userName, groupName];
  return parts.filter((part) => typeof part === 'string').join('/');
}
