/** UserSigs made and opened by hand: nothing here is the code under test. */
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

export const sdkAppId = 1400000001;
/** The key of the official library's example. */
export const hexKey = '5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e';
export const key = Buffer.from(hexKey);
/** 2023-11-14T22:13:20Z */
export const madeAt = 1_700_000_000;

/** What Tencent's Node library made of that key for `administrator`, at that second, for a day. */
export const officialSig =
  'eJw1yk0KwjAUBOC7vK1SklKMBFy0KFT8WdR4gGJieZg0IQm1Rby70NTZzTfzAXG*ZYPywCHPCKznjlL1EZ84cysN9hiib6P1yyHIV*scSuC0ICk0LRGNAk7ZoiSpGh16BXy7Kf4UsAMOtTOPspymXFdDPQa90kQY1wj2JkfLun3VyPslXk-2YHfw-QHDvzSJ';
export const officialJson =
  '{"TLS.ver":"2.0","TLS.identifier":"administrator","TLS.sdkappid":1400000001,"TLS.time":1700000000,' +
  '"TLS.expire":86400,"TLS.sig":"HpmcAAyy2lBvHxsl+l0TmpRT7w0Io7gDBRdUMtNKoEo="}';

/** Bytes in Tencent's alphabet. */
export function lettersOf(bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

export const sealedByHand = (json: string, level = -1) =>
  lettersOf(deflateSync(Buffer.from(json), { level }));

export function inside(sig: string): string {
  const base64 = sig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  return inflateSync(Buffer.from(base64, 'base64')).toString();
}

export const macOf = (text: string, by: Uint8Array = key) =>
  createHmac('sha256', by).update(text).digest('base64');

/** A UserSig of any user and fields, signed as it should be. */
export function signedByHand(fields: Record<string, unknown> = {}, lines?: string): string {
  const all: Record<string, unknown> = {
    'TLS.ver': '2.0',
    'TLS.identifier': 'alice',
    'TLS.sdkappid': sdkAppId,
    'TLS.time': madeAt,
    'TLS.expire': 86_400,
    ...fields,
  };
  const text =
    lines ??
    ['identifier', 'sdkappid', 'time', 'expire']
      .map((name) => `TLS.${name}:${String(all[`TLS.${name}`])}\n`)
      .join('');
  return sealedByHand(JSON.stringify({ 'TLS.sig': macOf(text), ...all }));
}

const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
export const privatePem = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const publicPem = pair.publicKey.export({ type: 'spki', format: 'pem' }).toString();
export const { privateKey, publicKey } = pair;

/** Lines of the old form, in the order in which they are signed. */
export function oldSignedByHand(lines: readonly (readonly [string, string])[]): string {
  const text = lines.map(([name, value]) => `TLS.${name}:${value}\n`).join('');
  const fields = Object.fromEntries(lines.map(([name, value]) => [`TLS.${name}`, value]));
  const signature = sign('sha256', Buffer.from(text), privateKey).toString('base64');
  return sealedByHand(JSON.stringify({ ...fields, 'TLS.version': '201610110000', 'TLS.sig': signature }));
}
