/**
 * What a rule sees, as plain data: `change` and `plan`, with the same fields whatever happens. No secret, no
 * time and nothing of the process is in it.
 */

import type { JsonMap } from '../json.ts';
import type { Action, Capacity } from '../model.ts';

/** A change as rules see it. Where there is nothing to say, a text is empty. */
export interface ChangeSeen {
  readonly address: string;
  readonly kind: string;
  /** The key of the app; empty outside of apps. */
  readonly app: string;
  readonly action: Action;
  readonly reason: string;
  readonly because: string;
  /** `default` where no environment was chosen. */
  readonly environment: string;
  /** The edition that the app will have after the plan; empty outside of apps. */
  readonly edition: string;
  readonly via: string;
  /** The whole resource as it is; null before it exists. */
  readonly before: JsonMap | null;
  /** The whole resource as it will be; null after its end. */
  readonly after: JsonMap | null;
  /** Paths of the attributes that change: `notifications.memberChange.invite`. */
  readonly changed: readonly string[];
  /** Paths of the attributes that hold an SDKAppID which is known only after apply. */
  readonly unknown: readonly string[];
  readonly consequences: readonly ConsequenceSeen[];
  /** The tags of the app as they will be, and as they are; null where they could not be read. */
  readonly tags: JsonMap | null;
  readonly tagsBefore: JsonMap | null;
  /** Where it is declared; an empty file where it is not. */
  readonly source: { readonly file: string; readonly line: number };
}

export interface ConsequenceSeen {
  readonly class: string;
  readonly because: string;
  readonly rule: string;
  /** The attribute that brings it, as in `changed`; empty for the resource itself. */
  readonly path: string;
}

/** A plan as rules see it. */
export interface PlanSeen {
  readonly changes: readonly ChangeSeen[];
  readonly counts: {
    readonly create: number;
    readonly update: number;
    readonly delete: number;
    readonly released: number;
    readonly refused: number;
  };
  /** How many resources of the configuration the console has before the plan. */
  readonly existing: number;
  /** How many of them it has no longer afterwards: those that are deleted, and what is in a deleted app. */
  readonly gone: number;
  readonly capacity: readonly Capacity[];
  readonly environment: string;
  readonly account: string;
  /** False when something was left out of the plan. */
  readonly complete: boolean;
}

/** What stands for a secret. */
export const sensitive = '(sensitive value)';

/** What `environment` is where none was chosen; none can have this name. */
export const noEnvironment = 'default';
