/** The files of a configuration, read safely: nothing outside of its directory, nothing but regular files. */
import fs from 'node:fs';
import path from 'node:path';
import { maxFileBytes } from '../config/read.ts';
import type { SourceFile } from '../config/source.ts';
import type { Diagnostic } from '../model.ts';
import { Failure } from './world.ts';

export interface ConfigurationFiles {
  /** `chatform.yaml` first, then by path. */
  readonly files: readonly SourceFile[];
  readonly environment?: SourceFile;
  /** The environments that there are. */
  readonly environments: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const YAML = /\.ya?ml$/;
const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Reads a configuration's directory. @throws Failure when there is no configuration in it. */
export function readFiles(directory: string, environment: string | undefined): ConfigurationFiles {
  const root = existing(directory);
  const diagnostics: Diagnostic[] = [];
  const environments = environmentsOf(root);
  const paths = listYaml(root, '', diagnostics);
  const main = paths.find((one) => one === 'chatform.yaml') ?? paths.find((one) => one === 'chatform.yml');
  if (main === undefined) {
    throw new Failure(
      `${directory} has no chatform.yaml. \`chatform init\` writes a first project; \`-C DIR\` names another directory.`,
    );
  }
  const ordered = [main, ...paths.filter((one) => one !== main)];
  const files = ordered.map((one) => readOne(root, one, diagnostics)).filter((file) => file !== undefined);
  if (environment === undefined) return { files, environments, diagnostics };
  const chosen = environmentFile(root, environment, environments);
  const file = readOne(root, chosen, diagnostics);
  return { files, ...(file && { environment: file }), environments, diagnostics };
}

function existing(directory: string): string {
  let root: string;
  try {
    root = fs.realpathSync(directory);
  } catch {
    throw new Failure(`There is no directory ${directory}. Give the configuration's directory with -C DIR.`);
  }
  if (!fs.statSync(root).isDirectory()) throw new Failure(`${directory} is not a directory.`);
  return root;
}

function environmentsOf(root: string): string[] {
  const folder = path.join(root, 'environments');
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((name) => YAML.test(name) && !name.startsWith('.'))
    .map((name) => name.replace(YAML, ''))
    .sort();
}

function environmentFile(root: string, environment: string, known: readonly string[]): string {
  const list =
    known.length > 0 ? `There are: ${known.join(', ')}.` : 'There is no environments/ folder with any.';
  if (!ENVIRONMENT.test(environment))
    throw new Failure(`"${environment}" cannot name an environment. ${list}`);
  // Without --env, state is kept under the name "default".
  if (environment === 'default')
    throw new Failure('An environment cannot be named "default": that is the one without --env.');
  for (const end of ['yaml', 'yml']) {
    const name = `environments/${environment}.${end}`;
    if (fs.existsSync(path.join(root, name))) return name;
  }
  throw new Failure(`There is no environments/${environment}.yaml. ${list}`);
}

/** The YAML files in and below a folder, but not in `environments/`, hidden folders and node_modules. */
function listYaml(root: string, folder: string, diagnostics: Diagnostic[]): string[] {
  const found: string[] = [];
  const entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isDirectory()) {
      if (name !== 'environments' && entry.name !== 'node_modules')
        found.push(...listYaml(root, name, diagnostics));
    } else if (YAML.test(entry.name)) found.push(name);
    else if (
      entry.isSymbolicLink() &&
      fs.statSync(path.join(root, name), { throwIfNoEntry: false })?.isDirectory()
    ) {
      diagnostics.push(problem(name, 'a symbolic link to a folder is not followed; put the files here'));
    }
  }
  return found;
}

function readOne(root: string, name: string, diagnostics: Diagnostic[]): SourceFile | undefined {
  const result = readText(path.join(root, name), root);
  if ('text' in result) return { path: name, text: result.text };
  diagnostics.push(problem(name, result.problem, result.line));
  return undefined;
}

/** A file's text; with `inside`, only if it lies in that directory once links are followed. */
export function readText(
  file: string,
  inside?: string,
): { text: string } | { problem: string; line?: number } {
  let bytes: Buffer;
  try {
    const real = fs.realpathSync(file);
    if (inside !== undefined && !real.startsWith(inside + path.sep)) {
      return { problem: 'a link that leaves the configuration’s directory; copy the file into it' };
    }
    const stat = fs.statSync(real);
    if (!stat.isFile()) return { problem: 'not a regular file' };
    if (stat.size > maxFileBytes) return { problem: 'the file is larger than 1 MiB; split it' };
    bytes = fs.readFileSync(real);
  } catch (error) {
    return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return {
      problem: 'the file is not UTF-8 from this line on; save it as UTF-8',
      line: firstBadLine(bytes),
    };
  }
}

function firstBadLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(part);
    } catch {
      return line;
    }
    if (end === -1) break;
    start = end + 1;
  }
  return line;
}

function problem(file: string, message: string, line = 1): Diagnostic {
  return {
    severity: 'error',
    message,
    source: { file, line, column: 1, endLine: line, endColumn: 1, text: '' },
  };
}
