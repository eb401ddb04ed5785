/** A guardrail that is ready to judge plans. */
import type { GuardrailOrigin, Source, Waiver } from '../model.ts';
import type { Problem } from './expression.ts';
import type { ChangeSeen } from './subject.ts';
import type { Subject } from './values.ts';

export interface Guardrail {
  readonly name: string;
  readonly level: 'deny' | 'warn';
  readonly origin: GuardrailOrigin;
  /** The built-in guardrail that it is. */
  readonly uses?: string;
  readonly waivers: readonly Waiver[];
  /** Its name in the YAML. */
  readonly source: Source;
  /** Looks at a plan; or why it cannot be used, which denies every plan. */
  readonly judge: Judge | Problem;
}

export type Judge = (subject: Subject, moment: Moment) => readonly Found[];

/** When, and for what, a plan is judged. */
export interface Moment {
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** A plan that is only shown is not held to the hours in which changes may be applied. */
  readonly stage: 'plan' | 'apply';
  /** Of the plan. */
  readonly digest: string;
  /** The digest that somebody named to let a mass change pass. */
  readonly override?: string;
}

/** What a rule says of one change, or of the plan as a whole (`seen` undefined). */
export type Found = Kept | Violation | Failure;

interface About {
  readonly seen?: ChangeSeen;
}

export interface Kept extends About {
  readonly outcome: 'held' | 'not-applicable';
}

export interface Violation extends About {
  readonly outcome: 'violated';
  readonly message: string;
  /** Why it passes all the same. */
  readonly excuse?: string;
  /** True: a warning, whatever the level. */
  readonly isLenient?: boolean;
}

/** The rule could not be asked: that is no answer, and denies. */
export interface Failure extends About {
  readonly outcome: 'broken';
  readonly problem: Problem;
}

export const isViolation = (one: Found): one is Violation => one.outcome === 'violated';
export const isFailure = (one: Found): one is Failure => one.outcome === 'broken';
