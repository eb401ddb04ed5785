/**
 * What a plan leaves for the next one: the apps of which there was nothing to do and nothing to say, and the files
 * that declare them. It is kept in `plan.cache` beside the state, and counts as long as state and console are what
 * they were, to the last byte: so it is for a sandbox with its state in files, which can tell. An apply never asks it.
 */
import path from 'node:path';
import { sealOfSandbox } from '../adapters/sandbox/store.ts';
import { formatAddress, parseAddress } from '../address.ts';
import type { KnownFile } from '../config/known.ts';
import { isMap } from '../json.ts';
import { appOf } from '../plan/locate.ts';
import type { Quiet, QuietApps } from '../plan/quiet.ts';
import { sealOfState } from '../state/load.ts';
import { dropCache, readCache, writeCache } from '../storage/cache.ts';
import { build } from '../version.ts';
import type { KnownApps, Project } from './project.ts';
import type { Options } from './world.ts';

export interface Kept extends KnownApps {
  /** What state and console were. */
  readonly basis: string;
  /** The hash of the guardrails that were in force. */
  readonly guardrails: string | null;
}

const fileIn = (folder: string) => path.join(folder, 'plan.cache');

/** What was kept for a plan in the folder of an environment; undefined where it is of no use. */
export function readKept(folder: string, options: Options, isUndo: boolean): Kept | undefined {
  const isWhole = options.targets.length === 0 && options.excludes.length === 0 && options.secrets;
  if (!isWhole || isUndo) return undefined;
  const kept = keptIn(readCache(fileIn(folder), build));
  return kept && kept.basis === basisOf(folder) ? kept : undefined;
}

/** State and sandbox of a folder, as their files are sealed; undefined where somebody is writing, or was cut off. */
export function basisOf(folder: string): string | undefined {
  try {
    const seals = [sealOfState(folder), sealOfSandbox(folder)];
    return seals.includes(undefined) ? undefined : seals.join('');
  } catch {
    // Whoever reads them says what is wrong with them.
    return undefined;
  }
}

/** Keeps what a plan found. `before`: what was kept then. Nothing is said where that cannot be. */
export function keep(
  project: Project,
  { basis, quiet, before }: { basis: string | undefined; quiet: () => QuietApps; before: Kept | undefined },
): void {
  const { settings, known, rules, store } = project;
  // Of before it was encrypted: names and tags, in plain text.
  if (settings.encryption) dropCache(fileIn(store));
  const canTell =
    settings.console.type === 'sandbox' && settings.state.type === 'file' && !settings.encryption;
  if (!canTell || !known || basis === undefined || basis !== basisOf(store)) return;
  const { context, files } = known();
  const guardrails = rules.hash ?? null;
  const waived = new Set(
    rules.declared.flatMap(({ waivers }) => waivers.map(({ address }) => appOf(parseAddress(address) ?? []))),
  );
  const apps = quiet();
  const found = [...files].flatMap(([file, one]) => {
    const app = formatAddress(['apps', one.app]);
    const left = waived.has(app) ? undefined : apps.get(app);
    return left ? [{ file: [file, one] as const, quiet: [app, left] as const }] : [];
  });
  if (found.length === 0) return;
  const isSame =
    before?.basis === basis && before.guardrails === guardrails && before.files.context === context;
  // What is left of an app goes with one file: its file may have had another name, and another text.
  const again = new Set(found.map(({ file: [, { app }] }) => app));
  const others = isSame ? [...before.files.files].filter(([, { app }]) => !again.has(app)) : [];
  writeCache(fileIn(store), build, {
    basis,
    guardrails,
    context,
    files: Object.fromEntries([...others, ...found.map(({ file }) => file)]),
    quiet: Object.fromEntries([...(isSame ? before.quiet : []), ...found.map((one) => one.quiet)]),
  });
}

/** The checksum holds that it is what was written. */
function keptIn(value: unknown): Kept | undefined {
  if (!isMap(value)) return undefined;
  const { basis, guardrails, context, files, quiet } = value as {
    readonly basis: string;
    readonly guardrails: string | null;
    readonly context: string;
    readonly files: Readonly<Record<string, KnownFile>>;
    readonly quiet: Readonly<Record<string, Quiet>>;
  };
  return {
    basis,
    guardrails,
    files: { context, files: new Map(Object.entries(files)) },
    quiet: new Map(Object.entries(quiet)),
  };
}
