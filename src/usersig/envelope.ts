/** JSON → zlib → base64 in Tencent's alphabet, and back. It is another alphabet than the one of RFC 4648 for URLs. */
import { deflateSync, inflateSync } from 'node:zlib';

/** Characters. One of an ordinary app has about 250, and one with a userbuf about 400. */
const longestSig = 4_096;
/** Bytes of JSON. What inflates to more was made to do harm. */
const mostJson = 16_384;

/** The UserSig around a JSON text. */
export function sealed(json: string): string {
  const base64 = deflateSync(json).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/** The JSON text in a UserSig, or what is wrong with it: a sentence. */
export function opened(
  sig: string,
): { readonly ok: true; readonly json: string } | { readonly ok: false; readonly problem: string } {
  if (sig.length > longestSig)
    return { ok: false, problem: `It has more than ${longestSig} characters, and a UserSig a few hundred.` };
  if (/[\s]/.test(sig)) return { ok: false, problem: 'There is white space in it.' };
  if (!/^[A-Za-z0-9*-]+_{0,2}$/.test(sig))
    return {
      ok: false,
      problem:
        'It has characters that no UserSig has: they are letters, digits, "*" and "-", and "_" at the end.',
    };
  if (sig.length % 4 !== 0)
    return { ok: false, problem: 'Its length is no multiple of four: something was cut off, or added.' };
  const base64 = sig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const bytes = inflated(Buffer.from(base64, 'base64'));
  if (!bytes) return { ok: false, problem: 'What it holds cannot be unpacked with zlib.' };
  try {
    return { ok: true, json: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, problem: 'What it holds is no UTF-8.' };
  }
}

function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return inflateSync(bytes, { maxOutputLength: mostJson });
  } catch {
    return undefined;
  }
}
