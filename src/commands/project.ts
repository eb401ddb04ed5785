/** A project on disk: its configuration, its console and its state. What most commands begin with. */
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { logged } from '../adapters/logged.ts';
import type { SandboxOptions } from '../adapters/sandbox/index.ts';
import { formatAddress, parseAddress } from '../address.ts';
import type { EncryptionSettings } from '../config/encryption.ts';
import type { KnownFiles } from '../config/known.ts';
import { type Input, type Loaded, load, type Settings } from '../config/load.ts';
import type { Desired, Diagnostic, Inputs, Live } from '../model.ts';
import { liveSegments } from '../plan/locate.ts';
import { moveAll } from '../plan/moves.ts';
import type { QuietApps } from '../plan/quiet.ts';
import type { ConsoleName, State } from '../state/state.ts';
import type { Holder } from '../state/store.ts';
import { version } from '../version.ts';
import { type ConfigurationFiles, readFiles, readText } from './files.ts';
import { interruptible } from './interruptible.ts';
import { type Rules, readRules } from './rules.ts';
import { type Reveal, revealer } from './secrets.ts';
import { isInRange } from './version-range.ts';
import { exitCodes, Failure, Invalid, type Options, type World } from './world.ts';

export interface Project {
  readonly directory: string;
  /** Undefined without `--env`. */
  readonly environment: string | undefined;
  readonly desired: Desired;
  readonly settings: Settings;
  /** The guardrails of the configuration and of `--guardrails`. */
  readonly rules: Rules;
  /** What the command line gave to variables: a saved plan remembers it. */
  readonly variables: Inputs['variables'];
  /** Warnings: errors end the command. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where state and sandbox of the environment are. */
  readonly store: string;
  /** False with `--no-secrets`: a stranger may have written this, and nothing of it is run. */
  readonly secrets: boolean;
  /** Reads a secret that the configuration refers to. */
  readonly reveal: Reveal;
  /** Makes a salt for a new fingerprint. */
  readonly salt: () => string;
  /** Apps whose files were not read, since nothing of them is another, and whose inside `desired` lacks. */
  readonly quiet: QuietApps;
  /** What may be known of the files next time. */
  readonly known?: () => KnownFiles;
}

/** Apps that need not be read again, as long as their files are as they were. */
export interface KnownApps {
  readonly files: KnownFiles;
  /** What is left of each, by address. */
  readonly quiet: QuietApps;
}

/** The directory that `-C` names. */
export function directoryOf(options: Options, world: World): string {
  return path.resolve(world.cwd, options.directory);
}

/** The folder of an environment's state and sandbox. */
export function storeOf(directory: string, environment: string | undefined): string {
  return path.join(directory, '.chatform', environment ?? 'default');
}

/**
 * Loads the configuration. `kept`: what was kept of it, as far as that is of use.
 * @throws Invalid when it has errors, Failure when there is none.
 */
export function loadProject(
  options: Options,
  world: World,
  { saved, kept }: { readonly saved?: Inputs; readonly kept?: KnownApps } = {},
): Project {
  const directory = directoryOf(options, world);
  const environment = options.env ?? saved?.environment ?? undefined;
  const found = readFiles(directory, environment);
  const given = [...savedVariables(saved), ...givenVariables(options, world)];
  const loaded = loadFound(found, given, world, kept?.files);
  const { diagnostics } = loaded;
  if (diagnostics.some((one) => one.severity === 'error') || !loaded.desired || !loaded.settings) {
    throw new Invalid([...diagnostics, ...environmentHint(environment, found.environments, diagnostics)]);
  }
  requireVersion(loaded.settings);
  const { rules, diagnostics: slips } = readRules(loaded.guardrails, options, world);
  if (slips.some((one) => one.severity === 'error')) throw new Invalid([...diagnostics, ...slips]);
  return {
    directory,
    environment,
    desired: loaded.desired,
    settings: loaded.settings,
    rules,
    variables: loaded.variables,
    diagnostics: [...diagnostics, ...slips],
    store: storeOf(directory, environment),
    secrets: options.secrets,
    reveal: revealer(directory, world.env),
    salt: world.randomId,
    quiet: quietOf(loaded.asKnown, kept?.quiet),
    ...(loaded.known && { known: loaded.known }),
  };
}

function loadFound(
  found: ConfigurationFiles,
  given: Input['given'],
  { env }: World,
  known?: KnownFiles,
): Loaded {
  const { files, environment } = found;
  return load({ files, ...(environment && { environment }), given, env }, { known });
}

function quietOf(keys: ReadonlySet<string>, quiet: QuietApps = new Map()): QuietApps {
  const apps = new Set([...keys].map((key) => formatAddress(['apps', key])));
  return new Map([...quiet].filter(([app]) => apps.has(app)));
}

