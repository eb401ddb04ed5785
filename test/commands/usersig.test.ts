import { describe, expect, test } from 'vitest';
import type { World } from '../../src/commands/world.ts';
import { projectOf } from '../support/project.ts';
import { hexKey, inside, officialJson, officialSig, privatePem, publicPem } from '../usersig/sigs.ts';
import { chatform } from './chatform.ts';

// The clock stands at 2026-03-01T08:00:00Z.
const env = { APP_KEY: hexKey };
const who = '--sdk-app-id 1400000001 --user alice';
const create = (line: string, world: Partial<World> = { env }) =>
  chatform('/', `usersig create ${line}`, world);
const verify = (line: string, world: Partial<World> = { env }) =>
  chatform('/', `usersig verify ${line}`, world);

async function made(line = `${who} --key-env APP_KEY`): Promise<string> {
  return (await create(line)).out.trim();
}

describe('usersig create', () => {
  test('prints the UserSig alone, valid for 180 days (DEV-3)', async () => {
    const { code, out, err } = await create(`${who} --key-env APP_KEY`);
    expect(code).toBe(0);
    expect(out).toMatch(/^eJ[A-Za-z0-9*-]+_{0,2}\n$/);
    expect(JSON.parse(inside(out.trim()))).toMatchObject({
      'TLS.identifier': 'alice',
      'TLS.sdkappid': 1400000001,
      'TLS.time': 1_772_352_000,
      'TLS.expire': 15_552_000,
    });
    expect(err).toBe(
      'For alice in 1400000001, valid until 2026-08-28T08:00:00Z. Who has it can sign in as this user.\n',
    );
  });

  test('is Tencent’s own for the same second (api 3.1)', async () => {
    const { out } = await create(
      '--sdk-app-id 1400000001 --user administrator --key-env APP_KEY --expire 1d',
      {
        env,
        now: () => '2023-11-14T22:13:20Z',
      },
    );
    expect(inside(out.trim())).toBe(officialJson);
  });

  test('says with --json when it was made and when it ends', async () => {
    const { out, err } = await create(`${who} --key-env APP_KEY --expire 12h --json`);
    const { userSig, ...rest } = JSON.parse(out) as Record<string, unknown>;
    expect(userSig).toMatch(/^eJ/);
    expect(rest).toEqual({
      format_version: '1.0',
      algorithm: 'hmac-sha256',
      sdkAppId: 1400000001,
      userId: 'alice',
      createdAt: '2026-03-01T08:00:00Z',
      validFor: 43_200,
      expiresAt: '2026-03-01T20:00:00Z',
    });
    expect(err).toBe('');
  });

  test.each([
    ['3600', 3_600],
    ['90s', 90],
    ['30m', 1_800],
    ['12h', 43_200],
    ['180d', 15_552_000],
    ['3650d', 315_360_000],
    ['315360000', 315_360_000],
  ])('--expire %s', async (text, validFor) => {
    const { out } = await create(`${who} --key-env APP_KEY --expire ${text} --json`);
    expect(JSON.parse(out)).toMatchObject({ validFor });
  });

  test('takes the key from a file, and the line feed at its end is no part of it', async () => {
    const directory = projectOf({ 'app.key': `${hexKey}\r\n` });
    const { out } = await chatform(directory, `usersig create ${who} --key-file app.key`);
    expect(out.trim()).toBe(await made());
  });

  test('asks for the key where nothing gives it, without showing it', async () => {
    const asked: string[] = [];
    const askSecret = (question: string) => {
      asked.push(question);
      return Promise.resolve(hexKey);
    };
    const ask = () => Promise.reject(new Error('what is typed would be seen'));
    const { out } = await create(who, { askSecret, ask });
    expect(asked).toEqual(['Key of the app 1400000001: ']);
    expect(out.trim()).toBe(await made());
  });

  test('signs with the old algorithm by a private key in PEM (APP-11)', async () => {
    const directory = projectOf({ 'private.pem': privatePem, 'public.pem': publicPem });
    const { out } = await chatform(
      directory,
      `usersig create ${who} --algorithm ecdsa-sha256 --key-file private.pem`,
    );
    expect(JSON.parse(inside(out.trim()))).toMatchObject({ 'TLS.sdk_appid': '1400000001' });
    const { code, out: said } = await chatform(
      directory,
      `usersig verify --key-file public.pem ${out.trim()}`,
    );
    expect(code).toBe(0);
    expect(said).toContain('  Algorithm  ECDSA-SHA256\n');
  });

  test('warns of a key that is not what the console shows, and uses it', async () => {
    const { code, out, err } = await create(`${who} --key-env APP_KEY`, { env: { APP_KEY: 'acme' } });
    expect({ code, lines: out.split('\n').length }).toEqual({ code: 0, lines: 2 });
    expect(err).toContain(
      'Warning: The key is not what the console shows, which are 64 hexadecimal digits: it has 4 characters, not all of them digits.\n',
    );
  });
});

