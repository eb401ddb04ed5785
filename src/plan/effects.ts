/** What a change brings beyond its values, read off the catalogue. */
import { formatAddress } from '../address.ts';
import { attributeAt, kindNamed } from '../catalog/index.ts';
import { type Attribute, type Edition, type Effect, editions, type Kind } from '../catalog/kind.ts';
import { at, type Json } from '../json.ts';
import type { Action, Consequence, Leaf, LiveObject } from '../model.ts';
import { kindsWith } from './traits.ts';

/** What the consequences of a change depend on. */
export interface Circumstances {
  readonly action: Action;
  /** The live body before, undefined when there is none. */
  readonly live: Json | undefined;
  /** The edition that the app will have. */
  readonly edition: Edition;
}

/** The consequences of one change: of the resource first, then of its attributes. */
export function consequencesOf(
  kind: Kind,
  leaves: readonly Leaf[],
  circumstances: Circumstances,
): Consequence[] {
  const found: Consequence[] = [];
  for (const effect of kind.effects ?? []) {
    if (effect.when === circumstances.action) found.push(consequence(effect, []));
  }
  if (circumstances.action === 'delete' || !hasEffects(kind)) return found;
  const added = new Set<string>();
  for (const leaf of leaves) {
    if (circumstances.action === 'update' && hasAdditions(kind))
      found.push(...additions(kind, leaf, circumstances, added));
    const { path } = leaf;
    const attribute = attributeAt(kind, path);
    if (!attribute) continue;
    for (const effect of attribute.effects ?? []) {
      if (happens(effect, attribute, leaf, circumstances)) found.push(consequence(effect, path));
    }
    if (attribute.delay !== undefined) {
      const because = `It takes ${attribute.delay} until this shows.`;
      const known = found.some((one) => one.class === 'delayed' && one.because === because);
      if (!known) found.push({ class: 'delayed', because, rule: attribute.rules[0] ?? '', path });
    }
  }
  return found;
}

const hasAdditions = kindsWith(({ effects = [] }) => effects.some(({ when }) => when === 'add'));

/** What it brings that the keys of maps above a leaf are new; `added` has those that were told already. */
function additions(
  kind: Kind,
  { path, after }: Leaf,
  { live }: Circumstances,
  added: Set<string>,
): Consequence[] {
  if (after === undefined) return [];
  const found: Consequence[] = [];
  for (let depth = 0; depth < path.length; depth++) {
    const attribute = attributeAt(kind, path.slice(0, depth));
    if (attribute?.type !== 'map') continue;
    const key = path.slice(0, depth + 1);
    const name = key.join('\0');
    if (at(live, key) !== undefined || added.has(name)) continue;
    added.add(name);
    for (const effect of attribute.effects ?? [])
      if (effect.when === 'add') found.push(consequence(effect, key));
  }
  return found;
}

const hasEffects = kindsWith(({ effects = [], delay }) => effects.length > 0 || delay !== undefined);

function consequence(effect: Effect, path: readonly string[]): Consequence {
  return { class: effect.class, because: effect.because, rule: effect.rule, path };
}

function happens(effect: Effect, attribute: Attribute, leaf: Leaf, { edition }: Circumstances): boolean {
  const { after } = leaf;
  const before = leaf.before ?? (attribute.default as Json | undefined);
  if (effect.values && !effect.values.includes(after as string)) return false;
  if (effect.above && !(typeof after === 'number' && after > effect.above[edition])) return false;
  switch (effect.when) {
    case 'set':
      return after !== undefined;
    case 'change':
      return leaf.before !== undefined;
    case 'raise':
      return order(attribute, after) > order(attribute, before);
    case 'lower':
      return leaf.before !== undefined && order(attribute, after) < order(attribute, before);
    default:
      return false;
  }
}

/** Where a value stands among its like: off before on, the words of an enum in their order; NaN where there is none. */
export function order(attribute: Attribute, value: unknown): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return attribute.type === 'enum' ? Object.keys(attribute.values).indexOf(String(value)) : Number.NaN;
}

/** True when an edition comes after another in the order of upgrades (APP-7). */
export function isAbove(a: Edition, b: Edition): boolean {
  return editions.indexOf(a) > editions.indexOf(b);
}

/** A feature in use that an edition has not. */
export interface LostFeature {
  readonly kind: Kind;
  readonly feature: string;
  readonly address: string;
  readonly path: readonly string[];
  /** What it is now. */
  readonly value: Json;
  readonly rule: string;
}

/** The features that an app uses and `to` does not allow, though `from` does (EDN-15). */
export function featuresLost(parts: readonly LiveObject[], from: Edition, to: Edition): LostFeature[] {
  const lost: LostFeature[] = [];
  for (const object of parts) {
    const kind = kindNamed(object.kind);
    if (!kind) continue;
    for (const { path, attribute } of gatedIn(kind)) {
      const value = at(object.body, path) as Json | undefined;
      const gate = attribute.gate;
      if (!gate || value === undefined || isFree(attribute, value)) continue;
      if (gate.editions.includes(to) || !gate.editions.includes(from)) continue;
      lost.push({
        kind,
        feature: gate.feature,
        address: formatAddress(object.segments),
        path,
        value,
        rule: gate.rule,
      });
    }
  }
  return lost;
}

/** True when a value of a gated attribute is one that every edition allows. */
export function isFree(attribute: Attribute, value: Json): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return attribute.gate?.free.includes(value as string) ?? true;
}

type Gated = { readonly path: readonly string[]; readonly attribute: Attribute };
const gated = new Map<string, readonly Gated[]>();

/** The attributes of a kind that not every edition has. */
function gatedIn({ name, body }: Kind): readonly Gated[] {
  let found = gated.get(name);
  if (!found) {
    found = gatedLeaves(body, []);
    gated.set(name, found);
  }
  return found;
}

function gatedLeaves(attribute: Attribute, path: readonly string[]): Gated[] {
  const own = attribute.gate ? [{ path, attribute }] : [];
  if (attribute.type !== 'object') return own;
  return [
    ...own,
    ...Object.entries(attribute.attributes).flatMap(([key, inner]) => gatedLeaves(inner, [...path, key])),
  ];
}
