/**
 * A GitHub on this machine: its REST and GraphQL API as far as chatform uses it, over real sockets.
 *
 * To add an endpoint: a `Route` in the file of its subject (`issues.ts`, `pulls.ts`, `checks.ts`, or a new
 * one), with what it needs and GitHub's own words for what it refuses; a new file goes into `routes` below,
 * and what has to be remembered into `model.ts`. `Shape` in `answers.ts` holds answers to GitHub's published
 * description. Note where GitHub was seen to do it wherever its documentation does not say.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, type Call, notFound, Refusal, type Route, refusal } from './answers.ts';
import { checkRoutes } from './checks.ts';
import { answerOf, type Fault, faults } from './faults.ts';
import { gitRoutes } from './git.ts';
import { answerQuery } from './graphql.ts';
import { issueRoutes } from './issues.ts';
import {
  type Caller,
  emptyModel,
  type Level,
  type Model,
  type Permission,
  type Repository,
} from './model.ts';
import { pullRoutes } from './pulls.ts';

const routes: readonly Route[] = [...issueRoutes, ...pullRoutes, ...checkRoutes, ...gitRoutes];

/** A request as it came. */
export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Without the token. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface GithubServer {
  /** What `GITHUB_API_URL` is to be. */
  readonly url: string;
  readonly model: Model;
  /** All requests so far, also those that failed. */
  readonly asked: readonly Asked[];
  readonly fail: (fault: Fault) => void;
  /** Calls back before each request is answered: what others do in between. The answer waits for a promise. */
  readonly onAsked: (listener: (request: Asked) => void | Promise<void>) => void;
  readonly close: () => Promise<void>;
}

/** Starts one on a free port of 127.0.0.1. */
export async function startGithub(): Promise<GithubServer> {
  const model = emptyModel();
  const asked: Asked[] = [];
  const trouble = faults();
  let listener: (request: Asked) => void | Promise<void> = () => {};
  const server = createServer((request, response) => {
    void serve(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    const path = (request.url ?? '').replace(/^\/api(?:\/v3)?(?=\/)/, '');
    const body = jsonOf(await textOf(request));
    const entry = { method, path, body: body ?? {}, headers: { ...headers, authorization: undefined } };
    asked.push(entry);
    await listener(entry);
    const fault = trouble.take(method, path);
    const isDone = fault?.done ?? (fault === undefined || fault.with === 'half');
    const answer = isDone ? answerTo(model, { method, path, body, headers, base: url }) : undefined;
    send(response, (fault && answerOf(fault)) ?? answer, fault);
  }

  return {
    url,
    model,
    asked,
    fail: trouble.add,
    onAsked: (callback) => {
      listener = callback;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function jsonOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Request {
  readonly method: string;
  readonly path: string;
  /** Undefined where the text is no JSON. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly base: string;
}

function answerTo(model: Model, request: Request): Answer {
  try {
    return answerRequest(model, request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function answerRequest(model: Model, request: Request): Answer {
  const { method, path, body, headers, base } = request;
  if (!headers['user-agent']) {
    throw new Refusal(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    );
  }
  const token = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const caller = token === undefined ? undefined : model.callers.get(token);
  if (!caller) throw new Refusal(401, token === undefined ? 'Requires authentication' : 'Bad credentials');
  if (!body) throw new Refusal(400, 'Problems parsing JSON');
  const { pathname, searchParams } = new URL(path, base);
  if (pathname === '/graphql' && method === 'POST') return answerQuery(model, caller, body);
  const [, owner, name, below] = /^\/repos\/([^/]+)\/([^/]+)(\/.*)$/.exec(pathname) ?? [];
  const repository = model.repositories.find((one) => one.owner === owner && one.name === name);
  const hit = below === undefined ? undefined : matching(method, below);
  if (!repository || !hit) throw notFound();
  const call: Call = {
    model,
    caller,
    repository,
    part: (part) => hit.parts[part] ?? '',
    query: searchParams,
    body,
    url: `${base}${pathname}`,
    web: base,
  };
  permit(hit.route, call, repository);
  try {
    return hit.route.answer(call);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const documentation_url = `https://docs.github.com/rest/${hit.route.docs}`;
    return { ...error.answer, body: { ...(error.answer.body as object), documentation_url } };
  }
}

/** The route of a path; literal parts go before those that vary, as in `/issues/comments/:id`. */
function matching(method: string, path: string): { route: Route; parts: Record<string, string> } | undefined {
  for (const route of routes) {
    const form = route.path.replace(/:(\w+)/g, (_, part: string) => `(?<${part}>[^/]+)`);
    const found = route.method === method ? new RegExp(`^${form}$`).exec(path) : null;
    if (found) {
      const parts = Object.entries(found.groups ?? {}).map(([name, part]) => [
        name,
        decodeURIComponent(part),
      ]);
      return { route, parts: Object.fromEntries(parts) };
    }
  }
  return undefined;
}

/** What everybody may read is open; else one of the route's permissions has to be there. */
function permit(route: Route, call: Call, repository: Repository): void {
  const needs = route.needs(call);
  if (!repository.private && needs.every(([, level]) => level === 'read')) return;
  if (needs.some(([permission, level]) => has(call.caller, permission, level))) return;
  const who = call.caller.app ? 'integration' : 'personal access token';
  throw new Refusal(403, `Resource not accessible by ${who}`);
}

function has({ permissions }: Caller, permission: Permission, level: Level): boolean {
  const its = permissions[permission];
  return its === 'write' || its === level;
}

/** When the limit starts anew, in seconds since 1970. */
const reset = '1900000000';

function send(response: ServerResponse, answer: Answer | undefined, fault: Fault | undefined): void {
  if (fault?.with === 'hang') return;
  if (fault?.with === 'reset') {
    response.destroy();
    return;
  }
  const { status, body, headers } = answer ?? refusal(500, 'Server Error');
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const half = fault?.with === 'half';
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-github-media-type': 'github.v3; format=json',
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-reset': reset,
    'x-ratelimit-resource': 'core',
    ...(half && { 'content-length': String(Buffer.byteLength(text)) }),
    ...headers,
  });
  if (!half) response.end(text);
  else response.write(text.slice(0, text.length / 2), () => response.destroy());
}
