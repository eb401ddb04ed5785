/** The language as JSON Schema 2020-12, made from the kinds: for editors, and for the first check of a file. */
import { appKey } from './apps.ts';
import { policyName } from './cam.ts';
import { limitsInWords } from './describe.ts';
import { kinds, type Place, root } from './index.ts';
import type { Kind, TextRule } from './kind.ts';
import {
  attributeSchema,
  described,
  keySchema,
  type Mode,
  nameList,
  propertiesOf,
  requiredIn,
  type Schema,
} from './schema-attributes.ts';
import { guardrailsBlock } from './schema-guardrails.ts';
import {
  extendsList,
  movedList,
  projectBlock,
  removedList,
  variablesBlock,
  variableValues,
} from './schema-project.ts';

/** The places of a configuration that hold resources and are none themselves. */
const containers: Readonly<Record<string, readonly [title: string, description: string]>> = {
  apps: ['Apps', 'The apps of the account, by keys of your own.'],
  'apps.*.certificates': ['Push certificates', 'Certificates for offline push, by names of your own.'],
  'apps.*.friendFields': ['Custom friend fields', 'Fields on each friend of a user, by name.'],
  'apps.*.userFields': ['Custom user fields', 'Fields on each user profile, by name.'],
  'apps.*.groupFields': ['Custom group fields', 'Fields on each group, by name.'],
  'apps.*.groupMemberFields': ['Custom group member fields', 'Fields on each group member, by name.'],
  'apps.*.groupTypes': ['Group types', 'Message history and notifications by group type.'],
  'apps.*.accounts': ['Accounts', 'Users of the app, by username (UserID).'],
  'apps.*.groups': ['Groups', 'Groups of users, by group ID.'],
  cam: ['Access management', 'Who may do what with the apps (Cloud Access Management).'],
  'cam.policies': ['Custom policies', 'Custom CAM policies, by name.'],
  'cam.policies.*.users': ['Sub-accounts', 'The sub-accounts that the policy is attached to, by name.'],
  'cam.policies.*.groups': ['User groups', 'The user groups that the policy is attached to, by name.'],
  'cam.presets': ['Preset policies', "Tencent's preset policies, by name, and whom they are attached to."],
  'cam.presets.*': ['Preset policy', 'Whom the preset policy is attached to.'],
  'cam.presets.*.users': ['Sub-accounts', 'The sub-accounts that the policy is attached to, by name.'],
  'cam.presets.*.groups': ['User groups', 'The user groups that the policy is attached to, by name.'],
};

/** A file of the configuration. */
export function languageSchema(): object {
  return fileSchema('chatform configuration', 'A file of a chatform configuration.', {
    chatform: projectBlock(['version', 'account']),
    variables: variablesBlock,
    guardrails: guardrailsBlock('whole'),
  });
}

/** `environments/NAME.yaml`, which is laid over the files. */
export function environmentSchema(): object {
  return fileSchema('chatform environment', 'What an environment changes in a chatform configuration.', {
    chatform: projectBlock([]),
    variables: variableValues,
    guardrails: guardrailsBlock('part'),
  });
}

/** The whole, after templates, environment and references. */
export function resolvedSchema(): object {
  const blocks = {
    chatform: projectBlock(['version', 'account']),
    ...resources('resolved'),
    guardrails: guardrailsBlock('whole'),
    ...endings,
  };
  return {
    ...topLevel(
      'chatform configuration, resolved',
      'A chatform configuration with nothing left to resolve.',
      blocks,
    ),
    required: ['chatform'],
    $defs: definitions('resolved'),
  };
}

const endings = { moved: movedList, removed: removedList };

function fileSchema(title: string, description: string, own: Readonly<Record<string, Schema>>): object {
  const templates = {
    ...described(
      { type: 'map', title: 'Templates' },
      'Partial apps, which apps build on by naming them in extends.',
    ),
    type: 'object',
    propertyNames: keySchema({ ...appKey, title: 'Name of the template' }),
    additionalProperties: { $ref: '#/$defs/app' },
  };
  const blocks = { ...own, templates, ...resources('language'), ...endings };
  return { ...topLevel(title, description, blocks), $defs: definitions('language') };
}

function topLevel(title: string, description: string, properties: Readonly<Record<string, Schema>>): Schema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...described({ type: 'object', title }, description),
    type: 'object',
    properties,
    additionalProperties: false,
  };
}

function resources(mode: Mode): Record<string, Schema> {
  return childSchemas(root, [], mode);
}

/** One definition a kind, so that apps and templates share them. */
function definitions(mode: Mode): Record<string, Schema> {
  return Object.fromEntries(
    kinds.filter((kind) => !kind.listed).map((kind) => [kind.name, kindSchema(kind, mode)]),
  );
}

function childSchemas(place: Place, path: readonly string[], mode: Mode): Record<string, Schema> {
  return Object.fromEntries(
    [...place.children].map(([name, child]) => [name, placeSchema(child, [...path, name], mode)]),
  );
}

function placeSchema(place: Place, path: readonly string[], mode: Mode): Schema {
  if (place.kind) return { $ref: `#/$defs/${place.kind.name}` };
  const [title, description] = containers[path.join('.')] ?? [path.at(-1) ?? '', ''];
  const items = place.children.get('*');
  if (items?.kind?.listed) return { ...nameList(keyOf(items.kind), description, mode), title };
  return {
    ...described({ type: items ? 'map' : 'object', title }, description),
    type: 'object',
    ...(items
      ? {
          propertyNames: keySchema(items.kind ? keyOf(items.kind) : policyName),
          additionalProperties: placeSchema(items, [...path, '*'], mode),
        }
      : { properties: childSchemas(place, path, mode), additionalProperties: false }),
  };
}

const keyOf = (kind: Kind): TextRule & { title: string } => kind.key ?? { title: kind.title };

function kindSchema(kind: Kind, mode: Mode): Schema {
  const { body } = kind;
  const place = kind.path.reduce<Place | undefined>((here, segment) => here?.children.get(segment), root);
  const own = described(
    { type: body.type, title: kind.title, rules: kind.rules },
    kind.description,
    markdownOf(kind),
  );
  // A map such as tags has nothing below it but its own keys.
  if (body.type === 'map') return { ...attributeSchema(body, kind, mode), ...own };
  return {
    ...own,
    type: 'object',
    properties: {
      ...(kind.name === 'app' && mode === 'language' && { extends: extendsList }),
      ...propertiesOf(body, kind, mode),
      ...(place && childSchemas(place, kind.path, mode)),
    },
    additionalProperties: false,
    ...requiredIn(body, mode),
  };
}

function markdownOf(kind: Kind): string {
  const lines = [
    kind.capacity && `At most ${kind.capacity.limit} an ${kind.capacity.per} (${kind.capacity.rule})`,
    limitsInWords(kind.body) && `Limits: ${limitsInWords(kind.body)}`,
    `Console: ${kind.page}`,
    `Rules: ${kind.rules.join(', ')}`,
  ];
  return `${kind.description}\n\n${lines
    .filter(Boolean)
    .map((line) => `- ${line}`)
    .join('\n')}`;
}
