/** Plans as files: saved by `plan --out`, opened by `show`, `apply` and `github`. */
import fs from 'node:fs';
import path from 'node:path';
import type { EncryptionSettings } from '../config/encryption.ts';
import type { Plan } from '../model.ts';
import { digestOf } from '../plan/digest.ts';
import type { Made } from '../plan/stale.ts';
import { readSavedPlan, savedPlanPieces } from '../report/saved-plan.ts';
import { isSummary, summaryJson } from '../report/summary-json.ts';
import { codeOf, writeAtomically } from '../storage/atomic.ts';
import { isEncrypted } from '../storage/encrypted.ts';
import { reasonOf } from '../storage/inside.ts';
import { version } from '../version.ts';
import { encryptionAlone, type Project } from './project.ts';
import { Failure, Invalid, type Options, type World } from './world.ts';

/**
 * Saves a plan, durably, and encrypted where the configuration says so. `project`: undefined where it could not be
 * loaded, and the plan says why. @throws Failure when something else is there, or it cannot be written
 */
export async function savePlan(
  plan: Plan,
  name: string,
  project: Project | undefined,
  options: Options,
  world: World,
): Promise<void> {
  const file = path.resolve(world.cwd, name);
  await requireReplaceable(file, 'a plan', '--out', isPlan);
  const pieces = savedPlanPieces(plan, version);
  const settings = project ? project.settings.encryption : configuredIn(options, world);
  // What is encrypted is so as a whole.
  const encrypted = async (one: EncryptionSettings) =>
    (await encryption()).encryptedPlan([...pieces].join(''), one, options, world);
  write(file, settings ? [await encrypted(settings)] : pieces, 'The plan');
  world.tell(`The plan was saved to ${file}.\n`);
}

/** True for one that is encrypted too, whoever has its key. */
async function isPlan(text: string): Promise<boolean> {
  if (isEncryptedText(text)) return (await encryption()).isEncryptedPlan(text);
  return 'plan' in readSavedPlan(text);
}

const isEncryptedText = (text: string) => isEncrypted(Buffer.from(text));

/** Loaded where something is encrypted, and nowhere else. */
const encryption = () => import('./encryption.ts');

/** What a directory's configuration says of encryption; undefined where there is none. @throws Invalid */
function configuredIn(options: Options, world: World): EncryptionSettings | undefined {
  try {
    return encryptionAlone(options, world);
  } catch (error) {
    if (error instanceof Failure && !(error instanceof Invalid)) return undefined;
    throw error;
  }
}

/** Saves the counts of a plan. @throws Failure when something else is there, or they cannot be written */
export async function saveSummary(plan: Plan, name: string, world: World): Promise<void> {
  const file = path.resolve(world.cwd, name);
  await requireReplaceable(file, 'a summary', '--summary', async (text) => isSummary(text));
  write(file, [`${JSON.stringify(summaryJson(plan, version), null, 2)}\n`], 'The summary');
}

/** @throws Failure when the system says no: then what was there is there still */
function write(file: string, pieces: Iterable<string>, what: string): void {
  try {
    writeAtomically(file, encoded(pieces));
  } catch (error) {
    // A piece that could not be made is a bug.
    if (!(error instanceof Error) || codeOf(error) === undefined) throw error;
    throw new Failure(`${what} could not be saved to ${file}: ${error.message}`);
  }
}

function* encoded(pieces: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const piece of pieces) yield encoder.encode(piece);
}

/** Only what is ours may be written over: not a device, a link, or somebody's YAML. @throws Failure */
async function requireReplaceable(
  file: string,
  what: string,
  flag: string,
  isOurs: (text: string) => Promise<boolean>,
): Promise<void> {
  const there = statOf(file);
  if (!there) return;
  if (there.isFile() && (await isOurs(readPlanFile(file)))) return;
  throw new Failure(
    `${file} is there already, and is not ${what} of chatform. Choose another name for ${flag}.`,
  );
}

/** What there is; undefined for nothing, and where nothing can be: writing then says why. */
function statOf(file: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** A saved plan, and how it was saved. */
export interface Opened extends Made {
  /** The environment variable that had what it is encrypted with; undefined where it is not encrypted. */
  readonly variable?: string;
}

/** A saved plan. @throws Failure when it is none, is damaged, or cannot be decrypted */
export async function openPlan(file: string, options: Options, world: World): Promise<Opened> {
  const stored = readPlanFile(file);
  if (!isEncryptedText(stored)) return planIn(file, stored);
  const { decryptedPlan } = await encryption();
  const configured = () => configuredIn(options, world);
  const { text, variable } = decryptedPlan(file, stored, configured, options, world);
  return { ...planIn(file, text), variable };
}

/** A plan to be applied is encrypted as its configuration says. @throws Failure */
export async function requireEncrypted({ variable }: Opened, { settings }: Project): Promise<void> {
  if (settings.encryption) (await encryption()).requireConfigured(variable, settings.encryption);
}

function planIn(file: string, text: string): Made {
  const result = readSavedPlan(text);
  if ('problem' in result) throw new Failure(`${file} ${result.problem}.`);
  if (digestOf(result.plan) !== result.plan.digest) {
    throw new Failure(
      `${file} has a digest that is not of its changes; make the plan again with \`chatform plan --out\`.`,
    );
  }
  return result;
}

function readPlanFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`The plan ${file} ${reasonOf(error)}.`);
  }
}
