/** The edition of an app, before and after the plan. */
import { attributeAt } from '../catalog/index.ts';
import type { Edition } from '../catalog/kind.ts';
import { at, type Json } from '../json.ts';
import type { LiveObject } from '../model.ts';
import type { Draft } from './draft.ts';
import { featuresLost, isAbove, isFree, type LostFeature } from './effects.ts';
import type { Sight } from './sight.ts';

/** What the edition of an app depends on. */
export interface Models extends Pick<Sight, 'desired' | 'objectAt'> {
  readonly drafts: ReadonlyMap<string, Draft>;
  /**
   * Each app with the live objects within it, by its address in the YAML, where it is managed; their segments are so,
   * too. Made when it is asked for.
   */
  readonly byApp: () => ReadonlyMap<string, readonly LiveObject[]>;
}

/** The live app at an address. */
export function appAt({ objectAt }: Pick<Models, 'objectAt'>, app: string): LiveObject | undefined {
  return objectAt(['apps', app.slice('apps.'.length)], app);
}

/** The edition that an app has now; a new one begins as Developer (APP-1). */
export function editionNow(models: Models, app: string): Edition {
  return (appAt(models, app)?.body.edition as Edition | undefined) ?? 'developer';
}

/** The edition that an app will have after the plan. A change of it that is refused does not count. */
export function editionAfter(
  context: Models & { readonly upgrades: ReadonlyMap<string, Edition> },
  app: string,
): Edition {
  return context.upgrades.get(app) ?? editionNow(context, app);
}

/** The higher edition that is wanted for an app; undefined where there is none. */
export function editionWanted(models: Models, app: string): Edition | undefined {
  const wanted = at(models.drafts.get(app)?.after, ['edition']) as Edition | undefined;
  return wanted !== undefined && isAbove(wanted, editionNow(models, app)) ? wanted : undefined;
}

/** The features in use that the wanted edition has not, and the configuration declares (EDN-15). */
export function declaredLosses(models: Models, app: string): LostFeature[] {
  const wanted = editionWanted(models, app);
  if (wanted === undefined) return [];
  const lost = featuresLost(models.byApp().get(app) ?? [], editionNow(models, app), wanted);
  return lost.filter(({ kind, address, path }) => {
    const value = at(models.desired.resources.get(address)?.body, path) ?? null;
    const attribute = attributeAt(kind, path);
    return value !== null && attribute !== undefined && !isFree(attribute, value as Json);
  });
}
