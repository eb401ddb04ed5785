/** Small things, in which starting is most of it. */
import { chatform, emptyNode } from './process.ts';
import { editApp, exampleIn, forgetCaches, placeIn } from './projects.ts';
import { inTurns, ratios, type Sample } from './samples.ts';
import { pending, perNode, plan, type Setting } from './setting.ts';
import type { Row } from './table.ts';

/** What everybody waits for again and again. */
export async function starts({ folder, rounds }: Setting): Promise<Row[]> {
  const place = exampleIn(placeIn(folder, 'quickstart'), 'quickstart');
  const taken = await inTurns(rounds, {
    node: () => emptyNode(place),
    version: () => chatform('version', place),
    plan: () => {
      forgetCaches(place);
      return chatform(plan, place, pending);
    },
    validate: () => {
      editApp(place, 'apps/support.yaml');
      return chatform('validate', place);
    },
  });
  const against = (samples: readonly Sample[], atMost: number) => ({
    samples,
    ratios: ratios(samples, taken.node),
    against: perNode,
    atMost,
  });
  return [
    { what: 'node -e 0', samples: taken.node },
    { what: 'chatform version', short: 'starting', ...against(taken.version, 2) },
    { what: 'plan of the quickstart', short: 'quickstart', ...against(taken.plan, 5) },
    { what: 'validate of one changed file', short: 'validate', ...against(taken.validate, 3) },
  ];
}
