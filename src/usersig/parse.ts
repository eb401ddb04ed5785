/** The JSON of a UserSig → what it says, and what its signature is to be made over. */
import { isMap } from '../json.ts';
import { type Algorithm, type Claims, ecdsaText, hmacText, tooLarge, userIdProblem } from './signed.ts';

/** What a UserSig says of itself, as far as it could be read. Nothing of it is known to be true. */
export type Said = Partial<Claims> & { readonly algorithm?: Algorithm };

export type Parsed =
  | {
      readonly algorithm: Algorithm;
      readonly claims: Claims;
      /** What was signed. */
      readonly text: string;
      /** In base64. */
      readonly signature: string;
    }
  | { readonly problem: string; readonly said: Said };

type Fields = ReadonlyMap<string, unknown>;

const named = {
  'hmac-sha256': { sdkAppId: 'TLS.sdkappid', validFor: 'TLS.expire' },
  'ecdsa-sha256': { sdkAppId: 'TLS.sdk_appid', validFor: 'TLS.expire_after' },
} as const;

/** Reads the JSON: the order of its keys and its spacing are free. */
export function parsed(json: string): Parsed {
  const fields = fieldsOf(json);
  if (!fields) return { problem: 'What it holds is no JSON object.', said: {} };
  const isOld = fields.has(named['ecdsa-sha256'].sdkAppId) && !fields.has('TLS.ver');
  const algorithm = isOld ? 'ecdsa-sha256' : 'hmac-sha256';
  const names = named[algorithm];
  const sdkAppId = wholeNumber(fields.get(names.sdkAppId));
  const userId = textIn(fields, 'TLS.identifier');
  const createdAt = wholeNumber(fields.get('TLS.time'));
  const validFor = wholeNumber(fields.get(names.validFor));
  const signature = textIn(fields, 'TLS.sig');
  const said: Said = {
    algorithm,
    ...(sdkAppId !== undefined && { sdkAppId }),
    ...(userId !== undefined && { userId }),
    ...(createdAt !== undefined && { createdAt }),
    ...(validFor !== undefined && { validFor }),
  };
  const lacks = (name: string) => ({
    problem: `${name} is missing in it, or is not what it should be.`,
    said,
  });
  if (!isOld && fields.get('TLS.ver') !== '2.0') return lacks('TLS.ver');
  if (sdkAppId === undefined) return lacks(names.sdkAppId);
  if (userId === undefined) return lacks('TLS.identifier');
  if (createdAt === undefined) return lacks('TLS.time');
  if (validFor === undefined) return lacks(names.validFor);
  if (signature === undefined) return lacks('TLS.sig');
  const wrong = userIdProblem(userId);
  if (wrong !== undefined) return { problem: wrong, said };
  const claims = { sdkAppId, userId, createdAt, validFor };
  const text = isOld ? oldText(claims, fields) : newText(claims, fields);
  return text === undefined ? lacks('One of its further fields') : { algorithm, claims, text, signature };
}

function fieldsOf(json: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isMap(value) ? new Map(Object.entries(value)) : undefined;
  } catch {
    return undefined;
  }
}

/** Numbers stand as numbers in the new form, and as their digits in the old one. */
function wholeNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^(?:0|[1-9]\d{0,11})$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined;
  return number >= 0 && number < tooLarge ? number : undefined;
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

// What is free text in the signed lines may have no line feed in it: it would be taken for a line of its own.
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
const DIGITS = /^\d{1,20}$/;

/** A further field that may be left out; null for one that is not as it should be. */
function further(fields: Fields, name: string, form: RegExp): string | undefined | null {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && form.test(text) ? text : null;
}

function newText(claims: Claims, fields: Fields): string | undefined {
  const userbuf = further(fields, 'TLS.userbuf', BASE64);
  return userbuf === null ? undefined : hmacText(claims, userbuf);
}

function oldText(claims: Claims, fields: Fields): string | undefined {
  const accountType = further(fields, 'TLS.account_type', DIGITS);
  const appidAt3rd = further(fields, 'TLS.appid_at_3rd', DIGITS);
  const userbuf = further(fields, 'TLS.userbuf', BASE64);
  if (typeof accountType !== 'string' || appidAt3rd === null || userbuf === null) return undefined;
  return ecdsaText(claims, {
    accountType,
    ...(appidAt3rd !== undefined && { appidAt3rd }),
    ...(userbuf !== undefined && { userbuf }),
  });
}
