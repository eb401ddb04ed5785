/** What another's code gave, as plain JSON: a copy that the other side can no longer change. */
import { type Json, mapOf } from '../../json.ts';

const deepest = 64;

/**
 * A copy with maps that have no prototype; undefined for what JSON does not have: functions, dates, circles,
 * numbers that are none. A key whose value is undefined is left out, as JSON does.
 */
export function plainCopy(value: unknown): Json | undefined {
  return copied(value, []);
}

function copied(value: unknown, around: readonly object[]): Json | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'object' || around.includes(value) || around.length === deepest) return undefined;
  const within = [...around, value];
  if (Array.isArray(value)) {
    const items = Array.from(value, (item) => copied(item, within));
    return items.some((item) => item === undefined) ? undefined : (items as Json[]);
  }
  if (!isPlain(value)) return undefined;
  const given = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const entries = given.map(([key, inner]) => [key, copied(inner, within)] as const);
  if (entries.some(([, inner]) => inner === undefined)) return undefined;
  return mapOf(entries as [string, Json][]);
}

/** A map, and no instance of a class: of any realm, since tests run code in realms of their own. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A text that an adapter gave for people, short enough for a report. */
export function briefly(text: string): string {
  const characters = [...text];
  return characters.length > longest ? `${characters.slice(0, longest).join('')} …` : text;
}

const longest = 500;

/** What something thrown says. */
export function messageOf(error: unknown): string {
  const message: unknown =
    typeof error === 'object' && error !== null ? Reflect.get(error, 'message') : error;
  return typeof message === 'string' && message !== '' ? briefly(message) : 'something without a message';
}
