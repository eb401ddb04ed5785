/** `chatform sandbox serve`: the sandbox over HTTP; and `sandbox keys`, which are what it is called with. */
import fs from 'node:fs';
import path from 'node:path';
import type { Node } from 'yaml';
import { parseAddress } from '../address.ts';
import { addEntry, newTree, printedOnOneLine, type Tree, textNode } from '../config/print.ts';
import { jsonText } from '../printable.ts';
import { inShell } from '../report/runbook-steps.ts';
import { filesOf } from '../state/load.ts';
import { takeLock } from '../state/lock.ts';
import { codeOf } from '../storage/atomic.ts';
import { holderOf, loadProject, openProjectSandbox, type Project } from './project.ts';
import { openStoreIn } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

const host = '127.0.0.1';
const usualPort = 8700;
/** Of the faults that are thrown in: the same calls get the same ones in every run. */
const seed = 1;

/** Serves until somebody asks it to stop; then it ends what is under way and writes the sandbox's image. */
export const serve: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const serving = await claim(project, world);
  try {
    const sandbox = await openProjectSandbox(project, world, serving);
    try {
      const server = await listen(project, sandbox, options, world);
      try {
        serving.at(server.url);
        announce(server.url, project, options, world);
        await world.untilStopped();
      } finally {
        await server.close();
      }
    } finally {
      await sandbox.adapter.close();
    }
  } finally {
    serving.release();
  }
  return exitCodes.done;
};

/** Takes the right to serve. Under the lock of the state: whoever is applying holds that, and has the files open. */
async function claim(project: Project, world: World) {
  const { claimServing, servedMessage } = await import('../adapters/sandbox/served.ts');
  const { lock, image } = filesOf(project.store);
  const taken = takeLock(lock, image, holderOf('sandbox serve', world.randomId(), world));
  try {
    const claimed = claimServing(project.store);
    if ('release' in claimed) return claimed;
    throw new Failure(servedMessage(claimed), exitCodes.locked);
  } finally {
    taken.release();
  }
}

type Sandbox = Awaited<ReturnType<typeof openProjectSandbox>>;

async function listen(project: Project, sandbox: Sandbox, options: Options, world: World) {
  const { account } = project.desired;
  const [{ serveSandbox }, { consolePages }, { appKeyOf }, { randomFaults }] = await Promise.all([
    import('../adapters/sandbox/serve/server.ts'),
    import('../adapters/sandbox/serve/pages/index.ts'),
    import('../adapters/sandbox/serve/keys.ts'),
    import('../adapters/sandbox/serve/faults.ts'),
  ]);
  const { port = usualPort, faults, limits, consistencyDelay } = options;
  try {
    return await serveSandbox({
      host,
      port,
      sandbox,
      pace: { now: world.time, wait: world.wait },
      pages: consolePages({ sandbox, appKey: (sdkAppId) => appKeyOf(account, sdkAppId) }),
      ...(limits !== undefined && { limits }),
      ...(consistencyDelay !== undefined && { consistencyDelay }),
      ...(faults !== undefined && faults > 0 && { faults: randomFaults(faults / 100, seed) }),
    });
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE')
      throw new Failure(`Port ${port} of this machine is in use: name another with --port, or 0 for any.`);
    if (codeOf(error) === 'EACCES')
      throw new Failure(`Port ${port} may not be used: name another with --port.`);
    throw error;
  }
}

function announce(url: string, project: Project, options: Options, world: World): void {
  if (options.json) world.print(`${jsonText({ url, pages: `${url}/console/` }, 0)}\n`);
  world.tell(
    [
      `The sandbox is served at ${url} until Ctrl-C.`,
      `  its console in a browser   ${url}/console/`,
      `  in a configuration         console: ${consoleText(url, project)}`,
      `  its keys                   eval "$(${keysCommand(project, options)})"`,
      '  The keys of apps are among them once there is an app: run it again then.',
      '',
    ].join('\n'),
  );
}

/** How many apps the line for the configuration names: it is to be copied. */
const mostApps = 3;

/** `{type: tencent, endpoint: http://127.0.0.1:8700, apps: {support: {key: {env: APP_KEY_SUPPORT}}}}` */
function consoleText(url: string, project: Project): string {
  const declared = [...project.desired.resources.values()].filter(({ kind }) => kind === 'app');
  const access = declared.slice(0, mostApps).map(({ segments: [, key = ''] }): [string, Node] => {
    const name = variableOf(project, key) ?? usualVariable(key);
    return [key, treeOf([['key', treeOf([['env', textNode(name)]])]])];
  });
  const tree = treeOf([
    ['type', textNode('tencent')],
    ['endpoint', textNode(url)],
    ...(access.length > 0 ? [['apps', treeOf(access)] as const] : []),
  ]);
  return printedOnOneLine(tree);
}

