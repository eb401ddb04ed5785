// PSH-4: a secret is handed to the console, and is nowhere else: not in files, not in what is printed.
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Fault, Faults } from '../src/adapters/sandbox/adapter.ts';
import { attributesOf, kinds } from '../src/catalog/index.ts';
import type { World } from '../src/commands/world.ts';
import { fcm, oldP12, p12, p12WithoutKey } from './adapters/sandbox/uploads.ts';
import { byHand, calls, chatform, type Ended, storeOf } from './commands/chatform.ts';
import { formsOf } from './support/encodings.ts';
import { projectOf } from './support/project.ts';
import { temporaryFolder } from './support/temporary.ts';

/** What the sandbox that a command opens is to do wrong. */
let faults: Faults | undefined;
/** Bytes that the console was handed, by certificate and attribute. */
let handed = new Map<string, Uint8Array>();

vi.mock('../src/adapters/sandbox/index.ts', async (original) => {
  const real = await original<typeof import('../src/adapters/sandbox/index.ts')>();
  const openSandbox: typeof real.openSandbox = async (options) => {
    const write: Faults['write'] = (operation, n) => {
      for (const [name, bytes] of operation.secrets ?? [])
        handed.set(`${operation.segments.at(-1)} ${name}`, bytes);
      return faults?.write?.(operation, n);
    };
    return real.openSandbox({ ...options, faults: { ...faults, write } });
  };
  return { ...real, openSandbox };
});

beforeEach(() => {
  faults = undefined;
  handed = new Map();
});

/** Has characters that JSON and URLs write in another way. */
const canary = (name: string) => `${name}-"kept" & <quiet>\\/+é?`;

const env = {
  MI_SECRET: canary('mi'),
  FCM_SERVER_KEY: canary('fcm'),
  MEIZU_SECRET: canary('meizu'),
  VIVO_KEY: canary('vivo-key'),
  VIVO_SECRET: canary('vivo-secret'),
  OPPO_MASTER: canary('oppo-master'),
  APNS_PASSWORD: 'acme-pushes',
};

const fileSecrets: Readonly<Record<string, Uint8Array | string>> = {
  'secrets/huawei': canary('huawei'),
  'secrets/fcm.json': fcm,
  'secrets/oppo': canary('oppo-key'),
  'secrets/honor': canary('honor'),
  'secrets/apns.p12': p12,
  'secrets/voip.p12': oldP12,
  'secrets/voip.password': 'acme-pushes',
};

const header = 'chatform: {version: 1, account: "100000000001"}\n';

/** Every platform, with its secrets from the environment or from files. */
const certificates = `
      mi: {platform: mi, packageName: acme.chat, appId: "1", appSecret: {env: MI_SECRET}}
      huawei: {platform: huawei, packageName: acme.chat, appId: "2", appSecret: {file: secrets/huawei}}
      fcm: {platform: google, certificate: {file: secrets/fcm.json}}
      fcm-key: {platform: google, serverKey: {env: FCM_SERVER_KEY}}
      meizu: {platform: meizu, packageName: acme.chat, appId: "3", appSecret: {env: MEIZU_SECRET}}
      vivo: {platform: vivo, appId: "4", appKey: {env: VIVO_KEY}, appSecret: {env: VIVO_SECRET}}
      oppo: {platform: oppo, appId: "5", appKey: {file: secrets/oppo}, masterSecret: {env: OPPO_MASTER}}
      honor: {platform: honor, appId: "6", appSecret: {file: secrets/honor}}
      apns:
        platform: apple
        pushType: apns
        environment: production
        certificate: {file: secrets/apns.p12}
        password: {env: APNS_PASSWORD}
      voip:
        platform: apple
        pushType: voip
        environment: production
        certificate: {file: secrets/voip.p12}
        password: {file: secrets/voip.password}
`;

const everyPlatform = {
  'chatform.yaml': `${header}apps:\n  support:\n    name: Acme Support\n    certificates:${certificates}`,
  ...fileSecrets,
};

const needles = [...Object.values(env), ...Object.values(fileSecrets)].flatMap((secret) =>
  formsOf(typeof secret === 'string' ? new TextEncoder().encode(secret) : secret),
);

