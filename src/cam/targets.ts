/** What actions of a product can be done to: the apps of the account and what stands for all others. */

import { anything, typical } from './match.ts';
import type { CamApp, CamModel } from './model.ts';
import type { Segments, Target } from './resource.ts';
import type { Rule } from './statements.ts';

/** A target before and after. `before` undefined: it was not there. */
export interface Place {
  readonly what:
    | { readonly app: string }
    /** Apps that nobody knows yet; those whose SDKAppID matches where a pattern says so. */
    | { readonly otherApps: string }
    /** Actions that are done to no resource. */
    | 'operation'
    /** Resources of a product: the text of a policy, or `*`. */
    | { readonly resources: string };
  readonly before: Target | undefined;
  readonly after: Target;
}

export const isApp = ({ what }: Place) => typeof what === 'object' && 'app' in what;
export const isAppToCome = ({ what }: Place) =>
  typeof what === 'object' && 'otherApps' in what && what.otherApps === '*';
export const isResource = ({ what }: Place) => typeof what === 'object' && 'resources' in what;
export const isAnyResource = ({ what }: Place) =>
  typeof what === 'object' && 'resources' in what && what.resources === '*';

/** The places of a product; an app that goes away is none. */
export function placesFor(
  service: string,
  before: CamModel,
  after: CamModel,
  rules: readonly Rule[],
): Place[] {
  const operation: Place = { what: 'operation', before: noResource, after: noResource };
  if (service !== 'im') return [operation, ...resourcesOf(service, after.account, rules)];
  const old = new Map(before.apps.map((app) => [app.name, app]));
  const apps = after.apps.map(
    (app: CamApp): Place => ({ what: { app: app.name }, before: old.get(app.name), after: app }),
  );
  return [...apps, ...otherApps(rules), operation];
}

const noResource: Target = { kind: 'operation' };

/** Apps that are not there: any, and those whose SDKAppIDs the patterns of the rules cut out. */
function otherApps(rules: readonly Rule[]): Place[] {
  const paths = rules.flatMap((rule) =>
    rule.resources.flatMap(({ segments }) =>
      segments && segments.path.length > 1 ? [segments.path.join('*')] : [],
    ),
  );
  const named = paths.flatMap((path) => /^sdkappid\/([0-9*]+)$/.exec(path)?.[1] ?? []);
  const ids = new Set(named.filter((id) => /[0-9]/.test(id)));
  return ['*', ...ids].map((pattern) => {
    const target: Target = { kind: 'app', id: typical(pattern.split('*')), tags: undefined };
    // `*` alone is one character of any app's ID, and no pattern with digits matches it.
    return { what: { otherApps: pattern }, before: target, after: target };
  });
}

/** For each resource that the rules name, one that stands for all of them. */
function resourcesOf(service: string, account: string, rules: readonly Rule[]): Place[] {
  const found = new Map<string, Segments>();
  for (const { resources } of rules) {
    for (const { segments } of resources) {
      if (!segments) found.set('*', { service, region: anything, account: `uin/${account}`, path: anything });
      else {
        const [of, region, owner, path] = [
          segments.service,
          segments.region,
          segments.account,
          segments.path,
        ];
        const text = `qcs::${shown(of)}:${shown(region)}:${owner.join('*')}:${path.join('*')}`;
        const its = of.join('*') === '*' ? service : typical(of);
        if (its !== service) continue;
        found.set(text, { service, region: typical(region), account: typical(owner), path: typical(path) });
      }
    }
  }
  return [...found].map(([resources, segments]) => {
    const target: Target = { kind: 'resource', segments };
    return { what: { resources }, before: target, after: target };
  });
}

const shown = (pattern: readonly string[]) => (pattern.join('*') === '*' ? '' : pattern.join('*'));
