/** `console: {type: tencent}`: the clients of Tencent's APIs, with what the configuration and the environment say. */
import type { Adapter } from '../adapters/adapter.ts';
import type { State } from '../state/state.ts';
import type { Project } from './project.ts';
import { Failure, type World } from './world.ts';

/** Opens Tencent Cloud for a project. @throws Failure */
export async function openTencentConsole(
  project: Project,
  world: World,
  state: State | undefined,
): Promise<Adapter> {
  throw new Failure(`${project.directory}: not yet. ${world.cwd} ${state?.serial}`);
}
