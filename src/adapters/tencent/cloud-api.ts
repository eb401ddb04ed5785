/** Tencent Cloud API 3.0 over HTTP: signed, paced by each API's limit, its envelope and its errors read. */
import { isMap } from '../../json.ts';
import { carryOut, type Tried } from './again.ts';
import { type CloudFailure, cloudTrouble } from './cloud-errors.ts';
import type { Credentials } from './credentials.ts';
import { type CloudService, cloudOrigin, originProblem, type Site } from './hosts.ts';
import { writeWire } from './json.ts';
import { limiters } from './limiter.ts';
import { signTc3 } from './tc3.ts';
import { type Answer, exchange, lost, type Wires } from './transport.ts';
import type { CloudApi, Pace, WireMap } from './wire.ts';

/** What a client of API 3.0 is made of. */
export interface CloudOptions extends Wires {
  readonly credentials: Credentials;
  readonly site: Site;
  /** In place of the site's own addresses, for all services: `http://127.0.0.1:8700`. */
  readonly endpoint?: string;
  readonly pace: Pace;
}

const versions: Readonly<Record<CloudService, string>> = {
  cam: '2019-01-16',
  tag: '2018-08-13',
  cim: '2019-03-18',
};

/** Bytes of a POST that API 3.0 takes. */
const mostBytes = 10 * 1024 * 1024;

/**
 * A client of API 3.0. Throws a RangeError for an endpoint that `originProblem` complains of: callers check
 * what people give.
 */
export function cloudApi(options: CloudOptions): CloudApi {
  const { pace, endpoint, site } = options;
  if (endpoint !== undefined && originProblem(endpoint)) {
    throw new RangeError(`The endpoint ${originProblem(endpoint)}.`);
  }
  const turn = limiters(pace);
  return {
    call: (service, action, request) => {
      const url = new URL(endpoint ?? cloudOrigin(site, service));
      const body = writeWire(request);
      const attempt = async (): Promise<Tried> => {
        if (Buffer.byteLength(body) > mostBytes) return tooLarge(service, action);
        const { name, perSecond } = limitOf(service, action);
        await turn(name, perSecond);
        return open(await send({ service, action, url, body }, options), { service, action, options });
      };
      return carryOut(readsCloud(action), attempt, pace, options.tell);
    },
  };
}

/** True for an action that changes nothing. */
function readsCloud(action: string): boolean {
  return /^(?:Get|List|Describe)[A-Z]/.test(action);
}

/** Calls a second (CAM's and Tag's pages give them per action; CAM's are counted together here). */
function limitOf(service: CloudService, action: string): { name: string; perSecond: number } {
  if (service === 'tag') return { name: `tag ${action}`, perSecond: 20 };
  if (service === 'cam' && !readsCloud(action)) return { name: 'cam writes', perSecond: 10 };
  return { name: service, perSecond: 20 };
}

interface Call {
  readonly service: CloudService;
  readonly action: string;
  readonly url: URL;
  readonly body: string;
}

/** Signed at the last moment: a call may have waited for its turn. */
function send({ service, action, url, body }: Call, options: CloudOptions): Promise<Answer> {
  const { credentials, pace } = options;
  const timestamp = Math.floor(pace.now() / 1000);
  const contentType = 'application/json';
  const { authorization } = signTc3(
    { method: 'POST', query: '', host: url.host, contentType, body, service, timestamp },
    credentials,
  );
  const headers = {
    authorization,
    'content-type': contentType,
    'x-tc-action': action,
    'x-tc-version': versions[service],
    'x-tc-timestamp': String(timestamp),
    'x-tc-language': 'en-US',
    'x-tc-requestclient': 'chatform',
    ...(credentials.token !== undefined && { 'x-tc-token': credentials.token }),
  };
  return exchange({ url, headers, body }, options);
}

/** What lies in the envelope, or the error in it. */
function open(
  answer: Answer,
  about: { service: CloudService; action: string; options: CloudOptions },
): Tried {
  if (!answer.ok) return answer;
  const { action, service, options } = about;
  const { Response: inner } = answer.body;
  const what = `the answer to ${service} ${action}`;
  if (!isMap(inner)) return lost('BadEnvelope', `${what} has no Response: is this the address of API 3.0?`);
  const response = inner as WireMap;
  const { RequestId: requestId, Error: failure } = response;
  if (typeof requestId !== 'string' || requestId === '') {
    return lost('BadEnvelope', `${what} has no RequestId: is this the address of API 3.0?`);
  }
  if (failure === undefined) return { ok: true, body: response };
  if (!isMap(failure) || typeof failure.Code !== 'string' || !codeForm.test(failure.Code)) {
    return lost('BadEnvelope', `${what} has an Error without a Code`);
  }
  const { credentials, pace } = options;
  const said: CloudFailure = {
    code: failure.Code,
    message: typeof failure.Message === 'string' ? failure.Message : '',
    requestId,
    service,
    action,
    reads: readsCloud(action),
    ...(answer.date !== undefined && { clockAhead: pace.now() - answer.date }),
  };
  return { ok: false, error: cloudTrouble(said, credentials) };
}

/** Codes are words with dots; what is none would not be safe to show. */
const codeForm = /^[A-Za-z]\w{0,99}(?:\.\w{1,100}){0,4}$/;

function tooLarge(service: CloudService, action: string): Tried {
  const message = `${service} ${action} would have more than ${mostBytes} bytes, which API 3.0 does not take`;
  return {
    ok: false,
    error: { kind: 'failed', code: 'ClientError.RequestTooLarge', message, passing: false },
  };
}
