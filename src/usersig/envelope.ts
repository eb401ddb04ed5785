/** JSON → zlib → base64 in Tencent's alphabet, and back. It is another alphabet than that of RFC 4648 for URLs. */
import { deflateSync, inflateSync } from 'node:zlib';

/** Characters. An ordinary one has about 250, and one with a userbuf that nobody compressed about 500. */
const longestSig = 4_096;
/** Bytes of JSON. What unpacks to more was made to do harm. */
const mostJson = 16_384;

/** The UserSig around a JSON text. */
export function sealed(json: string): string {
  const base64 = deflateSync(json).toString('base64');
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}

/** The JSON text in a UserSig, or what is wrong with it: a sentence. */
export function opened(sig: string): { readonly json: string } | { readonly problem: string } {
  const problem = formProblem(sig);
  if (problem !== undefined) return { problem };
  const base64 = sig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  const bytes = inflated(Buffer.from(base64, 'base64'));
  if (!bytes) return { problem: 'What it holds cannot be unpacked with zlib.' };
  try {
    return { json: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { problem: 'What it holds is no UTF-8.' };
  }
}

function formProblem(sig: string): string | undefined {
  if (sig.length > longestSig) return `It has ${sig.length} characters, and a UserSig a few hundred.`;
  if (/\s/.test(sig)) return 'There is white space in it.';
  if (!/^[A-Za-z0-9*-]+_{0,2}$/.test(sig))
    return 'It has characters that no UserSig has: letters, digits, "*", "-", and "_" at the end.';
  if (sig.length % 4 !== 0) return 'Its length is no multiple of four: something was cut off, or added.';
  return undefined;
}

/** Undefined also where something follows what is packed. */
function inflated(bytes: Uint8Array): Uint8Array | undefined {
  try {
    const { buffer, engine } = inflateSync(bytes, { maxOutputLength: mostJson, info: true }) as unknown as {
      buffer: Uint8Array;
      engine: { bytesWritten: number };
    };
    return engine.bytesWritten === bytes.length ? buffer : undefined;
  } catch {
    return undefined;
  }
}
