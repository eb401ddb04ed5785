/** What the tests of the script have in common: a plan, and how chatform was called. */
import { expect } from 'vitest';
import type { Answer, Ended } from './step.ts';

export const digest = 'a3f1'.repeat(16);

/** A plan with changes. */
export const planned: Answer = {
  code: 2,
  stdout: 'Plan: 3 to add, 1 to change, 0 to destroy. 2 refused.\n',
  summary: {
    digest,
    add: 3,
    change: 1,
    destroy: 0,
    refused: 2,
    denied: 1,
    released: 0,
    moved: 0,
    drifted: 4,
  },
};

/** The arguments of the only call whose first words are these. */
export function argumentsOf({ calls }: Ended, ...words: string[]): readonly string[] | undefined {
  const found = calls.filter(({ args }) => words.every((word, i) => args[i] === word));
  expect(found.length).toBe(1);
  return found[0]?.args;
}

/** Arguments without the files that the step has chosen itself. */
export const given = (args: readonly string[] = []) => args.filter((arg) => !/^--(out|summary)=/.test(arg));
