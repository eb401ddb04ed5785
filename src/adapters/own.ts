/**
 * `console: {type: ./my-adapter.js}`: an adapter that a team writes for itself. Its module is code of the
 * configuration's directory, and runs with all that this process may do: docs/adapters.md says what follows.
 */
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMap, type JsonMap } from '../json.ts';
import { fileInside, reasonOf } from '../storage/inside.ts';
import type { Adapter } from './adapter.ts';
import type { AdapterGiven } from './kit.ts';
import type { Log } from './logged.ts';
import { checked } from './own/checked.ts';
import { messageOf } from './own/plain.ts';

export interface OwnAdapterOptions {
  /** The configuration's directory. */
  readonly directory: string;
  /** As in `chatform.console.type`: `./my-adapter.js`. */
  readonly path: string;
  /** `chatform.console.options`. */
  readonly options: JsonMap;
  /** The uin of the root account. */
  readonly account: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the adapter's lines for `CHATFORM_LOG` go. */
  readonly log?: Log;
}

/** Imports an adapter's module and opens it, or says in a sentence why it cannot be used. Never throws. */
export async function loadOwnAdapter(given: OwnAdapterOptions): Promise<Adapter | { problem: string }> {
  const { path: name, account } = given;
  const found = moduleAt(given.directory, name);
  if ('problem' in found) return { problem: `${name}: ${found.problem}` };
  const module = await imported(found.file);
  if ('problem' in module) {
    // Node keeps the line of a slip to itself until nobody catches it.
    const hint = module.isSyntax ? ` (\`node ${name}\` shows where)` : '';
    return { problem: `${name} could not be loaded: ${module.problem}${hint}` };
  }
  const { openAdapter } = module.exports;
  if (typeof openAdapter !== 'function')
    return { problem: `${name} exports no function openAdapter, which opens the adapter` };
  try {
    return checked(await openAdapter(handed(given, found.directory)), name, account);
  } catch (error) {
    return { problem: `${name}: openAdapter() failed: ${messageOf(error)}` };
  }
}

/** What `openAdapter` is given. */
function handed({ options, account, env, log }: OwnAdapterOptions, directory: string): AdapterGiven {
  return { account, options, directory, env, log: log ?? (() => undefined) };
}

/** The file of a module, if it may be loaded: a regular one inside of the directory. */
function moduleAt(
  directory: string,
  name: string,
): { readonly file: string; readonly directory: string } | { readonly problem: string } {
  const wrong = wrongPath(name);
  if (wrong !== undefined) return { problem: wrong };
  try {
    const root = fs.realpathSync(directory);
    const found = fileInside(path.join(root, name), root);
    return 'problem' in found ? found : { file: found.real, directory: root };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

/** What is wrong with the path of a module as it is written; undefined: nothing. */
function wrongPath(name: string): string | undefined {
  if (!name.startsWith('./')) return 'the path of an adapter begins with ./';
  const steps = name.slice('./'.length).split('/');
  if (name.includes('\\') || steps.some((step) => ['', '.', '..'].includes(step)))
    return "the path of an adapter stays inside of the configuration's directory, without . and .. on the way";
  return /\.m?js$/.test(name) ? undefined : 'an adapter is a .js or .mjs file';
}

type Imported =
  | { readonly exports: Readonly<Record<string, unknown>> }
  | { readonly problem: string; readonly isSyntax: boolean };

async function imported(file: string): Promise<Imported> {
  try {
    const module: unknown = await import(/* @vite-ignore */ pathToFileURL(file).href);
    return { exports: isMap(module) ? module : {} };
  } catch (error) {
    return { problem: messageOf(error), isSyntax: error instanceof SyntaxError };
  }
}
