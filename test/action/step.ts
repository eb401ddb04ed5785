/** A step of action.yml, run as the runner does it, with programs that stand for node and npm. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../support/temporary.ts';
import { action } from './files.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** What chatform does when it is called. */
export interface Answer {
  readonly code?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** What it writes to the file of `--summary`; there is a plan then too. */
  readonly summary?: object;
  /** The signal that it goes on until. */
  readonly until?: NodeJS.Signals;
}

export interface Situation {
  /** By command: `plan`, `github review`. */
  readonly answers?: Readonly<Record<string, Answer>>;
  /** What `node --version` says; null where there is no node. */
  readonly version?: string | null;
  /** The text of an `npm`; there is none otherwise, and chatform is built. */
  readonly npm?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly onStart?: (child: ChildProcess) => void;
}

export interface Ended {
  readonly code: number | null;
  /** The step's log: standard output and standard error as they came. */
  readonly log: string;
  /** Each call of chatform: its arguments, and the names in its environment. */
  readonly calls: readonly { readonly args: readonly string[]; readonly environment: readonly string[] }[];
  readonly outputs: Readonly<Record<string, string>>;
  /** What is in the folder that the step ran in. */
  readonly left: readonly string[];
  readonly folder: string;
}

/** Runs a step with these inputs. */
export async function step(
  inputs: Readonly<Record<string, string>>,
  situation: Situation = {},
): Promise<Ended> {
  const folder = temporaryFolder();
  const workspace = path.join(folder, 'workspace');
  for (const name of ['workspace', 'bin', 'temp', 'action']) fs.mkdirSync(path.join(folder, name));
  placeAction(path.join(folder, 'action'), situation);
  placePrograms(path.join(folder, 'bin'), situation);
  const env = {
    PATH: path.join(folder, 'bin'),
    HOME: folder,
    RUNNER_TEMP: path.join(folder, 'temp'),
    GITHUB_ACTION_PATH: path.join(folder, 'action'),
    ...situation.env,
  };
  const ended = await runStep(inputs, workspace, env, situation.onStart);
  return {
    ...ended,
    calls: readCalls(path.join(folder, 'bin', 'calls')),
    left: fs.readdirSync(workspace),
    folder,
  };
}

/** Runs a step of the action in this repository with its bundle. There is no npm: it must be built already. */
export function realStep(
  inputs: Readonly<Record<string, string>>,
  workspace: string,
  env: Readonly<Record<string, string>> = {},
) {
  const bin = temporaryFolder();
  placeTools(bin);
  fs.symlinkSync(process.execPath, path.join(bin, 'node'));
  const place = { PATH: bin, RUNNER_TEMP: temporaryFolder(), GITHUB_ACTION_PATH: root };
  return runStep(inputs, workspace, { ...place, ...env });
}

/** Runs the line of action.yml in a workspace, with this environment and what the runner adds for the step. */
async function runStep(
  inputs: Readonly<Record<string, string>>,
  workspace: string,
  env: Readonly<Record<string, string>>,
  onStart?: (child: ChildProcess) => void,
): Promise<Pick<Ended, 'code' | 'log' | 'outputs'>> {
  const folder = temporaryFolder();
  // The runner writes `run` into a file of its own and hands that to this very command line.
  const script = path.join(folder, 'step.sh');
  const outputs = path.join(folder, 'outputs');
  fs.writeFileSync(script, action.runs.steps[0]?.run ?? '');
  fs.writeFileSync(outputs, '');
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: workspace,
    env: { ...variablesOf(inputs), GITHUB_OUTPUT: outputs, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onStart?.(child);
  const { code, log } = await ended(child);
  return { code, log, outputs: readOutputs(fs.readFileSync(outputs, 'utf8')) };
}

/** Every input of action.yml in its variable, with its default, as the runner fills them in. */
function variablesOf(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const given = Object.entries(action.inputs)
    .filter(([name]) => name !== 'github-token')
    .map(([name, { default: value = '' }]) => [name, inputs[name] ?? value] as const);
  return Object.fromEntries(
    given.map(([name, value]) => [`INPUT_${name.toUpperCase().replaceAll('-', '_')}`, value]),
  );
}

function placeAction(folder: string, { npm }: Situation): void {
  fs.cpSync(path.join(root, 'action'), path.join(folder, 'action'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
  if (npm !== undefined) return;
  fs.mkdirSync(path.join(folder, 'dist'));
  fs.writeFileSync(path.join(folder, 'dist/chatform.js'), '');
}

/** A PATH with these programs and no others. */
function placePrograms(bin: string, { answers = {}, version = 'v20.19.0', npm }: Situation): void {
  placeTools(bin);
  fs.writeFileSync(path.join(bin, 'stand-in.json'), JSON.stringify({ version, answers }));
  if (version !== null) {
    const standIn = fs.readFileSync(path.join(import.meta.dirname, 'node-stand-in.cjs'), 'utf8');
    fs.writeFileSync(path.join(bin, 'node'), `#!${process.execPath}\n${standIn}`, { mode: 0o755 });
  }
  if (npm !== undefined) fs.writeFileSync(path.join(bin, 'npm'), npm, { mode: 0o755 });
}

/** The programs that the script and its stand-ins use. */
function placeTools(bin: string): void {
  for (const name of ['bash', 'dirname', 'env', 'mkdir', 'mktemp', 'od', 'tr']) {
    fs.symlinkSync(programOf(name), path.join(bin, name));
  }
}

function programOf(name: string): string {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = folders.map((one) => path.join(one, name)).find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(`there is no ${name} on the PATH`);
  return found;
}

function ended(child: ChildProcess): Promise<{ code: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    let log = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => {
        log += part;
      });
    }
    child.on('close', (code) => resolve({ code, log }));
    child.on('error', reject);
  });
}

function readCalls(file: string): Ended['calls'] {
  if (!fs.existsSync(file)) return [];
  const lines = fs.readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Ended['calls'][number]);
}

/** Reads `name=value` and `name<<delimiter` as the runner does. */
function readOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length - 1; at += 1) {
    const line = lines[at] ?? '';
    const [, name = '', delimiter] = /^([^=]+?)<<(.+)$/.exec(line) ?? [];
    if (delimiter === undefined) {
      const equals = line.indexOf('=');
      outputs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`the output ${name} has no end`);
    outputs[name] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return outputs;
}
