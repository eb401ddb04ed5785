/** How the console answers: it carries a call out, or says no with a code, a rule and plain words. */

export interface Refused {
  /** In the style of the service: `FailedOperation.AppLimitExceeded`. */
  readonly code: string;
  readonly message: string;
  /** The rule of the console that says so, where one does. */
  readonly rule?: string;
}

export type Answer =
  | {
      readonly ok: true /** The SDKAppID of a new app, or the ID that a new group was given. */;
      readonly id?: string;
    }
  | { readonly ok: false; readonly refused: Refused };

export function refuse(code: string, rule: string | undefined, message: string): Refused {
  return rule === undefined ? { code, message } : { code, message, rule };
}

/** Carries a call out unless one of its checks refused it. The effect comes after all checks, so it is all or nothing. */
export function carryOut(refused: Refused | undefined, effect: () => void, id?: string): Answer {
  if (refused) return { ok: false, refused };
  effect();
  return id === undefined ? { ok: true } : { ok: true, id };
}

/** The first refusal that a check gives for one of the items. */
export function firstRefusal<T>(
  items: Iterable<T>,
  check: (item: T) => Refused | undefined,
): Refused | undefined {
  for (const item of items) {
    const refused = check(item);
    if (refused) return refused;
  }
  return undefined;
}