describe('usersig create is refused, with nothing on standard output,', () => {
  test.each<readonly [string, string, Partial<World>, number, string]>([
    ['without an app', '--user alice --key-env APP_KEY', { env }, 64, 'Give the app with --sdk-app-id'],
    ['without a user', '--sdk-app-id 1400000001 --key-env APP_KEY', { env }, 64, 'and the user with --user'],
    [
      'for a UserID of 33 bytes',
      `--sdk-app-id 1 --user ${'x'.repeat(33)}`,
      { env },
      64,
      '--user: A UserID has at most 32 bytes, and this has 33.',
    ],
    [
      'for a UserID that is no ASCII',
      '--sdk-app-id 1 --user 爱丽丝',
      { env },
      64,
      '--user: A UserID is printable ASCII',
    ],
    [
      'for an app that is no number',
      '--sdk-app-id support --user alice',
      { env },
      64,
      'a number such as 1400000001',
    ],
    [
      'for a time that is none',
      `${who} --expire soon`,
      { env },
      64,
      'a number of seconds, or one with m, h or d',
    ],
    ['for no time at all', `${who} --expire 0`, { env }, 64, 'a number of seconds'],
    ...['3651d', '315360001', '99999d', '150000d'].map(
      (time) =>
        [
          `for ${time}: ten years are the most`,
          `${who} --expire ${time}`,
          { env },
          64,
          `argument '${time}' is invalid. Give at most 3650d: nobody can take a UserSig back before it expires.`,
        ] as const,
    ),
    ['with two keys', `${who} --key-env A --key-file B`, { env }, 64, 'and both were given'],
    [
      'with a variable that is not set',
      `${who} --key-env OTHER`,
      { env },
      1,
      'The environment variable OTHER of --key-env is not set.',
    ],
    ['with an empty variable', `${who} --key-env APP_KEY`, { env: { APP_KEY: '' } }, 1, 'The key is empty.'],
    [
      'with a file that is not there',
      `${who} --key-file app.key`,
      { env },
      1,
      '--key-file app.key: is not there',
    ],
    ['where nobody can be asked', who, { env }, 1, 'Nobody can be asked for the key'],
    ['when nothing was answered', who, { askSecret: async () => '' }, 1, 'The key is empty.'],
    [
      'when it was stopped',
      who,
      { askSecret: async () => '', stopping: () => true },
      130,
      'Nothing was done.',
    ],
    [
      'with PEM for the new algorithm',
      `${who} --key-env APP_KEY`,
      { env: { APP_KEY: privatePem } },
      1,
      'wants --algorithm ecdsa-sha256',
    ],
    [
      'with digits for the old one',
      `${who} --key-env APP_KEY --algorithm ecdsa-sha256`,
      { env },
      1,
      'ECDSA-SHA256 wants a key in PEM.',
    ],
    [
      'with a public key',
      `${who} --key-env APP_KEY --algorithm ecdsa-sha256`,
      { env: { APP_KEY: publicPem } },
      1,
      'Signing takes the private key.',
    ],
    [
      'with PEM that would have to be typed',
      `${who} --algorithm ecdsa-sha256`,
      {},
      64,
      'give it with --key-file or --key-env',
    ],
    ['with an algorithm that is none', `${who} --algorithm md5`, { env }, 64, "'md5' is invalid"],
  ])('%s', async (_, line, world, code, message) => {
    const ended = await create(line, world);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toContain(message);
  });

  test.each(['--key-env', '--key-file'])(
    'with the key itself behind %s, and does not repeat it',
    async (flag) => {
      const { code, out, err } = await create(`${who} ${flag} ${hexKey}`);
      expect({ code, out }).toEqual({ code: 64, out: '' });
      expect(err).toContain('was given what looks like the key itself');
      expect(err).not.toContain(hexKey);
    },
  );
});

