/** The forms in which a secret could slip out: whoever looks for a leak looks for all of them. */

/** Bytes of a long secret that are looked for at a time: a part of it is a leak too. */
const part = 24;

/** Byte strings that are in no place that holds none of the secret. */
export function formsOf(secret: Uint8Array): Buffer[] {
  const whole = Buffer.from(secret);
  const parts =
    whole.length <= 2 * part
      ? [whole]
      : [0, Math.floor(whole.length / 2), whole.length - part].map((at) => whole.subarray(at, at + part));
  return parts.flatMap((bytes) => [bytes, ...encoded(bytes)]);
}

function encoded(bytes: Buffer): Buffer[] {
  const hex = bytes.toString('hex');
  const text = bytes.toString('utf8');
  const json = JSON.stringify(text).slice(1, -1);
  const isText = Buffer.from(text).equals(bytes);
  return [
    hex,
    hex.toUpperCase(),
    ...inBase64(bytes),
    ...(isText ? [encodeURIComponent(text), encodeURI(text), json, JSON.stringify(json).slice(1, -1)] : []),
  ].map((form) => Buffer.from(form));
}

/** Base64 of bytes that begin anywhere in what is encoded, without the digits that their neighbours share. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const digits = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const own = digits.slice(shift === 0 ? 0 : shift + 1, -2);
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
