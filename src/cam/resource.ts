/** Resources of policies: `*`, or six segments such as `qcs::im::uin/100000000001:sdkappid/*` (CAM-3). */
import { type Holds, no, yes } from './holds.ts';
import { matches, type Pattern, patternOf } from './match.ts';

/** An app as policies see it. */
export interface AppTarget {
  readonly kind: 'app';
  /** Its SDKAppID; for one that is not there yet a text that stands for it. */
  readonly id: string;
  /** The address of an app whose SDKAppID is known only after apply. */
  readonly pending?: string;
  /** Undefined where they are not known. */
  readonly tags: Readonly<Record<string, string>> | undefined;
}

/** What is acted on: an app, no resource at all (operation level), or a resource of another product. */
export type Target =
  | AppTarget
  | { readonly kind: 'operation' }
  | { readonly kind: 'resource'; readonly segments: Segments };

/** The four segments of a resource that say something. */
export interface Segments {
  readonly service: string;
  readonly region: string;
  /** `uin/100000000001`. */
  readonly account: string;
  /** `sdkappid/1400000001`. */
  readonly path: string;
}

/** What a statement says of resources. */
export interface ResourcePattern {
  /** Undefined: `*`, all resources and the actions that have none. */
  readonly segments?: { readonly [name in keyof Segments]: Pattern };
  /** False where CAM's grammar does not say what it means: such an allow grants nothing, such a deny holds. */
  readonly documented: boolean;
}

const VARIABLE = /\$\{\w+\}/g;

/** Reads a resource of a statement; undefined for what is none. `account` is the uin of the root account. */
export function readResource(text: string, account: string): ResourcePattern | undefined {
  const compact = text.replace(/\s/g, '');
  if (compact === '*') return { documented: text === '*' };
  const [qcs, project, service = '', region = '', owner = '', ...rest] = compact.split(':');
  if (qcs !== 'qcs' || rest.length === 0) return undefined;
  const path = rest.join(':').replaceAll(`\${owner_uin}`, account);
  const varies = path.includes(`\${`);
  // A star for all regions or owners stands for what an empty segment does; Chat has no regions.
  const strange = project !== '' || service.includes('*') || hasRegion(service, region);
  return {
    segments: {
      service: patternOf(service === '' ? '*' : service),
      region: patternOf(region === '' || hasRegion(service, region) ? '*' : region),
      account: patternOf(owner === '' || owner === 'uin/' ? `uin/${account}` : owner),
      // A resource with a variable is compared by its beginning.
      path: patternOf(varies ? `${path.replace(VARIABLE, '*')}*` : path),
    },
    documented: compact === text && !varies && !strange,
  };
}

const hasRegion = (service: string, region: string) => service === 'im' && region !== '' && region !== '*';

/** Whether a resource pattern takes in what an action of a product is done to. */
export function matchesResource(
  { segments }: ResourcePattern,
  target: Target,
  service: string,
  account: string,
): Holds {
  if (!segments) return yes;
  // An action that has no resource is not covered by a statement that names one.
  if (target.kind === 'operation') return no;
  const its = target.kind === 'resource' ? target.segments : ofApp(target, service, account);
  const isElsewhere =
    !matches(segments.account, its.account) ||
    !matches(segments.service, its.service) ||
    !matches(segments.region, its.region);
  if (isElsewhere) return no;
  if (matches(segments.path, its.path)) return yes;
  if (target.kind === 'resource' || target.pending === undefined || !mayBeId(segments.path)) return no;
  return [`${target.pending} gets an SDKAppID like ${segments.path.join('*').replace('sdkappid/', '')}`];
}

const ofApp = ({ id }: AppTarget, service: string, account: string): Segments => ({
  service,
  region: '',
  account: `uin/${account}`,
  path: pathOfApp(id),
});

const pathOfApp = (id: string) => `sdkappid/${id}`;

/** The path of a target, as patterns see it; undefined for no resource. */
export function pathOf(target: Target): string | undefined {
  if (target.kind === 'operation') return undefined;
  return target.kind === 'app' ? pathOfApp(target.id) : target.segments.path;
}

/** True for a path with stars between digits, which an SDKAppID that is not known yet may match. */
const mayBeId = (path: Pattern) => path.length > 1 && /^sdkappid\/[0-9*]*$/.test(path.join('*'));
