/** The Chat REST API behind a project's console, for commands that only ask. */
import type { ChatApi } from '../adapters/tencent/wire.ts';
import type { State } from '../state/state.ts';
import { didYouMean } from '../suggest.ts';
import { bindingsOf, type Project } from './project.ts';
import { exitCodes, Failure, type World } from './world.ts';

export type OpenChat = (project: Project, world: World, state: State | undefined) => Promise<ChatApi>;

/** Opens the Chat REST API of a project. @throws Failure where its console has none */
export const openChat: OpenChat = async (project, world, state) => {
  const { console: settings } = project.settings;
  const { type } = settings;
  if (type === 'sandbox')
    throw new Failure(
      'This console is the sandbox, where nobody signs in or sends anything. `chatform sandbox serve` answers the Chat REST API: name its address as `endpoint` of a console of type tencent.',
    );
  if (type === 'own')
    throw new Failure(`The console ${settings.path} has no Chat REST API that chatform could ask.`);
  const { openTencentChat } = await import('./tencent.ts');
  const { reveal, desired } = project;
  const bindings = bindingsOf(project, state);
  return openTencentChat(settings, { account: desired.account, bindings, reveal }, world);
};

/** An app of the project, and its SDKAppID. */
export interface AskedApp {
  /** `apps.support` */
  readonly address: string;
  readonly key: string;
  readonly sdkAppId: string;
}

/**
 * The app that somebody means: its key, its address or its SDKAppID; the only one where nothing was said.
 * @throws Failure for an app that is not declared, or has no SDKAppID yet
 */
export function askedApp(project: Project, state: State | undefined, said: string | undefined): AskedApp {
  const apps = [...project.desired.resources.values()]
    .filter((one) => one.kind === 'app')
    .map(({ address, segments }) => ({ address, key: segments[1] ?? '', id: state?.bindings.get(address) }));
  const keys = apps.map((one) => one.key);
  const found =
    said === undefined
      ? only(apps)
      : apps.find(({ address, key, id }) => said === key || said === address || said === id);
  if (!found) {
    const list = keys.length > 0 ? `there are ${keys.join(', ')}` : 'it declares none';
    throw new Failure(
      `The configuration declares no app ${said ?? ''}; ${list}.${didYouMean(said ?? '', keys)}`,
    );
  }
  if (found.id === undefined)
    throw new Failure(
      `${found.address} has no SDKAppID yet: it was not applied, or nobody confirmed that it was made by hand.`,
    );
  return { address: found.address, key: found.key, sdkAppId: found.id };
}

/** @throws Failure where there are several, or none */
function only<App extends { readonly key: string }>(apps: readonly App[]): App {
  const [first, second] = apps;
  if (!first) throw new Failure('The configuration declares no app.');
  if (second)
    throw new Failure(`Say of which app: ${apps.map((one) => one.key).join(', ')}.`, exitCodes.usage);
  return first;
}
