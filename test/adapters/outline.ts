/** A plan in a few words, to be compared. */
import type { Plan } from '../../src/model.ts';

/** What a plan would do or say, short: nothing at all once it was applied. */
export function outline({ changes, refusals, drift, released }: Plan) {
  return {
    changes: changes.map((one) => `${one.action} ${one.address} ${JSON.stringify(one.leaves)}`),
    refusals: refusals.map((one) => `${one.address} ${one.rule} ${one.message}`),
    drift: drift.map((one) => `${one.address} ${JSON.stringify(one.leaves)}`),
    released: released.map((one) => [one.address, ...one.path].join('.')),
  };
}

export const nothing = { changes: [], refusals: [], drift: [], released: [] };
