/** Which files of a pull request lead to which changes of its plan. */
import type { Change, Plan, Source } from '../model.ts';
import { type About, fileInRepository } from './outline.ts';

export interface ChangedFiles {
  /** The pull request's files of the configuration, in their order, and what each leads to: perhaps nothing. */
  readonly files: readonly { readonly file: string; readonly addresses: readonly string[] }[];
  /** What none of them leads to: it was changed outside of the pull request, or outside of chatform. */
  readonly elsewhere: readonly string[];
  /** What is to be deleted since it is declared no more: no file says so, but one ceased to. */
  readonly left: readonly string[];
}

/** Undefined where there is no pull request. Refusals count as what their place leads to. */
export function changedFiles(plan: Plan, about: About): ChangedFiles | undefined {
  if (about.files === undefined) return undefined;
  const led = [
    ...plan.changes.map(({ address, ...change }) => ({
      address,
      places: placesOf(change),
      gone: hasLeft(change),
    })),
    ...plan.refusals.map(({ address, source }) => ({ address, places: source ? [source] : [], gone: false })),
  ].map(({ places, ...one }) => ({
    ...one,
    files: new Set(places.map((place) => fileInRepository(place, about))),
  }));
  const files = about.files.filter((file) => isConfiguration(file, about.root));
  const addresses = (found: typeof led) => [...new Set(found.map((one) => one.address))];
  const others = led.filter((one) => !files.some((file) => one.files.has(file)));
  return {
    files: files.map((file) => ({ file, addresses: addresses(led.filter((one) => one.files.has(file))) })),
    elsewhere: addresses(others.filter((one) => !one.gone)),
    left: addresses(others.filter((one) => one.gone)),
  };
}

/** Hidden files and folders are not read, nor is node_modules. */
function isConfiguration(file: string, root: string): boolean {
  if (!file.startsWith(root) || !/\.ya?ml$/.test(file)) return false;
  return !file
    .slice(root.length)
    .split('/')
    .some((name) => name.startsWith('.') || name === 'node_modules');
}

function placesOf({ source, leaves }: Pick<Change, 'source' | 'leaves'>): Source[] {
  return [source, ...leaves.map((leaf) => leaf.source)].filter((place) => place !== undefined);
}

function hasLeft({ action, source }: Pick<Change, 'action' | 'source'>): boolean {
  return action === 'delete' && source === undefined;
}
