/** Console page: Webhook Configuration. Events have the names that the webhook carries: CallbackCommand. */
import { anyClicks } from './clicks.ts';
import type { Kind } from './kind.ts';

export const webhookKinds: readonly Kind[] = [
  {
    name: 'webhook',
    path: ['apps', '*', 'webhook'],
    title: 'Webhook',
    description: 'The one URL that Chat calls, and the events that it calls it for.',
    page: 'Webhook Configuration',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'Webhook',
      description: 'The URL and the events.',
      rules: ['WHK-1', 'WHK-2', 'WHK-3', 'WHK-4'],
      attributes: {
        url: {
          type: 'string',
          title: 'Webhook URL',
          description:
            'Where events are sent: http:// or https://, a domain of at most 63 characters or an IP address, and a port if it is not 80 or 443. When it changes, the ports before and after must not be prefixes of one another.',
          check: 'webhook-url',
          delay: 'about two minutes',
          clicks: [
            'Click Edit in the webhook URL configuration area.',
            'Enter the Webhook URL below in the dialog.',
            'Click OK.',
          ],
          rules: ['WHK-1', 'WHK-2', 'WHK-3'],
        },
        events: {
          type: 'set',
          title: 'Event Callback Configuration',
          description:
            'The events that are sent; all others are off. The 21 check boxes of the console are 18 commands here: the four for portrait URL, introduction, name and notice of a group are the one command Group.CallbackAfterGroupInfoChanged, and are ticked together.',
          default: [],
          values: {
            'Group.CallbackAfterCreateGroup': 'After a group was created',
            'Group.CallbackAfterMemberExit': 'After a member left a group',
            'Group.CallbackAfterNewMemberJoin': 'After a member entered a group',
            'Group.CallbackAfterSendMsg': 'After a message was sent in a group',
            'Group.CallbackBeforeApplyJoinGroup': 'Before somebody applies to enter a group; can refuse',
            'Group.CallbackBeforeCreateGroup': 'Before a group is created; can refuse',
            'Group.CallbackBeforeInviteJoinGroup': 'Before somebody is added to a group; can refuse',
            'Group.CallbackBeforeSendMsg': 'Before a message is sent in a group; can refuse or rewrite it',
            'Group.CallbackAfterGroupDestroyed': 'After a group was disbanded',
            'Group.CallbackAfterGroupFull': 'After a group became full',
            'Group.CallbackAfterGroupInfoChanged':
              'After portrait URL, introduction, name or notice of a group changed',
            'Sns.CallbackBlackListAdd': 'After somebody was put on a blocklist',
            'Sns.CallbackFriendAdd': 'After a friend was added',
            'Sns.CallbackBlackListDelete': 'After somebody was taken off a blocklist',
            'Sns.CallbackFriendDelete': 'After a friend was deleted',
            'C2C.CallbackBeforeSendMsg': 'Before a one-to-one message is sent; can refuse',
            'C2C.CallbackAfterSendMsg': 'After a one-to-one message was sent',
            'State.StateChange': 'After a user came online or went offline',
          },
          labels: {
            'Group.CallbackAfterCreateGroup': 'Callback after group creation',
            'Group.CallbackAfterMemberExit': 'Callback after member leaving a group',
            'Group.CallbackAfterNewMemberJoin': 'Callback after member entering a group',
            'Group.CallbackAfterSendMsg': 'Callback after speaking in a group',
            'Group.CallbackBeforeApplyJoinGroup': 'Callback before application to enter a group',
            'Group.CallbackBeforeCreateGroup': 'Callback before group creation',
            'Group.CallbackBeforeInviteJoinGroup': 'Callback before adding a member to a group',
            'Group.CallbackBeforeSendMsg': 'Callback before speaking in a group',
            'Group.CallbackAfterGroupDestroyed': 'Callback after disbanding groups',
            'Group.CallbackAfterGroupFull': 'Callback after group is full',
            'Group.CallbackAfterGroupInfoChanged':
              'Callback after group portrait URL change, Callback after group info modification, Callback after group name change and Callback after modifying group notice',
            'Sns.CallbackBlackListAdd': 'Callback after adding users to blocklist',
            'Sns.CallbackFriendAdd': 'Callback after friend adding',
            'Sns.CallbackBlackListDelete': 'Callback after removing users from blocklist',
            'Sns.CallbackFriendDelete': 'Callback after friend deletion',
            'C2C.CallbackBeforeSendMsg': 'Callback before sending one-to-one messages',
            'C2C.CallbackAfterSendMsg': 'Callback after sending one-to-one messages',
            'State.StateChange': 'Online status change callback',
          },
          clicks: [
            'Click Edit in the webhook configuration area.',
            'Check the boxes below in the Event Callback Configuration dialog, and no others.',
            'Click Confirm.',
          ],
          rules: ['WHK-4'],
        },
      },
    },
    leaving: 'released',
    rules: ['WHK-1', 'WHK-2', 'WHK-3', 'WHK-4', 'API-1'],
  },
];