describe('usersig verify', () => {
  test('shows SDKAppID, UserID, generation time, validity and expiry (DEV-4)', async () => {
    const { code, out, err } = await verify(`--key-env APP_KEY ${await made()}`, {
      env,
      now: () => '2026-03-04T08:00:00Z',
    });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(`Valid.
  SDKAppID   1400000001
  UserID     alice
  Algorithm  HMAC-SHA256
  Generated  2026-03-01T08:00:00Z (3 days ago)
  Valid for  180 days (15552000 seconds)
  Expires    2026-08-28T08:00:00Z (in 177 days)
`);
  });

  test('shows the same as JSON', async () => {
    const { code, out } = await verify(`--key-env APP_KEY --json ${await made()}`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      format_version: '1.0',
      valid: true,
      algorithm: 'hmac-sha256',
      sdkAppId: 1400000001,
      userId: 'alice',
      createdAt: '2026-03-01T08:00:00Z',
      validFor: 15_552_000,
      expiresAt: '2026-08-28T08:00:00Z',
    });
  });

  test('reads the UserSig from standard input for -, with the line feed at its end', async () => {
    const sig = await made();
    const { code, out } = await verify('--key-env APP_KEY -', { env, input: async () => `${sig}\n` });
    expect(code).toBe(0);
    expect(out).toContain('UserID     alice');
  });

  test('counts one second as one', async () => {
    const { out: sig } = await create(`${who} --key-env APP_KEY --expire 1`);
    const { out } = await verify(`--key-env APP_KEY ${sig.trim()}`, {
      env,
      now: () => '2026-03-01T08:00:01Z',
    });
    expect(out).toContain('  Generated  2026-03-01T08:00:00Z (1 second ago)\n');
    expect(out).toContain('  Valid for  1 second (1 second)\n');
  });

  test('says since when one has expired, and what to do; 1', async () => {
    const { code, out } = await verify(`--key-env APP_KEY ${officialSig}`, {
      env,
      now: () => '2023-11-16T00:13:20Z',
    });
    expect(code).toBe(1);
    expect(out).toBe(`Not valid. It has expired. (70001)
Generate a new one, valid for 24 hours or longer, and hand it out again before it ends.
  SDKAppID   1400000001
  UserID     administrator
  Algorithm  HMAC-SHA256
  Generated  2023-11-14T22:13:20Z (26 hours ago)
  Valid for  24 hours (86400 seconds)
  Expires    2023-11-15T22:13:20Z (2 hours ago)
`);
  });

  test('does not vouch for what one says that is not valid', async () => {
    const { code, out } = await verify(`--key-env OTHER ${await made()}`, { env: { OTHER: '0'.repeat(64) } });
    expect(code).toBe(1);
    expect(out).toContain('Not valid. Its signature is not one of this key for what it says. (70009)\n');
    expect(out).toContain('It says of itself, which is not proven:\n  SDKAppID   1400000001\n');
  });

  test.each([
    ['--user bob', 70013, 'other-user'],
    ['--sdk-app-id 1400000002', 70014, 'other-app'],
  ])('%s: who is not meant is %i', async (flag, code, reason) => {
    const ended = await verify(`--key-env APP_KEY --json ${flag} ${await made()}`);
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.out)).toMatchObject({ valid: false, code, reason, userId: 'alice' });
  });

  test('gives no code for one of the future: Tencent names none', async () => {
    const { code, out } = await verify(`--key-env APP_KEY --json ${await made()}`, {
      env,
      now: () => '2026-03-01T07:00:00Z',
    });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ valid: false, reason: 'not-yet-valid' });
    expect(JSON.parse(out)).not.toHaveProperty('code');
  });

  test.each(['x', 'https://example.com', officialSig.slice(0, 40)])(
    'says of %s that it is no UserSig',
    async (text) => {
      const { code, out } = await verify(`--key-env APP_KEY ${text}`);
      expect(code).toBe(1);
      expect(out).toMatch(/^Not valid\. This is no UserSig\. .*\(70003\)\nCopy it whole/);
    },
  );

  test('an empty standard input is 70002', async () => {
    const { code, out } = await verify('--key-env APP_KEY --json -', { env, input: async () => '\n' });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ reason: 'empty', code: 70002 });
  });

  test('the look of the key says which algorithm it is for', async () => {
    const { out } = await verify(`--key-env APP_KEY --json ${await made()}`, { env: { APP_KEY: publicPem } });
    expect(JSON.parse(out)).toMatchObject({ reason: 'wrong-algorithm', code: 70009 });
  });
});
