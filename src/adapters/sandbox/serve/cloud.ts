/** Tencent Cloud API 3.0 over HTTP: `POST /` for the services cam, tag and cim (api.md §2.1). */
import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import type { JsonMap } from '../../../json.ts';
import { verifyTc3 } from '../../tencent/tc3.ts';
import { readBody } from './body.ts';
import { camActions } from './cam.ts';
import { cimActions } from './cim.ts';
import {
  type CloudAction,
  type CloudAnswer,
  type CloudError,
  cloudError,
  type Desk,
} from './cloud-answer.ts';
import { wrongParameter } from './cloud-parameters.ts';
import type { Front } from './front.ts';
import { keysOf } from './keys.ts';
import { tagActions } from './tag.ts';

interface Service {
  readonly name: string;
  readonly actions: Readonly<Record<string, CloudAction>>;
}

/** By version, since on this machine no host name tells them apart. */
const services: ReadonlyMap<string, Service> = new Map([
  ['2019-01-16', { name: 'cam', actions: camActions }],
  ['2018-08-13', { name: 'tag', actions: tagActions }],
  ['2019-03-18', { name: 'cim', actions: cimActions }],
]);

/** Answers a call. Whatever the application says has status 200, errors too. */
export function cloudFront(front: Front): (context: Context) => Promise<Response> {
  const { sandbox, cam } = front;
  const account = sandbox.status().account;
  const desk: Desk = { sandbox, tables: sandbox.tables, account, cam };
  return async (context) => {
    const wanted = wantedAction(context);
    if ('error' in wanted) return enveloped(context, wanted);
    const body = await context.req.text();
    const refused = unauthorized(context, body, front, account, wanted.service);
    if (refused) return enveloped(context, refused);
    const { action } = wanted;
    const what = `${wanted.service} ${wanted.name}`;
    const limited = () => enveloped(context, tooFast(wanted.name, action.perSecond));
    if (!front.allows(what, action.perSecond)) return limited();
    return front.send(context, { what, isWrite: action.isWrite }, limited, async () =>
      enveloped(context, await answer(desk, action, body)),
    );
  };
}

interface Wanted {
  readonly service: string;
  readonly name: string;
  readonly action: CloudAction;
}

function wantedAction({ req }: Context): Wanted | CloudError {
  if (req.method !== 'POST') {
    return cloudError('UnsupportedProtocol', 'The sandbox takes POST only.');
  }
  const type = (req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return cloudError('InvalidParameter', 'The sandbox takes the Content-Type application/json only.');
  }
  const [name, version] = [req.header('x-tc-action'), req.header('x-tc-version')];
  if (name === undefined) return missing('Action');
  if (version === undefined) return missing('Version');
  const service = services.get(version);
  if (!service) return cloudError('NoSuchVersion', `The sandbox has no service of the version ${version}.`);
  const action = Object.hasOwn(service.actions, name) ? service.actions[name] : undefined;
  if (!action) return cloudError('InvalidAction', `The sandbox's ${service.name} has no ${name}.`);
  return { service: service.name, name, action };
}

const missing = (name: string) =>
  cloudError('MissingParameter', `The request is missing a required parameter \`${name}\`.`);

/** Whose call it is: only the key of the root account signs, and it has no token. */
function unauthorized(
  { req }: Context,
  body: string,
  { pace }: Front,
  account: string,
  service: string,
): CloudError | undefined {
  const { secretId, secretKey } = keysOf(account);
  const host = req.header('host') ?? new URL(req.url).host;
  const header = (name: string) => (name === 'host' ? host : req.header(name));
  const query = new URL(req.url).search.slice(1);
  const verdict = verifyTc3(
    { method: 'POST', query, header, body },
    (id) => (id === secretId ? secretKey : undefined),
    pace.now(),
  );
  if (!verdict.ok) return cloudError(verdict.code, verdict.message);
  // Tencent's SDKs sign for the first label of the host, which here is `127` or `localhost`.
  if (verdict.service !== service && verdict.service !== firstLabel(host)) {
    const message = `The signature is for ${verdict.service}, and the call for ${service}.`;
    return cloudError('AuthFailure.SignatureFailure', message);
  }
  if (req.header('x-tc-token')) return cloudError('AuthFailure.TokenFailure', 'This key has no token.');
  return undefined;
}

const firstLabel = (host: string) => host.replace(/:\d+$/, '').split('.')[0];

const tooFast = (name: string, perSecond: number) =>
  cloudError('RequestLimitExceeded', `${name} was called more than ${perSecond} times in a second.`);

async function answer(desk: Desk, action: CloudAction, body: string): Promise<CloudAnswer> {
  const request = readBody(body === '' ? '{}' : body);
  if (!request) return cloudError('InvalidParameter', 'The request is no JSON object.');
  return wrongParameter(action, request) ?? action.run(desk, request);
}

function enveloped(context: Context, said: CloudAnswer): Response {
  const fields: JsonMap =
    'error' in said ? { Error: { Code: said.error.code, Message: said.error.message } } : said.fields;
  return context.json({ Response: { ...fields, RequestId: randomUUID() } });
}
