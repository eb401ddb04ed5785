/** Console page: Basic Configuration. An app, its basic information and its edition. */
import type { Kind } from './kind.ts';

/** What a key of an app or of a template must look like. It is chatform's own; the console never sees it. */
export const appKey = {
  title: 'Key of the app',
  example: 'support',
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
  hint: 'a letter, then at most 63 letters, digits, "_" or "-"',
} as const;

export const appKinds: readonly Kind[] = [
  {
    name: 'app',
    path: ['apps', '*'],
    title: 'App',
    description:
      'One Chat app with its own SDKAppID. A new app starts enabled and in the Developer edition, and is upgraded after that if another edition is wanted.',
    page: 'Basic Configuration',
    served: 'console',
    clicks: {
      create: [
        'Click Create Application.',
        'Enter the Application Name below in the Create Application dialog.',
        'Click Confirm.',
        'Note the SDKAppID that the overview shows for the new app.',
      ],
      update: ['Click Edit on the right of Basic Info.', 'Set the values below.', 'Click Save.'],
      delete: [
        'Unless the app is disabled already: click Disable next to Status in the Basic Info area, then OK in the dialog.',
        'Click Delete next to Status in the Basic Info area.',
        'Click OK in the dialog.',
      ],
    },
    form: 'object',
    key: appKey,
    body: {
      type: 'object',
      title: 'App',
      description: 'Basic information, edition and status.',
      rules: ['APP-1', 'APP-9'],
      attributes: {
        name: {
          type: 'string',
          title: 'Application Name',
          description: 'What the app is called in the console.',
          required: true,
          atCreation: true,
          text: { minLength: 1, hint: 'not empty', rule: 'APP-1' },
          rules: ['APP-1', 'APP-9'],
        },
        type: {
          type: 'string',
          title: 'Application Type',
          description:
            'The category of the app, such as Game. The console offers a list that is not published.',
          text: { minLength: 1, hint: 'not empty' },
          rules: ['APP-9'],
        },
        introduction: {
          type: 'string',
          title: 'Application Introduction',
          description: 'A short text about the app.',
          default: '',
          rules: ['APP-9'],
        },
        edition: {
          type: 'enum',
          title: 'Edition',
          description:
            'The plan that the app is on. It only goes up, and Standard lacks features that Developer and Premium have.',
          default: 'developer',
          values: {
            developer: 'Developer: free, for testing, valid for one month at a time',
            standard: 'Standard: paid, without the features of Premium',
            premium: 'Premium: paid, with all features',
          },
          upOnly: { rule: 'APP-7', because: 'An upgraded app never goes back to a lower edition.' },
          effects: [
            {
              class: 'irreversible',
              when: 'raise',
              because: 'An upgraded app cannot go back to the edition that it had.',
              rule: 'APP-7',
            },
            { class: 'billable', when: 'raise', because: 'Upgrading buys a paid plan.', rule: 'APP-7' },
          ],
          clicks: [
            'Click Upgrade Plan in the Standard Billing Plan area.',
            'Select the edition below.',
            'Select "I have read and agree to the Billing Details", and click Upgrade Now.',
          ],
          rules: ['APP-1', 'APP-7', 'EDN-15'],
        },
        keyAlgorithm: {
          type: 'enum',
          title: 'Key Algorithm',
          description:
            'What UserSigs are signed with. Only an app created before 15 August 2019 can still have the old algorithm; it can be moved to the new one, and not back.',
          default: 'hmac-sha256',
          values: {
            'ecdsa-sha256': 'ECDSA-SHA256: a public and a private key, of apps made before 15 August 2019',
            'hmac-sha256': 'HMAC-SHA256: one key',
          },
          upOnly: { rule: 'APP-11', because: 'An app on HMAC-SHA256 never goes back to ECDSA-SHA256.' },
          effects: [
            {
              class: 'irreversible',
              when: 'raise',
              because: 'An app that was moved to HMAC-SHA256 cannot go back to ECDSA-SHA256.',
              rule: 'APP-11',
            },
          ],
          clicks: ['Choose to update the signature algorithm beside Key in the Basic Information area.'],
          rules: ['APP-11'],
        },
        enabled: {
          type: 'boolean',
          title: 'Status',
          description:
            'Whether the app serves its users. Only a Developer app can be disabled by hand, and only a disabled app can be deleted.',
          default: true,
          effects: [
            {
              class: 'disruptive',
              when: 'change',
              values: [false],
              because: 'A disabled app serves nobody.',
              rule: 'APP-4',
            },
          ],
          clicks: ['Set the value below next to Status in the Basic Info area.'],
          clicksFor: {
            false: ['Click Disable next to Status in the Basic Info area.', 'Click OK in the dialog.'],
          },
          rules: ['APP-1', 'APP-4', 'APP-5', 'APP-6'],
        },
      },
    },
    facts: {
      sdkAppId: {
        title: 'SDKAppID',
        description: 'The number by which Tencent Cloud knows the app.',
        rules: ['APP-1'],
      },
      status: {
        title: 'Status',
        description: 'Enabled, Disabled, Expired or suspended, as the console shows it.',
        rules: ['APP-1', 'APP-5', 'APP-8'],
      },
      createdAt: { title: 'Creation Time', description: 'When the app was created.', rules: ['APP-1'] },
      expiresAt: {
        title: 'Expiration Time',
        description: 'When the plan of the app ends.',
        rules: ['APP-1', 'APP-8'],
      },
    },
    oneShots: {
      extend: {
        title: 'Apply for extension',
        description:
          'Extends the validity of a Developer app by one month. The app serves its users again if it was suspended.',
        effects: [],
        editions: ['developer'],
        clicks: ['Click Apply for extension in the Standard Billing Plan area.', 'Click OK.'],
        rules: ['APP-8'],
      },
    },
    effects: [
      {
        class: 'irreversible',
        when: 'delete',
        because: 'A deleted app and its SDKAppID cannot be brought back.',
        rule: 'APP-3',
      },
      {
        class: 'data-loss',
        when: 'delete',
        because: 'All data of the SDKAppID goes with the app.',
        rule: 'APP-3',
      },
    ],
    leaving: 'removed',
    capacity: { limit: 300, per: 'account', noun: 'apps', rule: 'APP-2' },
    rules: ['APP-1', 'APP-2', 'APP-3', 'APP-4', 'APP-5', 'APP-6', 'APP-8', 'APP-11', 'API-1'],
  },
];
