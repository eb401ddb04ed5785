/**
 * Whether a value is as a schema has it: all that is asked of what is right. The bundle has code for it that only
 * says yes or no, a quarter of what says what is wrong: `scripts/validators.js` puts it in the place of this module.
 */
import { type SchemaName, validatorOf } from './validators.ts';

export function isValid(name: SchemaName, value: unknown): boolean {
  return validatorOf(name)(value);
}
