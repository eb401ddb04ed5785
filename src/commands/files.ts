/** The files of a configuration, read safely: nothing outside of its directory, nothing but regular files. */
import { isUtf8 } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { isGuardrailTestFile } from '../config/guardrail-tests.ts';
import type { FileProblem, SourceFile } from '../config/source.ts';
import { maxFileBytes } from '../config/syntax.ts';
import { fileInside, reasonOf } from '../storage/inside.ts';
import { Failure } from './world.ts';

export interface ConfigurationFiles {
  /** `chatform.yaml` first, then by path. One that could not be read has the reason in place of its text. */
  readonly files: readonly SourceFile[];
  readonly environment?: SourceFile;
  /** The environments that there are. */
  readonly environments: readonly string[];
}

const YAML = /\.ya?ml$/;
const ENVIRONMENT = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Reads a configuration's directory. @throws Failure when there is no configuration in it. */
export function readFiles(directory: string, environment: string | undefined): ConfigurationFiles {
  const root = existing(directory);
  const environments = environmentsOf(root);
  const found = listYaml(root, '');
  const main = found.find((one) => one === 'chatform.yaml') ?? found.find((one) => one === 'chatform.yml');
  if (main === undefined) {
    throw new Failure(
      `${directory} has no chatform.yaml. \`chatform init\` writes a first project; \`-C DIR\` names another directory.`,
    );
  }
  const ordered = [main, ...found.filter((one) => one !== main)];
  const files = ordered.map((one) => readListed(root, one));
  if (environment === undefined) return { files, environments };
  const chosen = environmentFile(root, environment, environments);
  return { files, environment: readOne(root, chosen), environments };
}

function existing(directory: string, hint = " Give the configuration's directory with -C DIR."): string {
  let root: string;
  try {
    root = fs.realpathSync(directory);
  } catch {
    throw new Failure(`There is no directory ${directory}.${hint}`);
  }
  if (!fs.statSync(root).isDirectory()) throw new Failure(`${directory} is not a directory.`);
  return root;
}

function environmentsOf(root: string): string[] {
  const folder = path.join(root, 'environments');
  if (!isDirectory(folder)) return [];
  const names = entriesOf(folder)
    .map((entry) => entry.name)
    .filter((name) => YAML.test(name) && !name.startsWith('.'))
    .map((name) => name.replace(YAML, ''));
  return [...new Set(names)].sort();
}

/** False also for what cannot be looked at, such as a link in a circle. */
function isDirectory(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory();
  } catch {
    return false;
  }
}

/** The entries of a folder, by name. @throws Failure when it cannot be read */
function entriesOf(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new Failure(`The folder ${folder} ${reasonOf(error)}.`);
  }
}

function environmentFile(root: string, environment: string, known: readonly string[]): string {
  const list =
    known.length > 0 ? `There are: ${known.join(', ')}.` : 'There is no environments/ folder with any.';
  if (!ENVIRONMENT.test(environment))
    throw new Failure(`"${environment}" cannot name an environment. ${list}`);
  // Without --env, state is kept under the name "default".
  if (environment === 'default')
    throw new Failure('An environment cannot be named "default": that is the one without --env.');
  const names = ['yaml', 'yml'].map((end) => `environments/${environment}.${end}`);
  const [name, other] = names.filter((one) => fs.existsSync(path.join(root, one)));
  if (name === undefined) throw new Failure(`There is no environments/${environment}.yaml. ${list}`);
  if (other !== undefined) throw new Failure(`There are both ${name} and ${other}; keep one of them.`);
  return name;
}

/**
 * The YAML files in and below a folder that is no configuration, its guardrail tests apart: its `environments/`
 * is a folder like others. @throws Failure when there is no such folder
 */
export function yamlFilesOf(directory: string, which: 'files' | 'guardrail tests' = 'files'): SourceFile[] {
  const root = existing(directory, '');
  const isWanted = which === 'files' ? isConfiguration : isGuardrailTestFile;
  return listYaml(root, '', isWanted, []).map((one) => readListed(root, one));
}

