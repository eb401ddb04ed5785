/**
 * The sandbox over HTTP, in Tencent's wire formats: the Cloud API at `POST /`, the Chat REST API below `/v4`, and
 * pages for a person below `/console`. Only for this machine: other hosts are turned away.
 */
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { chatFront } from './chat.ts';
import { cloudFront } from './cloud.ts';
import { ConnectionLost, type Silent, silentLines } from './faults.ts';
import { frontOf, type ServeOptions } from './front.ts';
import { isLoopback } from './loopback.ts';

export type { ServeOptions };

const maxBody = 10 * 1024 * 1024; // bytes: the limit of the Cloud API

/** The server without a socket: `app.fetch(request)` answers. */
export function serveApp(options: ServeOptions): Hono {
  return appOf(options, silentLines());
}

function appOf(options: ServeOptions, silent: Silent): Hono {
  const app = new Hono();
  const front = frontOf(options, silent);
  // A page of another site could have its own name point to this machine, and read what is served here.
  app.use(async ({ req, text }, next) => {
    if (!isLoopback(req.header('host') ?? new URL(req.url).host)) {
      return text('Only this machine is served: 127.0.0.1 or localhost.\n', 403);
    }
    front.cam.note();
    await next();
    front.cam.note();
    return undefined;
  });
  app.onError((error, { text }) => {
    if (error instanceof ConnectionLost) throw error;
    if (error instanceof HTTPException) return error.getResponse();
    return text(`The sandbox failed: ${error.message}\n`, 500);
  });
  const { pages } = options;
  if (pages) app.route('/console', pages);
  const cloud = cloudFront(front);
  app.use('/', bodyLimit({ maxSize: maxBody }));
  app.use('/v4/*', bodyLimit({ maxSize: maxBody }));
  app.all('/', (context) => {
    const isCall = context.req.method === 'POST' || context.req.header('x-tc-action') !== undefined;
    if (isCall) return cloud(context);
    return pages ? context.redirect('/console') : context.notFound();
  });
  app.all('/v4/*', chatFront(front));
  return app;
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
  const silent = silentLines();
  const server = createAdaptorServer({ fetch: appOf(options, silent).fetch }) as HttpServer;
  // Clients keep connections for later calls, which would keep the server from ending.
  const endIdle = () => {
    if (!server.listening) server.closeIdleConnections();
  };
  server.on('request', (_, response) => response.once('close', endIdle));
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
        endIdle();
        silent.end();
      }),
  };
}
