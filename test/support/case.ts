/** The numbered folders of `test/cases/`, and the plans that come of them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { capabilities } from '../../src/adapters/tencent/capabilities.ts';
import type { Plan } from '../../src/model.ts';
import { type PlanInput, plan } from '../../src/plan/plan.ts';
import { desiredOf, liveOf, stateOf } from './scene.ts';

export const casesRoot = path.resolve(import.meta.dirname, '..', 'cases');

export const caseFolders = readdirSync(casesRoot).sort();

/** The text of a file of a case; undefined where it has none. */
export function readCase(folder: string, name: string): string | undefined {
  const file = path.join(casesRoot, folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function json<T>(folder: string, name: string): T | undefined {
  const text = readCase(folder, name);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** `tencent` in the file `console`: the public APIs alone, with all that they cannot see or do. */
function consoleOf(folder: string): Pick<PlanInput, 'adapter' | 'capabilities'> {
  const isTencent = readCase(folder, 'console')?.trim() === 'tencent';
  return isTencent ? { adapter: 'tencent', capabilities } : { adapter: 'sandbox' };
}

/** The plan of a case: its configuration against its console and state, with what was asked for. */
export function planOfCase(folder: string): Plan {
  const environment = readCase(folder, 'env')?.trim();
  const overlay = environment && {
    path: `environments/${environment}.yaml`,
    text: readCase(folder, `environments/${environment}.yaml`) ?? '',
  };
  const files = [{ path: 'chatform.yaml', text: readCase(folder, 'chatform.yaml') ?? '' }];
  const { desired } = desiredOf(files, overlay || undefined);
  const state = json<Parameters<typeof stateOf>[0]>(folder, 'state.json');
  return plan({
    desired,
    live: liveOf(json(folder, 'live.json')),
    state: state && stateOf(state),
    ...consoleOf(folder),
    inputs: {
      environment: environment ?? null,
      targets: [],
      excludes: [],
      variables: {},
      secrets: 'read',
      ...json<object>(folder, 'inputs.json'),
    },
  }).plan;
}
