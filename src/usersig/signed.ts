/**
 * What a UserSig says, and the text that is signed of it. Times are whole seconds since 1970.
 * HMAC-SHA256 is the algorithm of today; apps created before 2019-08-15 sign with ECDSA-SHA256 (APP-11).
 */

export const algorithms = ['hmac-sha256', 'ecdsa-sha256'] as const;
export type Algorithm = (typeof algorithms)[number];

/** What a UserSig says. */
export interface Contents {
  readonly algorithm: Algorithm;
  readonly sdkAppId: number;
  readonly userId: string;
  readonly createdAt: number;
  /** Seconds. */
  readonly validFor: number;
}

/** The console's generator, and Tencent's libraries: 180 days (DEV-3). */
export const usualValidity = 180 * 86_400;

const linesOf = (fields: readonly (readonly [string, string | number])[]) =>
  fields.map(([name, value]) => `TLS.${name}:${value}\n`).join('');

/** The text that HMAC-SHA256 is made over; `userbuf` in base64, where there is one. */
export function hmacText(
  { sdkAppId, userId, createdAt, validFor }: Omit<Contents, 'algorithm'>,
  userbuf?: string,
): string {
  return linesOf([
    ['identifier', userId],
    ['sdkappid', sdkAppId],
    ['time', createdAt],
    ['expire', validFor],
    ...(userbuf === undefined ? [] : [['userbuf', userbuf] as const]),
  ]);
}

/** The text that ECDSA-SHA256 is made over. */
export function ecdsaText({ sdkAppId, userId, createdAt, validFor }: Omit<Contents, 'algorithm'>): string {
  return linesOf([
    ['appid_at_3rd', 0],
    ['account_type', 0],
    ['identifier', userId],
    ['sdk_appid', sdkAppId],
    ['time', createdAt],
    ['expire_after', validFor],
  ]);
}
