/** Console page: Feature Configuration > Friend and Relationship. */
import { anyClicks, editIn } from './clicks.ts';
import { fieldType, letterName, slotForGood } from './field-words.ts';
import type { Kind } from './kind.ts';

export const friendKinds: readonly Kind[] = [
  {
    name: 'friends',
    path: ['apps', '*', 'friends'],
    title: 'Friends and relationship chain',
    description: 'How a request to become friends is answered unless the user chose otherwise.',
    page: 'Feature Configuration > Friend and Relationship',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'Friends and relationship chain',
      description: 'The default verification for adding friends.',
      rules: ['FRD-1'],
      attributes: {
        verification: {
          type: 'enum',
          title: 'Default Verification for Adding Friends',
          description: 'What happens when one user wants to add another as a friend.',
          default: 'allow-all',
          values: {
            'require-verification': 'Require verification: the other user has to agree',
            'allow-all': 'Allow all: they are friends at once',
            'forbid-all': 'Forbid all: nobody can be added',
          },
          ...editIn('Default Verification for Adding Friends'),
          rules: ['FRD-1'],
        },
      },
    },
    leaving: 'released',
    rules: ['FRD-1', 'API-1'],
  },
  {
    name: 'friend-field',
    path: ['apps', '*', 'friendFields', '*'],
    title: 'Custom friend field',
    description:
      'A field of your own on each friend of a user. Once added it stays: neither its name nor its type can be changed.',
    page: 'Feature Configuration > Friend and Relationship > Custom Friend Field',
    served: 'console',
    clicks: {
      create: [
        'Click Add in the upper-right corner of the Custom Friend Field area.',
        'Enter the field name {key} in the dialog, and set the values below.',
        'Click Confirm.',
      ],
    },
    form: 'object',
    key: letterName('Name of the custom friend field', 'Alias', 'FLD-1'),
    body: {
      type: 'object',
      title: 'Custom friend field',
      description: 'The type of the field.',
      rules: ['FLD-1'],
      attributes: { type: fieldType('FLD-1') },
    },
    effects: slotForGood('custom friend field'),
    leaving: 'kept',
    capacity: { limit: 20, per: 'app', noun: 'custom friend fields', rule: 'FLD-1' },
    rules: ['FLD-1', 'FLD-7', 'API-1'],
  },
];
