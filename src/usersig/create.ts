/** Making UserSigs, as Tencent's libraries make them (DEV-3; Chat's page "Generating UserSig", 1047/34385). */
import { createHmac, type KeyObject, sign } from 'node:crypto';
import { sealed } from './envelope.ts';
import { type Claims, ecdsaText, hmacText, tooLarge, userIdProblem } from './signed.ts';

/** Of whom, from when, and for how long. Times in whole seconds; `now` since 1970. */
export interface Subject {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly now: number;
  readonly expire: number;
}

/**
 * A UserSig by HMAC-SHA256.
 *
 * @param key the key of the app as the console shows it: 64 hexadecimal digits, taken as they are written
 * @throws RangeError for a UserID, a number or a key that no UserSig can have: callers check what people give
 */
export function createUserSig({ key, ...subject }: Subject & { readonly key: Uint8Array }): string {
  const claims = checked(subject);
  if (key.length === 0) throw new RangeError('A UserSig needs a key.');
  const mac = createHmac('sha256', key).update(hmacText(claims)).digest('base64');
  return sealed(
    JSON.stringify({
      'TLS.ver': '2.0',
      'TLS.identifier': claims.userId,
      'TLS.sdkappid': claims.sdkAppId,
      'TLS.time': claims.createdAt,
      'TLS.expire': claims.validFor,
      'TLS.sig': mac,
    }),
  );
}

/**
 * A UserSig by ECDSA-SHA256, for apps created before 2019-08-15 (APP-11). ECDSA draws a number for each
 * signature: no two are alike.
 *
 * @throws RangeError as `createUserSig`
 */
export function createEcdsaUserSig({
  privateKey,
  ...subject
}: Subject & { readonly privateKey: KeyObject }): string {
  const claims = checked(subject);
  const signature = sign(
    'sha256',
    Buffer.from(ecdsaText(claims, { appidAt3rd: '0', accountType: '0' })),
    privateKey,
  ).toString('base64');
  return sealed(
    JSON.stringify({
      'TLS.account_type': '0',
      'TLS.identifier': claims.userId,
      'TLS.appid_at_3rd': '0',
      'TLS.sdk_appid': String(claims.sdkAppId),
      'TLS.expire_after': String(claims.validFor),
      'TLS.version': '201610110000',
      'TLS.time': String(claims.createdAt),
      'TLS.sig': signature,
    }),
  );
}

function checked({ sdkAppId, userId, now, expire }: Subject): Claims {
  const problem = userIdProblem(userId);
  if (problem !== undefined) throw new RangeError(problem);
  for (const number of [sdkAppId, now, expire])
    if (!Number.isSafeInteger(number) || number < 1 || number >= tooLarge)
      throw new RangeError('The SDKAppID, the time and the validity of a UserSig are whole numbers.');
  return { sdkAppId, userId, createdAt: now, validFor: expire };
}