function treeOf(entries: readonly (readonly [string, Node])[]): Tree {
  const tree = newTree();
  for (const [key, value] of entries) addEntry(tree, key, value);
  return tree;
}

/** As it can be run in any directory. */
function keysCommand({ directory }: Project, { directory: given, env }: Options): string {
  const words = [...(given === '.' ? [] : ['-C', directory]), ...(env === undefined ? [] : ['--env', env])];
  return ['chatform sandbox keys', ...words.map(inShell)].join(' ');
}

/** The keys of the sandbox, as lines for a shell. They open nothing but a sandbox on this machine. */
export const keys: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const { account } = project.desired;
  const store = await sandboxOf(project);
  const sandbox = await openProjectSandbox({ ...project, store }, world, 'beside');
  const ids = sandbox.status().apps.map(({ sdkAppId }) => sdkAppId);
  await sandbox.adapter.close();
  const { appKeyOf, keysOf } = await import('../adapters/sandbox/serve/keys.ts');
  const { secretId, secretKey } = keysOf(account);
  const names = await variablesOf(project, store, ids, world);
  const apps = ids.map((sdkAppId) => ({
    sdkAppId,
    variable: names.get(sdkAppId) ?? '',
    key: appKeyOf(account, sdkAppId),
  }));
  if (options.json) world.print(`${jsonText({ secretId, secretKey, apps })}\n`);
  else {
    const lines = [
      `export TENCENTCLOUD_SECRET_ID=${secretId} TENCENTCLOUD_SECRET_KEY=${secretKey}`,
      ...apps.map(({ variable, key }) => `export ${variable}=${key}`),
    ];
    world.print(lines.map((line) => `${line}\n`).join(''));
  }
  return exitCodes.done;
};

/**
 * The folder of the sandbox that an environment calls: that of the environment which is served at its endpoint, else
 * its own. @throws Failure where there is neither
 */
async function sandboxOf({ settings, store }: Project): Promise<string> {
  const [{ hasStore }, { servedBy }] = await Promise.all([
    import('../adapters/sandbox/index.ts'),
    import('../adapters/sandbox/served.ts'),
  ]);
  const { console: chosen } = settings;
  const endpoint = chosen.type === 'tencent' && chosen.sandbox ? chosen.endpoint : undefined;
  const served = foldersBeside(store).find((folder) => {
    const url = servedBy(folder)?.url;
    return url && endpoint !== undefined && new URL(url).port === new URL(endpoint).port;
  });
  if (served !== undefined) return served;
  if (hasStore(store) || servedBy(store)) return store;
  const where = endpoint === undefined ? '' : `, and no other of this configuration is served at ${endpoint}`;
  throw new Failure(`There is no sandbox in ${store} yet${where}: \`chatform sandbox serve\` serves one.`);
}

/** The folders of all environments that keep something. */
function foldersBeside(store: string): string[] {
  const parent = path.dirname(store);
  if (!fs.existsSync(parent)) return [];
  return fs
    .readdirSync(parent, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(parent, name));
}

/**
 * SDKAppID → the environment variable for its key: the one that the configuration names, one after the key of the
 * app, or after the SDKAppID of an app that has none or shares it with another in capitals. Which app it is, the
 * state of the environment knows, else that of the environment whose sandbox it is.
 */
async function variablesOf(
  project: Project,
  sandboxStore: string,
  ids: readonly string[],
  world: World,
): Promise<ReadonlyMap<string, string>> {
  const keyOf = new Map<string, string>();
  for (const store of new Set([sandboxStore, project.store])) {
    const state = await (await openStoreIn(store, project, world)).read();
    for (const [address, id] of state?.bindings ?? []) keyOf.set(id, parseAddress(address)?.[1] ?? '');
  }
  const names = new Map<string, string>();
  for (const id of ids) {
    const key = keyOf.get(id) ?? id;
    const given = variableOf(project, key);
    const name = given ?? usualVariable(key);
    names.set(id, given === undefined && [...names.values()].includes(name) ? `APP_KEY_${id}` : name);
  }
  return names;
}

/** The variable that the configuration names for the key of an app. */
function variableOf({ settings }: Project, key: string): string | undefined {
  const { console: chosen } = settings;
  if (chosen.type !== 'tencent' || !Object.hasOwn(chosen.apps, key)) return undefined;
  const reference = chosen.apps[key]?.key;
  return reference && 'env' in reference ? reference.env : undefined;
}

const usualVariable = (key: string) => `APP_KEY_${key.toUpperCase().replaceAll('-', '_')}`;
