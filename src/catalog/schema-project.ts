/** The blocks of a configuration that are no resources: chatform, variables, templates' `extends`, moved, removed. */
import { appKey } from './apps.ts';
import { type Annotation, described, keySchema, nameList, type Schema } from './schema-attributes.ts';
import { encryptionBlock, placeOfSecret } from './schema-encryption.ts';

/** A text, with what it has to look like. */
export const text = (
  title: string,
  description: string,
  more: { pattern?: string; hint?: string } = {},
): Schema => ({
  ...described(
    { type: 'string', title, ...(more.hint !== undefined && { hint: more.hint }) } satisfies Annotation,
    description,
  ),
  type: 'string',
  ...(more.pattern !== undefined && { pattern: more.pattern }),
});

const yesOrNo = (title: string, description: string): Schema => ({
  ...described({ type: 'boolean', title }, description),
  type: 'boolean',
});

/** One of some words, each with what it means. */
export const choice = (
  title: string,
  description: string,
  values: Readonly<Record<string, string>>,
): Schema => ({
  ...described({ type: 'enum', title, values: Object.keys(values) }, description),
  type: 'string',
  enum: Object.keys(values),
  enumDescriptions: Object.values(values),
});

/** A map with these keys and no others. */
export const group = (
  title: string,
  description: string,
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[] = [],
): Schema => ({
  ...described({ type: 'object', title }, description),
  type: 'object',
  properties,
  additionalProperties: false,
  ...(required.length > 0 && { required }),
});

/** A string, number or boolean, as a variable holds it. */
const scalar = (title: string, description: string): Schema => ({
  ...described({ type: 'string', title, hint: 'a text, a number, or true or false' }, description),
  anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
});

const variableKey = {
  title: 'Name of the variable',
  pattern: '^[A-Za-z_][A-Za-z0-9_]{0,63}$',
  hint: 'a letter or "_", then at most 63 letters, digits or "_"',
};

const userKey = { title: 'Name of a sub-account', minLength: 1, hint: 'not empty' };
const groupKey = { title: 'Name of a user group', minLength: 1, hint: 'not empty' };

/** Where Chat keeps the data of an app: it decides where its REST API is. */
const chatRegion = choice('Region', "Where Chat keeps the app's data, which decides where its REST API is.", {
  china: 'China',
  singapore: 'Singapore',
  seoul: 'Seoul',
  frankfurt: 'Frankfurt',
  'silicon-valley': 'Silicon Valley',
  jakarta: 'Jakarta',
  tokyo: 'Tokyo',
});

const chatAdmin = text('Admin', 'The UserID of an admin of the app, as which the Chat REST API is called.');

const chatAccess = group(
  'Access to the Chat REST API',
  'What calls of the Chat REST API of one app are signed with.',
  {
    key: placeOfSecret(
      'Key',
      'Where the key of the app is: accounts and groups need it, and nothing else.',
      'SUPPORT_APP_KEY',
    ),
    admin: chatAdmin,
    region: chatRegion,
  },
);

const consoleBlock = group('Console', 'Which console is read and written.', {
  type: {
    ...described(
      {
        type: 'string',
        title: 'Type of console',
        hint: 'sandbox, tencent, or the path of an adapter such as ./console.js',
      },
      'Which console is read and written: `sandbox`, a console on this machine, to try things out and to test; `tencent`, Tencent Cloud; or the path of an adapter of your own.',
    ),
    anyOf: [
      {
        enum: ['sandbox', 'tencent'],
        enumDescriptions: ['A console on this machine, to try things out and to test', 'Tencent Cloud'],
      },
      { type: 'string', pattern: '^\\./' },
    ],
    default: 'sandbox',
  },
  site: {
    ...choice('Site', 'tencent only: which site of Tencent Cloud the account is of.', {
      international: 'tencentcloud.com',
      china: 'cloud.tencent.com',
    }),
    default: 'international',
  },
  endpoint: text(
    'Endpoint',
    'tencent only: one place for all APIs in place of those of the site, such as that of `chatform sandbox serve`.',
    {
      pattern: '^(?:https://[^\\s/?#@]+|http://(?:127\\.0\\.0\\.1|localhost|\\[::1\\])(?::[0-9]{1,5})?)/?$',
      hint: 'https://HOST, or http://127.0.0.1:PORT on this machine',
    },
  ),
  profile: text(
    'Profile',
    "tencent only: the profile of Tencent's credentials file that is used where the environment has no TENCENTCLOUD_SECRET_ID.",
    { pattern: '^[A-Za-z0-9_.-]+$', hint: 'letters, digits, "_", "-" and "."' },
  ),
  region: { ...chatRegion, default: 'singapore' },
  admin: { ...chatAdmin, default: 'administrator' },
  apps: {
    ...described(
      { type: 'map', title: 'Access to apps' },
      'tencent only: for each app, what calls of its Chat REST API are signed with. Without it, accounts and groups cannot be managed.',
    ),
    type: 'object',
    propertyNames: keySchema(appKey),
    additionalProperties: chatAccess,
  },
  options: {
    ...described({ type: 'map', title: 'Options' }, 'What an adapter of your own is given.'),
    type: 'object',
  },
  users: nameList(userKey, 'The sub-accounts that the sandbox starts with.', 'language'),
  groups: {
    ...described(
      { type: 'map', title: 'User groups' },
      'The user groups that the sandbox starts with, each with its sub-accounts.',
    ),
    type: 'object',
    propertyNames: keySchema(groupKey),
    additionalProperties: nameList(userKey, 'The sub-accounts of the user group.', 'language'),
  },
});

