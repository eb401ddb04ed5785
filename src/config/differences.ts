/** What differs between two environments as declared, setting by setting. */
import { attributeAt, kindNamed } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { canonical } from '../json.ts';
import { type Desired, type Difference, isUnknown, type Resource, type Value } from '../model.ts';

/** All differences, by address and path. */
export function differences(left: Desired, right: Desired): Difference[] {
  const addresses = [...new Set([...left.resources.keys(), ...right.resources.keys()])].sort();
  return addresses.flatMap((address) => {
    const one = left.resources.get(address);
    const other = right.resources.get(address);
    return one && other ? bodies(one, other) : oneSided(address, one, other);
  });
}

function oneSided(address: string, left: Resource | undefined, right: Resource | undefined): Difference[] {
  const kind = (left ?? right)?.kind ?? '';
  return [
    {
      address,
      kind,
      path: [],
      ...(left && { left: left.body, leftSource: left.locate([]) }),
      ...(right && { right: right.body, rightSource: right.locate([]) }),
    },
  ];
}

function bodies(left: Resource, right: Resource): Difference[] {
  const kind = kindNamed(left.kind);
  if (!kind) return [];
  const a = new Map(leaves(kind, left.body, []));
  const b = new Map(leaves(kind, right.body, []));
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((key) => {
    const path = JSON.parse(key) as string[];
    const [one, other] = [a.get(key), b.get(key)];
    if (text(attributeAt(kind, path), one) === text(attributeAt(kind, path), other)) return [];
    return [
      {
        address: left.address,
        kind: left.kind,
        path,
        ...(one !== undefined && { left: one, leftSource: left.locate(path) }),
        ...(other !== undefined && { right: other, rightSource: right.locate(path) }),
      },
    ];
  });
}

/** The leaves of a body: what the catalogue does not look into any further. */
function leaves(kind: Kind, value: Value, path: readonly string[]): [string, Value][] {
  const attribute = attributeAt(kind, path);
  const isInner = attribute?.type === 'object' || attribute?.type === 'map';
  if (!isInner || typeof value !== 'object' || value === null || isUnknown(value))
    return [[JSON.stringify(path), value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(kind, inner as Value, [...path, key]));
}

/** The same text for the same meaning: a set has no order. */
function text(attribute: Attribute | undefined, value: Value | undefined): string | undefined {
  if (value === undefined) return undefined;
  const plain = attribute?.type === 'set' && Array.isArray(value) ? [...(value as string[])].sort() : value;
  return canonical(
    JSON.parse(
      JSON.stringify(plain, (_, inner) => (isUnknown(inner) ? { unknown: inner.expression } : inner)),
    ),
  );
}
