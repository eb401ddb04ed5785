/** Verifying UserSigs: whose, for how long, or why not and what to do (DEV-4). The codes are those of Chat's page "Error Codes". */
import { createHmac, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import { opened } from './envelope.ts';
import { type Parsed, parsed, type Said } from './parse.ts';
import type { Algorithm, Claims } from './signed.ts';

export type Reason =
  | 'empty'
  | 'malformed'
  | 'other-app'
  | 'other-user'
  | 'wrong-algorithm'
  | 'wrong-key'
  | 'expired'
  | 'not-yet-valid';

/** What a UserSig is held against. What is left out of the first two may be anything. */
export interface Expected {
  readonly sdkAppId?: number | undefined;
  readonly userId?: string | undefined;
  /** For HMAC-SHA256: the key of the app as the console shows it. */
  readonly key?: Uint8Array | undefined;
  /** For ECDSA-SHA256. */
  readonly publicKey?: KeyObject | undefined;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Times in whole seconds since 1970. */
export type Verified =
  | ({ readonly ok: true; readonly algorithm: Algorithm; readonly expiresAt: number } & Claims)
  | ({
      readonly ok: false;
      readonly reason: Reason;
      /** Tencent's; it names none for a UserSig of the future. */
      readonly code?: number;
      /** What is wrong, and what to do: sentences. */
      readonly message: string;
      readonly remedy: string;
      readonly expiresAt?: number;
    } & Said);

/** Seconds that the clock of who signed may be ahead: as many as Tencent Cloud lets a request be. */
const clockAllowance = 300;

/**
 * Looks at form, app, user, signature and time, in this order, and says the first thing that is wrong. Of a
 * UserSig that is not valid, what it says of itself is handed back too, and may be a lie.
 */
export function verifyUserSig(sig: string, expected: Expected): Verified {
  if (sig === '')
    return refused(
      'empty',
      'There is no UserSig.',
      'Generate one from the app key, and hand it over whole.',
      {},
    );
  const envelope = opened(sig);
  if ('problem' in envelope) return malformed(envelope.problem, {});
  const found = parsed(envelope.json);
  if ('problem' in found) return malformed(found.problem, found.said);
  const { algorithm, claims } = found;
  const said = { algorithm, ...claims, expiresAt: claims.createdAt + claims.validFor };
  return (
    otherThan(expected, said) ??
    unsigned(found, expected, said) ??
    untimely(expected.now, said) ?? { ok: true, ...said }
  );
}

type Wrong = Extract<Verified, { ok: false }>;
type Whole = Claims & { readonly algorithm: Algorithm; readonly expiresAt: number };

const codes: Readonly<Record<Exclude<Reason, 'not-yet-valid'>, number>> = {
  empty: 70002,
  malformed: 70003,
  'other-app': 70014,
  'other-user': 70013,
  'wrong-algorithm': 70009,
  'wrong-key': 70009,
  expired: 70001,
};

function refused(reason: keyof typeof codes, message: string, remedy: string, said: Said | Whole): Wrong {
  return { ok: false, reason, code: codes[reason], message, remedy, ...said };
}

function malformed(problem: string, said: Said): Wrong {
  return refused(
    'malformed',
    `This is no UserSig. ${problem}`,
    'Copy it whole and unchanged. If it is whole, generate it anew with a library of Tencent, or with `chatform usersig create`.',
    said,
  );
}

function otherThan({ sdkAppId, userId }: Expected, said: Whole): Wrong | undefined {
  if (sdkAppId !== undefined && sdkAppId !== said.sdkAppId)
    return refused(
      'other-app',
      `It is for the app ${said.sdkAppId}, and ${sdkAppId} was asked for.`,
      'Use the SDKAppID that it was generated for, or generate one with the SDKAppID and the key of this app.',
      said,
    );
  if (userId !== undefined && userId !== said.userId)
    return refused(
      'other-user',
      `It is for the user ${said.userId}, and ${userId} was asked for.`,
      'Sign in as the user that it was generated for, or generate one for this user. Case counts.',
      said,
    );
  return undefined;
}

function unsigned(
  found: Exclude<Parsed, { problem: string }>,
  { key, publicKey }: Expected,
  said: Whole,
): Wrong | undefined {
  const { algorithm, text, signature } = found;
  const isOld = algorithm === 'ecdsa-sha256';
  if (isOld && !publicKey)
    return {
      ...refused(
        'wrong-algorithm',
        'It was signed with ECDSA-SHA256, and there is no public key to verify that with.',
        'Give the public key of the app. An app that was moved to HMAC-SHA256, or was made after 2019-08-15, needs a UserSig generated with its key.',
        said,
      ),
      code: 70016,
    };
  if (!isOld && !key)
    return refused(
      'wrong-algorithm',
      'It was signed with HMAC-SHA256, and there is no key of that kind to verify it with.',
      'Give the key of the app, which the console shows beside its SDKAppID. An app that still has ECDSA-SHA256 needs a UserSig signed with its private key.',
      said,
    );
  const isRight = isOld
    ? publicKey && verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature, 'base64'))
    : key && isSame(createHmac('sha256', key).update(text).digest('base64'), signature);
  if (isRight) return undefined;
  return refused(
    'wrong-key',
    'Its signature is not one of this key for what it says.',
    `Generate it with the present key of the app ${said.sdkAppId}. A key that was changed, or is of another app, signs nothing here.`,
    said,
  );
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function untimely(now: number, said: Whole): Wrong | undefined {
  if (now > said.expiresAt)
    return refused(
      'expired',
      'It has expired.',
      'Generate a new one, valid for 24 hours or longer, and hand it out again before it ends.',
      said,
    );
  if (said.createdAt > now + clockAllowance)
    return {
      ok: false,
      reason: 'not-yet-valid',
      message: 'It was generated at a time that is yet to come.',
      remedy:
        'Set the clock of the machine that generates UserSigs, or that of this one, whichever is wrong.',
      ...said,
    };
  return undefined;
}
