// What a person needs to do a change by hand: the clicks of the console guide, as data.
import { describe, expect, test } from 'vitest';
import { attributesOf, kindNamed, kinds } from '../../src/catalog/index.ts';
import type { Attribute, Clicks, Kind } from '../../src/catalog/kind.ts';

interface Way {
  readonly name: string;
  readonly kind: Kind;
  readonly clicks: Clicks;
}

const waysOf = (kind: Kind, name: string, { clicks, clicksFor }: Attribute): Way[] => [
  ...(clicks ? [{ name, kind, clicks }] : []),
  ...Object.entries(clicksFor ?? {}).map(([value, one]) => ({ name: `${name}=${value}`, kind, clicks: one })),
];

const ways: readonly Way[] = kinds.flatMap((kind) => [
  ...Object.entries(kind.clicks ?? {}).map(([action, clicks]) => ({
    name: `${kind.name} ${action}`,
    kind,
    clicks,
  })),
  ...Object.entries(kind.oneShots ?? {}).map(([name, { clicks }]) => ({
    name: `${kind.name} ${name}`,
    kind,
    clicks,
  })),
  ...attributesOf(kind).flatMap(({ path, attribute }) =>
    waysOf(kind, [kind.name, ...path].join('.'), attribute),
  ),
]);

const canChange = (kind: Kind) =>
  kind.body.type === 'map' ||
  attributesOf(kind).some(({ attribute }) => attribute.type !== 'object' && !attribute.immutable);

describe('the clicks', () => {
  test.each(kinds.filter(({ served }) => served === 'console').map((kind) => [kind.name, kind] as const))(
    'of %s, which no API serves, are there for all that can be done to it (API-1)',
    (_, kind) => {
      const clicks = Object.entries(kind.clicks ?? {})
        .filter(([, one]) => one.length > 0)
        .map(([action]) => action);
      expect(clicks).toEqual([
        ...(kind.form === 'object' ? ['create'] : []),
        ...(canChange(kind) ? ['update'] : []),
        ...(kind.leaving === 'removed' || kind.leaving === 'deleted' ? ['delete'] : []),
      ]);
      expect(kind.rules).toContain('API-1');
    },
  );

  test('are there for an admin, whom no API makes (ACC-1, API-1)', () => {
    expect(kindNamed('account')?.clicks?.create).toEqual([
      'Click Create account.',
      'Enter the Username {key} in the dialog, and set the values below.',
      'Click Confirm.',
    ]);
  });

  test.each(ways.map((way) => [way.name, way] as const))('%s: whole sentences', (_, { clicks }) => {
    expect(clicks).not.toEqual([]);
    for (const click of clicks) expect(click).toMatch(/^[A-Z].*[^.\s]\.$/);
  });

  test.each(ways.map((way) => [way.name, way] as const))('%s: only keys that there are', (_, way) => {
    const { path, key } = way.kind;
    const names = way.clicks.flatMap((click) => click.match(/\{[^}]*\}?/g) ?? []);
    const known = [
      ...(key ? ['{key}'] : []),
      ...(path.slice(2, -1).includes('*') || (path[0] === 'cam' && path.length > 3) ? ['{parent}'] : []),
    ];
    for (const name of names) expect(known).toContain(name);
  });

  test('by value are for values that the attribute takes', () => {
    const taken = (attribute: Attribute): readonly string[] => {
      if (attribute.type === 'enum') return Object.keys(attribute.values);
      if (attribute.type === 'boolean') return ['true', 'false'];
      if (attribute.type !== 'integer') return [];
      const { minimum = 0, maximum = 0 } = attribute;
      return Array.from({ length: maximum - minimum + 1 }, (_, i) => String(minimum + i));
    };
    for (const { attribute, path } of kinds.flatMap(attributesOf)) {
      for (const value of Object.keys(attribute.clicksFor ?? {}))
        expect(taken(attribute), path.join('.')).toContain(value);
    }
  });
});

test('Labels are for words that the attribute takes, and no two have the same', () => {
  for (const { attribute, path } of kinds.flatMap(attributesOf)) {
    if (attribute.type !== 'enum' && attribute.type !== 'set') continue;
    const labels = attribute.labels ?? {};
    expect(Object.keys(attribute.values), path.join('.')).toEqual(
      expect.arrayContaining(Object.keys(labels)),
    );
    expect(new Set(Object.values(labels)).size, path.join('.')).toBe(Object.keys(labels).length);
  }
});

test('Every event of the webhook has the labels of its check boxes, 21 in all (WHK-4)', () => {
  const events = kinds.flatMap(attributesOf).find(({ path }) => path.join('.') === 'events')?.attribute;
  const labels = events?.type === 'set' ? (events.labels ?? {}) : {};
  expect(Object.keys(labels)).toHaveLength(18);
  expect(Object.values(labels).flatMap((text) => text.split(/, | and (?=Callback)/))).toHaveLength(21);
});
