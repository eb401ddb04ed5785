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
import type { AdapterContract } from '../../src/adapters/contract.ts';
import { attributeTests } from './contract/attributes.ts';
import { peopleTests } from './contract/people.ts';
import { portTests } from './contract/port.ts';
import { refusalTests } from './contract/refusals.ts';
import { suiteOf } from './contract/suite.ts';

export const adapterContract: AdapterContract = (vitest, name, open, abilities = {}) => {
  const suite = suiteOf(vitest, name, open, abilities);
  suite.describe(`${name}: the port`, () => portTests(suite));
  suite.describe(`${name}: every attribute of the catalogue`, () => attributeTests(suite));
  suite.describe(`${name}: what the planner refuses`, () => refusalTests(suite));
  suite.describe(`${name}: people, groups, trials and certificates that there cannot be`, () =>
    peopleTests(suite),
  );
};
