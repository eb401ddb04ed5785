/** Facts of the catalogue in words, for schema and reference. */
import { type Attribute, type Edition, type Effect, editions, type Gate, type TextRule } from './kind.ts';

const editionNames: Readonly<Record<Edition, string>> = {
  developer: 'Developer',
  standard: 'Standard',
  premium: 'Premium',
};

/** The words that a set or an enum takes, or the keys that a map takes; undefined where people choose. */
export function wordsOf(attribute: Attribute): Readonly<Record<string, string>> | undefined {
  if (attribute.type === 'enum' || attribute.type === 'set') return attribute.values;
  return attribute.type === 'map' ? attribute.key.values : undefined;
}

const typeNames: Readonly<Record<Attribute['type'], string>> = {
  string: 'text',
  integer: 'whole number',
  boolean: 'true or false',
  enum: 'one of',
  set: 'list out of',
  names: 'list of names',
  secret: 'reference to a secret',
  map: 'map',
  object: 'group',
  document: 'CAM policy document',
};

/** `one of a, b`, `whole number`: what a value is. */
export function typeInWords(attribute: Attribute): string {
  const words = wordsOf(attribute);
  const name = typeNames[attribute.type];
  if (attribute.type === 'map') return words ? `map, by ${list(words)}` : 'map, by keys of your own';
  return words ? `${name} ${list(words)}` : name;
}

const list = (words: Readonly<Record<string, string>>) =>
  Object.keys(words)
    .map((word) => `\`${word}\``)
    .join(', ');

/** `letters only; 1 to 8 characters`; empty where there is no limit. */
export function textLimits(rule: TextRule): string {
  const { minLength = 0, maxLength, maxBytes } = rule;
  // A hint of "not empty" says all that a lower limit of one does.
  const needed = rule.hint?.startsWith('not empty') && minLength === 1 ? 0 : minLength;
  const lengths = rangeInWords(needed > 0 ? needed : undefined, maxLength, 'characters');
  return [rule.hint, lengths, maxBytes === undefined ? '' : `at most ${maxBytes} bytes`]
    .filter(Boolean)
    .join('; ');
}

function rangeInWords(minimum: number | undefined, maximum: number | undefined, unit = ''): string {
  const of = unit === '' ? '' : ` ${unit}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}${of}`;
  if (minimum !== undefined) return `at least ${minimum}${of}`;
  return maximum === undefined ? '' : `at most ${maximum}${of}`;
}

/** What stands in place of a secret. */
const secretInWords = 'a reference to the secret, {env: NAME} or {file: path}, never the secret itself';

/** The limits of a value; empty where there are none. */
export function limitsInWords(attribute: Attribute): string {
  switch (attribute.type) {
    case 'string':
      if (attribute.check === 'webhook-url') return 'an http or https URL, domain of at most 63 characters';
      return attribute.text ? textLimits(attribute.text) : '';
    case 'integer': {
      const range = rangeInWords(attribute.minimum, attribute.maximum, attribute.unit);
      return range || (attribute.unit ?? '');
    }
    case 'set':
      return rangeInWords(attribute.minItems, undefined);
    case 'map': {
      const size = rangeInWords(attribute.minItems, attribute.maxItems);
      return [size, attribute.key.values ? '' : `key: ${textLimits(attribute.key)}`]
        .filter(Boolean)
        .join('; ');
    }
    case 'names':
      return textLimits(attribute.item);
    case 'secret':
      return secretInWords;
    default:
      return '';
  }
}

/** `only where platform is mi or huawei`; empty where it is there always. */
export function onlyInWords({ only }: Attribute): string {
  return only ? `only where ${only.attribute} is ${only.values.join(' or ')}` : '';
}

/** A default as it would be written in YAML. */
export function defaultInWords(attribute: Attribute): string {
  const { default: value } = attribute;
  if (value === undefined) return '';
  return Array.isArray(value) ? `[${value.join(', ')}]` : value === '' ? '""' : String(value);
}

/** Who may set more than the free values: `Developer, Premium (1 in all)`; `all` where there is no gate. */
export function editionsInWords(gate: Gate | undefined): string {
  if (!gate) return 'all';
  const names = editions
    .filter((edition) => gate.editions.includes(edition))
    .map((edition) => editionNames[edition]);
  const free = gate.free.length === 0 ? '' : ` (${gate.free.join(', ')} in all)`;
  return names.join(', ') + free;
}

/** How a value can be changed, with the rule where it cannot. */
export function changesInWords(attribute: Attribute): string {
  if (attribute.immutable) return `never (${attribute.immutable.rule})`;
  if (attribute.fixed)
    return `never where ${attribute.fixed.where} is ${attribute.fixed.values.join(', ')} (${attribute.fixed.rule}), else freely`;
  if (attribute.upOnly) return `upwards only (${attribute.upOnly.rule})`;
  if (attribute.type === 'map') {
    return attribute.leaving === 'kept' ? 'keys can be added, and stay' : 'keys can be added and removed';
  }
  if (attribute.type === 'names') return 'names can be added and removed';
  return 'freely';
}

/** `irreversible when raised`: what a change brings and when. */
export function effectInWords(effect: Effect): string {
  const whens = {
    create: 'when created',
    delete: 'when deleted',
    change: 'when changed',
    raise: 'when raised',
    lower: 'when lowered',
    add: 'when a key is added',
    set: 'when set',
  };
  const values = effect.values ? ` to ${effect.values.join(' or ')}` : '';
  const above = effect.above
    ? ` above what the edition includes (${editions.map((edition) => `${editionNames[edition]} ${effect.above?.[edition]}`).join(', ')})`
    : '';
  return `${effect.class} ${whens[effect.when]}${values}${above}: ${effect.because} (${effect.rule})`;
}
