/** `chatform usersig create|verify`: what signs users in (DEV-3, DEV-4). The key comes from no flag, and goes nowhere. */
import path from 'node:path';
import { jsonText, printable } from '../printable.ts';
import { plural, withoutCommands } from '../report/layout.ts';
import { createEcdsaUserSig, createUserSig } from '../usersig/create.ts';
import { algorithmOf, ecdsaPrivateKey, ecdsaPublicKey, type Found, hmacKey } from '../usersig/key.ts';
import { type Algorithm, userIdProblem, usualValidity } from '../usersig/signed.ts';
import { type Verified, verifyUserSig } from '../usersig/verify.ts';
import { readText } from './files.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

/** `usersig create`: the UserSig alone on standard output. */
export const create: Run = async ({ options }, world) => {
  const { sdkAppId, user, algorithm = 'hmac-sha256', expire = usualValidity } = options;
  if (sdkAppId === undefined || user === undefined)
    throw new Failure('Give the app with --sdk-app-id and the user with --user.', exitCodes.usage);
  requireUserId(user);
  const text = await keyText(options, world);
  const now = secondsNow(world);
  const subject = { sdkAppId, userId: user, now, expire };
  const userSig =
    algorithm === 'hmac-sha256'
      ? createUserSig({ ...subject, key: usable(hmacKey(text), world) })
      : createEcdsaUserSig({ ...subject, privateKey: usable(ecdsaPrivateKey(text), world) });
  const [createdAt, expiresAt] = [moment(now), moment(now + expire)];
  if (options.json)
    world.print(
      `${jsonText({ format_version: '1.0', userSig, algorithm, sdkAppId, userId: user, createdAt, validFor: expire, expiresAt })}\n`,
    );
  else {
    world.print(`${userSig}\n`);
    world.tell(
      `For ${user} in ${sdkAppId}, valid until ${expiresAt}. Who has it can sign in as this user.\n`,
    );
  }
  return exitCodes.done;
};

/** `usersig verify USERSIG`: 0 when valid, 1 when not. */
export const verify: Run = async ({ arguments: [word = ''], options }, world) => {
  const { sdkAppId, user } = options;
  if (user !== undefined) requireUserId(user);
  const sig = (word === '-' ? await world.input(longestInput) : word).trim();
  const text = await keyText(options, world);
  const { algorithm = algorithmOf(text) } = options;
  const key =
    algorithm === 'hmac-sha256'
      ? { key: usable(hmacKey(text), world) }
      : { publicKey: usable(ecdsaPublicKey(text), world) };
  const now = secondsNow(world);
  const found = verifyUserSig(sig, { sdkAppId, userId: user, ...key, now });
  world.print(
    options.json ? `${jsonText(verifiedJson(found))}\n` : withoutCommands(verifiedText(found, now, world)),
  );
  return found.ok ? exitCodes.done : exitCodes.error;
};

const longestInput = 16_384;

/** @throws Failure */
function requireUserId(userId: string): void {
  const problem = userIdProblem(userId);
  if (problem !== undefined) throw new Failure(`--user: ${problem}`, exitCodes.usage);
}

/** The text of a key: from the environment, a file, or a person. @throws Failure that quotes none of it */
async function keyText({ keyEnv, keyFile, algorithm, sdkAppId }: Options, world: World): Promise<string> {
  if (keyEnv !== undefined && keyFile !== undefined)
    throw new Failure(
      'The key comes from --key-env or from --key-file, and both were given.',
      exitCodes.usage,
    );
  for (const [flag, name] of [
    ['--key-env', keyEnv],
    ['--key-file', keyFile],
  ] as const)
    if (name !== undefined && looksLikeKey(name))
      throw new Failure(
        `${flag} takes the name of a ${flag === '--key-env' ? 'variable' : 'file'}, and was given what looks like the key itself. Others can see a command line: think of changing the key.`,
        exitCodes.usage,
      );
  if (keyEnv !== undefined) {
    const text = world.env[keyEnv];
    if (text === undefined) throw new Failure(`The environment variable ${keyEnv} of --key-env is not set.`);
    return text;
  }
  if (keyFile !== undefined) {
    const result = readText(path.resolve(world.cwd, keyFile));
    if ('problem' in result) throw new Failure(`--key-file ${keyFile}: ${result.problem}.`);
    return result.text;
  }
  if (algorithm === 'ecdsa-sha256')
    throw new Failure(
      'A key in PEM has several lines: give it with --key-file or --key-env.',
      exitCodes.usage,
    );
  const answer = await world.askSecret(`Key of the app${sdkAppId === undefined ? '' : ` ${sdkAppId}`}: `);
  if (answer === undefined)
    throw new Failure(
      'Nobody can be asked for the key: the standard input is no terminal. Give --key-env NAME or --key-file FILE.',
    );
  if (world.stopping()) throw new Failure('Nothing was done.', exitCodes.interrupted);
  return answer;
}

