/** What an operation brings with it, by the catalogue: the person who asked for it is told before it is done. */
import type { Attribute, ConsequenceClass, Edition, Effect, Kind } from '../../../../catalog/kind.ts';
import { at, equal, isMap, type Json, type JsonMap } from '../../../../json.ts';
import type { Operation } from '../../../adapter.ts';

/** What is asked about on a page of its own. */
const grave: readonly ConsequenceClass[] = ['irreversible', 'data-loss', 'billable'];

/** `before`: the body as it is; of something new undefined. */
export function gravesOf(
  kind: Kind,
  { action, patch, oneShot = '' }: Operation,
  before: JsonMap | undefined,
  edition: Edition | undefined,
): readonly Effect[] {
  const own =
    action === 'invoke'
      ? (kind.oneShots?.[oneShot]?.effects ?? [])
      : (kind.effects ?? []).filter((effect) => effect.when === action);
  const ofValues =
    action === 'create' || action === 'update' ? effectsIn(kind.body, before, patch, edition) : [];
  return [...own, ...ofValues].filter((effect) => grave.includes(effect.class));
}

function effectsIn(
  attribute: Attribute,
  before: Json | undefined,
  after: Json,
  edition: Edition | undefined,
): readonly Effect[] {
  const own = (attribute.effects ?? []).filter((effect) =>
    comesAbout(effect, attribute, before, after, edition),
  );
  if (!isMap(after)) return own;
  const entries = Object.entries(after as JsonMap);
  const below = entries.flatMap(([key, value]) => {
    const inner = attribute.type === 'map' ? attribute.item : innerOf(attribute, key);
    return inner ? effectsIn(inner, at(before, [key]) as Json | undefined, value, edition) : [];
  });
  return [...own, ...below];
}

const innerOf = (attribute: Attribute, key: string): Attribute | undefined =>
  attribute.type === 'object' && Object.hasOwn(attribute.attributes, key)
    ? attribute.attributes[key]
    : undefined;

function comesAbout(
  { when, values, above }: Effect,
  attribute: Attribute,
  before: Json | undefined,
  after: Json,
  edition: Edition | undefined,
): boolean {
  const value = after ?? attribute.default ?? null;
  if (values && !values.some((one) => one === value)) return false;
  if (above && edition !== undefined && !(typeof value === 'number' && value > above[edition])) return false;
  const [from, to] = [orderOf(attribute, before ?? attribute.default ?? null), orderOf(attribute, value)];
  switch (when) {
    case 'set':
      return value !== null;
    case 'change':
      return before !== undefined && !equal(before, value);
    case 'raise':
      return to > from;
    case 'lower':
      return to < from;
    case 'add':
      return (
        isMap(after) &&
        Object.entries(after).some(([key, item]) => item !== null && at(before, [key]) === undefined)
      );
    default:
      return false;
  }
}

/** How far up a value is: a number, or its place among the words of an enum. */
function orderOf(attribute: Attribute, value: unknown): number {
  if (attribute.type === 'enum') return Object.keys(attribute.values).indexOf(String(value));
  return typeof value === 'number' || typeof value === 'boolean' ? Number(value) : Number.NaN;
}
