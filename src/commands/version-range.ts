/** Ranges of versions, as semver has them. */
import { satisfies, validRange } from 'semver';

const plainVersion = /^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/;

/**
 * Whether a version is in a range; undefined for what is no range. The range that nearly everybody writes, `>=1.2.3`,
 * is held here: to load the library takes longer than to read a small project.
 */
export function isInRange(version: string, range: string): boolean | undefined {
  const [own, least] = [plainVersion.exec(version), plainVersion.exec(range.replace(/^>=/, ''))];
  if (own && least && range.startsWith('>=')) return isAtLeast(numbersOf(own), numbersOf(least));
  return validRange(range) === null ? undefined : satisfies(version, range);
}

const numbersOf = ([, ...parts]: readonly string[]): number[] => parts.map(Number);

function isAtLeast(own: readonly number[], least: readonly number[]): boolean {
  const at = own.findIndex((number, index) => number !== least[index]);
  return at === -1 || (own[at] ?? 0) > (least[at] ?? 0);
}
