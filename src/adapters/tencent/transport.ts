/**
 * One request and its answer, or why there is none: what was surely not done, what may have been done, and what
 * may go well a little later are told apart. Messages name the host, and quote neither the address, which holds
 * a UserSig, nor any header.
 */
import { isMap } from '../../json.ts';
import { readWire } from './json.ts';
import type { CallError, WireMap } from './wire.ts';

export type Fetch = typeof fetch;

/** A POST of JSON. */
export interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a connection is made of. */
export interface Wires {
  readonly fetch: Fetch;
  /** Milliseconds for the request and its answer together; the usual ones where left out. */
  readonly timeout?: number;
  /** Bytes of an answer; the usual ones where left out. */
  readonly largest?: number;
  /** Hears why a call is tried again: somebody may be waiting. */
  readonly tell?: (text: string) => void;
}

/** A call that went wrong. `passing`: it may go well a little later. */
export interface Trouble extends CallError {
  readonly passing: boolean;
}

export type Answer =
  | {
      readonly ok: true;
      readonly body: WireMap /** What `Date` says, since 1970 in ms. */;
      readonly date?: number;
    }
  | { readonly ok: false; readonly error: Trouble };

/** Longer than fetch's own 10 s for connecting, so that a server that is not there counts as not reached. */
const usualTimeout = 20_000;
const usualLargest = 16 * 1024 * 1024;

/** Sends a request and reads its answer: a JSON map under HTTP status 200. Redirects are not followed. */
export async function exchange(request: Request, wires: Wires): Promise<Answer> {
  const { fetch, timeout = usualTimeout, largest = usualLargest } = wires;
  const { host } = request.url;
  let response: Response;
  let bytes: Uint8Array | undefined;
  try {
    response = await fetch(request.url, {
      method: 'POST',
      headers: { ...request.headers },
      body: request.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    bytes = await bytesOf(response, largest);
  } catch (error) {
    return { ok: false, error: noAnswer(error, host, timeout) };
  }
  const wrong = statusTrouble(response, host);
  if (wrong) return { ok: false, error: wrong };
  if (!bytes) return lost('ResponseTooLarge', `${host} answered with more than ${largest} bytes`);
  return jsonAnswer(bytes, response, host);
}

/** All of the body; undefined if it is longer than so many bytes. */
async function bytesOf(response: Response, largest: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop ends the stream, and with it the connection.
    if (size > largest) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function statusTrouble({ status }: Response, host: string): Trouble | undefined {
  const code = 'ClientError.HttpStatusCodeError';
  if (status === 200) return undefined;
  if (status >= 500) {
    return { kind: 'lost', code, message: `${host} answered with HTTP ${status}`, passing: true };
  }
  if (status === 429) {
    const message = `${host} answered with HTTP 429: too many requests`;
    return { kind: 'failed', code: 'RequestLimitExceeded.Http429', message, passing: true };
  }
  if (status >= 300 && status < 400) {
    const message = `${host} leads elsewhere (HTTP ${status}), which is not followed: is this the address of the API?`;
    return { kind: 'failed', code, message, passing: false };
  }
  const message = `${host} answered with HTTP ${status}: is this the address of the API, or is a proxy in between?`;
  return { kind: status >= 400 ? 'failed' : 'lost', code, message, passing: false };
}

function jsonAnswer(bytes: Uint8Array, response: Response, host: string): Answer {
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  const text = textOf(bytes);
  if (text === undefined) return lost('ParseJsonError', `the answer of ${host} is no UTF-8`, true);
  const read = readWire(text);
  if (read.ok && isMap(read.value)) {
    const date = Date.parse(response.headers.get('date') ?? '');
    return { ok: true, body: read.value as WireMap, ...(!Number.isNaN(date) && { date }) };
  }
  if (read.ok) return lost('ParseJsonError', `the answer of ${host} is no map`);
  // A gateway that is in trouble answers so, too, and not under every status.
  return lost('ParseJsonError', notJson(host, text, type, read.problem), true);
}

function notJson(host: string, text: string, type: string, problem: string): string {
  if (text.trim() === '') return `the answer of ${host} is empty`;
  if (/^\s*</.test(text)) {
    return `${host} answered with HTML, not JSON: is a proxy or a login page in between?`;
  }
  if (/^\s*[{[]/.test(text)) return `the answer of ${host} ${problem}`;
  const shown = /^[\w.+-]{1,40}\/[\w.+-]{1,60}$/.test(type) ? type : 'something';
  return `${host} answered with ${shown} that is not JSON`;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** An answer that says nothing about whether the call was carried out. */
export function lost(code: string, message: string, passing = false): Answer {
  return { ok: false, error: { kind: 'lost', code: `ClientError.${code}`, message, passing } };
}

/** Errors that come before anything was sent. */
const before: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  EADDRNOTAVAIL: 'there is no way to it',
};

function noAnswer(error: unknown, host: string, timeout: number): Trouble {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    const message = `${host} did not answer within ${timeout / 1000} s`;
    return { kind: 'lost', code: 'ClientError.ResponseTimeout', message, passing: true };
  }
  const { code, text, connecting } = causeOf(error);
  const named = code && ` (${code})`;
  const failed = (kind: string, why: string, passing: boolean): Trouble => {
    const message = `${host} cannot be reached: ${why}`;
    return { kind: 'failed', code: `ClientError.${kind}`, message, passing };
  };
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || (connecting && code === 'ETIMEDOUT')) {
    return failed('ConnectTimeout', `no connection in time${named}`, true);
  }
  const reason = before[code];
  if (reason) return failed('NetworkError', `${reason}${named}`, true);
  if (/CERT|UNABLE_TO|HOSTNAME_MISMATCH/.test(code)) {
    return failed('CertificateError', `its certificate is not trusted${named}`, false);
  }
  if (/^(?:EPROTO$|ERR_SSL|ERR_TLS)/.test(code)) {
    return failed('TlsError', `TLS could not be agreed on${named}`, false);
  }
  if (connecting || text.includes('before secure TLS connection was established')) {
    return failed('NetworkError', `the connection broke off before anything was sent${named}`, true);
  }
  const refusal = /^Proxy response \((\d{3})\)/.exec(text)?.[1];
  if (refusal) {
    return failed('ProxyError', `the proxy refused to connect (HTTP ${refusal})`, refusal >= '500');
  }
  const message = `the connection to ${host} broke off${named}`;
  return { kind: 'lost', code: 'ClientError.ConnectionLost', message, passing: true };
}

/**
 * What lies at the bottom of a fault: undici wraps one in another. `text` is for telling faults apart, and never
 * shown, since it could quote the request.
 */
function causeOf(error: unknown): { code: string; text: string; connecting: boolean } {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  if (!(cause instanceof Error)) return { code: '', text: '', connecting: false };
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const connecting = 'syscall' in cause && (cause.syscall === 'connect' || cause.syscall === 'getaddrinfo');
  return { code: /^[A-Z0-9_]{1,60}$/.test(code) ? code : '', text: cause.message, connecting };
}
