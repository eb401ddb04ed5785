/** `console: {type: ./console.js}`: an adapter of the user's own. */
import type { Adapter } from '../adapters/adapter.ts';
import type { OwnSettings } from '../config/console.ts';
import type { Project } from './project.ts';
import { Failure, type World } from './world.ts';

/** Loads the adapter that the configuration names. @throws Failure */
export async function openOwnAdapter(project: Project, console: OwnSettings, world: World): Promise<Adapter> {
  throw new Failure(`${console.path} of ${project.directory} cannot be loaded yet. ${world.cwd}`);
}
