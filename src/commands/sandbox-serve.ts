/** `chatform sandbox serve`: the sandbox over HTTP; and `sandbox keys`, which are what it is called with. */
import { parseAddress } from '../address.ts';
import { jsonText } from '../printable.ts';
import { filesOf } from '../state/load.ts';
import { takeLock } from '../state/lock.ts';
import { codeOf } from '../storage/atomic.ts';
import { holderOf, loadProject, openProjectSandbox, openStore, type Project } from './project.ts';
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
        announce(server.url, options, world);
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

function announce(url: string, { json }: Options, world: World): void {
  if (json) world.print(`${jsonText({ url, pages: `${url}/console/` }, 0)}\n`);
  world.tell(
    [
      `The sandbox is served at ${url} until Ctrl-C.`,
      `  its console in a browser   ${url}/console/`,
      `  in a configuration         console: {type: tencent, endpoint: ${url}}`,
      '  its keys                   eval "$(chatform sandbox keys)"',
      '',
    ].join('\n'),
  );
}

/** The keys of the sandbox, as lines for a shell. They open nothing but a sandbox on this machine. */
export const keys: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const { account } = project.desired;
  const sandbox = await openProjectSandbox(project, world, 'beside');
  const ids = sandbox.status().apps.map(({ sdkAppId }) => sdkAppId);
  await sandbox.adapter.close();
  const { appKeyOf, keysOf } = await import('../adapters/sandbox/serve/keys.ts');
  const { secretId, secretKey } = keysOf(account);
  const names = await variablesOf(project, ids);
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
 * SDKAppID → the environment variable for its key: the one that the configuration names, one after the key of the
 * app, or after the SDKAppID of an app that has none or shares it with another in capitals.
 */
async function variablesOf(project: Project, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const state = await (await openStore(project)).read();
  const keyOf = new Map(
    [...(state?.bindings ?? [])].map(([address, id]) => [id, parseAddress(address)?.[1] ?? '']),
  );
  const { console: settings } = project.settings;
  const names = new Map<string, string>();
  for (const id of ids) {
    const key = keyOf.get(id) ?? id;
    const reference = settings.type === 'tencent' ? settings.apps[key]?.key : undefined;
    const given = reference && 'env' in reference ? reference.env : undefined;
    const name = given ?? `APP_KEY_${key.toUpperCase().replaceAll('-', '_')}`;
    names.set(id, given === undefined && [...names.values()].includes(name) ? `APP_KEY_${id}` : name);
  }
  return names;
}
