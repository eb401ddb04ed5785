/** A served sandbox for tests, without a socket, and calls of it as clients make them. */

import { appKeyOf, keysOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { type ServeOptions, serveApp } from '../../../../src/adapters/sandbox/serve/server.ts';
import { signTc3 } from '../../../../src/adapters/tencent/tc3.ts';
import type { JsonMap } from '../../../../src/json.ts';
import { createUserSig } from '../../../../src/usersig/create.ts';
import { newSandbox } from '../sandbox.ts';

export const account = '100000000001';
/** The server's clock begins here: 2026-11-02T09:00:00Z. */
export const serverStart = 1_793_610_000_000;

export const versions = { cam: '2019-01-16', tag: '2018-08-13', cim: '2019-03-18' } as const;
export type Service = keyof typeof versions;

type Fields = Record<string, unknown>;

/** What a test changes of a signed call. */
export interface Signed {
  readonly host?: string;
  readonly service?: string;
  readonly secretId?: string;
  readonly secretKey?: string;
  readonly timestamp?: number;
  readonly method?: string;
  readonly signedBody?: string;
  /** Put over what is signed; undefined takes a header away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface Login {
  readonly userId?: string;
  /** In place of the one that is right. */
  readonly userSig?: string;
  /** Put over the parameters of the URL; undefined takes one away. */
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly method?: string;
}

export async function newServed(options: Partial<ServeOptions> = {}) {
  const sandbox = options.sandbox ?? (await newSandbox());
  const clock = { now: serverStart };
  const app = serveApp({
    sandbox,
    pace: {
      now: () => clock.now,
      wait: async (milliseconds) => {
        clock.now += milliseconds;
      },
    },
    limits: 'off',
    ...options,
  });

  /** A call of the Cloud API as an HTTP request. */
  const cloudRequest = (service: Service, action: string, body: string, signed: Signed = {}): Request => {
    const { host = '127.0.0.1:8700', timestamp = Math.floor(clock.now / 1000), method = 'POST' } = signed;
    const contentType = 'application/json';
    const { authorization } = signTc3(
      {
        method: 'POST',
        query: '',
        host,
        contentType,
        body: signed.signedBody ?? body,
        service: signed.service ?? service,
        timestamp,
      },
      { ...keysOf(account), ...pick(signed) },
    );
    const headers = {
      'x-tc-action': action,
      'x-tc-version': versions[service],
      'x-tc-timestamp': String(timestamp),
      'content-type': contentType,
      host,
      authorization,
      ...signed.headers,
    };
    return new Request(`http://${host}/`, {
      method,
      headers: Object.entries(headers).filter(
        (header): header is [string, string] => header[1] !== undefined,
      ),
      ...(method === 'GET' ? {} : { body }),
    });
  };

  /** The fields of an answer, or the code of its error. */
  const cloud = async (
    service: Service,
    action: string,
    request: Fields = {},
    signed?: Signed,
  ): Promise<Fields | string> => {
    const response = await app.fetch(cloudRequest(service, action, JSON.stringify(request), signed));
    return readCloud(response);
  };

  const chatRequest = (sdkAppId: string, command: string, body: string, login: Login = {}): Request => {
    const userId = login.userId ?? 'administrator';
    const query = {
      sdkappid: sdkAppId,
      identifier: userId,
      usersig: login.userSig ?? sigFor(sdkAppId, userId),
      random: '99999999',
      contenttype: 'json',
      ...login.query,
    };
    const known = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined);
    const { method = 'POST' } = login;
    return new Request(`http://127.0.0.1:8700/v4/${command}?${new URLSearchParams(known)}`, {
      method,
      ...(method === 'GET' ? {} : { body }),
    });
  };

  const sigFor = (
    sdkAppId: string,
    userId: string,
    more: { now?: number; expire?: number; key?: string } = {},
  ) =>
    createUserSig({
      sdkAppId: Number(sdkAppId),
      userId,
      now: more.now ?? Math.floor(clock.now / 1000),
      expire: more.expire ?? 86_400,
      key: Buffer.from(more.key ?? appKeyOf(account, sdkAppId)),
    });

  /** The whole answer of the Chat REST API. */
  const chat = async (
    sdkAppId: string,
    command: string,
    request: JsonMap | string = {},
    login?: Login,
  ): Promise<Fields> => {
    const body = typeof request === 'string' ? request : JSON.stringify(request);
    const response = await app.fetch(chatRequest(sdkAppId, command, body, login));
    if (response.status !== 200) throw new Error(`${command}: status ${response.status}`);
    return (await response.json()) as Fields;
  };

  /** The number of the answer: 0 for success. */
  const code = async (...call: Parameters<typeof chat>) => (await chat(...call)).ErrorCode;

  return { sandbox, app, clock, cloud, cloudRequest, chat, chatRequest, code, sigFor };
}

export type Served = Awaited<ReturnType<typeof newServed>>;

const pick = ({ secretId, secretKey }: Signed) => ({
  ...(secretId === undefined ? {} : { secretId }),
  ...(secretKey === undefined ? {} : { secretKey }),
});

/** The envelope is checked on the way. */
async function readCloud(response: Response): Promise<Fields | string> {
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  const { Response: said } = (await response.json()) as {
    Response: Fields & { RequestId: string; Error?: { Code: string; Message: string } };
  };
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(said.RequestId)) throw new Error('no RequestId');
  const { RequestId: _, Error: error, ...fields } = said;
  if (error && !/^\S.*\.$/.test(error.Message)) throw new Error(`no sentence: ${error.Message}`);
  return error ? error.Code : fields;
}
