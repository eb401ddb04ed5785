/** Making UserSigs, as Tencent's libraries make them (DEV-3; Chat's page "Generating UserSig", 1047/34385). */
import { createHmac, type KeyObject, sign } from 'node:crypto';
import { userId as userIdRule } from '../catalog/accounts.ts';
import { sealed } from './envelope.ts';
import { type Contents, ecdsaText, hmacText } from './signed.ts';

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
  const contents = checked(subject);
  if (key.length === 0) throw new RangeError('A UserSig needs a key.');
  const mac = createHmac('sha256', key).update(hmacText(contents)).digest('base64');
  return sealed(
    JSON.stringify({
      'TLS.ver': '2.0',
      'TLS.identifier': contents.userId,
      'TLS.sdkappid': contents.sdkAppId,
      'TLS.time': contents.createdAt,
      'TLS.expire': contents.validFor,
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
  const contents = checked(subject);
  const signature = sign('sha256', Buffer.from(ecdsaText(contents)), privateKey).toString('base64');
  return sealed(
    JSON.stringify({
      'TLS.account_type': '0',
      'TLS.identifier': contents.userId,
      'TLS.appid_at_3rd': '0',
      'TLS.sdk_appid': String(contents.sdkAppId),
      'TLS.expire_after': String(contents.validFor),
      'TLS.version': '201610110000',
      'TLS.time': String(contents.createdAt),
      'TLS.sig': signature,
    }),
  );
}

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

function checked({ sdkAppId, userId, now, expire }: Subject): Omit<Contents, 'algorithm'> {
  const problem = userIdProblem(userId);
  if (problem !== undefined) throw new RangeError(problem);
  for (const number of [sdkAppId, now, expire])
    if (!Number.isSafeInteger(number) || number < 1 || number >= 1e12)
      throw new RangeError('The SDKAppID, the time and the validity of a UserSig are whole numbers.');
  return { sdkAppId, userId, createdAt: now, validFor: expire };
}
