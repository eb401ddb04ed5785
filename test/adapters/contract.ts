/**
 * What every adapter has to pass: what is planned is carried out, and planned again it is nothing; and what
 * the planner refuses, the console refuses too. The cases come from the catalogue, so that a new setting is
 * tried without a line here.
 *
 * An adapter that cannot do everything says so in its capabilities. What it leaves to people is done by the
 * person of the console, and recorded as confirmed; what it cannot read is then taken to be as it was
 * confirmed. Where there is no person, only what it does by itself is tried. The package exports this as
 * `chatform/adapter/contract`.
 */
import type { AdapterContract, TestApi } from '../../src/adapters/contract.ts';
import { attributeTests } from './contract/attributes.ts';
import { peopleTests } from './contract/people.ts';
import { portTests } from './contract/port.ts';
import { refusalTests } from './contract/refusals.ts';
import { type Suite, suiteOf } from './contract/suite.ts';

const parts: Readonly<Record<string, (suite: Suite) => void>> = {
  'the port': portTests,
  'every attribute of the catalogue': attributeTests,
  'what the planner refuses': refusalTests,
  'people, groups, trials and certificates that there cannot be': peopleTests,
};

export const adapterContract: AdapterContract = (vitest, name, open, abilities = {}) => {
  for (const [title, add] of Object.entries(parts)) {
    const tests: Parameters<TestApi['test']>[] = [];
    const collecting: TestApi = { ...vitest, test: (...one) => tests.push(one) };
    add(suiteOf(collecting, name, open, abilities));
    // Vitest takes a group without tests for a mistake.
    if (tests.length === 0) continue;
    vitest.describe(`${name}: ${title}`, () => {
      for (const [test, body] of tests) vitest.test(test, body);
    });
  }
};