/** How many forms of the secrets are in these places: a number, so that a failure prints none of them. */
function leaks(places: readonly (string | Uint8Array)[], looked: readonly Buffer[] = needles): number {
  const all = places.map((place) => Buffer.from(place as string));
  return looked.filter((needle) => all.some((place) => place.includes(needle))).length;
}

/** All bytes that a project has beside its own files. */
function writtenIn(directory: string): Buffer[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.startsWith('secrets') && name !== 'chatform.yaml')
    .map((name) => path.join(directory, name))
    .filter((file) => fs.lstatSync(file).isFile())
    .map((file) => fs.readFileSync(file));
}

const said = ({ out, err }: Ended) => [out, err];

test('the project here has every secret of the catalogue on every platform', () => {
  const { resources } = { resources: certificates };
  for (const kind of kinds) {
    for (const { path: place, attribute } of attributesOf(kind)) {
      if (attribute.type !== 'secret') continue;
      expect(kind.name).toBe('certificate');
      for (const platform of attribute.only?.values ?? []) {
        const ofPlatform = resources.split(/\n(?= {6}\S)/).filter((one) => one.includes(platform));
        expect([platform, place, ofPlatform.some((one) => one.includes(`${place.join('.')}: {`))]).toEqual([
          platform,
          place,
          true,
        ]);
      }
    }
  }
});

test('a search for leaks finds a secret in each of its forms', () => {
  const secret = canary('mi');
  const forms = [
    secret,
    JSON.stringify({ secret }),
    JSON.stringify(JSON.stringify({ secret })),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    ...['', 'a', 'ab'].map((before) => Buffer.from(`${before}${secret}!`).toString('base64')),
    Buffer.from(`:${secret}`).toString('base64url'),
  ];
  for (const form of forms)
    expect(leaks([`before ${form} after`], formsOf(Buffer.from(secret)))).toBeGreaterThan(0);
  expect(leaks(['nothing of it'], formsOf(Buffer.from(secret)))).toBe(0);
  expect(leaks([Buffer.from(p12).subarray(100, 800).toString('base64')], formsOf(p12))).toBeGreaterThan(0);
});

describe('PSH-4: no byte of a secret is printed or written, in any encoding,', () => {
  test('from validate to the end of a second apply', async () => {
    const directory = projectOf(everyPlatform);
    const midway = path.join(temporaryFolder(), 'midway');
    const seen: (string | Uint8Array)[] = [];
    const run = async (line: string, code: number, more: Partial<World> = {}) => {
      const ended = await chatform(directory, line, { env, ...more });
      expect([line, ended.code, leaks(said(ended))]).toEqual([line, code, 0]);
      seen.push(...said(ended), ...writtenIn(directory));
    };
    await run('validate', 0);
    await run('validate --json', 0);
    await run('fmt', 0);
    await run('plan', 0);
    await run('plan --json --out first.plan.json', 0);
    await run('show first.plan.json', 0);
    await run('show --json first.plan.json', 0);
    let told = 0;
    await run('apply first.plan.json', 0, {
      tell: () => {
        told += 1;
        if (told === 8) fs.cpSync(path.join(directory, '.chatform'), midway, { recursive: true });
      },
    });
    await run('plan --detailed-exitcode', 0);
    for (const line of ['state list', 'sandbox log', 'sandbox log --json', 'sandbox status', 'explain PSH-4'])
      await run(line, 0);
    for (const name of ['apns', 'fcm', 'vivo'])
      for (const json of ['', ' --json']) await run(`state show apps.support.certificates.${name}${json}`, 0);
    await run('diff default default', 0);
    await run('apply --auto-approve --json', 0);
    await run('explain apps.*.certificates.*.password', 0);
    expect(leaks([...seen, ...writtenIn(midway)])).toBe(0);
    expect(fs.readdirSync(path.join(midway, 'default'))).toContain('state.journal');
  });

  test('though the console is handed all of them, byte for byte', async () => {
    const directory = projectOf(everyPlatform);
    expect((await chatform(directory, 'apply --auto-approve', { env })).code).toBe(0);
    const bytes = (secret: Uint8Array | string | undefined) => Buffer.from(secret as string).toString('hex');
    const got = Object.fromEntries([...handed].map(([key, value]) => [key, bytes(value)]));
    expect(got).toEqual({
      'mi appSecret': bytes(env.MI_SECRET),
      'huawei appSecret': bytes(canary('huawei')),
      'fcm certificate': bytes(fcm),
      'fcm-key serverKey': bytes(env.FCM_SERVER_KEY),
      'meizu appSecret': bytes(env.MEIZU_SECRET),
      'vivo appKey': bytes(env.VIVO_KEY),
      'vivo appSecret': bytes(env.VIVO_SECRET),
      'oppo appKey': bytes(canary('oppo-key')),
      'oppo masterSecret': bytes(env.OPPO_MASTER),
      'honor appSecret': bytes(canary('honor')),
      'apns certificate': bytes(p12),
      'apns password': bytes('acme-pushes'),
      'voip certificate': bytes(oldP12),
      'voip password': bytes('acme-pushes'),
    });
  });

  test.each<[Fault, number]>([
    ['throttle', 5],
    ['timeout', 5],
    ['lost', 0],
    ['refuse', 5],
  ])('when calls end with %s', async (fault, code) => {
    const directory = projectOf(everyPlatform);
    faults = { write: ({ kind }) => (kind === 'certificate' ? fault : undefined) };
    for (const line of ['apply --auto-approve', 'apply --auto-approve --json']) {
      const ended = await chatform(directory, line, { env });
      expect([line, leaks([...said(ended), ...writtenIn(directory)])]).toEqual([line, 0]);
      if (line === 'apply --auto-approve') expect(ended.code).toBe(code);
    }
  });

  test('when chatform itself fails in the middle: not in the error, nor in what it leaves', async () => {
    const directory = projectOf(everyPlatform);
    faults = {
      write: ({ kind, secrets }) => {
        if (kind === 'certificate' && secrets) throw new TypeError('cannot read of undefined');
        return undefined;
      },
    };
    const failed = await chatform(directory, 'apply --auto-approve', { env }).then(
      (ended) => said(ended).join(''),
      (error: unknown) => `${(error as Error).stack} ${JSON.stringify(error)}`,
    );
    expect(failed).not.toBe('');
    expect(leaks([failed, ...writtenIn(directory)])).toBe(0);
  });
});

