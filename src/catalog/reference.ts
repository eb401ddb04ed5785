/** The reference of all settings and rules, as Markdown made from the catalogue. */
import {
  changesInWords,
  defaultInWords,
  editionsInWords,
  effectInWords,
  limitsInWords,
  onlyInWords,
  textLimits,
  typeInWords,
} from './describe.ts';
import { attributesOf, kinds, type PlacedAttribute, rules } from './index.ts';
import type { Kind, OneShot } from './kind.ts';

/** The page, with an anchor for each kind (`kind-app`) and each rule (`app-7`). */
export function referencePage(): string {
  const pages = [...new Set(kinds.map((kind) => kind.page))];
  const sections = pages.flatMap((page) => [
    `## ${page}`,
    ...kinds.filter((kind) => kind.page === page).map(kindSection),
  ]);
  return `${[opening, ...sections, ruleSection()].join('\n\n')}\n`;
}

const opening = `# Settings

Everything that chatform manages, by page of the console. This file is generated from the catalogue by
\`npm run generate\`. A \`*\` in an address or a path stands for a key that you choose.
\`null\` sets an attribute back to its default; an attribute without a default cannot be set back.`;

const served: Readonly<Record<Kind['served'], string>> = {
  console: 'the console alone',
  'tag-api': 'the Tag API',
  'cam-api': 'the CAM API',
  'chat-rest': 'the Chat REST API',
};

const leaving: Readonly<Record<Kind['leaving'], string>> = {
  released: 'it keeps its values and is no longer managed',
  deleted: 'it is deleted',
  removed: 'it is deleted only with an entry in `removed:`',
  kept: 'it cannot be deleted; it stays and still counts',
};

function kindSection(kind: Kind): string {
  const facts = Object.entries(kind.facts ?? {});
  const lines = [
    `Address: \`${kind.path.join('.')}\`${kind.listed ? ', written as the items of a list' : ''}`,
    kind.key && `Key: ${kind.key.title}, such as \`${kind.key.example}\`: ${textLimits(kind.key)}`,
    `Created: ${createdInWords(kind)}`,
    `Changed: ${changedInWords(kind)}`,
    `Left out of the configuration: ${leaving[kind.leaving]}`,
    kind.capacity &&
      `At most: ${kind.capacity.limit} ${kind.capacity.noun} an ${kind.capacity.per} (${ruleLink(kind.capacity.rule)})`,
    kind.body.type === 'map' && `Limits: ${limitsInWords(kind.body)}`,
    `Served by: ${served[kind.served]}`,
    ...(kind.effects ?? []).map((effect) => `Consequence: ${withLinks(effectInWords(effect))}`),
    ...Object.entries(kind.oneShots ?? {}).map(oneShotInWords),
    ...facts.map(([name, fact]) => `Read only: \`${name}\`. ${fact.title}: ${fact.description}`),
    `Rules: ${links(kind.rules)}`,
  ];
  const list = lines.filter(Boolean).map((line) => `- ${line}`);
  const head = `### <a id="kind-${kind.name}"></a>${kind.title} (\`${kind.name}\`)\n\n${kind.description}\n\n${list.join('\n')}`;
  return [head, attributeTable(kind), attributeNotes(kind)].filter((part) => part !== '').join('\n\n');
}

function oneShotInWords([name, { title, description, effects, rules }]: [string, OneShot]): string {
  const consequences = effects.map((effect) => ` ${withLinks(effectInWords(effect))}`).join('');
  return `On request: \`${name}\`. ${title}: ${description}${consequences} (${links(rules)})`;
}

function createdInWords(kind: Kind): string {
  if (kind.form === 'section') return 'it is there with its app';
  const names = attributesOf(kind)
    .filter(({ attribute }) => attribute.atCreation)
    .map(({ path }) => `\`${path.join('.')}\``);
  return names.length > 0 ? `by declaring it, with ${names.join(', ')}` : 'by declaring it';
}

function changedInWords(kind: Kind): string {
  if (kind.body.type === 'map') return changesInWords(kind.body);
  const changeable = attributesOf(kind).filter(
    ({ attribute }) => attribute.type !== 'object' && !attribute.immutable,
  );
  return changeable.length > 0 ? 'see below' : 'never';
}

const columns = ['Path', 'Type', 'Limits', 'Default', 'Editions', 'Changes', 'Takes effect', 'Rules'];

function attributeTable(kind: Kind): string {
  const leaves = leavesOf(kind);
  if (leaves.length === 0) return '';
  return [row(columns), row(columns.map(() => '---')), ...leaves.map(attributeRow)].join('\n');
}

/** The values that can be set: groups have none of their own. The value of a tag stands as `*`. */
const leavesOf = (kind: Kind) => attributesOf(kind).filter(({ attribute }) => attribute.type !== 'object');

function attributeRow({ path, attribute }: PlacedAttribute): string {
  const byDefault = defaultInWords(attribute);
  return row([
    `\`${path.join('.')}\`${attribute.required ? (attribute.only ? ' (required where it is there)' : ' (required)') : ''}`,
    typeInWords(attribute),
    limitsInWords(attribute),
    byDefault && `\`${byDefault}\``,
    editionsInWords(attribute.gate),
    withLinks(changesInWords(attribute)),
    attribute.delay ?? '',
    links(attribute.rules),
  ]);
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function attributeNotes(kind: Kind): string {
  return leavesOf(kind)
    .map(({ path, attribute }) => {
      const only = onlyInWords(attribute);
      const more = [
        only === '' ? undefined : `There ${only}${attribute.required ? ', and required then' : ''}.`,
        attribute.note,
        ...(attribute.effects ?? []).map((effect) => withLinks(effectInWords(effect))),
      ];
      const details = more.filter((line) => line !== undefined).map((line) => `  - ${line}`);
      return [`- \`${path.join('.')}\`, "${attribute.title}": ${attribute.description}`, ...details].join(
        '\n',
      );
    })
    .join('\n');
}

const ruleLink = (id: string) => `[${id}](#${id.toLowerCase()})`;
const links = (ids: readonly string[]) => ids.map(ruleLink).join(', ');
const withLinks = (text: string) =>
  text.replace(/\(([A-Z]{3}-\d+)\)/g, (_, id: string) => `(${ruleLink(id)})`);

function ruleSection(): string {
  const rows = rules.map((rule) =>
    row([`<a id="${rule.id.toLowerCase()}"></a>${rule.id}`, rule.text, rule.source]),
  );
  return `## Rules of the console\n\n${[row(['Rule', 'What the console does', 'Source']), row(['---', '---', '---']), ...rows].join('\n')}`;
}
