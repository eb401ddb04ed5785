/** All that is known of a setting, a kind or a rule, as text. */
import {
  changesInWords,
  defaultInWords,
  editionsInWords,
  effectInWords,
  limitsInWords,
  textLimits,
  typeInWords,
  wordsOf,
} from '../catalog/describe.ts';
import { attributesOf, kinds, ruleNamed, rules } from '../catalog/index.ts';
import type { Attribute, Clicks, Kind, Rule } from '../catalog/kind.ts';
import { clicksFor } from '../catalog/way.ts';
import { type Look, padded, wrapped } from './layout.ts';

/** What can be explained, by all the names that people may give it. */
export type Topic =
  | { readonly rule: Rule }
  | { readonly kind: Kind }
  | { readonly kind: Kind; readonly attribute: Attribute; readonly path: readonly string[] };

/** The topics that a word names: a rule's ID, a kind, an address or path in any of its short forms. */
export function topicsOf(word: string): Topic[] {
  const rule = ruleNamed(word.toUpperCase());
  if (rule) return [{ rule }];
  const wanted = word.split('.').filter(Boolean);
  const exact: Topic[] = [];
  const partial: Topic[] = [];
  for (const kind of kinds) {
    if (kind.name === word || fits(kind.path, wanted)) exact.push({ kind });
    else if (endsWith(kind.path, wanted)) partial.push({ kind });
    for (const { attribute, path } of attributesOf(kind)) {
      const whole = [...kind.path, ...path];
      if (fits(whole, wanted)) exact.push({ kind, attribute, path });
      else if (endsWith(whole, wanted)) partial.push({ kind, attribute, path });
    }
  }
  return exact.length > 0 ? exact : partial;
}

function fits(path: readonly string[], wanted: readonly string[]): boolean {
  return path.length === wanted.length && path.every((step, i) => step === '*' || step === wanted[i]);
}

/** True when a path without its chosen keys, or with them, ends as wanted. */
function endsWith(path: readonly string[], wanted: readonly string[]): boolean {
  const plain = path.filter((step) => step !== '*');
  const end = plain.slice(-wanted.length);
  return end.length === wanted.length && end.every((step, i) => step === wanted[i]);
}

/** Every word that `topicsOf` would know, for suggestions. */
export function knownWords(): string[] {
  const words = kinds.flatMap((kind) => {
    const paths = [kind.path, ...attributesOf(kind).map(({ path }) => [...kind.path, ...path])];
    return [kind.name, ...paths.flatMap((path) => [path.join('.'), ...endsOf(path)])];
  });
  return [...new Set([...words, ...rules.map((rule) => rule.id)])];
}

/** The short forms of a path: `policy`, `login.policy`, `apps.login.policy`. */
function endsOf(path: readonly string[]): string[] {
  const plain = path.filter((step) => step !== '*');
  return plain.map((_, i) => plain.slice(i).join('.'));
}

/** What `explain` prints of a topic. */
export function explainText(topic: Topic, look: Look): string {
  if ('rule' in topic) return ruleText(topic.rule, look);
  return 'attribute' in topic
    ? attributeText(topic.kind, topic.attribute, topic.path, look)
    : kindText(topic.kind, look);
}

function ruleText(rule: Rule, look: Look): string {
  const users = kinds.flatMap((kind) => [
    ...(kind.rules.includes(rule.id) ? [kind.path.join('.')] : []),
    ...attributesOf(kind)
      .filter(({ attribute }) => attribute.rules.includes(rule.id))
      .map(({ path }) => [...kind.path, ...path].join('.')),
  ]);
  return page(
    look,
    look.paint('strong', rule.id),
    [rule.text],
    [
      ['Source', rule.source],
      ['Concerns', users.join(', ')],
    ],
  );
}

