/**
 * What stands in the controls of a form, by their names: a path of the body with dots between. A value becomes
 * texts to be shown, and what is sent comes back as texts; so what was typed can be shown again as it is.
 */
import type { Attribute, TextAttribute } from '../../../../catalog/kind.ts';
import { isMap, type Json, type JsonMap } from '../../../../json.ts';

/** Name → texts: one of most controls; of check boxes those that are ticked. */
export type Texts = ReadonlyMap<string, readonly string[]>;

/** The name of the control at a path of the body; `_` for the body itself. Other names with `_` are the form's own. */
export const nameOf = (path: readonly string[]): string => (path.length === 0 ? '_' : path.join('.'));

export const textAt = (texts: Texts, name: string): string | undefined => texts.get(name)?.at(-1);

/** True where a form has an attribute, beside what was chosen in it or stands in the body. */
export function isShown({ only }: Attribute, path: readonly string[], texts: Texts, body: JsonMap): boolean {
  if (!only) return true;
  const chosen = textAt(texts, nameOf([...path, only.attribute])) ?? body[only.attribute];
  return only.values.includes(String(chosen));
}

/** The number of rows that a map of free keys has in a form. */
export const rowsName = (path: readonly string[]): string => nameOf([...path, 'rows']);

/** Enough for any map of the catalogue. */
const mostRows = 200;

export function rowsIn(texts: Texts, path: readonly string[]): number {
  const rows = Number(textAt(texts, rowsName(path)) ?? 0);
  return Number.isSafeInteger(rows) && rows > 0 ? Math.min(rows, mostRows) : 0;
}

/** A text as it comes back from a control that nobody touched. */
export function asTyped(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/\0|\p{Surrogate}/gu, '\ufffd');
}

/** True where a text gets several lines: those that introduce or describe something, and what has lines already. */
export function hasLines(attribute: TextAttribute, text: string): boolean {
  return attribute.default === '' || /[\r\n]/.test(text);
}

/** The texts of a value; none for what is not set, and none ever for a secret. */
export function textsOf(attribute: Attribute, value: Json | undefined): Texts {
  const texts = new Map<string, readonly string[]>();
  write(attribute, value, [], texts);
  return texts;
}

function write(
  attribute: Attribute,
  value: Json | undefined,
  path: readonly string[],
  into: Map<string, readonly string[]>,
): void {
  if (value === undefined || value === null || attribute.type === 'secret') return;
  const name = nameOf(path);
  const inside = (isMap(value) ? value : {}) as Readonly<Record<string, Json>>;
  switch (attribute.type) {
    case 'set':
      into.set(name, Array.isArray(value) ? value.map(String) : []);
      return;
    case 'names':
      into.set(name, [Array.isArray(value) ? value.join('\n') : '']);
      return;
    case 'document':
      into.set(name, [JSON.stringify(value, null, 2)]);
      return;
    case 'object':
      for (const [key, inner] of Object.entries(attribute.attributes))
        if (Object.hasOwn(inside, key)) write(inner, inside[key], [...path, key], into);
      return;
    case 'map':
      if (attribute.key.values) {
        into.set(name, Object.keys(inside));
        for (const [key, item] of Object.entries(inside)) write(attribute.item, item, [...path, key], into);
        return;
      }
      into.set(rowsName(path), [String(Object.keys(inside).length)]);
      for (const [i, [key, item]] of Object.entries(inside).entries()) {
        into.set(nameOf([...path, String(i), 'key']), [key]);
        write(attribute.item, item, [...path, String(i), 'value'], into);
      }
      return;
    default:
      into.set(name, [String(value)]);
  }
}
