/** A plan of many apps, every third destroyed, every third changed for good, and the others changed. */
import type { JsonMap } from '../../src/json.ts';
import type { Plan } from '../../src/model.ts';
import { planned } from '../support/scene.ts';

/** App keys: `app-000`. */
export function keyOf(index: number): string {
  return `app-${String(index).padStart(3, '0')}`;
}

export function manyApps(count: number): Plan {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const idOf = (index: number) => String(1_400_000_000 + index);
  const nameOf = (index: number) => `Support of region ${index}`;
  const declared = indexes
    .filter((index) => index % 3 !== 0)
    .map((index) => {
      const field = index % 3 === 1 ? '\n    userFields: { Rank: { type: string, app: [read, write] } }' : '';
      return `  ${keyOf(index)}:\n    name: ${nameOf(index)}\n    messages: { recallSeconds: 300, userStatus: true }${field}`;
    });
  const removed = indexes
    .filter((index) => index % 3 === 0)
    .map(
      (index) => `  - { address: apps.${keyOf(index)}, destroy: true, because: region ${index} was closed }`,
    );
  const objects = indexes.flatMap((index): [string, JsonMap][] => [
    [`apps.${idOf(index)}`, { name: nameOf(index), edition: 'developer', enabled: true }],
    [`apps.${idOf(index)}.messages`, { recallSeconds: 120, relationshipCheck: false }],
  ]);
  return planned({
    yaml: ['apps:', ...declared, 'removed:', ...removed].join('\n'),
    live: { objects: Object.fromEntries(objects) },
    state: {
      bindings: Object.fromEntries(indexes.map((index) => [keyOf(index), idOf(index)])),
      records: Object.fromEntries(indexes.map((index) => [`apps.${keyOf(index)}`, { name: nameOf(index) }])),
    },
  }).plan;
}
