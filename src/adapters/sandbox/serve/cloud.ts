/** Tencent Cloud API 3.0 over HTTP: `POST /` for the services cam, tag and cim. */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { Front } from './server.ts';

export function cloudFront(_front: Front): (context: Context) => Promise<Response> {
  return async (context) =>
    context.json({
      Response: {
        Error: { Code: 'InvalidAction', Message: 'There is no such action.' },
        RequestId: randomUUID(),
      },
    });
}