/** One certificate of Apple, in lines of their own. */
const apns = {
  'chatform.yaml': `${header}apps:
  support:
    name: Acme Support
    certificates:
      apns:
        platform: apple
        pushType: apns
        environment: production
        certificate: {file: secrets/apns.p12}
        password: {env: APNS_PASSWORD}
`,
  'secrets/apns.p12': p12,
};
const google = {
  'chatform.yaml': `${header}apps:
  support:
    name: Acme Support
    certificates:
      fcm: {platform: google, certificate: {file: secrets/fcm.json}}
`,
  'secrets/fcm.json': fcm,
};
const fcmPlace = 'chatform.yaml:6:44';
const filePlace = 'chatform.yaml:10:22';
const envPlace = 'chatform.yaml:11:19';

describe('PSH-4: what is wrong with a secret is said with its place, and without a byte of it:', () => {
  type Files = Readonly<Record<string, string | Uint8Array>>;
  interface Wrong {
    readonly what: string;
    readonly files: Files;
    readonly prepare?: (directory: string) => void;
    readonly env?: Readonly<Record<string, string>>;
    readonly place: string;
    readonly says: string;
  }
  const remove = (name: string) => (directory: string) => fs.rmSync(path.join(directory, name));
  const instead = (name: string, make: (file: string) => void) => (directory: string) => {
    const file = path.join(directory, name);
    fs.rmSync(file);
    make(file);
  };
  const link = (to: (directory: string) => string) =>
    instead('secrets/apns.p12', (file) => fs.symlinkSync(to(path.dirname(path.dirname(file))), file));
  const file = 'the file secrets/apns.p12, which holds a secret,';
  const wrongs: Wrong[] = [
    {
      what: 'a file that is not there',
      files: apns,
      prepare: remove('secrets/apns.p12'),
      place: filePlace,
      says: `${file} is not there`,
    },
    {
      what: 'an empty file',
      files: { ...apns, 'secrets/apns.p12': '' },
      place: filePlace,
      says: 'the secret in the file secrets/apns.p12 is empty',
    },
    {
      what: 'a folder',
      files: apns,
      prepare: instead('secrets/apns.p12', (name) => fs.mkdirSync(name)),
      place: filePlace,
      says: `${file} is not a regular file`,
    },
    {
      what: 'a link that leaves the directory',
      files: apns,
      prepare: link(() => {
        const outside = path.join(temporaryFolder(), 'apns.p12');
        fs.writeFileSync(outside, p12);
        return outside;
      }),
      place: filePlace,
      says: `${file} is a link that leaves the configuration’s directory`,
    },
    {
      what: 'a link to nothing',
      files: apns,
      prepare: link((directory) => path.join(directory, 'gone')),
      place: filePlace,
      says: `${file} is not there`,
    },
    {
      what: 'a link to itself',
      files: apns,
      prepare: link((directory) => path.join(directory, 'secrets/apns.p12')),
      place: filePlace,
      says: `${file} cannot be read (ELOOP)`,
    },
    {
      what: 'a file of more than 1 MiB',
      files: { ...apns, 'secrets/apns.p12': Buffer.alloc(1024 * 1024 + 1, p12) },
      place: filePlace,
      says: `${file} is larger than 1 MiB`,
    },
    {
      what: 'a variable that is not set',
      files: apns,
      env: {},
      place: envPlace,
      says: 'the environment variable APNS_PASSWORD, which holds a secret, is not set',
    },
    {
      what: 'a variable that is empty',
      files: apns,
      env: { APNS_PASSWORD: '' },
      place: envPlace,
      says: 'the secret in the environment variable APNS_PASSWORD is empty',
    },
    {
      what: 'a password that does not open the file',
      files: apns,
      env: { APNS_PASSWORD: 'acme-pulls' },
      place: filePlace,
      says: 'the password does not open this .p12 file',
    },
    {
      what: 'a password that does not open a file of the old encryption',
      files: { ...apns, 'secrets/apns.p12': oldP12 },
      env: { APNS_PASSWORD: 'acme-pulls' },
      place: filePlace,
      says: 'the password does not open this .p12 file',
    },
    {
      what: 'a file that is no .p12',
      files: { ...apns, 'secrets/apns.p12': fcm },
      place: filePlace,
      says: 'the file is not a .p12 file (PKCS #12)',
    },
    {
      what: 'a .p12 that was cut off',
      files: { ...apns, 'secrets/apns.p12': p12.subarray(0, 500) },
      place: filePlace,
      says: 'the file is not a .p12 file (PKCS #12)',
    },
    {
      what: 'a .p12 without the private key',
      files: { ...apns, 'secrets/apns.p12': p12WithoutKey },
      place: filePlace,
      says: 'this .p12 file has no private key; export the certificate together with its key',
    },
    {
      what: 'an FCM file that is no JSON',
      files: { ...google, 'secrets/fcm.json': '{"private_key": "moonlit-and-cut-o' },
      place: fcmPlace,
      says: 'the file must hold a JSON object, as it was downloaded from Google',
    },
    {
      what: 'an FCM file that is a list',
      files: { ...google, 'secrets/fcm.json': '["moonlit-and-listed"]' },
      place: fcmPlace,
      says: 'the file must hold a JSON object, as it was downloaded from Google',
    },
    {
      what: 'an FCM file that is not UTF-8',
      files: { ...google, 'secrets/fcm.json': p12 },
      place: fcmPlace,
      says: 'the file must hold a JSON object, as it was downloaded from Google',
    },
  ];

  test.each(wrongs)('$what', async ({ files, prepare, env: set, place, says }) => {
    const directory = projectOf(files);
    prepare?.(directory);
    const given = set ?? { APNS_PASSWORD: 'acme-pushes' };
    const bytes = [...Object.values(given), 'moonlit', p12, oldP12, p12WithoutKey].filter(
      (one) => one.length > 0,
    );
    const looked = bytes.flatMap((one) => formsOf(Buffer.from(one as string)));
    for (const line of ['plan', 'plan --json', 'apply --auto-approve']) {
      const ended = await chatform(directory, line, { env: given });
      expect([line, ended.code]).toEqual([line, 1]);
      expect(leaks([...said(ended), ...writtenIn(directory)], looked)).toBe(0);
      if (line === 'plan --json')
        expect(JSON.parse(ended.out)).toMatchObject({
          errored: true,
          diagnostics: [{ severity: 'error', rule: 'PSH-4' }],
        });
      else expect(ended.err.split('\n')[0]).toBe(`${place}: error: ${says} (PSH-4)`);
    }
    expect(await calls(directory)).toEqual([]);
  });

  test.each([
    ['as Keychain exports it, in the old encryption', oldP12],
    ['in the new encryption', p12],
  ])('nothing, for a .p12 %s', async (_, bytes) => {
    const directory = projectOf({ ...apns, 'secrets/apns.p12': bytes });
    expect((await chatform(directory, 'apply --auto-approve', { env })).code).toBe(0);
    expect(await calls(directory)).toEqual([
      'RegisterApp 1400000001 ok',
      'AddCertificate 1400000001/apns ok',
    ]);
  });
});