const isConfiguration = (name: string) => !isGuardrailTestFile(name);

/**
 * The YAML files in and below a folder, but not in hidden folders, node_modules and those apart: `environments/`
 * of a configuration. Links to folders are in the list, to be complained of when they are read.
 */
function listYaml(
  root: string,
  folder: string,
  isWanted = isConfiguration,
  apart: readonly string[] = ['environments'],
): string[] {
  return entriesOf(path.join(root, folder)).flatMap((entry) => {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) return [];
    if (YAML.test(entry.name)) return isWanted(entry.name) ? [name] : [];
    if (apart.includes(name) || entry.name === 'node_modules') return [];
    if (entry.isDirectory()) return listYaml(root, name, isWanted, apart);
    return entry.isSymbolicLink() && isDirectory(path.join(root, name)) ? [name] : [];
  });
}

/** A file of `listYaml`, which follows no links to folders: one that is no link itself is inside. */
function readListed(root: string, name: string): SourceFile {
  const bytes = plainBytes(path.join(root, name));
  return bytes ? sourceFrom(name, textOf(bytes)) : readOne(root, name);
}

function readOne(root: string, name: string): SourceFile {
  return sourceFrom(name, readText(path.join(root, name), root));
}

function sourceFrom(name: string, result: Read): SourceFile {
  return 'text' in result
    ? { path: name, text: result.text }
    : { path: name, text: '', problem: result.place };
}

function atStart(message: string): FileProblem {
  return { message, line: 1, column: 1, text: '' };
}

type Read = { readonly text: string } | { readonly problem: string; readonly place: FileProblem };

/** A file's text; with `inside`, only if it lies in that directory once links are followed. */
export function readText(file: string, inside?: string): Read {
  const result = readBytes(file, inside);
  return 'problem' in result
    ? { problem: result.problem, place: atStart(result.problem) }
    : textOf(result.bytes);
}

function textOf(bytes: Buffer): Read {
  if (!isUtf8(bytes)) {
    const place = notUtf8(bytes);
    return { problem: place.message, place };
  }
  const text = bytes.toString('utf8');
  // A byte order mark is none of the text.
  return { text: text.startsWith('\ufeff') ? text.slice(1) : text };
}

function readBytes(file: string, inside: string | undefined): { bytes: Buffer } | { problem: string } {
  const found = fileInside(file, inside);
  if ('problem' in found) return found;
  if (found.size > maxFileBytes) return { problem: 'the file is larger than 1 MiB; split it' };
  try {
    return { bytes: fs.readFileSync(found.real) };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

/**
 * What is in a regular file that is no link and not too large; undefined for anything else, and where the system
 * cannot open what is no link. To follow the links of hundreds of files takes longer than to read them.
 */
function plainBytes(file: string): Buffer | undefined {
  if (!O_NOFOLLOW) return undefined;
  let opened: number | undefined;
  try {
    // A pipe that somebody puts there is not waited for.
    opened = fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = fs.fstatSync(opened);
    return stat.isFile() && stat.size <= maxFileBytes ? fs.readFileSync(opened) : undefined;
  } catch {
    return undefined;
  } finally {
    if (opened !== undefined) fs.closeSync(opened);
  }
}

/** Where a file is not UTF-8: the line, and the character in it. */
function notUtf8(bytes: Buffer): FileProblem {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    return atStart('the file is UTF-16; save it as UTF-8');
  const message = 'the file is not UTF-8 from here on; save it as UTF-8';
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const part = bytes.subarray(start, end === -1 ? bytes.length : end);
    const text = new TextDecoder('utf-8').decode(part);
    if (!Buffer.from(text).equals(part) && text.includes('\ufffd'))
      return { message, line, column: text.indexOf('\ufffd') + 1, text };
    if (end === -1) break;
    start = end + 1;
  }
  return { message, line, column: 1, text: '' };
}
