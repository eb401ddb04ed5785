/** Console page: Feature Configuration > Login and Message, all but the login settings. */
import { anyClicks, editIn, setIn } from './clicks.ts';
import type { Kind } from './kind.ts';

export const messageKinds: readonly Kind[] = [
  {
    name: 'messages',
    path: ['apps', '*', 'messages'],
    title: 'Message settings',
    description: 'How long messages are kept, what users can do with them, and who can write to whom.',
    page: 'Feature Configuration > Login and Message',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'Message settings',
      description: 'The message settings of the app.',
      rules: ['MSG-3', 'MSG-4', 'MSG-5', 'MSG-6', 'MSG-7', 'MSG-8', 'MSG-9', 'MSG-10', 'MSG-11'],
      attributes: {
        historyDays: {
          type: 'integer',
          title: 'Historical Message Storage Period',
          description:
            'How long messages stay in the cloud. It can be changed once a month and takes effect at once; Premium includes 30 days, the other editions 7. The longer periods that the console offers are not published.',
          default: 7,
          minimum: 7,
          unit: 'days',
          effects: [
            {
              class: 'billable',
              when: 'set',
              above: { developer: 7, standard: 7, premium: 30 },
              because: 'A longer period than the edition includes is a value-added service.',
              rule: 'MSG-3',
            },
            {
              class: 'data-loss',
              when: 'lower',
              because: 'Messages older than the new period are no longer kept.',
              rule: 'MSG-3',
            },
          ],
          ...editIn('Historical Message Storage Period Settings'),
          rules: ['MSG-3', 'EDN-8'],
        },
        recallSeconds: {
          type: 'integer',
          title: 'Message Recall Settings',
          description:
            'How long after sending a message its sender can recall it. The longest time that the console offers is not published.',
          default: 120,
          minimum: 0,
          unit: 'seconds',
          ...editIn('Message Recall Settings'),
          rules: ['MSG-4'],
        },
        syncConversationDeletion: {
          type: 'boolean',
          title: 'Sync Conversation Deletion Across Clients',
          description:
            "Whether a conversation deleted on one client disappears from the user's other clients too.",
          default: false,
          note: 'Native SDK 5.1.1, web SDK 2.14.0 or later.',
          ...setIn('Multi-client Synchronization Settings'),
          rules: ['MSG-5'],
        },
        userStatus: {
          type: 'boolean',
          title: 'User status query and status change notification',
          description:
            'Whether clients can ask for the status of users and subscribe to its changes. While it is off they get error 72001.',
          default: false,
          gate: {
            editions: ['developer', 'premium'],
            free: [false],
            feature: 'user status query and notification',
            rule: 'EDN-11',
          },
          effects: [
            {
              class: 'disruptive',
              when: 'change',
              values: [false],
              because: 'Clients that ask for a user status get error 72001.',
              rule: 'MSG-6',
            },
          ],
          note: 'Native SDK 6.3 or later.',
          ...setIn('Set user status query and status change notification'),
          rules: ['MSG-6', 'EDN-11', 'EDN-16'],
        },
        messageExtension: {
          type: 'boolean',
          title: 'Message extension',
          description:
            'Whether keys and values can be put on messages, for polls, group notices and surveys.',
          default: false,
          gate: { editions: ['premium'], free: [false], feature: 'message extension', rule: 'EDN-16' },
          note: 'Native SDK (enhanced) 6.7.3184 or later.',
          ...setIn('Set message extension'),
          rules: ['MSG-7', 'EDN-16'],
        },
        pushToAllUsers: {
          type: 'boolean',
          title: 'Push to all users',
          description: 'Whether messages can be pushed to all users, or to some by tags and attributes.',
          default: false,
          gate: {
            editions: ['developer', 'premium'],
            free: [false],
            feature: 'pushing to all users',
            rule: 'EDN-11',
          },
          ...setIn('Push to all users'),
          rules: ['MSG-8', 'EDN-11'],
        },
        conversationsToPull: {
          type: 'integer',
          title: 'Configuration of conversations to pull',
          description: 'How many conversations a client can pull from the cloud.',
          default: 100,
          minimum: 100,
          maximum: 500,
          gate: {
            editions: ['premium'],
            free: [100],
            feature: 'more than 100 conversations to pull',
            rule: 'EDN-16',
          },
          note: 'Native SDK 5.1.1, web SDK 2.0 or later.',
          ...setIn('Configuration of conversations to pull'),
          rules: ['MSG-9', 'EDN-16'],
        },
        blockedSenderSeesSent: {
          type: 'boolean',
          title: 'Blocklist check: Show "Sent successfully" After Sending Messages',
          description:
            "Whether a sender in the recipient's blocklist is told that a one-to-one message was sent. It is not delivered either way.",
          default: true,
          ...setIn('Blocklist check'),
          rules: ['MSG-10'],
        },
        relationshipCheck: {
          type: 'boolean',
          title: 'Check Relationship for One-to-One Messages',
          description: 'Whether only friends can write to each other. Strangers then get error 20009.',
          default: false,
          effects: [
            {
              class: 'disruptive',
              when: 'change',
              values: [true],
              because: 'Users who are not friends can no longer write to each other and get error 20009.',
              rule: 'MSG-11',
            },
          ],
          ...setIn('Relationship Check'),
          rules: ['MSG-11'],
        },
      },
    },
    leaving: 'released',
    rules: ['MSG-3', 'MSG-4', 'MSG-5', 'MSG-6', 'MSG-7', 'MSG-8', 'MSG-9', 'MSG-10', 'MSG-11', 'API-1'],
  },
];
