/** Console page: Account Management. Limits of the profile are those of Chat's page "User Profile". */
import type { Kind, NumberAttribute, TextAttribute } from './kind.ts';

/** A UserID: Chat's error 7003 and the limit of `account_import`. */
export const userId = {
  pattern: '^[!-~](?:[ -~]*[!-~])?$',
  hint: 'printable ASCII without blanks at the ends',
  minLength: 1,
  maxBytes: 32,
  rule: 'ACC-1',
} as const;

const line = (title: string, description: string, maxBytes: number, rule = 'ACC-4'): TextAttribute => ({
  type: 'string',
  title,
  description,
  text: { maxBytes },
  rules: [rule],
});

/** An unsigned number of 32 bits, whose meaning is up to the app. */
const number = (title: string, description: string): NumberAttribute => ({
  type: 'integer',
  title,
  description,
  minimum: 0,
  maximum: 4_294_967_295,
  rules: ['ACC-4'],
});

export const accountKinds: readonly Kind[] = [
  {
    name: 'account',
    path: ['apps', '*', 'accounts', '*'],
    title: 'Account',
    description:
      'A user of the app, general or admin, with a profile. General accounts are imported by the Chat REST API; an admin is made in the console.',
    page: 'Account Management',
    served: 'chat-rest',
    clicks: {
      create: [
        'Click Create account.',
        'Enter the Username {key} in the dialog, and set the values below.',
        'Click Confirm.',
      ],
      update: [
        'Click Edit in the Operation column of {key}.',
        'Set the values below in the dialog.',
        'Click Confirm.',
      ],
      delete: ['Select {key}, and click Batch Delete above the list.', 'Click Confirm in the dialog.'],
    },
    form: 'object',
    key: { title: 'Username (UserID)', example: 'support-bot', ...userId },
    body: {
      type: 'object',
      title: 'Account',
      description: 'The type of the account, and its profile.',
      rules: ['ACC-1', 'ACC-4'],
      attributes: {
        type: {
          type: 'enum',
          title: 'Account Type',
          description: 'An admin may call the Chat REST API. An app has at most ten.',
          default: 'general',
          atCreation: true,
          immutable: { rule: 'ACC-3', because: 'The type of an account cannot be edited.' },
          values: { general: 'General: a user', admin: 'Admin: may call the Chat REST API' },
          rules: ['ACC-1', 'ACC-2', 'ACC-3'],
        },
        nickname: {
          ...line('Nickname', 'What other users see.', 500, 'ACC-1'),
          atCreation: true,
        },
        photoUrl: {
          ...line('Profile Photo', 'The URL of the profile photo.', 500, 'ACC-1'),
          atCreation: true,
        },
        gender: {
          type: 'enum',
          title: 'Gender',
          description: 'The gender of the user.',
          default: 'unknown',
          values: { unknown: 'Not given', female: 'Female', male: 'Male' },
          rules: ['ACC-4'],
        },
        birthDate: {
          type: 'integer',
          title: 'Birth Date',
          description: 'Year, month and day as one number, such as 20190419.',
          minimum: 10000101,
          maximum: 99991231,
          rules: ['ACC-4'],
        },
        location: line('Location', 'Where the user is, in a format of the app.', 16),
        whatsUp: line("What's Up", 'The status line of the user.', 500),
        allowFriends: {
          type: 'enum',
          title: 'Friend Request Verification',
          description: 'What happens when somebody wants to add the user as a friend.',
          values: {
            'require-verification': 'Require verification: the user has to agree',
            'allow-all': 'Allow all: they are friends at once',
            'forbid-all': 'Forbid all: the user cannot be added',
          },
          rules: ['ACC-4', 'FRD-1'],
        },
        language: number('Language', 'A number of the app for the language of the user.'),
        messageSettings: number('Message settings', 'How the user gets messages, as a number.'),
        friending: {
          type: 'enum',
          title: 'Friending',
          description: 'Whether the admin prohibits the user from sending friend requests.',
          default: 'none',
          values: { none: 'Not prohibited', forbid: 'The user may not send friend requests' },
          rules: ['ACC-4'],
        },
        level: number('Level', 'A number of the app for the level of the user.'),
        role: number('Role', 'A number of the app for the role of the user.'),
      },
    },
    facts: {
      createdAt: { title: 'Creation Time', description: 'When the account was created.', rules: ['ACC-1'] },
    },
    effects: [
      {
        class: 'irreversible',
        when: 'delete',
        because: 'A deleted account cannot be brought back.',
        rule: 'ACC-5',
      },
      {
        class: 'data-loss',
        when: 'delete',
        because: 'The profile and the relationship chain of the account are lost.',
        rule: 'ACC-5',
      },
    ],
    leaving: 'removed',
    rules: ['ACC-1', 'ACC-2', 'ACC-3', 'ACC-4', 'ACC-5', 'EDN-1', 'API-1'],
  },
];
