/** What the contract suite of adapters is given. The suite itself is `chatform/adapter/contract`. */
import type { Capabilities } from '../model.ts';
import type { Operation, Outcome } from './adapter.ts';
import type { OwnAdapter } from './kit.ts';

/** A console with nothing in it but the sub-account `alice` and the user group `chat-operators`. */
export interface EmptyConsole {
  readonly adapter: OwnAdapter;
  /** The uin of the root account. */
  readonly account: string;
  /**
   * What a person does by hand in that console: what the adapter says that it cannot do. It has the rules of
   * the console, and tells the SDKAppID of a new app.
   */
  readonly person?: (operation: Operation) => Promise<Outcome>;
  /** Lets a month pass, where the console's clock can be moved. */
  readonly nextMonth?: () => Promise<void>;
  /** Gives the console an app of before 15 August 2019, and tells its SDKAppID. */
  readonly oldApp?: (name: string) => Promise<string>;
}

/** What is known before any console is opened: it decides which tests there are. None is skipped. */
export interface Abilities {
  /** As the adapter says them; left out by one that can do everything. */
  readonly capabilities?: Partial<Capabilities>;
  /** What `open` gives beside the adapter. */
  readonly gives?: readonly ('person' | 'nextMonth' | 'oldApp')[];
}

/** What the suite looks at values with: vitest's `expect`, as far as it is used. */
export interface Expectation {
  toBe(expected: unknown): unknown;
  toEqual(expected: unknown): unknown;
  toContain(expected: unknown): unknown;
  toBeGreaterThan(expected: number): unknown;
  readonly not: { toContain(expected: unknown): unknown };
}

/** Vitest, or what has the same functions: the author's own, so that there is one of it in a run. */
export interface TestApi {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly test: (name: string, body: () => Promise<void>) => unknown;
  readonly expect: (value: unknown) => Expectation;
}

/** The suite. `open` makes a console for one test; whoever made it takes it down after the test. */
export type AdapterContract = (
  vitest: TestApi,
  name: string,
  open: () => Promise<EmptyConsole>,
  abilities?: Abilities,
) => void;
