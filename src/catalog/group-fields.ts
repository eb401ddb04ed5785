/** Console pages: Feature Configuration > Custom Group Field, and > Custom Group Member Field. */
import { groupTypeForGood, level, slotForGood, withGroupTypes, wordName } from './field-words.ts';
import { groupTypes } from './group-types.ts';
import type { Kind } from './kind.ts';

const { Work, Public, Meeting, AVChatRoom } = groupTypes;

export const groupFieldKinds: readonly Kind[] = [
  {
    name: 'group-field',
    path: ['apps', '*', 'groupFields', '*'],
    title: 'Custom group field',
    description:
      'A field of your own on each group of some group types. Once added it stays: group types can be added, and permissions changed.',
    page: 'Feature Configuration > Custom Group Field',
    served: 'console',
    clicks: withGroupTypes,
    form: 'object',
    key: wordName('Name of the custom group field', 'topic_id', 'FLD-4'),
    body: {
      type: 'object',
      title: 'Custom group field',
      description: 'The group types that have the field, and who may read and write it there.',
      rules: ['FLD-4'],
      attributes: {
        groupTypes: {
          type: 'map',
          title: 'Group Type',
          description: 'Permissions by group type. A group type can be added, and never taken away again.',
          ...groupTypeForGood,
          key: { title: 'Group type', values: { Work, Public, Meeting, AVChatRoom }, rule: 'FLD-4' },
          item: {
            type: 'object',
            title: 'Permissions in the group type',
            description: 'Who may read and write the field in groups of this type.',
            attributes: {
              read: level('Read', 'Readable', 'Who may read the field.', 'FLD-4'),
              write: level('Write', 'Writable', 'Who may write the field.', 'FLD-4'),
            },
            rules: ['FLD-4'],
          },
          rules: ['FLD-4', 'FLD-5', 'FLD-7', 'FLD-8'],
        },
      },
    },
    effects: slotForGood('custom group field'),
    leaving: 'kept',
    capacity: { limit: 10, per: 'app', noun: 'custom group fields', rule: 'FLD-4' },
    rules: ['FLD-4', 'FLD-5', 'FLD-6', 'FLD-7', 'FLD-8', 'API-1'],
  },
  {
    name: 'group-member-field',
    path: ['apps', '*', 'groupMemberFields', '*'],
    title: 'Custom group member field',
    description:
      'A field of your own on each member of groups of some group types. Once added it stays: group types can be added, and permissions changed. Audio-video groups keep no members, so they cannot have one.',
    page: 'Feature Configuration > Custom Group Member Field',
    served: 'console',
    clicks: withGroupTypes,
    form: 'object',
    key: wordName('Name of the custom group member field', 'badge', 'FLD-3'),
    body: {
      type: 'object',
      title: 'Custom group member field',
      description: 'The group types whose members have the field, and who may read and write it there.',
      rules: ['FLD-3'],
      attributes: {
        groupTypes: {
          type: 'map',
          title: 'Group Type',
          description: 'Permissions by group type. A group type can be added, and never taken away again.',
          ...groupTypeForGood,
          key: { title: 'Group type', values: { Work, Public, Meeting }, rule: 'FLD-3' },
          item: {
            type: 'object',
            title: 'Permissions in the group type',
            description: 'Who may read and write the field in groups of this type.',
            attributes: {
              read: level('Read', 'Readable', "Who may read a member's field.", 'FLD-3'),
              write: level('Write', 'Writable', "Who may write a member's field.", 'FLD-3'),
              own: {
                type: 'enum',
                title: 'My Own Readable Writable',
                description: 'What a member may do with the own field.',
                required: true,
                values: {
                  'read-write': 'Readable and Writable',
                  'read-only': 'Readable, not writable',
                  none: 'Neither readable nor writable',
                },
                labels: { 'read-write': 'Readable and Writable' },
                note: 'The guide shows only "Readable and Writable" of the choices.',
                rules: ['FLD-3', 'FLD-5', 'FLD-8'],
              },
            },
            rules: ['FLD-3'],
          },
          rules: ['FLD-3', 'FLD-5', 'FLD-7', 'FLD-8'],
        },
      },
    },
    effects: slotForGood('custom group member field'),
    leaving: 'kept',
    capacity: { limit: 5, per: 'app', noun: 'custom group member fields', rule: 'FLD-3' },
    rules: ['FLD-3', 'FLD-5', 'FLD-6', 'FLD-7', 'FLD-8', 'API-1'],
  },
];
