/** `chatform.state`: where chatform keeps what it has to remember. */
import { isMap, type JsonMap } from '../json.ts';
import type { Diagnostic } from '../model.ts';
import { child, type MapNode, type Node, placeOf, plainOf } from './node.ts';

/** In files beside the configuration. */
export interface FileState {
  readonly type: 'file';
}

/** In a database. */
export interface PostgresState {
  readonly type: 'postgres';
  /** The variable of the environment that holds its URL. */
  readonly url: { readonly env: string };
  /** What tells the states of this configuration from others in the database. */
  readonly workspace: string;
}

/** On branches of a repository, one for each environment. */
export interface GithubState {
  readonly type: 'github';
  /** `owner/name`; undefined: that of the run. */
  readonly repository?: string;
  /** The start of the branches' names. */
  readonly branch: string;
}

export type StateSettings = FileState | PostgresState | GithubState;

const keysOf = {
  file: ['type'],
  postgres: ['type', 'url', 'workspace'],
  github: ['type', 'repository', 'branch'],
} as const;

const needed = { file: [], postgres: ['url', 'workspace'], github: [] } as const;

/**
 * Reads the block. Settings are given wherever the block itself allows it, however wrong the rest of the
 * configuration may be: the commands for the state need to know where it is.
 */
export function readState(block: Node | undefined): {
  readonly settings?: StateSettings;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (block && block.kind !== 'map') return { diagnostics: [] };
  const given = (block ? plainOf(block) : {}) as JsonMap;
  const { type = 'file' } = given;
  // The schema says what is wrong with it.
  if (type !== 'file' && type !== 'postgres' && type !== 'github') return { diagnostics: [] };
  const missing = needed[type].filter((key) => given[key] === undefined);
  const diagnostics = block ? [...strayKeys(block, type), ...missingKeys(block, type, missing)] : [];
  const settings = settingsOf(type, given);
  return { ...(settings && { settings }), diagnostics };
}

function settingsOf(type: StateSettings['type'], given: JsonMap): StateSettings | undefined {
  if (type === 'file') return { type };
  const { url, workspace, repository, branch = 'chatform-state' } = given;
  if (type === 'github') {
    if (typeof branch !== 'string' || !(repository === undefined || typeof repository === 'string'))
      return undefined;
    return { type, branch, ...(repository !== undefined && { repository }) };
  }
  const env = isMap(url) ? url.env : undefined;
  if (typeof env !== 'string' || typeof workspace !== 'string') return undefined;
  return { type, url: { env }, workspace };
}

/** Not where an environment lays its own type over the keys of the base. */
function strayKeys(node: MapNode, type: StateSettings['type']): Diagnostic[] {
  const own: readonly string[] = keysOf[type];
  const chosenIn = child(node, 'type')?.file ?? node.file;
  return [...node.entries].flatMap(([key, { value }]): Diagnostic[] => {
    const fits = Object.entries(keysOf).flatMap(([other, keys]) =>
      (keys as readonly string[]).includes(key) ? [`type: ${other}`] : [],
    );
    if (own.includes(key) || fits.length === 0 || value.file !== chosenIn) return [];
    const message = `chatform.state.${key} goes with ${fits.join(' or ')}, and this state is of type ${type}`;
    return [{ severity: 'error', message, source: placeOf(value) }];
  });
}

function missingKeys(
  node: MapNode,
  type: StateSettings['type'],
  missing: readonly string[],
): readonly Diagnostic[] {
  return missing.map((key) => ({
    severity: 'error',
    message: `chatform.state of type ${type} needs ${key}`,
    source: placeOf(child(node, 'type') ?? node),
  }));
}