/** A name is never as long, and of such digits alone. */
const looksLikeKey = (name: string) => /^[0-9a-f]{32,}$/i.test(name) || name.includes('-----BEGIN');

/** A key that can be used, with what is doubtful about it said. @throws Failure */
function usable<Key>(found: Found<Key>, { tell, errorLook }: World): Key {
  if ('problem' in found) throw new Failure(found.problem);
  if (found.doubt !== undefined) tell(`${errorLook.paint('warning', 'Warning:')} ${found.doubt}\n`);
  return found.key;
}

const secondsNow = (world: World) => Math.floor(Date.parse(world.now()) / 1000);

/** ISO 8601 in UTC of seconds since 1970. */
const moment = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

function verifiedJson(found: Verified): object {
  const { algorithm, sdkAppId, userId, createdAt, validFor, expiresAt } = found;
  return {
    format_version: '1.0',
    valid: found.ok,
    ...(!found.ok && {
      reason: found.reason,
      ...(found.code !== undefined && { code: found.code }),
      message: found.message,
      remedy: found.remedy,
    }),
    ...(algorithm !== undefined && { algorithm }),
    ...(sdkAppId !== undefined && { sdkAppId }),
    ...(userId !== undefined && { userId }),
    ...(createdAt !== undefined && { createdAt: moment(createdAt) }),
    ...(validFor !== undefined && { validFor }),
    ...(expiresAt !== undefined && { expiresAt: moment(expiresAt) }),
  };
}

function verifiedText(found: Verified, now: number, { look }: World): string {
  const said = saidLines(found, now);
  if (found.ok) return [`${look.paint('add', 'Valid.')}`, ...said, ''].join('\n');
  const code = found.code === undefined ? '' : ` (${found.code})`;
  // Only what was signed with this key is known to be true.
  const isTrue = found.reason === 'expired' || found.reason === 'not-yet-valid';
  return [
    `${look.paint('danger', 'Not valid.')} ${printable(found.message)}${code}`,
    found.remedy,
    ...(said.length > 0 && !isTrue ? ['It says of itself, which is not proven:'] : []),
    ...said,
    '',
  ].join('\n');
}

const algorithmNames: Readonly<Record<Algorithm, string>> = {
  'hmac-sha256': 'HMAC-SHA256',
  'ecdsa-sha256': 'ECDSA-SHA256',
};

function saidLines(found: Verified, now: number): string[] {
  const { algorithm, sdkAppId, userId, createdAt, validFor, expiresAt } = found;
  return [
    ...(sdkAppId === undefined ? [] : [`  SDKAppID   ${sdkAppId}`]),
    ...(userId === undefined ? [] : [`  UserID     ${printable(userId.slice(0, 100))}`]),
    ...(algorithm === undefined ? [] : [`  Algorithm  ${algorithmNames[algorithm]}`]),
    ...(createdAt === undefined ? [] : [`  Generated  ${moment(createdAt)} (${distance(createdAt - now)})`]),
    ...(validFor === undefined ? [] : [`  Valid for  ${span(validFor)} (${plural(validFor, 'second')})`]),
    ...(expiresAt === undefined ? [] : [`  Expires    ${moment(expiresAt)} (${distance(expiresAt - now)})`]),
  ];
}

/** `in 3 days`, `2 hours ago`. */
function distance(seconds: number): string {
  if (seconds === 0) return 'now';
  return seconds > 0 ? `in ${span(seconds)}` : `${span(-seconds)} ago`;
}

/** The largest unit of which there are two or more, rounded down: `26 hours`, `1 second`. */
function span(seconds: number): string {
  const [unit, length] = (
    [
      ['day', 86_400],
      ['hour', 3_600],
      ['minute', 60],
    ] as const
  ).find(([, one]) => seconds >= 2 * one) ?? ['second', 1];
  return plural(Math.floor(seconds / length), unit);
}
