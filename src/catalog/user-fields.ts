/** Console page: Feature Configuration > Custom User Field. */
import { fieldType, letterName, slotForGood } from './field-words.ts';
import type { Kind, SetAttribute } from './kind.ts';

// At least one read and one write over both sets together (FLD-2): neither set can know by itself.
const permissions = (who: string, byWhom: string): SetAttribute => ({
  type: 'set',
  title: `Readable and writable by ${who}`,
  description: `What ${byWhom} may do with the field. Over both lists together, at least one read and one write must be on.`,
  default: [],
  atCreation: true,
  values: { read: `Readable by ${who}`, write: `Writable by ${who}` },
  delay: 'about five minutes',
  rules: ['FLD-2'],
});

export const userFieldKinds: readonly Kind[] = [
  {
    name: 'user-field',
    path: ['apps', '*', 'userFields', '*'],
    title: 'Custom user field',
    description:
      'A field of your own on each user profile. Once added it stays: only its permissions can be changed.',
    page: 'Feature Configuration > Custom User Field',
    served: 'console',
    clicks: {
      create: [
        'Click Add in the upper-right corner.',
        'Enter the field name {key} in the dialog, and set the values below: Activate each permission that is named, Disable the others.',
        'Click Confirm.',
      ],
      update: [
        'Click Change Permissions in the row of {key}.',
        'Set the permissions below in the dialog: Activate each that is named, Disable the others.',
        'Click Confirm.',
      ],
    },
    form: 'object',
    key: letterName('Name of the custom user field', 'Level', 'FLD-2'),
    body: {
      type: 'object',
      title: 'Custom user field',
      description: 'The type of the field, and who may read and write it.',
      rules: ['FLD-2'],
      attributes: {
        type: fieldType('FLD-2'),
        app: permissions('App', 'the app on the device of a user'),
        admin: permissions('Administrator', 'an app administrator'),
      },
    },
    effects: slotForGood('custom user field'),
    leaving: 'kept',
    capacity: { limit: 20, per: 'app', noun: 'custom user fields', rule: 'FLD-2' },
    rules: ['FLD-2', 'FLD-7', 'API-1'],
  },
];
