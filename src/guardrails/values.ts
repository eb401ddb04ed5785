/** Plain data as CEL's values, and back as text. Integers are CEL's own: a JavaScript number would be a double. */
import { type CelInput, type CelValue, celList, celMap, isCelList, isCelMap } from '@bufbuild/cel';
import type { ChangeSeen, PlanSeen } from './subject.ts';

/** A CEL value of plain data. Maps are maps, so that no key of a person's means anything to JavaScript. */
export function celValue(value: unknown): CelValue {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return celList(value.map(celValue));
  if (typeof value === 'object' && value !== null)
    return celMap(new Map(Object.entries(value).map(([key, inner]) => [key, celValue(inner)])));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

/** What the names of an expression stand for. */
export function bindings(of: Readonly<Record<string, CelInput>>): Readonly<Record<string, CelInput>> {
  return Object.assign(Object.create(null) as Record<string, CelInput>, of);
}

/** A plan with its CEL values, each made once and only when a rule wants it. */
export interface Subject {
  readonly data: PlanSeen;
  readonly plan: () => CelValue;
  readonly changes: () => readonly { readonly seen: ChangeSeen; readonly value: CelValue }[];
}

export function subjectOf(data: PlanSeen): Subject {
  const changes = once(() => data.changes.map((seen) => ({ seen, value: celValue(seen) })));
  const plan = once(() => {
    const { changes: _, ...rest } = data;
    const fields = Object.entries(rest).map(([key, value]): [string, CelInput] => [key, celValue(value)]);
    return celMap(new Map([...fields, ['changes', celList(changes().map(({ value }) => value))]]));
  });
  return { data, plan, changes };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Characters of one value in a message. */
const longestValue = 200;

/** A value as it stands in a message. */
export function textOf(value: CelValue): string {
  const text = fullText(value);
  return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
}

function fullText(value: CelValue): string {
  if (value === null) return '(not set)';
  if (isCelList(value)) return [...value].map(textOf).join(', ');
  if (isCelMap(value)) return [...value].map(([key, inner]) => `${String(key)}: ${textOf(inner)}`).join(', ');
  return typeof value === 'object' ? '(no text)' : String(value);
}
