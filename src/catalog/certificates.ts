/**
 * Console page: Basic Configuration > Push Settings. What each platform asks for is in Chat's page "Offline
 * Push (Android)" (tencentyun/intlcloud-documents, and cloud.tencent.com/document/product/269/34999 for
 * Huawei); it does not have Honor yet, for which cloud.tencent.com/document/product/269/103769 names AppID
 * and AppSecret.
 */
import type { Kind, SecretAttribute, TextAttribute } from './kind.ts';

const platforms = {
  mi: 'Mi Push',
  huawei: 'Huawei Push',
  google: 'Google, by Firebase Cloud Messaging (FCM)',
  meizu: 'Meizu Push (Flyme)',
  vivo: 'vivo Push',
  oppo: 'OPPO Push',
  honor: 'Honor Push',
  apple: 'Apple: APNs or VoIP',
} as const;
type Platform = keyof typeof platforms;

const onlyFor = (...values: Platform[]) => ({ only: { attribute: 'platform', values } });

// All of a certificate is given in the one dialog that adds it.
const parameter = (
  title: string,
  description: string,
  more: Pick<TextAttribute, 'only' | 'required'>,
): TextAttribute => ({
  type: 'string',
  title,
  description,
  atCreation: true,
  text: { minLength: 1, hint: 'not empty' },
  ...more,
  rules: ['PSH-1'],
});

const key = (
  title: string,
  description: string,
  more: Pick<SecretAttribute, 'only' | 'required'>,
): SecretAttribute => ({
  type: 'secret',
  format: 'text',
  title,
  description,
  atCreation: true,
  ...more,
  rules: ['PSH-1', 'PSH-4'],
});

const fixed = (what: string) => ({
  rule: 'PSH-2',
  because: `The ${what} of a certificate is chosen when it is added.`,
});

export const certificateKinds: readonly Kind[] = [
  {
    name: 'certificate',
    path: ['apps', '*', 'certificates', '*'],
    title: 'Push certificate',
    description:
      'What Chat signs in with at the push service of a phone vendor, so that users who are offline get messages. The key is a name of your own.',
    page: 'Basic Configuration > Push Settings',
    served: 'console',
    clicks: {
      create: [
        'Click Add Certificate in the push settings area of the platform.',
        "Set the values below in the Add Certificate dialog. The name {key} is chatform's own: only the dialog of a sandbox asks for it.",
        'Click Confirm.',
      ],
      update: [
        'Click Edit in the area of the certificate.',
        'Set the values below in the dialog.',
        'Click Confirm.',
      ],
      delete: ['Click Delete in the area of the certificate.', 'Click Confirm in the dialog.'],
    },
    form: 'object',
    key: {
      title: 'Name of the certificate',
      example: 'apns-prod',
      pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
      hint: 'a letter, then at most 63 letters, digits, "_" or "-"',
    },
    body: {
      type: 'object',
      title: 'Push certificate',
      description: 'The platform, and what its push service asks for.',
      rules: ['PSH-1', 'PSH-2', 'PSH-4'],
      attributes: {
        platform: {
          type: 'enum',
          title: 'Push Platform',
          description: 'The push service that the certificate is for.',
          required: true,
          atCreation: true,
          immutable: { rule: 'PSH-1', because: 'The platform of a certificate is chosen when it is added.' },
          values: platforms,
          labels: {
            mi: 'Mi',
            huawei: 'Huawei',
            google: 'Google',
            meizu: 'Meizu',
            vivo: 'Vivo',
            oppo: 'OPPO',
            honor: 'Honor',
            apple: 'iOS',
          },
          rules: ['PSH-1', 'PSH-2'],
        },
        pushType: {
          type: 'enum',
          title: 'Push Type',
          description: 'Notifications, or incoming calls.',
          required: true,
          atCreation: true,
          immutable: fixed('push type'),
          values: { apns: 'APNs Push: notifications', voip: 'VoIP Push: incoming calls' },
          ...onlyFor('apple'),
          rules: ['PSH-2'],
        },
        environment: {
          type: 'enum',
          title: 'Certificate Type',
          description: 'The environment of Apple that the certificate was made for.',
          required: true,
          atCreation: true,
          immutable: fixed('environment'),
          values: {
            production: 'Production environment: apps from the App Store',
            development: 'Development environment: apps run from Xcode',
          },
          ...onlyFor('apple'),
          rules: ['PSH-2'],
        },
        certificate: {
          type: 'secret',
          // Google's is the JSON file of FCM: it has no password beside it to open with.
          format: { by: 'platform', values: { apple: 'p12', google: 'json' } },
          title: 'Certificate',
          description:
            'For Apple the .p12 file, which is required. For Google the FCM certificate, a JSON file with the private key of a service account; it has this or a server key, and not both.',
          atCreation: true,
          ...onlyFor('apple', 'google'),
          rules: ['PSH-1', 'PSH-2', 'PSH-4'],
        },
        password: {
          type: 'secret',
          format: 'text',
          title: 'Certificate password',
          description: 'What the .p12 file opens with.',
          required: true,
          atCreation: true,
          ...onlyFor('apple'),
          rules: ['PSH-2', 'PSH-4'],
        },
        serverKey: key('Server key', 'The old key of FCM, in place of a certificate.', onlyFor('google')),
        packageName: parameter(
          'App package name',
          'The package name of the Android app, as the vendor has it.',
          {
            required: true,
            ...onlyFor('mi', 'huawei', 'meizu'),
          },
        ),
        appId: parameter('AppID', 'The ID of the app at the vendor; Huawei calls it Client ID too.', {
          required: true,
          ...onlyFor('mi', 'huawei', 'meizu', 'vivo', 'oppo', 'honor'),
        }),
        appKey: key('AppKey', 'The key of the app at the vendor.', {
          required: true,
          ...onlyFor('vivo', 'oppo'),
        }),
        appSecret: key(
          'AppSecret',
          'The secret of the app at the vendor; Huawei calls it Client Secret too.',
          {
            required: true,
            ...onlyFor('mi', 'huawei', 'meizu', 'vivo', 'honor'),
          },
        ),
        masterSecret: key('MasterSecret', 'The secret with which OPPO Push is called.', {
          required: true,
          ...onlyFor('oppo'),
        }),
        channelId: parameter(
          'ChannelID',
          'The notification channel on the phone; it has to be the one that the app creates.',
          onlyFor('google', 'mi', 'huawei', 'oppo'),
        ),
        badge: parameter(
          'Badge Parameter',
          'The full class name of the activity that opens the app, for the number on its icon.',
          onlyFor('huawei'),
        ),
      },
    },
    facts: {
      fingerprints: {
        title: 'Fingerprints',
        description:
          'The first eight hex digits of the SHA-256 of each file and key, by attribute. A password has none, since it could be guessed from it.',
        rules: ['PSH-4'],
      },
    },
    effects: [
      {
        class: 'irreversible',
        when: 'delete',
        because:
          'A deleted certificate cannot be brought back, and its ID is gone from the apps that report it.',
        rule: 'PSH-3',
      },
      {
        class: 'disruptive',
        when: 'delete',
        because: 'Pushes through the certificate stop.',
        rule: 'PSH-3',
      },
    ],
    leaving: 'removed',
    rules: ['PSH-1', 'PSH-2', 'PSH-3', 'PSH-4', 'API-1'],
  },
];
