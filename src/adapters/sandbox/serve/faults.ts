/** What goes wrong on the way, on demand: so that clients can be held to what they do about it. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/**
 * `throttle`: too many requests. `error-500`, `html`: a gateway answers, with status 500 or with a page in place
 * of JSON. `reset-before`: the connection breaks. Of these nothing has happened. `reset-after`, `half-answer`,
 * `timeout-after`: it has happened, and the answer is lost, cut in half, or never comes.
 */
export const wireFaults = [
  'throttle',
  'error-500',
  'html',
  'reset-before',
  'reset-after',
  'half-answer',
  'timeout-after',
] as const;
export type WireFault = (typeof wireFaults)[number];

/** A call as a fault is chosen for it. */
export interface FaultyCall {
  /** Calls are counted from 1, over both fronts; those that are turned away are not. */
  readonly n: number;
  /** `cam CreatePolicy`, or `chat group_open_http_svc/create_group`. */
  readonly what: string;
  readonly isWrite: boolean;
}

export type ChooseFault = (call: FaultyCall) => WireFault | undefined;

/**
 * A fault in so many of the calls, `rate` being 0 to 1: the same calls of the same seed always get the same ones.
 * None is `timeout-after`, for which a client would have to wait.
 */
export function randomFaults(rate: number, seed: number): ChooseFault {
  const kinds = wireFaults.filter((fault) => fault !== 'timeout-after');
  return ({ n }) => {
    const digest = createHash('sha256').update(`${seed} ${n}`).digest();
    if (digest.readUInt32BE(0) / 2 ** 32 >= rate) return undefined;
    return kinds[digest.readUInt32BE(4) % kinds.length];
  };
}

/** What a call ends with that has no connection to break: `app.fetch` without a socket. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Connections on which no answer will come: only the end of the server ends them. */
export interface Silent {
  add(line: Socket): void;
  /** Ends them, and those that come later. */
  end(): void;
}

export function silentLines(): Silent {
  const lines = new Set<Socket>();
  let ended = false;
  return {
    add(line) {
      lines.add(line);
      line.once('close', () => lines.delete(line));
      if (ended) line.destroy();
    },
    end() {
      ended = true;
      for (const line of lines) line.destroy();
    },
  };
}

/** Answers a call with a fault in it. `limited` is the answer to a call that came too fast. */
export async function answerWith(
  fault: WireFault,
  context: Context,
  silent: Silent,
  limited: () => Response,
  answer: () => Promise<Response>,
): Promise<Response> {
  switch (fault) {
    case 'throttle':
      return limited();
    case 'error-500':
      return new Response('Internal Server Error\n', { status: 500 });
    case 'html':
      return context.html('<!doctype html><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1>');
    case 'reset-before':
      return broken(context);
    case 'reset-after':
      await answer();
      return broken(context);
    case 'half-answer':
      return halved(context, await answer());
    case 'timeout-after':
      await answer();
      return silence(context, silent);
  }
}

/** The connection under a call; undefined for `app.fetch` without a socket. */
function lineOf({ env }: Context): { incoming: IncomingMessage; outgoing: ServerResponse } | undefined {
  return (env as { incoming?: IncomingMessage } | undefined)?.incoming ? env : undefined;
}

function broken(context: Context): Response {
  const line = lineOf(context);
  if (!line) throw new ConnectionLost('The connection was reset.');
  line.incoming.socket.resetAndDestroy();
  return RESPONSE_ALREADY_SENT;
}

async function halved(context: Context, answer: Response): Promise<Response> {
  const line = lineOf(context);
  if (!line) throw new ConnectionLost('The answer broke off.');
  const body = Buffer.from(await answer.arrayBuffer());
  line.outgoing.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'application/json',
    'content-length': body.length,
  });
  // Ended only when the half has gone out: a reset could overtake it.
  line.outgoing.write(body.subarray(0, body.length / 2), () => line.incoming.socket.end());
  return RESPONSE_ALREADY_SENT;
}

function silence(context: Context, silent: Silent): Promise<Response> {
  const socket = lineOf(context)?.incoming.socket;
  return new Promise((resolve) => {
    socket?.once('close', () => resolve(RESPONSE_ALREADY_SENT));
    if (socket) silent.add(socket);
  });
}
