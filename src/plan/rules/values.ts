/** Rules that the catalogue states for single values: editions, immutability, and ways that go one way. */
import { formatAddress, parseAddress } from '../../address.ts';
import { attributeAt } from '../../catalog/index.ts';
import type { Attribute, Edition, Kind } from '../../catalog/kind.ts';
import { at, type Json } from '../../json.ts';
import type { Leaf } from '../../model.ts';
import { type Context, draftsOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';
import { declaredLosses, editionAfter, editionWanted } from '../editions.ts';
import { isAbove, isFree, order } from '../effects.ts';
import { appOf } from '../locate.ts';
import { kindsWith } from '../traits.ts';
import { sameLeaf } from '../values.ts';

/** EDN-10..14, EDN-16: what is declared must be allowed by the edition that the app will have. */
export function editionGates(context: Context): Refused[] {
  const refused: Refused[] = [];
  for (const draft of context.drafts.values()) {
    const app = appOf(draft.segments);
    if (app === undefined || !draft.after || draft.action === 'delete' || !hasGates(draft.kind)) continue;
    const edition = editionAfter(context, app);
    for (const path of declaredPaths(draft.after, [])) {
      const attribute = attributeAt(draft.kind, path);
      const gate = attribute?.gate;
      const value = at(draft.after, path) as Json;
      if (!attribute || !gate || gate.editions.includes(edition) || isFree(attribute, value)) continue;
      // What is as it was is lost, if at all, by the change of the edition: see declaredFeaturesKept.
      if (sameLeaf(attribute, value, at(draft.live?.body, path) as Json | undefined)) continue;
      const message = `${gate.feature} is not part of the ${title(edition)} edition; it needs ${gate.editions.map(title).join(' or ')}`;
      refused.push(refuse(draft, path, gate.rule, message, remedy(gate.editions, edition)));
    }
  }
  return refused;
}

const hasGates = kindsWith(({ gate }) => gate !== undefined);

/** EDN-15: a change of the edition must not switch off a feature that the configuration declares. */
export function declaredFeaturesKept(context: Context): Refused[] {
  return draftsOf(context, 'app').flatMap((draft) => {
    const edition = editionWanted(context, draft.address) ?? 'developer';
    return declaredLosses(context, draft.address).map(({ feature, address, path }) => {
      const place = formatAddress([...(parseAddress(address) ?? []), ...path]);
      const message = `the change to the ${title(edition)} edition would switch off ${feature}, which ${place} declares`;
      return refuse(draft, ['edition'], 'EDN-15', message, 'keep the edition, or stop declaring the feature');
    });
  });
}

function remedy(allowed: readonly Edition[], edition: Edition): string {
  const way = allowed.find((one) => isAbove(one, edition));
  return way ? `set \`edition: ${way}\` on the app, or leave this out` : 'leave this out';
}

function declaredPaths(value: unknown, path: readonly string[]): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path];
  return [path, ...Object.keys(value).flatMap((key) => declaredPaths(at(value, [key]), [...path, key]))];
}

const goesUpOnly = kindsWith(({ upOnly: rule }) => rule !== undefined);

/** APP-7, APP-11, RTC-1, RTC-2: what goes up only, and never by deleting and creating again. */
export function upOnly(context: Context): Refused[] {
  return eachChangedLeaf(context, goesUpOnly, (draft, leaf) => {
    const attribute = attributeAt(draft.kind, leaf.path);
    // What is about to be created begins at the default.
    const from = leaf.before ?? (draft.action === 'create' ? attribute?.default : undefined);
    if (!attribute?.upOnly || from === undefined) return undefined;
    if (order(attribute, leaf.after) >= order(attribute, from)) return undefined;
    const [before, after] = [String(from), String(leaf.after)];
    const message = `${attribute.title} cannot go from ${before} to ${after}: ${attribute.upOnly.because}`;
    const remedy = `write \`${leaf.path.at(-1)}: ${before}\`${leaf.path[0] === 'edition' ? '; for another edition create a new app' : ''}`;
    return refuse(draft, leaf.path, attribute.upOnly.rule, message, remedy);
  });
}

const isSetOnce = kindsWith(({ immutable: rule, fixed }) => rule !== undefined || fixed !== undefined);

/** ACC-3, FLD-1, FLD-2, GRM-2, PSH-1, PSH-2: what can be set once only, and what is there only beside it. */
export function immutable(context: Context): Refused[] {
  return eachChangedLeaf(context, isSetOnce, (draft, leaf) => {
    const attribute = attributeAt(draft.kind, leaf.path);
    const rule = attribute?.immutable ?? fixedBy(attribute, draft);
    if (!rule || draft.action !== 'update' || leaf.before === undefined) return undefined;
    const message = `${leaf.path.join('.')} cannot change from ${JSON.stringify(leaf.before)} to ${JSON.stringify(leaf.after ?? null)}: ${rule.because}`;
    return refuse(
      draft,
      isDeciding(draft, leaf) ? [] : leaf.path,
      rule.rule,
      message,
      `write ${JSON.stringify(leaf.before)} again, or declare a new ${draft.kind.title.toLowerCase()} under another name`,
    );
  });
}

/** What keeps an attribute as it is because of one beside it. */
function fixedBy(attribute: Attribute | undefined, { live }: Draft): Attribute['fixed'] {
  const fixed = attribute?.fixed;
  return fixed?.values.includes(String(live?.body[fixed.where])) ? fixed : undefined;
}

/** True where other changes are meant for the new value: for the platform that a certificate will not have. */
function isDeciding(draft: Draft, { path }: Leaf): boolean {
  return draft.leaves.some((leaf) => {
    const other = attributeAt(draft.kind, leaf.path.slice(0, 1));
    return path.length === 1 && other?.only?.attribute === path[0];
  });
}

function eachChangedLeaf(
  context: Context,
  isAbout: (kind: Kind) => boolean,
  look: (draft: Draft, leaf: Leaf) => Refused | undefined,
): Refused[] {
  const refused: Refused[] = [];
  for (const draft of context.drafts.values()) {
    if (!isAbout(draft.kind)) continue;
    for (const leaf of draft.leaves) {
      const one = look(draft, leaf);
      if (one) refused.push(one);
    }
  }
  return refused;
}

function title(edition: Edition): string {
  return edition.charAt(0).toUpperCase() + edition.slice(1);
}
