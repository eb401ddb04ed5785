/**
 * The sandbox over HTTP, in Tencent's wire formats: the Cloud API at `POST /`, the Chat REST API below `/v4`, and
 * pages for a person below `/console`. Only for this machine: other hosts are turned away.
 */
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Sandbox } from '../index.ts';
import { chatFront } from './chat.ts';
import { cloudFront } from './cloud.ts';
import type { ChooseFault } from './faults.ts';
import { type Gate, rateGate } from './limits.ts';

export interface ServeOptions {
  readonly sandbox: Sandbox;
  /** The server's own clock, in milliseconds since 1970: the age of signatures, and rate limits. */
  readonly pace: { now(): number; wait(milliseconds: number): Promise<void> };
  /** Whether calls are turned away that come too fast; they are, if left out. */
  readonly limits?: 'real' | 'off';
  /** Seconds until lists of CAM show a write; 0 if left out. */
  readonly consistencyDelay?: number;
  readonly faults?: ChooseFault;
  /** The pages of the console, which are put below `/console`. */
  readonly pages?: Hono;
}

/** What both fronts have. */
export interface Front extends ServeOptions {
  readonly allows: Gate;
}

const maxBody = 10 * 1024 * 1024; // bytes: the limit of the Cloud API

/** The server without a socket: `app.fetch(request)` answers. */
export function serveApp(options: ServeOptions): Hono {
  const app = new Hono();
  const allows: Gate = options.limits === 'off' ? () => true : rateGate(() => options.pace.now());
  const front: Front = { ...options, allows };
  // A page of another site could have its own name point to this machine, and read what is served here.
  app.use(async ({ req, text }, next) => {
    if (!isLoopback(req.header('host') ?? new URL(req.url).host)) {
      return text('Only this machine is served: 127.0.0.1 or localhost.\n', 403);
    }
    await next();
    return undefined;
  });
  app.use(bodyLimit({ maxSize: maxBody }));
  app.post('/', cloudFront(front));
  app.post('/v4/:service/:command', chatFront(front));
  if (options.pages) {
    app.route('/console', options.pages);
    app.get('/', (context) => context.redirect('/console'));
  }
  return app;
}

function isLoopback(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?$/i.test(host);
}

export interface Server {
  /** `http://127.0.0.1:8088` */
  readonly url: string;
  /** Takes no more calls, and ends when those are answered that are under way. The sandbox stays open. */
  close(): Promise<void>;
}

/** Listens; port 0 is any that is free. Rejects when the port is taken. */
export async function serveSandbox(
  options: ServeOptions & { readonly host: '127.0.0.1'; readonly port: number },
): Promise<Server> {
  const server = createAdaptorServer({ fetch: serveApp(options).fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        if ('closeIdleConnections' in server) server.closeIdleConnections();
      }),
  };
}
