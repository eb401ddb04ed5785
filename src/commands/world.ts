/** What a command may know of the world, and what it hands back. `cli.ts` makes the real one. */
import type { Log } from '../adapters/logged.ts';
import type { Pace } from '../github/client.ts';
import type { Diagnostic } from '../model.ts';
import type { Look } from '../report/layout.ts';
import type { Algorithm } from '../usersig/signed.ts';

export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601 in UTC. */
  readonly now: () => string;
  /** Milliseconds since 1970. */
  readonly time: () => number;
  readonly randomId: () => string;
  readonly random: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Data, for programs and for people. */
  readonly print: (text: string) => void;
  /**
   * Data in pieces, each asked for when the one before it is out: whoever reads slowly is waited for. Resolves when
   * all is written, or nobody reads any more.
   */
  readonly printAll: (pieces: Iterable<string>) => Promise<void>;
  /** For people only. */
  readonly tell: (text: string) => void;
  /** How standard output, and standard error, are to look. */
  readonly look: Look;
  readonly errorLook: Look;
  /** What long work has come to: shown now and then. */
  readonly progress: (text: string) => void;
  /** Asks a person; undefined when nobody can answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** The same for a secret: nothing of the answer is shown. */
  readonly askSecret: (question: string) => Promise<string | undefined>;
  /** All of standard input, or what is more than so many characters of it. */
  readonly input: (characters: number) => Promise<string>;
  /** Where `CHATFORM_LOG` sends what is asked of the console, and a clock in milliseconds to time it with. */
  readonly log?: { readonly debug: Log; readonly clock: () => number };
  /** How GitHub is waited for; its usual pace where left out. */
  readonly githubPace?: Pace;
  /** True once somebody asked to stop. */
  readonly stopping: () => boolean;
  /** Resolves once somebody asked to stop. */
  readonly untilStopped: () => Promise<void>;
  /** Resolves some seconds after that: what still has no answer then is not waited for any more. */
  readonly untilGivenUp: () => Promise<void>;
}

/** Published, and never renumbered. */
export const exitCodes = {
  done: 0,
  error: 1,
  pending: 2,
  refused: 3,
  stale: 4,
  partial: 5,
  locked: 6,
  /** What was to be posted to GitHub was not. */
  unposted: 7,
  usage: 64,
  interrupted: 130,
} as const;

/** An end with a message for people, and the exit code. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly code: number;
  constructor(message: string, code: number = exitCodes.error) {
    super(message);
    this.code = code;
  }
}

/** A configuration could not be used: what is wrong with it has been said. */
export class Invalid extends Failure {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super('', exitCodes.error);
    this.diagnostics = diagnostics;
  }
}

/** The values of `--format`. */
export const planFormats = ['text', 'markdown', 'json', 'html', 'sarif'] as const;

/** The values of `--format` of a runbook. */
export const runbookFormats = ['text', 'markdown', 'html', 'json'] as const;

/** The values of `stats --format`, and the periods of the console (STA-1). */
export const statsFormats = ['text', 'csv', 'json', 'html'] as const;
export const statsPeriods = [7, 14, 30] as const;

/** What the command line gave. */
export interface Given {
  readonly arguments: readonly string[];
  readonly options: Options;
}

/** All options of all commands; a command reads its own. */
export interface Options {
  readonly directory: string;
  readonly env?: string;
  readonly vars: readonly ({ readonly name: string; readonly value: string } | { readonly path: string })[];
  readonly json: boolean;
  readonly format?: string;
  readonly out?: string;
  /** A file for the counts of a plan. */
  readonly summary?: string;
  /** The digest of the plan that was approved. */
  readonly expect?: string;
  /** A directory of guardrails that the configuration cannot change. */
  readonly guardrails?: string;
  /** The digest of a plan that may change as many resources as it does. */
  readonly allowMassChange?: string;
  /** As the console is, not as it will be. */
  readonly live: boolean;
  /** False: secrets are not read. */
  readonly secrets: boolean;
  readonly targets: readonly string[];
  readonly excludes: readonly string[];
  readonly refreshOnly: boolean;
  readonly detailedExitcode: boolean;
  readonly autoApprove: boolean;
  readonly allow: readonly string[];
  readonly partial: boolean;
  readonly parallelism: number;
  readonly yes: boolean;
  /** Also what is no later version. */
  readonly force?: true;
  /** Seconds for which a lock that somebody else holds is waited for; 0 where left out. */
  readonly lockTimeout?: number;
  /** The port to listen on; 0 is any that is free. */
  readonly port?: number;
  /** Of 100 calls so many go wrong. */
  readonly faults?: number;
  /** Whether calls are turned away that come too fast. */
  readonly limits?: 'real' | 'off';
  /** Seconds until lists of CAM show a write. */
  readonly consistencyDelay?: number;
  /** Who did something by hand. */
  readonly by?: string;
  /** A confirmation is taken back. */
  readonly deny: boolean;
  /** Write nothing: only say what would be written, or look whether something was done. */
  readonly check: boolean;
  /** An SDKAppID, and a UserID. */
  readonly sdkAppId?: number;
  readonly user?: string;
  /** Where the key of an app is: the name of a variable of the environment, or of a file. */
  readonly keyEnv?: string;
  readonly keyFile?: string;
  readonly algorithm?: Algorithm;
  /** Seconds that a UserSig is valid for. */
  readonly expire?: number;
  /** The period of statistics: the last days, or the first and the last (`2026-03-01`). */
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
}

/** What a command file exports as `run`: the exit code is what it resolves with. */
export type Run = (given: Given, world: World) => Promise<number>;
