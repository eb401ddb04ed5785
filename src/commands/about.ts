/** Where a plan comes from, as reports say it: the repository around the configuration, and the run. */
import fs from 'node:fs';
import path from 'node:path';
import type { About } from '../report/outline.ts';
import { version } from '../version.ts';
import { directoryOf } from './project.ts';
import type { Options, World } from './world.ts';

/** What can be known without asking anybody. */
export function aboutOf(options: Options, world: World): About {
  return {
    toolVersion: version,
    now: world.now(),
    root: rootOf(directoryOf(options, world), world.env.GITHUB_WORKSPACE),
  };
}

/** From the root of the repository to a directory: `""`, or `chat/`. */
function rootOf(directory: string, workspace: string | undefined): string {
  const base = workspace ?? repositoryAround(directory);
  const inside = base === undefined ? '' : path.relative(real(base), real(directory));
  if (inside === '' || inside.startsWith('..') || path.isAbsolute(inside)) return '';
  return `${inside.split(path.sep).join('/')}/`;
}

/** The nearest folder upwards that git knows as a repository. */
function repositoryAround(directory: string): string | undefined {
  if (fs.existsSync(path.join(directory, '.git'))) return directory;
  const above = path.dirname(directory);
  return above === directory ? undefined : repositoryAround(above);
}

/** A folder with its links followed; as it is when it is not there. */
function real(folder: string): string {
  try {
    return fs.realpathSync(folder);
  } catch {
    return folder;
  }
}
