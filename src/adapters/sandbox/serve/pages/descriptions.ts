/** Values and limits in words, as they stand on the pages. */
import type { Attribute, TextRule } from '../../../../catalog/kind.ts';
import { labelWithMeaning, wordLabel } from '../../../../catalog/labels.ts';
import { isMap, type Json } from '../../../../json.ts';
import { type Content, html, seen } from './markup.ts';

/** What an attribute can be, in a sentence; empty where there is nothing to say. */
export function limitsOf(attribute: Attribute): string {
  switch (attribute.type) {
    case 'integer': {
      const { minimum, maximum, unit = '' } = attribute;
      const of = unit && ` ${unit}`;
      if (minimum !== undefined && maximum !== undefined) return `From ${minimum} to ${maximum}${of}.`;
      return minimum === undefined ? '' : `At least ${minimum}${of}.`;
    }
    case 'string':
      return textLimits(attribute.text ?? {});
    case 'names':
      return `One a line. ${textLimits(attribute.item)}`;
    case 'map':
      return attribute.key.values ? '' : `${attribute.key.title}: ${textLimits(attribute.key)}`;
    case 'document':
      return 'A JSON object.';
    default:
      return '';
  }
}

/** Of a name or text: what it is made of, and how long it can be. */
export function textLimits({ hint, maxLength, maxBytes }: TextRule): string {
  const most =
    maxLength !== undefined
      ? `at most ${maxLength} characters`
      : maxBytes !== undefined
        ? `at most ${maxBytes} bytes`
        : undefined;
  const words = [hint, most].filter((part) => part !== undefined).join('; ');
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** A value in a line. */
export function plainValue(attribute: Attribute, value: Json | undefined): string {
  if (value === undefined || value === null) return 'Not set';
  if (typeof value === 'boolean') return value ? 'Enabled' : 'Disabled';
  if (attribute.type === 'enum' || attribute.type === 'set') {
    if (!Array.isArray(value)) return labelWithMeaning(String(value), attribute) ?? String(value);
    const labels = value.map((one) => wordLabel(String(one), attribute) ?? String(one));
    return labels.length === 0 ? 'None' : labels.join('; ');
  }
  if (attribute.type === 'integer' && attribute.unit !== undefined) return `${value} ${attribute.unit}`;
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.join(', ');
  if (isMap(value)) return JSON.stringify(value);
  return value === '' ? 'Empty' : String(value);
}

const wordsOf = (values: Readonly<Record<string, string>>, value: string): string =>
  (Object.hasOwn(values, value) ? values[value] : undefined) ?? value;

/** A value as a page shows it: groups and maps as lists. */
export function shownValue(attribute: Attribute, value: Json | undefined): Content {
  if (value === undefined) return html`<span class="faint">Not set</span>`;
  if (attribute.type === 'document') {
    return html`<details><summary>Show</summary><pre>${seen(JSON.stringify(value, null, 2))}</pre></details>`;
  }
  if (!isMap(value)) return seen(plainValue(attribute, value));
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  if (entries.length === 0) return html`<span class="faint">None</span>`;
  return html`<dl class="rows">${entries.map(([key, item]) => {
    const [title, inner] = insideOf(attribute, key);
    return html`<dt>${seen(title)}</dt><dd>${inner ? shownValue(inner, item) : seen(String(item))}</dd>\n`;
  })}</dl>`;
}

/** What a key of a group or map is called, and what it holds. */
function insideOf(attribute: Attribute, key: string): readonly [string, Attribute | undefined] {
  if (attribute.type === 'map') return [wordsOf(attribute.key.values ?? {}, key), attribute.item];
  const inner =
    attribute.type === 'object' && Object.hasOwn(attribute.attributes, key)
      ? attribute.attributes[key]
      : undefined;
  return [inner?.title ?? key, inner];
}
