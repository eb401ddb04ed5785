/** Console page: Basic Configuration > TRTC. Audio and video calls, by TRTC and the Call component. */
import { anyClicks } from './clicks.ts';
import type { Kind } from './kind.ts';

const tryCall = [
  'Click try now under Call in the TRTC area.',
  'Read what the window says, and click activate now.',
];

export const trtcKinds: readonly Kind[] = [
  {
    name: 'trtc',
    path: ['apps', '*', 'trtc'],
    title: 'TRTC and Call',
    description: 'Audio and video: the TRTC app with the same SDKAppID, and the Call component on top of it.',
    page: 'Basic Configuration > TRTC',
    served: 'console',
    clicks: { update: anyClicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'TRTC and Call',
      description: 'Whether TRTC is activated, and how far Call has come.',
      rules: ['RTC-1', 'RTC-2', 'RTC-3'],
      attributes: {
        activated: {
          type: 'boolean',
          title: 'Activate TRTC',
          description:
            'Whether there is a TRTC app with the same SDKAppID, accounts and authentication. Once activated it stays.',
          default: false,
          upOnly: { rule: 'RTC-1', because: 'TRTC cannot be deactivated again.' },
          effects: [
            {
              class: 'irreversible',
              when: 'raise',
              because: 'A TRTC app is created with the same SDKAppID, and no way back is described.',
              rule: 'RTC-1',
            },
          ],
          clicks: ['Click Activate in the top-right corner of the TRTC area.'],
          rules: ['RTC-1'],
        },
        call: {
          type: 'enum',
          title: 'Call',
          description:
            'The highest stage that Call has ever reached: an app whose trial has expired stays at trial, so that a trial is never asked for again by itself. Anything but none needs TRTC to be activated.',
          default: 'none',
          values: {
            none: 'None: Call was never tried or bought',
            trial: 'Trial: the free edition, for a few days',
            official: 'Official: an edition that was bought',
          },
          upOnly: {
            rule: 'RTC-2',
            because: 'A trial that was used, or an edition that was bought, stays so.',
          },
          effects: [
            {
              class: 'irreversible',
              when: 'raise',
              values: ['trial'],
              because: 'It uses up one of two trials of the app and of ten of the account for good.',
              rule: 'RTC-2',
            },
            {
              class: 'billable',
              when: 'raise',
              values: ['official'],
              because: 'The official editions of Call are bought.',
              rule: 'RTC-3',
            },
          ],
          clicksFor: {
            trial: tryCall,
            official: [
              'Click buy now under Call in the TRTC area.',
              'Make your selections in the window, and click Buy Now.',
            ],
          },
          rules: ['RTC-2', 'RTC-3'],
        },
        callTrials: {
          type: 'integer',
          title: 'Trials of Call',
          description:
            'How many trials of the app are wanted in all; the console shows how many were used, expired ones too, so that none is asked for twice. The second is a renewal by seven days, which is possible only until the first expires.',
          minimum: 1,
          maximum: 2,
          upOnly: { rule: 'RTC-2', because: 'A trial that was used cannot be given back.' },
          effects: [
            {
              class: 'irreversible',
              when: 'raise',
              because: 'Each trial counts against two of the app and ten of the account for good.',
              rule: 'RTC-2',
            },
          ],
          clicksFor: {
            1: tryCall,
            2: [
              'Click edition details under Call in the TRTC area, then renew trial. A first trial comes before it: click try now, then activate now.',
            ],
          },
          rules: ['RTC-2'],
        },
      },
    },
    facts: {
      callTrials: {
        title: 'Trials used',
        description: 'How many trials of Call the app has used, expired ones too.',
        rules: ['RTC-2'],
      },
      callExpiresAt: {
        title: 'Trial ends',
        description: 'When the trial of Call ends or has ended.',
        rules: ['RTC-2'],
      },
    },
    leaving: 'released',
    rules: ['RTC-1', 'RTC-2', 'RTC-3', 'API-1'],
  },
];
