/** An app as the console keeps it, and what an action on it is. */
import type { Edition } from '../../catalog/kind.ts';
import type { Json, JsonMap } from '../../json.ts';
import { type Answer, refuse } from './answer.ts';
import type { Rows, Tables } from './tables.ts';

export interface App {
  readonly id: number;
  readonly name: string;
  readonly type: string | null;
  readonly introduction: string | null;
  readonly edition: Edition;
  /** False after it was disabled by hand, or its plan lapsed. */
  readonly enabled: boolean;
  /** What UserSigs are signed with (APP-11). */
  readonly keyAlgorithm: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly historyChangedAt: string | null;
}

/** Who calls: a person in the console, this program, or anybody through the public APIs. */
export type Actor = 'console' | 'chatform' | 'api';

/** A call of the console: it checks, and changes the tables only when nothing is wrong. */
export type Action = (tables: Tables, request: JsonMap, now: string, actor: Actor) => Answer;

/** All apps of the account, oldest first. */
export function listApps(tables: Rows): App[] {
  return tables.rows('apps').map(appFrom);
}

export function findApp(tables: Tables, sdkAppId: Json | undefined): App | undefined {
  if (typeof sdkAppId !== 'string' || !/^[0-9]{1,15}$/.test(sdkAppId)) return undefined;
  const [row] = tables.rows('apps', Number(sdkAppId));
  return row && appFrom(row);
}

function appFrom(row: readonly unknown[]): App {
  const [
    id,
    name,
    type,
    introduction,
    edition,
    enabled,
    keyAlgorithm,
    createdAt,
    expiresAt,
    historyChangedAt,
  ] = row;
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    id: Number(id),
    name: String(name),
    type: text(type),
    introduction: text(introduction),
    edition: edition as Edition,
    enabled: enabled === 1,
    keyAlgorithm: String(keyAlgorithm),
    createdAt: String(createdAt),
    expiresAt: String(expiresAt),
    historyChangedAt: text(historyChangedAt),
  };
}

/** What the overview shows. A Developer app that ran out is suspended (APP-8); bills of a plan are always paid. */
export function statusOf(app: App, now: string): 'enabled' | 'disabled' | 'suspended' {
  if (!app.enabled) return 'disabled';
  return app.edition === 'developer' && now >= app.expiresAt ? 'suspended' : 'enabled';
}

/** An action on an app that exists. */
export function onApp(act: (tables: Tables, app: App, request: JsonMap, now: string) => Answer): Action {
  return (tables, request, now) => {
    const app = findApp(tables, request.sdkAppId);
    if (app) return act(tables, app, request, now);
    const id = String(request.sdkAppId ?? '');
    return {
      ok: false,
      refused: refuse('ResourceNotFound.AppNotFound', undefined, `There is no app ${id}.`),
    };
  };
}
