/** Scalars as YAML 1.2's core schema reads them. */

/** What YAML 1.2 reads as null, true, false or a number where it stands without quotes. */
export const NOT_TEXT =
  /^(?:~?|null|Null|NULL|true|True|TRUE|false|False|FALSE|0o[0-7]+|0x[\dA-Fa-f]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** True for a number that is exactly what was written, and not rounded: what else looks like one may be an identifier. */
export function isExact(value: number): boolean {
  return Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
}
