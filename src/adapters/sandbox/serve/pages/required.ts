/** What a form has to have before anything is asked or done. */
import type { Attribute, Kind } from '../../../../catalog/kind.ts';
import { beginning } from '../../../../catalog/labels.ts';
import { isMap, type JsonMap } from '../../../../json.ts';
import { keyName } from './forms.ts';
import { keysOf } from './sections.ts';
import type { Sent } from './sent.ts';
import { isShown, type Texts, textAt } from './texts.ts';

/** The sentence about the first key of a new thing that was not given. */
export function missingKey(kind: Kind, texts: Texts): string | undefined {
  const empty = keysOf(kind).find(({ index }) => (textAt(texts, keyName(index)) ?? '') === '');
  return empty && `${empty.title} is missing.`;
}

/**
 * The sentence about the first required value that neither the patch nor the body has. `attributes`: those of the
 * first level that the form shows. `before`: the body; of something new undefined, and then its secrets count too.
 */
export function missingValue(
  { body }: Kind,
  attributes: readonly string[],
  patch: JsonMap,
  before: JsonMap | undefined,
  { texts, secrets }: Sent,
): string | undefined {
  if (body.type !== 'object') return undefined;
  const shown = Object.entries(body.attributes).filter(
    ([name, attribute]) => attributes.includes(name) && isShown(attribute, [], texts, before ?? {}),
  );
  for (const [name, attribute] of shown) {
    const titles =
      attribute.type === 'secret'
        ? attribute.required && !before && !secrets.has(name) && [attribute.title]
        : missingIn(attribute, valueAt(patch, before, name), before?.[name], patch[name] !== undefined);
    if (titles) return `${titles.join(': ')} is missing.`;
  }
  return undefined;
}

const valueAt = (patch: JsonMap, before: JsonMap | undefined, name: string): unknown =>
  Object.hasOwn(patch, name) ? patch[name] : before?.[name];

/** The titles on the way to what is missing. What was not touched is as the console has it. */
function missingIn(
  attribute: Attribute,
  value: unknown,
  before: unknown,
  isTouched: boolean,
): readonly string[] | undefined {
  if (value === undefined || value === null)
    return attribute.required && (before === undefined || isTouched) ? [attribute.title] : undefined;
  if (!isTouched || !isMap(value)) return undefined;
  for (const [key, item] of Object.entries(value)) {
    if (attribute.type !== 'map' || item === null) continue;
    const was = isMap(before) && Object.hasOwn(before, key) ? before[key] : undefined;
    const found = missingInItem(attribute.item, item, was);
    if (found) return [attribute.title, beginning(attribute.key.values?.[key] ?? key), ...found];
  }
  return undefined;
}

/** Of an item of a map. */
function missingInItem(item: Attribute, value: unknown, before: unknown): readonly string[] | undefined {
  if (item.type !== 'object' || !isMap(value)) return undefined;
  const was = (isMap(before) ? before : {}) as JsonMap;
  const missing = Object.entries(item.attributes).find(
    ([name, { required }]) => required && (valueAt(value as JsonMap, was, name) ?? undefined) === undefined,
  );
  return missing && [missing[1].title];
}
