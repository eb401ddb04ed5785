/** Where the state of an environment is kept, opened as the configuration says. */
import path from 'node:path';
import type { EncryptionSettings } from '../config/encryption.ts';
import type { StateSettings } from '../config/state.ts';
import { watched } from '../state/seen.ts';
import { StateError, type StateStore } from '../state/store.ts';
import { version } from '../version.ts';
import { directoryOf, loadAnyway, type Project, storeOf } from './project.ts';
import { revealer } from './secrets.ts';
import { Failure, Invalid, type Options, type World } from './world.ts';

/** What is needed to open a store. */
export interface Keeping {
  readonly settings: StateSettings;
  /** The configuration's directory. */
  readonly directory: string;
  /** The folder of the environment on this machine. */
  readonly folder: string;
  readonly environment: string | undefined;
  /** False with `--no-secrets`. */
  readonly secrets: boolean;
  /** Undefined where nothing is encrypted. */
  readonly encryption?: EncryptionSettings | undefined;
}

/** The file that remembers which state was last seen on this machine. */
export const seenFile = (folder: string) => path.join(folder, 'state.seen');

/** The store of a project's state. @throws Failure, StateError */
export async function openStore(project: Project, world: World): Promise<StateStore> {
  return watchedStore(keepingOf(project, project.store), world);
}

/** The store of the state that an environment of a project has, kept as that of the project is, whatever was seen here. */
export async function openStoreIn(folder: string, project: Project, world: World): Promise<StateStore> {
  return storeAt({ ...keepingOf(project, folder), environment: path.basename(folder) }, world);
}

function keepingOf({ directory, environment, secrets, settings }: Project, folder: string): Keeping {
  const { state, encryption } = settings;
  return { settings: state, directory, folder, environment, secrets, encryption };
}

type Adjust = (settings: EncryptionSettings | undefined) => EncryptionSettings | undefined;

/**
 * The store of a state alone: the configuration need not be valid, but has to say where it is and how it is
 * encrypted. @throws Failure, Invalid
 */
export async function storeAlone(options: Options, world: World, adjust?: Adjust): Promise<StateStore> {
  const keeping = keepingAlone(options, world);
  const encryption = adjust ? adjust(keeping.encryption) : keeping.encryption;
  return watchedStore({ ...keeping, encryption }, world);
}

/** The same, whatever was seen here before. @throws Failure, Invalid */
export async function storeUnwatched(options: Options, world: World) {
  const keeping = keepingAlone(options, world);
  return { store: await storeAt(keeping, world), seen: seenFile(keeping.folder) };
}

function keepingAlone(options: Options, world: World): Keeping {
  const directory = directoryOf(options, world);
  const { env: environment, secrets } = options;
  const { state, encryption, diagnostics } = loadAnyway(options, world);
  if (!state || encryption === 'broken') {
    const message = 'where the state is, and how it is encrypted, cannot be told: mend this first';
    throw new Invalid([...diagnostics, { severity: 'error', message }]);
  }
  const folder = storeOf(directory, environment);
  return { settings: state, directory, folder, environment, secrets, encryption };
}

async function watchedStore(keeping: Keeping, world: World): Promise<StateStore> {
  const mayLag = keeping.settings.type === 'github';
  return watched(await storeAt(keeping, world), seenFile(keeping.folder), mayLag ? lagOf(world) : undefined);
}

/** GitHub's servers follow one another within seconds: pauses between looks, in ms. */
const lags = [1000, 2000, 4000];

const lagOf =
  ({ wait, stopping }: World) =>
  () => {
    const left = [...lags];
    return async () => {
      const pause = left.shift();
      if (pause === undefined || stopping()) return false;
      await wait(pause);
      return true;
    };
  };

async function storeAt(keeping: Keeping, world: World): Promise<StateStore> {
  const { settings, folder, encryption, secrets } = keeping;
  const cipher = encryption && (await import('./encryption.ts')).cipherFor(encryption, world.env, secrets);
  const common = { version, ...(cipher && { cipher }) };
  if (settings.type === 'file') {
    const { fileStore } = await import('../state/file.ts');
    return fileStore({ directory: folder, ...common });
  }
  const place =
    settings.type === 'postgres' ? postgresAt(keeping, settings, world) : githubAt(keeping, settings, world);
  const [{ remoteStore }, opened] = await Promise.all([import('../state/remote.ts'), place]);
  return remoteStore({ place: opened, ...common });
}

const nameOf = ({ environment }: Keeping) => environment ?? 'default';

async function postgresAt(keeping: Keeping, settings: StateSettings & { type: 'postgres' }, world: World) {
  if (!keeping.secrets)
    throw new Failure(
      `The state is in PostgreSQL, and its URL is a secret (${settings.url.env}): with --no-secrets it cannot be read.`,
    );
  const found = revealer(keeping.directory, world.env)(settings.url);
  if ('problem' in found) throw new Failure(`chatform.state.url: ${found.problem}.`);
  const { postgresPlace } = await import('../state/postgres.ts');
  const url = new TextDecoder().decode(found.bytes);
  return postgresPlace({ url, workspace: settings.workspace, environment: nameOf(keeping) });
}

async function githubAt(keeping: Keeping, settings: StateSettings & { type: 'github' }, world: World) {
  const [{ connect }, { readToken }, { apiUrlOf }, { GithubProblem }, { githubPlace, statePace }] =
    await Promise.all([
      import('../github/client.ts'),
      import('../github/token.ts'),
      import('../github/actions.ts'),
      import('../github/problems.ts'),
      import('../state/github.ts'),
    ]);
  const repository = settings.repository ?? world.env.GITHUB_REPOSITORY ?? '';
  const [owner, repo] = repository.split('/');
  if (!owner || !repo)
    throw new Failure(
      'The state is on GitHub, and in which repository is not said: set chatform.state.repository, or GITHUB_REPOSITORY.',
    );
  const token = readToken(world.env);
  if (!token)
    throw new Failure('The state is on GitHub, and there is no token: set GITHUB_TOKEN or GH_TOKEN.');
  // Of a branch's name: an environment's name may be what git takes for none (git-check-ref-format).
  if (!/^(?!\.)(?!.*(?:\.\.|\.$|\.lock$))[\w.-]+$/.test(nameOf(keeping)))
    throw new StateError(`The environment ${nameOf(keeping)} cannot have a branch of its name: rename it.`);
  try {
    const { githubPace: pace = statePace } = world;
    const api = apiUrlOf(world.env);
    if ('problem' in api) throw new GithubProblem(api.problem, 'unexpected');
    const client = connect({ token, apiUrl: api.apiUrl, version, pace });
    return githubPlace({
      client,
      repository: { owner, repo },
      branch: `${settings.branch}/${nameOf(keeping)}`,
    });
  } catch (error) {
    if (error instanceof GithubProblem) throw new Failure(`${error.message}.`);
    throw error;
  }
}