/** A configuration, however wrong it is; it has to be there. @throws Failure */
export function loadAnyway(options: Options, world: World): Loaded {
  const found = readFiles(directoryOf(options, world), options.env);
  return loadFound(found, givenVariables(options, world), world);
}

/**
 * `chatform.encryption` alone: the rest of the configuration need not be valid, but must be there.
 * @throws Failure, Invalid when it says that there is encryption, and not with what
 */
export function encryptionAlone(options: Options, world: World): EncryptionSettings | undefined {
  const { encryption, diagnostics } = loadAnyway(options, world);
  if (encryption === 'broken') throw new Invalid(diagnostics);
  return encryption;
}

/** The variables of the command line, their files read. @throws Failure */
export function givenVariables(options: Options, world: World): Input['given'] {
  return options.vars.map((one) => {
    if ('name' in one) return one;
    const result = readText(path.resolve(world.cwd, one.path));
    if ('problem' in result) throw new Failure(`--var-file ${one.path}: ${result.problem}`);
    return { file: { path: one.path, text: result.text } };
  });
}

function savedVariables(saved: Inputs | undefined): Input['given'] {
  return Object.entries(saved?.variables ?? {}).map(([name, value]) => ({ name, value: String(value) }));
}

function environmentHint(
  environment: string | undefined,
  known: readonly string[],
  diagnostics: readonly Diagnostic[],
): Diagnostic[] {
  const isUnset = diagnostics.some((one) => one.message.startsWith('variable '));
  if (environment !== undefined || known.length === 0 || !isUnset) return [];
  return [
    {
      severity: 'warning',
      message: `no environment was chosen; there are ${known.join(', ')}: try --env ${known[0]}`,
    },
  ];
}

function requireVersion(settings: Settings): void {
  const { required } = settings;
  if (required === undefined) return;
  const isFit = isInRange(version, required);
  if (isFit === undefined)
    throw new Failure(`chatform.required: "${required}" is not a version range, such as ">=0.1.0".`);
  if (!isFit) {
    throw new Failure(
      `This configuration needs chatform ${required}, and this is ${version}. Install a fitting version.`,
    );
  }
}

/** The console that a project manages. `state`: which SDKAppIDs its apps have. @throws Failure */
export async function openConsole(
  project: Project,
  world: World,
  state: State | undefined,
): Promise<Adapter> {
  const adapter = interruptible(await adapterOf(project, world, state), world);
  return world.log ? logged(adapter, world.log.debug, world.log.clock) : adapter;
}

async function adapterOf(project: Project, world: World, state: State | undefined): Promise<Adapter> {
  const { console: settings } = project.settings;
  const { account } = project.desired;
  if (settings.type === 'sandbox') return (await openProjectSandbox(project, world, undefined, true)).adapter;
  if (settings.type === 'tencent') {
    const { openTencent } = await import('./tencent.ts');
    const bindings = bindingsOf(project, state);
    return openTencent(settings, { account, bindings, reveal: project.reveal }, world);
  }
  const { directory, secrets } = project;
  return (await import('./own-adapter.ts')).openOwnAdapter(settings, { account, directory, secrets }, world);
}

/**
 * The sandbox of a project, also of one whose console is another. `serving`: the right to serve it; `beside`: only
 * to look at it, also while it is served; `later`: SQLite waits for a write. @throws Failure when it cannot be used
 */
export async function openProjectSandbox(
  project: Project,
  world: World,
  serving?: SandboxOptions['serving'],
  later = false,
) {
  const { openSandbox, OtherAccount, SandboxError, ServedElsewhere } = await import(
    '../adapters/sandbox/index.ts'
  );
  const { console: settings } = project.settings;
  const people = settings.type === 'tencent' ? settings.sandbox : settings.type === 'sandbox' && settings;
  const { users, groups } = people || { users: [], groups: {} };
  try {
    return await openSandbox({
      directory: project.store,
      account: project.desired.account,
      users,
      groups,
      now: world.now(),
      ...(serving && { serving }),
      ...(later && { later }),
    });
  } catch (error) {
    if (error instanceof ServedElsewhere) throw new Failure(error.message, exitCodes.locked);
    if (error instanceof OtherAccount) throw new AccountMismatch(error.message);
    if (error instanceof SandboxError) throw new Failure(error.message);
    throw error;
  }
}

/** What a lock says of this process; `id` is the run's. */
export function holderOf(command: string, id: string, world: World): Holder {
  const { GITHUB_ACTOR, USER, LOGNAME, USERNAME } = world.env;
  const by = GITHUB_ACTOR || USER || LOGNAME || USERNAME;
  return {
    id,
    host: world.host,
    pid: world.pid,
    since: world.now(),
    command,
    version,
    ...(by && { by }),
  };
}

