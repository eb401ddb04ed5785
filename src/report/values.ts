/** Values as text. */
import type { Json, Scalar } from '../json.ts';
import { isSecret, isUnknown, type Value } from '../model.ts';
import { printable } from '../printable.ts';
import { plural } from './layout.ts';

/** At most so many characters of a text, and how many more there are. */
export function shortened(text: string, most: number): string {
  return text.length <= most ? text : shortenedLines([text], most).join('');
}

/** Lines of at most so many characters together, and how many more there are. */
export function shortenedLines(lines: readonly string[], most: number): readonly string[] {
  let left = most;
  for (const [index, line] of lines.entries()) {
    const characters = line.length <= left ? undefined : [...line];
    if (characters && characters.length > left) {
      const after = lines.slice(index + 1).map((one) => [...one.trimStart()].length);
      const more = after.reduce((sum, count) => sum + count, characters.length - left);
      const shown = characters.slice(0, left).join('');
      return [...lines.slice(0, index), `${shown}… (${plural(more, 'more character')})`];
    }
    left -= characters?.length ?? line.length;
  }
  return lines;
}

// Most strings are as JSON has them.
const PLAIN = /^[ !#-[\]-~]*$/;

function scalarText(value: Scalar): string {
  if (typeof value === 'string' && PLAIN.test(value)) return `"${value}"`;
  return printable(JSON.stringify(value));
}

/** A value on one line; an unknown string as `(known after apply: …)`, with its expression. */
export function valueText(value: Value | undefined): string {
  if (value === undefined) return '(not set)';
  if (typeof value !== 'object' || value === null) return scalarText(value);
  if (isSecret(value)) return '(sensitive value)';
  if (isUnknown(value)) return `(known after apply: ${printable(value.expression)})`;
  if (Array.isArray(value)) return `[${value.map((item: Value) => valueText(item)).join(', ')}]`;
  const parts = Object.entries(value).map(([key, inner]) => `${keyText(key)}: ${valueText(inner as Value)}`);
  return `{${parts.join(', ')}}`;
}

const shortLine = 80;

function isNested(value: Value): boolean {
  return typeof value === 'object' && value !== null && !isUnknown(value);
}

/** A value over several lines, as people write JSON. */
export function blockText(value: Value, indent: string): string[] {
  if (isUnknown(value) || isSecret(value)) return [valueText(value)];
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null) return [scalarText(value)];
  const items: [string, Value][] = isList
    ? value.map((item: Value) => ['', item])
    : Object.entries(value as Readonly<Record<string, Value>>).map(([key, inner]) => [
        `${keyText(key)}: `,
        inner,
      ]);
  const line = valueText(value);
  if (items.length === 0 || (line.length <= shortLine && !items.some(([, inner]) => isNested(inner))))
    return [line];
  const lines = items.flatMap(([key, inner]) => {
    const [first = '', ...rest] = blockText(inner, indent);
    return [`${indent}${key}${first}`, ...rest.map((line) => indent + line)];
  });
  return [isList ? '[' : '{', ...lines, isList ? ']' : '}'];
}

function keyText(key: string): string {
  return /^[\w.-]+$/.test(key) ? key : printable(JSON.stringify(key));
}

/** True for plain JSON: a value in which nothing is unknown, and no secret. */
export function isPlain(value: Value): value is Json {
  if (typeof value !== 'object' || value === null) return true;
  if (isUnknown(value) || isSecret(value)) return false;
  return Object.values(value).every((inner) => isPlain(inner as Value));
}

/** Plain JSON of a value, unknowns and secrets left out: `undefined` where nothing is left. */
export function withoutUnknowns(value: Value): Json | undefined {
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value) || isSecret(value)) return undefined;
  if (Array.isArray(value)) return value.map((item: Value) => withoutUnknowns(item) ?? null);
  const known: Record<string, Json> = Object.create(null);
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, Value>>)) {
    const plain = withoutUnknowns(inner);
    if (plain !== undefined) known[key] = plain;
  }
  return known;
}

/** Terraform's `after_unknown`: the same shape with true at unknown leaves, and nothing else. */
export function unknownMask(value: Value): Json {
  return maskOf(value, isUnknown);
}

/** Terraform's `after_sensitive`: true at secrets. */
export function sensitiveMask(value: Value): Json {
  return maskOf(value, isSecret);
}

function maskOf(value: Value, isLeaf: (value: unknown) => boolean): Json {
  if (typeof value !== 'object' || value === null) return false;
  if (isLeaf(value)) return true;
  if (isUnknown(value) || isSecret(value)) return false;
  if (Array.isArray(value)) return value.map((item: Value) => maskOf(item, isLeaf));
  const mask: Record<string, Json> = Object.create(null);
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, Value>>)) {
    const part = maskOf(inner, isLeaf);
    const isEmpty = part === false || (typeof part === 'object' && part !== null && !containsTrue(part));
    if (!isEmpty) mask[key] = part;
  }
  return mask;
}

function containsTrue(value: Json): boolean {
  if (value === true) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(containsTrue);
}

/** The unknown strings in a value: where they stand, and their expressions. */
export function expressionsOf(
  value: Value,
  path: readonly string[] = [],
): { path: readonly string[]; expression: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isUnknown(value)) return [{ path, expression: value.expression }];
  if (isSecret(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => expressionsOf(inner as Value, [...path, key]));
}