function kindText(kind: Kind, look: Look): string {
  const attributes = attributesOf(kind).filter(({ path }) => path.length === 1);
  return page(
    look,
    `${look.paint('strong', kind.path.join('.'))}  ${kind.title}`,
    [kind.description],
    [
      ['Console page', kind.page],
      ...waysOf(kind),
      ['Key', kind.key ? `${kind.key.title}, such as ${kind.key.example}: ${textLimits(kind.key)}` : ''],
      ['Holds', attributes.map(({ path }) => path.join('.')).join(', ')],
      [
        'At most',
        kind.capacity
          ? `${kind.capacity.limit} ${kind.capacity.noun} an ${kind.capacity.per} (${kind.capacity.rule})`
          : '',
      ],
      ...(kind.effects ?? []).map((effect): [string, string] => ['Consequence', effectInWords(effect)]),
      ['Served by', kind.served],
      ['Rules', kind.rules.join(', ')],
    ],
  );
}

function attributeText(kind: Kind, attribute: Attribute, path: readonly string[], look: Look): string {
  const words = wordsOf(attribute);
  return page(
    look,
    `${look.paint('strong', [...kind.path, ...path].join('.'))}  ${attribute.title}`,
    [attribute.description],
    [
      ['Type', typeInWords(attribute).replaceAll('`', '')],
      ...Object.entries(words ?? {}).map(([word, meaning]): [string, string] => [`  ${word}`, meaning]),
      ['Limits', limitsInWords(attribute)],
      ['Default', defaultInWords(attribute)],
      ['Editions', attribute.gate ? `${editionsInWords(attribute.gate)} (${attribute.gate.rule})` : 'all'],
      ['Changes', changesInWords(attribute)],
      ['Takes effect', attribute.delay === undefined ? 'at once' : `after ${attribute.delay}`],
      ...(attribute.effects ?? []).map((effect): [string, string] => ['Consequence', effectInWords(effect)]),
      ['Note', attribute.note ?? ''],
      ['Console page', kind.page],
      ...changingByHand(kind, attribute, path),
      ['Served by', kind.served],
      ['Rules', attribute.rules.map((id) => `${id}: ${ruleNamed(id)?.text ?? ''}`).join('\n')],
    ],
  );
}

/** How a person does it in the console; a name that a click has stands as `KEY`. */
function waysOf({ clicks, oneShots }: Kind): [string, string][] {
  return [
    ['To create it', clicksText(clicks?.create)],
    ['To change it', clicksText(clicks?.update)],
    ['To delete it', clicksText(clicks?.delete)],
    ...Object.entries(oneShots ?? {}).map(([name, one]): [string, string] => [
      `To ${name} it`,
      clicksText(one.clicks),
    ]),
  ];
}

function changingByHand(kind: Kind, attribute: Attribute, path: readonly string[]): [string, string][] {
  if (attribute.immutable) return [];
  const byValue = Object.entries(attribute.clicksFor ?? {});
  return [
    ...byValue.map(([value, clicks]): [string, string] => [`To set it to ${value}`, clicksText(clicks)]),
    [
      'To change it',
      byValue.length > 0 && !attribute.clicks ? '' : clicksText(clicksFor(kind, path, undefined)),
    ],
  ];
}

function clicksText(clicks: Clicks = []): string {
  // Nothing stands below here, as it does in a runbook.
  const named = clicks.map((click) =>
    click.replaceAll('{key}', 'KEY').replaceAll('{parent}', 'PARENT').replaceAll(' below', ''),
  );
  return named.map((click, index) => `${index + 1}. ${click}`).join('\n');
}

/** A title, paragraphs, and rows of a label and a text; a row without a text is left out. */
export function page(
  look: Look,
  title: string,
  paragraphs: readonly string[],
  rows: readonly (readonly [string, string])[],
): string {
  const shown = rows.filter(([, text]) => text !== '');
  const column = Math.max(...shown.map(([label]) => label.length)) + 2;
  const lines = shown.flatMap(([label, text]) => {
    const [first = '', ...rest] = wrapped(text, look.columns, ' '.repeat(column + 2));
    return [`  ${look.paint('faint', padded(label, column))}${first.trimStart()}`, ...rest];
  });
  return `${[title, ...paragraphs.flatMap((one) => wrapped(one, look.columns, '')), '', ...lines].join('\n')}\n`;
}
