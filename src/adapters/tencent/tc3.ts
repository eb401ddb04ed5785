/**
 * TC3-HMAC-SHA256, the signature of Tencent Cloud API 3.0: made for what is sent, and checked as a server does
 * (CAM's page "Signature v3"; the SDK's sign.ts).
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const algorithm = 'TC3-HMAC-SHA256';

/** What is signed of a request. */
export interface Signable {
  readonly method: 'GET' | 'POST';
  /** Without the `?`, as it stands in the URL; empty for a POST. */
  readonly query: string;
  /** As it goes into the header `Host`. */
  readonly host: string;
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** `cam`, `tag`, `cim`: given, since the first label of a loopback host says nothing. */
  readonly service: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** A signature, and the steps that lead there: lower-case hexadecimal digits. */
export interface Tc3Signature {
  /** The whole header `Authorization`. */
  readonly authorization: string;
  readonly bodyHash: string;
  /** Of the canonical request. */
  readonly canonicalHash: string;
  readonly signingKey: string;
  readonly signature: string;
}

/** Signs a request. Only the content type and the host are signed of its headers, as Tencent's SDKs do it. */
export function signTc3(
  request: Signable,
  key: { readonly secretId: string; readonly secretKey: string },
): Tc3Signature {
  const { timestamp, service } = request;
  const date = dateOf(timestamp);
  const headers = [
    ['content-type', request.contentType],
    ['host', request.host],
  ] as const;
  const bodyHash = hashOf(request.body);
  const canonicalHash = canonicalHashOf(request.method, request.query, headers, bodyHash);
  const signingKey = signingKeyOf(key.secretKey, date, service);
  const signature = signatureOf(signingKey, timestamp, scopeOf(date, service), canonicalHash);
  const credential = `${key.secretId}/${scopeOf(date, service)}`;
  return {
    authorization: `${algorithm} Credential=${credential}, SignedHeaders=content-type;host, Signature=${signature}`,
    bodyHash,
    canonicalHash,
    signingKey: signingKey.toString('hex'),
    signature,
  };
}

/** A request as a server gets it. `header` is asked by lower-case names. */
export interface SignedRequest {
  readonly method: string;
  /** Without the `?`. */
  readonly query: string;
  readonly header: (name: string) => string | undefined;
  readonly body: string | Uint8Array;
}

/** Whose request it is, or why it is nobody's: Tencent's code, and a sentence. */
export type Tc3Verdict =
  | { readonly ok: true; readonly secretId: string; readonly service: string }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Seconds by which the clock of a client may differ. */
const mostSkew = 300;

/**
 * Checks the signature of a request as Tencent does.
 *
 * The service is taken from the scope of the credential. The host counts with its port and without, since
 * Tencent's SDKs sign it without; header values count as they are and in lower case, since Tencent's pages
 * and SDKs differ in that.
 *
 * @param secretKeyOf the SecretKey of a SecretId; undefined for one that nobody has
 * @param now milliseconds since 1970
 */
export function verifyTc3(
  request: SignedRequest,
  secretKeyOf: (secretId: string) => string | undefined,
  now: number,
): Tc3Verdict {
  const parts = authorizationOf(request.header('authorization'));
  if (!parts)
    return refusal('InvalidAuthorization', 'The header Authorization is not one of TC3-HMAC-SHA256.');
  const timestampText = request.header('x-tc-timestamp') ?? '';
  const timestamp = /^\d{1,12}$/.test(timestampText) ? Number(timestampText) : Number.NaN;
  if (!(Math.abs(now / 1000 - timestamp) <= mostSkew)) {
    return refusal(
      'SignatureExpire',
      `X-TC-Timestamp is more than ${mostSkew} s from the time of the server.`,
    );
  }
  const secretKey = secretKeyOf(parts.secretId);
  if (secretKey === undefined) return refusal('SecretIdNotFound', 'The SecretId is not found.');
  if (parts.date !== dateOf(timestamp) || !isSignedBy(request, parts, timestamp, secretKey)) {
    return refusal('SignatureFailure', 'The signature is not that of the request.');
  }
  return { ok: true, secretId: parts.secretId, service: parts.service };
}

function refusal(code: string, message: string): Tc3Verdict {
  return { ok: false, code: `AuthFailure.${code}`, message };
}

interface Authorization {
  readonly secretId: string;
  readonly date: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function authorizationOf(header: string | undefined): Authorization | undefined {
  if (header === undefined || header.length > 2048) return undefined;
  const form =
    /^TC3-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{4}-\d\d-\d\d)\/([a-z0-9.-]+)\/tc3_request, *SignedHeaders=([a-z0-9;-]+), *Signature=([0-9a-f]{64})$/;
  const [, secretId, date, service, names, signature] = form.exec(header) ?? [];
  if (!secretId || !date || !service || !names || !signature) return undefined;
  const signedHeaders = names.split(';');
  // Both have to be signed; without the host a request could be sent to another service.
  if (!signedHeaders.includes('content-type') || !signedHeaders.includes('host')) return undefined;
  return { secretId, date, service, signedHeaders, signature };
}

function isSignedBy(
  request: SignedRequest,
  parts: Authorization,
  timestamp: number,
  secretKey: string,
): boolean {
  const host = request.header('host') ?? '';
  const hosts = new Set([host, host.replace(/:\d+$/, '')]);
  const unsigned = request.header('x-tc-content-sha256') === 'UNSIGNED-PAYLOAD';
  const bodyHash = hashOf(unsigned ? 'UNSIGNED-PAYLOAD' : request.body);
  const signingKey = signingKeyOf(secretKey, parts.date, parts.service);
  const given = Buffer.from(parts.signature, 'hex');
  const fits = (signedHost: string, form: (value: string) => string) => {
    const headers = parts.signedHeaders.map((name) => {
      const value = name === 'host' ? signedHost : (request.header(name) ?? '');
      return [name, form(value.trim())] as const;
    });
    const canonicalHash = canonicalHashOf(request.method, request.query, headers, bodyHash);
    const made = signatureOf(signingKey, timestamp, scopeOf(parts.date, parts.service), canonicalHash);
    return timingSafeEqual(Buffer.from(made, 'hex'), given);
  };
  const asIs = (value: string) => value;
  const lowerCase = (value: string) => value.toLowerCase();
  return [...hosts].some((signedHost) => fits(signedHost, asIs) || fits(signedHost, lowerCase));
}

function canonicalHashOf(
  method: string,
  query: string,
  headers: readonly (readonly [string, string])[],
  bodyHash: string,
): string {
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join('');
  const names = headers.map(([name]) => name).join(';');
  return hashOf(`${method}\n/\n${query}\n${lines}\n${names}\n${bodyHash}`);
}

function signatureOf(signingKey: Buffer, timestamp: number, scope: string, canonicalHash: string): string {
  return hmac(signingKey, `${algorithm}\n${timestamp}\n${scope}\n${canonicalHash}`).toString('hex');
}

function signingKeyOf(secretKey: string, date: string, service: string): Buffer {
  return hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request');
}

const scopeOf = (date: string, service: string) => `${date}/${service}/tc3_request`;

/** In UTC; the empty text for a time that has no date of four digits for the year. */
function dateOf(timestamp: number): string {
  const date = new Date(timestamp * 1000);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function hashOf(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
