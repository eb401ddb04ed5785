/** Console pages: Feature Configuration > Group configuration > Group message / Group system notification configuration. */
import { anyClicks } from './clicks.ts';
import type { EnumAttribute, Kind, ObjectAttribute } from './kind.ts';

/** The group types of Chat, as the SDKs name them. */
export const groupTypes = {
  Work: 'Work group: for colleagues, joined by invitation',
  Public: 'Public group: with an owner and admins, joined on approval',
  Meeting: 'Meeting group: joined freely, unread messages are not counted',
  AVChatRoom: 'Audio-video group: any number of viewers, no member is stored',
  Community: 'Community: up to 100,000 members, with topics',
} as const;

/** Console: changes to group message and notification settings take about ten minutes (GRP-1 to GRP-4). */
const delay = 'about ten minutes';

const notice = (title: string, when: string, rule: string): EnumAttribute => ({
  type: 'enum',
  title,
  description: `What the group is told when ${when}.`,
  values: {
    off: 'No notification',
    push: 'Pushed to members who are online, not stored',
    'push-and-store': 'Pushed, and stored in the message history',
  },
  delay,
  rules: [rule],
});

/** Both pages have a list of group types for each setting. */
const editType = (page: string, title: string) => [
  `Select ${page} on the left sidebar.`,
  `Select the Group Type {key} under ${title}, and click Edit.`,
  'Set the values below in the window that pops up, and save them.',
];

const notices = (
  rule: string,
  title: string,
  description: string,
  events: Readonly<Record<string, readonly [title: string, when: string]>>,
): ObjectAttribute => ({
  type: 'object',
  title,
  description,
  attributes: Object.fromEntries(
    Object.entries(events).map(([name, [label, when]]) => [name, notice(label, when, rule)]),
  ),
  clicks: editType('Group system notification configuration', title),
  rules: [rule],
});

export const groupTypeKinds: readonly Kind[] = [
  {
    name: 'group-type',
    path: ['apps', '*', 'groupTypes', '*'],
    title: 'Group type settings',
    description:
      'Message history and system notifications of all groups of one type. Defaults differ from type to type.',
    page: 'Feature Configuration > Group configuration',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    key: {
      title: 'Group type',
      example: 'Work',
      pattern: `^(?:${Object.keys(groupTypes).join('|')})$`,
      hint: `one of ${Object.keys(groupTypes).join(', ')}`,
    },
    body: {
      type: 'object',
      title: 'Group type settings',
      description: 'Message history and system notifications of the group type.',
      rules: ['GRP-1', 'GRP-2', 'GRP-3', 'GRP-4'],
      attributes: {
        historyBeforeJoin: {
          type: 'boolean',
          title: 'Pull message history before group join',
          description:
            'Whether a new member can read what was written before. Audio-video groups do not have this setting.',
          delay,
          clicks: editType('Group message configuration', 'Pull message history before group join'),
          rules: ['GRP-1'],
        },
        notifications: {
          type: 'object',
          title: 'Group system notification configuration',
          description: 'What the members of a group are told of changes in it.',
          rules: ['GRP-2', 'GRP-3', 'GRP-4'],
          attributes: {
            memberChange: notices(
              'GRP-2',
              'Notification of group member change',
              'What is told of members who come and go. Audio-video groups do not have this setting.',
              {
                invite: ['Member is invited', 'somebody is invited into the group'],
                join: ['Member joins', 'somebody joins the group'],
                leave: ['Member leaves', 'a member leaves the group'],
                kick: ['Member is removed', 'a member is removed from the group'],
              },
            ),
            profileChange: notices(
              'GRP-3',
              'Notification of group profile change',
              'What is told of changes to the group itself. Audio-video groups do not have this setting.',
              {
                name: ['Group name', 'the name of the group changes'],
                notice: ['Group notice', 'the notice of the group changes'],
                introduction: ['Group introduction', 'the introduction of the group changes'],
                avatar: ['Group portrait', 'the portrait of the group changes'],
                owner: ['Group owner', 'the group gets another owner'],
                muteAll: ['Mute all', 'all members are muted or unmuted'],
                joinMode: ['Join mode', 'the way of joining the group changes'],
              },
            ),
            memberProfileChange: notices(
              'GRP-4',
              'Notification of group member profile change',
              'What is told of changes to a member.',
              {
                mute: ['Member is muted', 'a member is muted or unmuted'],
                admin: ['Member becomes admin', 'a member becomes admin of the group or is one no longer'],
              },
            ),
          },
        },
      },
    },
    leaving: 'released',
    rules: ['GRP-1', 'GRP-2', 'GRP-3', 'GRP-4', 'API-1'],
  },
];
