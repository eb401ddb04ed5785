/** Console page: Group Management. Limits beyond the guide's are those of the Chat REST API's `create_group`. */
import { userId } from './accounts.ts';
import { groupTypes } from './group-types.ts';
import type { Kind } from './kind.ts';

export const groupKinds: readonly Kind[] = [
  {
    name: 'group',
    path: ['apps', '*', 'groups', '*'],
    title: 'Group',
    description: 'A group of users who chat with each other. The key is its group ID.',
    page: 'Group Management',
    served: 'chat-rest',
    clicks: {
      create: [
        'Click Add Group.',
        'Set the values below in the dialog, those that it has.',
        'Click OK.',
        'For the others, click View Details in the row of the group: Edit is in its basic information area, Add Member in that of its members.',
      ],
      update: [
        'Click View Details in the row of {key}.',
        'Click Edit in the basic information area, and set the values below in the dialog.',
        'Click Confirm.',
      ],
      delete: ['Click Delete in the row of {key}.', 'Click Confirm in the dialog.'],
    },
    form: 'object',
    key: {
      title: 'Group ID',
      example: 'announcements',
      // Whether it may begin with @TGS#_ depends on the type: checks.ts.
      pattern: '^(?!@TGS#(?!_))[ -~]+$',
      hint: 'printable ASCII, not beginning with @TGS#; that of a Community begins with @TGS#_',
      minLength: 1,
      maxBytes: 48,
      rule: 'GRM-1',
    },
    body: {
      type: 'object',
      title: 'Group',
      description: 'Type, name, owner and members.',
      rules: ['GRM-1', 'GRM-2', 'GRM-3'],
      attributes: {
        type: {
          type: 'enum',
          title: 'Group Type',
          description: 'What the group is for. A Community needs the community feature of the app.',
          required: true,
          atCreation: true,
          immutable: { rule: 'GRM-2', because: 'The type of a group cannot be edited.' },
          values: groupTypes,
          rules: ['GRM-1', 'GRM-2', 'GRP-5'],
        },
        name: {
          type: 'string',
          title: 'Group Name',
          description: 'What the group is called.',
          required: true,
          atCreation: true,
          text: { minLength: 1, maxBytes: 30, hint: 'not empty', rule: 'GRM-1' },
          rules: ['GRM-1', 'GRM-2'],
        },
        owner: {
          type: 'string',
          title: 'Group Owner ID',
          description: 'The UserID of the owner, a registered user, who becomes a member.',
          atCreation: true,
          fixed: {
            where: 'type',
            values: ['AVChatRoom'],
            rule: 'GRM-2',
            because:
              'The owner of an audio-video group cannot be changed (`change_group_owner`, 1047/34966).',
          },
          text: userId,
          rules: ['GRM-1'],
        },
        introduction: {
          type: 'string',
          title: 'Group Info',
          description: 'What the group is about.',
          default: '',
          atCreation: true,
          text: { maxBytes: 240 },
          rules: ['GRM-2'],
        },
        members: {
          type: 'names',
          title: 'Members',
          description:
            'The UserIDs of members, registered users all. Members who are not listed stay in the group.',
          atCreation: true,
          item: { title: 'UserID of a member', ...userId },
          only: { attribute: 'type', values: ['Work', 'Public', 'Meeting', 'Community'] },
          clicks: [
            'Click View Details in the row of {key}.',
            'Click Add Member in the group member management area and enter the usernames below, or Delete in the row of a member.',
            'Click Confirm.',
          ],
          rules: ['GRM-3', 'EDN-5'],
        },
      },
    },
    facts: {
      createdAt: { title: 'Creation Time', description: 'When the group was created.', rules: ['GRM-1'] },
    },
    effects: [
      {
        class: 'irreversible',
        when: 'delete',
        because: 'A deleted group cannot be brought back.',
        rule: 'GRM-4',
      },
    ],
    leaving: 'removed',
    rules: ['GRM-1', 'GRM-2', 'GRM-3', 'GRM-4', 'EDN-4', 'EDN-5'],
  },
];