const stateBlock = group('State', 'Where chatform keeps what it has to remember.', {
  type: {
    ...choice('Type of state', 'Where the state is kept.', {
      file: 'In files beside the configuration',
      postgres: 'In a PostgreSQL database, for a team',
      github: 'On a branch of a repository on GitHub, for a team without a database',
    }),
    default: 'file',
  },
  url: placeOfSecret(
    'URL',
    'postgres only: where the URL of the database is, such as postgres://USER:PASSWORD@HOST/DATABASE.',
    'CHATFORM_STATE_URL',
  ),
  workspace: text(
    'Workspace',
    'postgres only: what tells the states of this configuration from all others in the database. Its environments are kept apart by themselves.',
    {
      pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$',
      hint: 'a letter or digit, then at most 62 letters, digits, ".", "_" or "-"',
    },
  ),
  repository: text(
    'Repository',
    'github only: the repository with the state, as OWNER/NAME; without it that of GITHUB_REPOSITORY, which GitHub Actions sets.',
    { pattern: '^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$', hint: 'OWNER/NAME' },
  ),
  branch: {
    ...text(
      'Branch',
      'github only: the start of the names of the branches with the state. Each environment has one of its own: BRANCH/ENVIRONMENT.',
      {
        pattern: '^[A-Za-z0-9][A-Za-z0-9_-]*(?:/[A-Za-z0-9][A-Za-z0-9_-]*)*$',
        hint: 'letters, digits, "_" and "-", and "/" between them',
      },
    ),
    default: 'chatform-state',
  },
});

/** The project's own settings. In a configuration version and account are needed, in an environment nothing is. */
export const projectBlock = (required: readonly string[]): Schema =>
  group(
    'Project',
    'The settings of the project itself.',
    {
      version: {
        ...described(
          { type: 'integer', title: 'Version of the language', values: ['1'] },
          'The version of the language that the configuration is written in.',
        ),
        type: 'integer',
        enum: [1],
        enumDescriptions: ['The only version so far'],
      },
      required: text(
        'Required version of chatform',
        'Which versions of chatform may be used, as a semver range such as ">=0.1.0".',
      ),
      account: text('Account', 'The uin of the root account that the apps belong to, in quotes.', {
        pattern: '^[0-9]{5,20}$',
        hint: 'the uin of the root account: 5 to 20 digits, in quotes',
      }),
      console: consoleBlock,
      state: stateBlock,
      encryption: encryptionBlock,
    },
    required,
  );

/** Variables with their types. */
export const variablesBlock: Schema = {
  ...described(
    { type: 'map', title: 'Variables' },
    'Values that can be set from outside, used as var.NAME in a reference.',
  ),
  type: 'object',
  propertyNames: keySchema(variableKey),
  additionalProperties: group('Variable', 'A value that can be set from outside.', {
    type: {
      ...choice('Type of the variable', 'What its values are.', {
        string: 'Text',
        number: 'A number',
        boolean: 'true or false',
      }),
      default: 'string',
    },
    default: scalar('Default', 'The value that it has unless it is set; without one it has to be set.'),
    description: text('Description', 'What the variable is for.'),
    sensitive: { ...yesOrNo('Sensitive', 'Whether its value must never be shown.'), default: false },
  }),
};

/** The variables of an environment: just values. */
export const variableValues: Schema = {
  ...described({ type: 'map', title: 'Variables' }, 'Values of variables in this environment.'),
  type: 'object',
  propertyNames: keySchema(variableKey),
  additionalProperties: scalar('Value', 'The value of the variable in this environment.'),
};

/** The templates that an app or a template builds on. */
export const extendsList: Schema = {
  ...described(
    { type: 'array', title: 'Extends' },
    'The templates that are merged first, from left to right; what stands here comes last and wins.',
  ),
  type: 'array',
  uniqueItems: true,
  items: text('Template', 'The name of a template.', { pattern: appKey.pattern, hint: appKey.hint }),
};

/** An address of a resource. */
export const address = (title: string, description: string) =>
  text(title, description, { pattern: '^(?:apps|cam)[.\\[]', hint: 'an address such as apps.support' });

export const movedList: Schema = {
  ...described({ type: 'array', title: 'Moved' }, 'Resources that got another address.'),
  type: 'array',
  items: group(
    'Move',
    'A resource that got another address and stays what it is.',
    {
      from: address('From', 'The address that it had.'),
      to: address('To', 'The address that it has now.'),
    },
    ['from', 'to'],
  ),
};

export const removedList: Schema = {
  ...described(
    { type: 'array', title: 'Removed' },
    'Resources whose end is wanted, where leaving them out is not enough.',
  ),
  type: 'array',
  items: group(
    'Removal',
    'The end of a resource, said so that a reviewer sees it.',
    {
      address: address('Address', 'The address that it had.'),
      destroy: yesOrNo(
        'Destroy',
        'true: delete it in the console. false: leave it as it is, and stop managing it.',
      ),
      because: text('Because', 'Why, for whoever reviews it.'),
    },
    ['address', 'destroy'],
  ),
};
