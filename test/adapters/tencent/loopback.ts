/** Servers on loopback that answer, or fail to, as a test wants. */
import http from 'node:http';
import net, { type AddressInfo, type Server } from 'node:net';
import { onTestFinished } from 'vitest';

/** A request that arrived. */
export interface Arrived {
  readonly method: string;
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; a map or a list is sent as JSON. */
export interface Sent {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** An HTTP server for one test: its address, and what arrived, in order. */
export async function serve(
  answer: (request: Arrived, index: number) => Sent | Promise<Sent>,
): Promise<{ readonly origin: string; readonly arrived: readonly Arrived[] }> {
  const arrived: Arrived[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks).toString() };
    arrived.push(seen);
    const { status = 200, headers: more, body = '' } = await answer(seen, arrived.length - 1);
    response.writeHead(status, { 'content-type': 'application/json', ...more });
    response.end(typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body));
  });
  return { origin: `http://127.0.0.1:${await listening(server)}`, arrived };
}

/** A server that handles bare connections. */
export async function listen(onConnection: (socket: net.Socket) => void): Promise<number> {
  return listening(net.createServer(onConnection));
}

async function listening(server: Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}