describe('PSH-4: a fingerprint tells', () => {
  const vivo = {
    'chatform.yaml': `${header}apps:
  support:
    name: Acme Support
    certificates:
      vivo: {platform: vivo, appId: "4", appKey: {env: VIVO_KEY}, appSecret: {file: secrets/vivo}}
`,
    'secrets/vivo': 'sunlit-and-old',
  };
  const VIVO_KEY = 'vivo-key-of-acme';
  const applied = async () => {
    const directory = projectOf(vivo);
    expect((await chatform(directory, 'apply --auto-approve', { env: { VIVO_KEY } })).code).toBe(0);
    return directory;
  };

  test('that a secret is the same: nothing is to be done', async () => {
    const directory = await applied();
    fs.writeFileSync(path.join(directory, 'secrets/vivo'), 'sunlit-and-old');
    const { code, out } = await chatform(directory, 'plan --detailed-exitcode', { env: { VIVO_KEY } });
    expect(code).toBe(0);
    expect(out).toMatch(/^No changes\. /);
  });

  test('that a secret changed: only that one is sent again, and shown as (sensitive value)', async () => {
    const directory = await applied();
    fs.writeFileSync(path.join(directory, 'secrets/vivo'), 'sunlit-and-new');
    const planned = await chatform(directory, 'plan --detailed-exitcode', { env: { VIVO_KEY } });
    expect(planned.code).toBe(2);
    expect(planned.out).toMatch(/^ +~ appSecret += \(sensitive value\) -> \(sensitive value\)/m);
    expect(planned.out).not.toContain('appKey');
    expect(planned.out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
    handed = new Map();
    expect((await chatform(directory, 'apply --auto-approve', { env: { VIVO_KEY } })).code).toBe(0);
    expect([...handed.keys()]).toEqual(['vivo appSecret']);
    expect((await chatform(directory, 'plan --detailed-exitcode', { env: { VIVO_KEY } })).code).toBe(0);
  });

  test('nothing to who compares two states: one secret has two fingerprints', async () => {
    const prints: string[] = [];
    for (const directory of [await applied(), await applied()]) {
      const shown = await chatform(directory, 'state show apps.support.certificates.vivo --json');
      prints.push(String(JSON.parse(shown.out).values.appSecret));
    }
    for (const print of prints) expect(print).toMatch(/^scrypt:[\w-]+:[0-9a-f]{64}$/);
    expect(prints[0]).not.toBe(prints[1]);
  });

  test('a saved plan is stale once the secret that it was to send is another', async () => {
    const directory = await applied();
    fs.writeFileSync(path.join(directory, 'secrets/vivo'), 'sunlit-and-new');
    await chatform(directory, 'plan --out rotate.plan.json', { env: { VIVO_KEY } });
    fs.writeFileSync(path.join(directory, 'secrets/vivo'), 'sunlit-and-old');
    const stale = await chatform(directory, 'apply rotate.plan.json', { env: { VIVO_KEY } });
    expect(stale.code).toBe(4);
    expect(stale.err).toContain('The plan is stale, and nothing was written.');
  });
});

describe('PSH-4: a secret that somebody wrote into the YAML is an error that does not quote it:', () => {
  const body = (lines: string) =>
    `${header}apps:\n  support:\n    name: Acme Support\n    certificates:\n      fcm:\n        platform: google\n${lines}`;
  const written: [what: string, yaml: string][] = [
    ['as text', body('        serverKey: moonlit-canary\n')],
    ['in quotes', body('        "serverKey": "moonlit-canary" # of acme\n')],
    ['as a number', body('        serverKey: 4711471147114711\n')],
    ['as a list', body('        serverKey: [moonlit-canary]\n')],
    ['as a block', body('        serverKey: |\n          moonlit-canary\n')],
    ['on the next line', body('        serverKey:\n          moonlit-canary\n')],
    ['in a map', body('        serverKey: {value: moonlit-canary}\n')],
    ['in a map of lines', body('        serverKey:\n          value: moonlit-canary\n')],
    ['beside a reference', body('        serverKey: {env: FCM_KEY, value: moonlit-canary}\n')],
    [
      'below a reference',
      body('        serverKey:\n          env: FCM_KEY\n          value: moonlit-canary\n'),
    ],
    ['where the name of a variable belongs', body('        serverKey: {env: "moonlit-canary"}\n')],
    ['with a reference in it', body(`        serverKey: "\${var.moonlit-canary}"\n`)],
    ['twice', body('        serverKey: {env: FCM_KEY}\n        serverKey: moonlit-canary\n')],
    ['in a file that YAML cannot read', body('        serverKey: moonlit-canary: and more\n')],
    ['behind a quote that nothing closes', body('        serverKey: "moonlit-canary\n')],
    ['behind a tab', body('        serverKey:\t"moonlit-canary\n')],
    ['under a misspelt name', body('        ServerKey: moonlit-canary\n')],
    [
      'in the wrong place',
      `${header}apps:\n  support:\n    name: Acme Support\n    password: moonlit-canary\n`,
    ],
    [
      'in braces, with another mistake behind it',
      `${header}apps:\n  support:\n    certificates: {fcm: {platform: google, serverKey: moonlit-canary, chanelId: "1"}}\n`,
    ],
    [
      'in a template',
      `${header}templates:\n  phones:\n    certificates:\n      fcm: {platform: google, serverKey: moonlit-canary}\n`,
    ],
  ];

  test.each(written)('%s', async (_, yaml) => {
    const directory = projectOf({ 'chatform.yaml': yaml });
    const secret = yaml.includes('moonlit-canary') ? 'moonlit-canary' : '4711471147114711';
    for (const line of [
      'validate',
      'validate --json',
      'plan',
      'fmt',
      'fmt --check',
      'apply --auto-approve',
    ]) {
      const ended = await chatform(directory, line);
      if (!line.startsWith('fmt')) expect([line, ended.code]).toEqual([line, 1]);
      expect([line, leaks(said(ended), formsOf(Buffer.from(secret)))]).toEqual([line, 0]);
    }
    expect(fs.existsSync(storeOf(directory))).toBe(false);
  });

  test('it says what is meant instead, and where', async () => {
    const directory = projectOf({ 'chatform.yaml': body('        serverKey: moonlit-canary\n') });
    const { code, err } = await chatform(directory, 'validate');
    expect(code).toBe(1);
    expect(err).toBe(
      'chatform.yaml:8:20: error: must be a reference to the secret, {env: NAME} or {file: path}, never the secret itself (PSH-1)\n' +
        '  8 |         serverKey: **************\n' +
        '    |                    ^^^^^^^^^^^^^^\n\n1 error.\n',
    );
  });

  test('a line with a reference on it is quoted as it is', async () => {
    const line = '      fcm: {platform: google, serverKey: {env: FCM_KEY}, chanelId: "1"}';
    const directory = projectOf({
      'chatform.yaml': `${header}apps:\n  support:\n    name: Acme Support\n    certificates:\n${line}\n`,
    });
    expect((await chatform(directory, 'validate')).err).toContain(`  6 | ${line}\n`);
  });

  test('nor is a sensitive variable that has the wrong type', async () => {
    const directory = projectOf({
      'chatform.yaml': `${header}variables:\n  pin: {type: string, sensitive: true, default: 471147114711}\n`,
    });
    const ended = await chatform(directory, 'validate');
    expect(ended.code).toBe(1);
    expect(leaks(said(ended), formsOf(Buffer.from('471147114711')))).toBe(0);
  });
});

test('PSH-3, PSH-4: a certificate that somebody deleted in the console is added again, with its secrets', async () => {
  const directory = projectOf(apns);
  await chatform(directory, 'apply --auto-approve', { env });
  await byHand(directory, 'DeleteCertificate', { sdkAppId: '1400000001', certificateName: 'apns' });
  handed = new Map();
  expect((await chatform(directory, 'apply --auto-approve', { env })).code).toBe(0);
  expect([...handed.keys()]).toEqual(['apns certificate', 'apns password']);
});
