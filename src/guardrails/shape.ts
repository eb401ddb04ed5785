/** The names that there are in `change` and `plan`: what a rule may ask for, whatever the plan. */
import { kinds } from '../catalog/index.ts';
import type { Attribute } from '../catalog/kind.ts';
import { sampleChange, samplePlan } from './sample.ts';

/**
 * What can be selected from a value. `fields`: these and no others; `isOpen` where brackets may name any
 * other key. `map`: keys that people choose, or out of `keys`. `any`: nothing is known.
 */
export type Shape =
  | { readonly type: 'fields'; readonly fields: ReadonlyMap<string, Shape>; readonly isOpen?: true }
  | { readonly type: 'map'; readonly item: Shape; readonly keys?: readonly string[] }
  | { readonly type: 'list'; readonly item: Shape }
  | { readonly type: 'scalar' }
  | { readonly type: 'any' };

export const any: Shape = { type: 'any' };
export const scalar: Shape = { type: 'scalar' };

export const listOf = (item: Shape): Shape => ({ type: 'list', item });
const fields = (of: Readonly<Record<string, Shape>>): Shape => ({
  type: 'fields',
  fields: new Map(Object.entries(of)),
});

const policy = fields({
  version: scalar,
  statement: listOf(
    fields({ effect: scalar, action: listOf(scalar), resource: listOf(scalar), condition: any }),
  ),
});

function shapeOfAttribute(attribute: Attribute): Shape {
  switch (attribute.type) {
    case 'object':
      return fields(
        Object.fromEntries(
          Object.entries(attribute.attributes).map(([name, inner]) => [name, shapeOfAttribute(inner)]),
        ),
      );
    case 'map': {
      const keys = attribute.key.values && Object.keys(attribute.key.values);
      return { type: 'map', item: shapeOfAttribute(attribute.item), ...(keys && { keys }) };
    }
    case 'set':
    case 'names':
      return listOf(scalar);
    case 'document':
      return policy;
    default:
      return scalar;
  }
}

/** What either of two shapes has. */
export function either(a: Shape, b: Shape): Shape {
  if (a.type === 'scalar' && b.type === 'scalar') return scalar;
  if (a.type === 'list' && b.type === 'list') return listOf(either(a.item, b.item));
  if (a.type === 'map' && b.type === 'map') return eitherMap(a, b);
  if (a.type !== 'fields' || b.type !== 'fields') return any;
  const all = new Map(a.fields);
  for (const [name, shape] of b.fields) {
    const other = all.get(name);
    all.set(name, other ? either(other, shape) : shape);
  }
  return { type: 'fields', fields: all, ...((a.isOpen || b.isOpen) && { isOpen: true }) };
}

type MapShape = Extract<Shape, { type: 'map' }>;

function eitherMap(a: MapShape, b: MapShape): Shape {
  const keys = a.keys && b.keys && [...new Set([...a.keys, ...b.keys])];
  return { type: 'map', item: either(a.item, b.item), ...(keys && { keys }) };
}

/** The attributes of all kinds together. Tags are named in brackets, or a slip would look like one. */
function bodies(): Shape {
  const shapes = kinds
    .filter((kind) => kind.body.type === 'object')
    .map((kind) => shapeOfAttribute(kind.body));
  const all = shapes.reduce(either);
  return all.type === 'fields' ? { ...all, isOpen: true } : all;
}

/** The shape of a sample, as far as its values tell; `known` says more of some fields. */
function shapeOfValue(value: unknown, known: Readonly<Record<string, Shape>> = {}): Shape {
  if (Array.isArray(value)) return listOf(value.length > 0 ? shapeOfValue(value[0]) : scalar);
  if (typeof value !== 'object' || value === null) return scalar;
  return fields({
    ...Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shapeOfValue(inner)])),
    ...known,
  });
}

/** The variables of a rule. */
export function variables(): ReadonlyMap<string, Shape> {
  const body = bodies();
  const tags: Shape = { type: 'map', item: scalar };
  const [app] = kinds;
  if (!app) return new Map();
  const consequence = { class: scalar, because: scalar, rule: scalar, path: scalar };
  const change = shapeOfValue(sampleChange(app, 'update'), {
    before: body,
    after: body,
    tags,
    tagsBefore: tags,
    consequences: listOf(fields(consequence)),
  });
  return new Map([
    ['change', change],
    ['plan', shapeOfValue(samplePlan('first'), { changes: listOf(change) })],
  ]);
}
