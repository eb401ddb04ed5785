/**
 * What a UserSig says, and the text that is signed of it. Times are whole seconds since 1970.
 * HMAC-SHA256 is the algorithm of today; apps created before 2019-08-15 sign with ECDSA-SHA256 (APP-11).
 */
import { userId as userIdRule } from '../catalog/accounts.ts';

export const algorithms = ['hmac-sha256', 'ecdsa-sha256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** Who may sign in where, and from when for how long. */
export interface Claims {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly createdAt: number;
  /** Seconds. */
  readonly validFor: number;
}

/** The console's generator, and Tencent's libraries: 180 days (DEV-3). */
export const usualValidity = 180 * 86_400;

/**
 * The longest that chatform gives: ten years. Tencent publishes no limit; but no UserSig can be taken back, short of a
 * new key for the app.
 */
export const longestValidity = 3_650 * 86_400;

/** No number in a UserSig is as large, so that sums of them are exact, and dates. */
export const tooLarge = 1e12;

/** What is wrong with a UserID; undefined where nothing is. */
export function userIdProblem(userId: string): string | undefined {
  const bytes = Buffer.byteLength(userId);
  if (bytes === 0) return 'A UserID has at least one character.';
  if (bytes > userIdRule.maxBytes)
    return `A UserID has at most ${userIdRule.maxBytes} bytes, and this has ${bytes}.`;
  // A line feed would let a UserID say more than who it is: the signed text has a line for each field.
  if (!new RegExp(userIdRule.pattern).test(userId)) return `A UserID is ${userIdRule.hint}.`;
  return undefined;
}

const linesOf = (fields: readonly (readonly [string, string | number | undefined])[]) =>
  fields.map(([name, value]) => (value === undefined ? '' : `TLS.${name}:${value}\n`)).join('');

/** The text that HMAC-SHA256 is made over; `userbuf` in base64, where there is one. */
export function hmacText({ sdkAppId, userId, createdAt, validFor }: Claims, userbuf?: string): string {
  return linesOf([
    ['identifier', userId],
    ['sdkappid', sdkAppId],
    ['time', createdAt],
    ['expire', validFor],
    ['userbuf', userbuf],
  ]);
}

/** What else a UserSig of the old algorithm says: old ones leave out `appidAt3rd`. */
export interface OldParts {
  readonly appidAt3rd?: string;
  readonly accountType: string;
  readonly userbuf?: string;
}

/** The text that ECDSA-SHA256 is made over. */
export function ecdsaText({ sdkAppId, userId, createdAt, validFor }: Claims, old: OldParts): string {
  return linesOf([
    ['appid_at_3rd', old.appidAt3rd],
    ['account_type', old.accountType],
    ['identifier', userId],
    ['sdk_appid', sdkAppId],
    ['time', createdAt],
    ['expire_after', validFor],
    ['userbuf', old.userbuf],
  ]);
}
