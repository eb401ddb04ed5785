/** The Chat REST API over HTTP: `POST /v4/SERVICE/COMMAND` (api.md §2.4.1). */
import type { Context } from 'hono';
import type { JsonMap } from '../../../json.ts';
import type { Sandbox } from '../index.ts';
import { readBody } from './body.ts';
import { accountCommands } from './chat-accounts.ts';
import { type ChatAnswer, type ChatDesk, type Command, fail } from './chat-answer.ts';
import { groupReadCommands } from './chat-group-reads.ts';
import { groupCommands } from './chat-groups.ts';
import { loginOf } from './chat-login.ts';
import { memberCommands } from './chat-members.ts';
import { operationCommands } from './chat-operations.ts';
import { profileCommands } from './chat-profile.ts';
import type { Front } from './front.ts';

const commands: ReadonlyMap<string, Command> = new Map(
  Object.entries({
    ...accountCommands,
    ...profileCommands,
    ...groupCommands,
    ...groupReadCommands,
    ...memberCommands,
    ...operationCommands,
  }),
);

/** Answers a call. Whatever the application says has status 200, errors too. */
export function chatFront(front: Front): (context: Context) => Promise<Response> {
  const { sandbox, pace } = front;
  const { account } = sandbox.status();
  return async (context) => {
    const { path, method } = context.req;
    const name = path.slice('/v4/'.length);
    const command = commands.get(name);
    if (!command) return enveloped(context, name, fail(60009, `The sandbox has no ${name}.`));
    if (method !== 'POST') return enveloped(context, name, fail(60008, 'Only POST is taken.'));
    const login = loginOf(sandbox.tables, account, (key) => context.req.query(key), pace.now());
    if ('code' in login) return enveloped(context, name, login);
    const { app } = login;
    const limited = () => enveloped(context, name, tooFast(name, command.perSecond));
    if (!front.allows(`${app.id} ${name}`, command.perSecond)) return limited();
    const text = await context.req.text();
    return front.send(context, { what: `chat ${name}`, isWrite: command.isWrite }, limited, async () =>
      enveloped(context, name, await answer(deskOf(sandbox, app), command, text)),
    );
  };
}

const deskOf = (sandbox: Sandbox, app: ChatDesk['app']): ChatDesk => ({
  sandbox,
  tables: sandbox.tables,
  app,
});

const tooFast = (name: string, perSecond: number) =>
  fail(60007, `${name} was called more than ${perSecond} times in a second.`);

async function answer(desk: ChatDesk, command: Command, text: string): Promise<ChatAnswer> {
  const request = readBody(text);
  if (!request) return fail(60003, 'The body is no JSON object.');
  const unknown = Object.keys(request).find((name) => !command.parameters.includes(name));
  if (unknown !== undefined) return fail(command.wrong, `The sandbox knows no ${unknown} here.`);
  const empty = Object.keys(request).find((name) => request[name] === null);
  if (empty !== undefined) return fail(command.wrong, `${empty} is null.`);
  return command.run(desk, request);
}

const largest = 1024 * 1024; // bytes of an answer about groups

/** Each service has its own: that of configuration names no status, and that of profiles a text to display. */
function enveloped(context: Context, name: string, said: ChatAnswer): Response {
  const body = bodyOf(name, said);
  const isTooLarge =
    name.startsWith('group_') && said.code === 0 && Buffer.byteLength(JSON.stringify(body)) >= largest;
  return context.json(isTooLarge ? bodyOf(name, fail(10018, 'The answer has 1 MB or more.')) : body);
}

function bodyOf(name: string, { code, info, fields }: ChatAnswer): JsonMap {
  const service = name.split('/')[0];
  if (service === 'openconfigsvr') return { ErrorCode: code, ErrorInfo: code === 0 ? 'OK' : info, ...fields };
  const status = code === 0 ? 'OK' : 'FAIL';
  const display = service === 'profile' ? { ErrorDisplay: '' } : {};
  return { ActionStatus: status, ErrorInfo: info, ErrorCode: code, ...display, ...fields };
}
