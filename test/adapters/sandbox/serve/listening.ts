/** A served sandbox on a socket of this machine, and calls of it as bytes on the line. */
import http from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { type ServeOptions, serveSandbox } from '../../../../src/adapters/sandbox/serve/server.ts';
import { newSandbox } from '../sandbox.ts';
import { newServed, type Service, type Signed, serverStart } from './served.ts';

/** What came back: whole, cut, or nothing. */
export interface Got {
  readonly status?: number;
  readonly body?: string;
  /** It ended before its length. */
  readonly cut?: true;
  /** The errno of a connection that broke before an answer. */
  readonly error?: string;
}

export async function listening(options: Partial<ServeOptions> = {}) {
  const sandbox = options.sandbox ?? (await newSandbox());
  const clock = { now: serverStart };
  const pace = {
    now: () => clock.now,
    wait: async (milliseconds: number) => {
      clock.now += milliseconds;
    },
  };
  const server = await serveSandbox({ sandbox, pace, limits: 'off', ...options, host: '127.0.0.1', port: 0 });
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= server.close();
    return closing;
  };
  onTestFinished(close);
  const { cloudRequest } = await newServed({ sandbox });
  const host = new URL(server.url).host;

  const send = (path: string, method: string, headers: Record<string, string>, body: string) =>
    new Promise<Got>((resolve) => {
      const request = http.request(`${server.url}${path}`, { method, headers, agent: false }, (response) => {
        let text = '';
        const end = (more: Partial<Got>) =>
          resolve({ status: response.statusCode ?? 0, body: text, ...more });
        response.on('data', (part) => {
          text += part;
        });
        response.on('end', () => end(response.complete ? {} : { cut: true }));
        response.on('error', () => end({ cut: true }));
      });
      request.on('error', (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message }));
      request.end(body);
    });

  const post = (service: Service, action: string, request: object, signed: Signed = {}) => {
    const body = JSON.stringify(request);
    const { headers } = cloudRequest(service, action, body, { host, ...signed });
    return send('/', 'POST', Object.fromEntries(headers), body);
  };

  /** Waits for something that happens on the server by itself. */
  const settled = async (is: () => boolean) => {
    while (!is()) await turn();
  };

  return { sandbox, url: server.url, host, post, send, settled, close };
}