/** What a plan was made against. */
export interface Reading {
  readonly live: Live;
}

/** Reads everything that a plan needs of the console. */
export async function readLive(
  adapter: Adapter,
  project: Project,
  state: State | undefined,
  only?: string,
): Promise<Live> {
  const moves = new Set(project.desired.moved.map((move) => move.from));
  const apps = [...(state?.bindings ?? [])]
    .filter(
      ([address]) =>
        project.desired.resources.has(address) || state?.records.has(address) || moves.has(address),
    )
    .map(([, id]) => id);
  const wanted = new Set([...apps, ...(await interrupted(adapter, state))]);
  return adapter.read({
    apps: [...wanted],
    named: (kind) => named(kind, project, state),
    ...(only !== undefined && { only }),
  });
}

/** Owners and members of declared groups: whether they are registered has to be known (GRM-1, GRM-3). */
function peopleIn({ resources }: Desired): (readonly string[])[] {
  return [...resources.values()].flatMap(({ kind, segments, body: { owner, members } }) => {
    if (kind !== 'group') return [];
    const names = [owner, ...(Array.isArray(members) ? members : [])];
    return names.flatMap((name) =>
      typeof name === 'string' ? [[...segments.slice(0, 2), 'accounts', name]] : [],
    );
  });
}

/** Live segments of what is declared, once `moved:` is carried out, or recorded of a kind: `Scope.named`. */
export function named(kind: string, project: Project, state: State | undefined): (readonly string[])[] {
  const { desired } = project;
  const found = new Map<string, readonly string[]>();
  const moved = bindingsOf(project, state);
  const bindings = new Map([...(state?.bindings ?? []), ...moved]);
  const add = (own: readonly string[]) => {
    const segments = liveSegments(own, bindings);
    if (segments) found.set(formatAddress(segments), segments);
  };
  for (const one of desired.resources.values()) if (one.kind === kind) add(one.segments);
  for (const [address, one] of state?.records ?? []) if (one.kind === kind) add(parseAddress(address) ?? []);
  if (kind === 'account') for (const segments of peopleIn(desired)) add(segments);
  return [...found.values()];
}

/** SDKAppIDs of apps that a run was creating when it was cut off: they are not bound yet. */
async function interrupted(adapter: Adapter, state: State | undefined): Promise<string[]> {
  const creations = [...(state?.intents.values() ?? [])].filter(
    (one) => one.kind === 'app' && one.action === 'create',
  );
  if (creations.length === 0) return [];
  const bound = new Set(state?.bindings.values());
  const live = await adapter.read({ apps: [] });
  return [...live.objects.values()]
    .filter((object) => object.kind === 'app' && creations.some((one) => one.patch.name === object.body.name))
    .map((object) => object.segments[1] ?? '')
    .filter((id) => !bound.has(id));
}

/** App address → SDKAppID, once `moved:` is carried out: the configuration names the apps as they are called then. */
export function bindingsOf({ desired }: Project, state: State | undefined): State['bindings'] {
  return state ? moveAll(state, desired).state.bindings : new Map<string, string>();
}

/** What the state is about: a console on this machine, served or not, or one that is no sandbox. */
export function consoleNameOf({ settings }: Pick<Project, 'settings'>): ConsoleName {
  const { console: chosen } = settings;
  if (chosen.type === 'sandbox') return 'sandbox';
  return chosen.type === 'tencent' && chosen.endpoint?.startsWith('http:') ? 'sandbox' : 'cloud';
}

/** Console, state and configuration are not of one account. */
export class AccountMismatch extends Failure {}

/** @throws AccountMismatch */
export function requireAccount(project: Project, live: Live | undefined, state: State | undefined): void {
  const { account } = project.desired;
  if (live && live.account !== account) {
    throw new AccountMismatch(
      `The console is that of account ${live.account}, and the configuration is for ${account}. Nothing was done.`,
    );
  }
  const about = consoleNameOf(project);
  if (state?.console !== undefined && state.console !== about) {
    const [was, is] = [state.console, about].map((one) =>
      one === 'sandbox' ? 'a sandbox' : 'a console that is no sandbox',
    );
    throw new AccountMismatch(
      `The state is about ${was}, and the configuration is for ${is}: what one has is nothing that the other has. Give each an environment of its own. Nothing was done.`,
    );
  }
  if (state && state.account !== account) {
    throw new AccountMismatch(
      `The state is that of account ${state.account}, and the configuration is for ${account}. Nothing was done.`,
    );
  }
}
