/** The Chat REST API over HTTP: `POST /v4/SERVICE/COMMAND`. */
import type { Context } from 'hono';
import type { Front } from './server.ts';

export function chatFront(_front: Front): (context: Context) => Promise<Response> {
  return async (context) =>
    context.json({ ActionStatus: 'FAIL', ErrorCode: 60009, ErrorInfo: 'There is no such command.' });
}
