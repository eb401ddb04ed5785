/** Console page: Feature Configuration > Group configuration > Group feature configuration. */
import { anyClicks, editIn, setIn } from './clicks.ts';
import { groupTypes } from './group-types.ts';
import type { Edition, Gate, Kind } from './kind.ts';

const { Work, Public, Meeting } = groupTypes;

// The table of editions allows these to Developer and Premium; Standard is the odd one out (EDN-15).
const allButStandard: readonly Edition[] = ['developer', 'premium'];

const gate = (feature: string, rule: string, free: Gate['free']): Gate => ({
  editions: allButStandard,
  free,
  feature,
  rule,
});

/** Of these the guide describes the feature on this page, and the clicks on that of logins and messages. */
const onEitherPage = (area: string) => ({
  area,
  clicks: [
    `Find the ${area} area; the guide names the page Feature Configuration > Login and Message for it.`,
    ...editIn(area).clicks,
  ],
});

export const groupFeatureKinds: readonly Kind[] = [
  {
    name: 'group-features',
    path: ['apps', '*', 'groupFeatures'],
    title: 'Group features',
    description: 'Communities, features of audio-video groups, and read receipts.',
    page: 'Feature Configuration > Group configuration > Group feature configuration',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'Group features',
      description: 'The group features of the app.',
      rules: ['GRP-5', 'GRP-7', 'GRP-8', 'GRP-9', 'GRP-10', 'GRP-11'],
      attributes: {
        community: {
          type: 'object',
          title: 'Community',
          description: 'Large groups of up to 100,000 members, with topics inside.',
          ...setIn('Community'),
          rules: ['GRP-5', 'GRP-6'],
          attributes: {
            enabled: {
              type: 'boolean',
              title: 'Community',
              description: 'Whether communities can be created and used.',
              default: false,
              gate: gate('community', 'EDN-14', [false]),
              note: 'Native SDK (enhanced) 5.8.1668, web SDK 2.17.0 or later.',
              rules: ['GRP-5', 'EDN-14', 'EDN-16'],
            },
            topics: {
              type: 'boolean',
              title: 'Topic',
              description: 'Whether a community can have topics. Only where community is on.',
              default: false,
              gate: gate('topics', 'EDN-14', [false]),
              rules: ['GRP-6', 'EDN-14'],
            },
          },
        },
        avOnlineMembers: {
          type: 'boolean',
          title: 'List of online audio-video group members',
          description:
            'Whether clients can pull the list of the latest 1,000 online members of an audio-video group.',
          default: false,
          gate: gate('the online member list of audio-video groups', 'EDN-13', [false]),
          note: 'Native SDK 6.3 or later.',
          ...setIn('List of online audio-video group members'),
          rules: ['GRP-7', 'EDN-13', 'EDN-16'],
        },
        avBroadcast: {
          type: 'object',
          title: 'Broadcast messaging of audio-video group',
          description: 'Messages to all audio-video groups at once.',
          ...setIn('Broadcast messaging of audio-video group'),
          rules: ['GRP-8'],
          attributes: {
            enabled: {
              type: 'boolean',
              title: 'Broadcast messaging of audio-video group',
              description: 'Whether one message can be sent to all audio-video groups.',
              default: false,
              gate: gate('broadcast messaging of audio-video groups', 'EDN-13', [false]),
              note: 'Native SDK 6.5 or later.',
              rules: ['GRP-8', 'EDN-13', 'EDN-16'],
            },
            perSecond: {
              type: 'integer',
              title: 'Call frequency of the broadcast messaging',
              description:
                'How many broadcast messages can be sent a second. Only where broadcast messaging is on.',
              default: 1,
              minimum: 1,
              maximum: 5,
              unit: 'messages a second',
              gate: gate('broadcast messaging of audio-video groups', 'EDN-13', [1]),
              rules: ['GRP-8', 'EDN-13'],
            },
          },
        },
        avBanning: {
          type: 'boolean',
          title: 'Audio-video group member banning',
          description:
            'Whether members of an audio-video group can be banned. A banned member gets no messages and cannot join again while the ban lasts.',
          default: false,
          gate: gate('banning of audio-video group members', 'EDN-13', [false]),
          note: 'Native SDK 6.6, web SDK 2.22 or later.',
          ...setIn('Audio-video group member banning'),
          rules: ['GRP-9', 'EDN-13', 'EDN-16'],
        },
        avHistoryForNewMembers: {
          type: 'integer',
          title: 'Message history for new members of an audio-video group',
          description:
            'How many of the newest messages somebody sees who enters an audio-video group. With 0 the feature is off.',
          default: 0,
          minimum: 0,
          maximum: 20,
          unit: 'messages',
          gate: gate('message history for new members of audio-video groups', 'EDN-13', [0]),
          ...onEitherPage('Message History for New Members'),
          rules: ['GRP-10', 'EDN-13'],
        },
        readReceipts: {
          type: 'set',
          title: 'Read receipts for group messages',
          description:
            'The group types whose messages can have read receipts, in groups of up to 200 members.',
          default: [],
          values: { Work, Public, Meeting },
          gate: gate('read receipts for group messages', 'EDN-12', []),
          note: 'Native SDK 6.1.2155 or later.',
          ...onEitherPage('Read receipts for group messages'),
          rules: ['GRP-11', 'EDN-12', 'EDN-16'],
        },
      },
    },
    leaving: 'released',
    rules: ['GRP-5', 'GRP-6', 'GRP-7', 'GRP-8', 'GRP-9', 'GRP-10', 'GRP-11', 'API-1'],
  },
];
