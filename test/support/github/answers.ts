/** Answers in GitHub's form: data, pages, and errors in its own words. */
import type { Octokit } from 'octokit';
import type { Caller, Level, Model, Permission, Repository } from './model.ts';

/** A request that found its route. */
export interface Call {
  readonly model: Model;
  readonly caller: Caller;
  readonly repository: Repository;
  /** The parts of the path that the route names. */
  readonly part: (name: string) => string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
  /** The address that was asked, without its query. */
  readonly url: string;
  /** Where the web pages are. */
  readonly web: string;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One endpoint. */
export interface Route {
  readonly method: string;
  /** With `:name` for the parts that vary; below `/repos/:owner/:repo`. */
  readonly path: string;
  /** The permissions of which a token of an app needs one. */
  readonly needs: (call: Call) => readonly (readonly [Permission, Level])[];
  /** Where GitHub's documentation of it is: it names that in every error. */
  readonly docs: string;
  readonly answer: (call: Call) => Answer;
}

type Rest = Octokit['rest'];
type Part<T> = T extends readonly (infer U)[]
  ? Part<U>[]
  : T extends object
    ? { [K in keyof T]?: Part<T[K]> }
    : T;

/** A part of what GitHub's description of the API says that a method answers with. */
export type Shape<Group extends keyof Rest, Method extends keyof Rest[Group]> = Rest[Group][Method] extends (
  ...args: never[]
) => Promise<{ data: infer Data }>
  ? Part<Data>
  : never;

/** An error of the API, thrown by routes. */
export class Refusal extends Error {
  readonly answer: Answer;
  constructor(status: number, message: string, more: { errors?: readonly unknown[]; docs?: string } = {}) {
    super(message);
    this.answer = refusal(status, message, more);
  }
}

/** An error's body: message, perhaps `errors`, the documentation, and the status as a text. */
export function refusal(
  status: number,
  message: string,
  { errors, docs = '' }: { errors?: readonly unknown[]; docs?: string } = {},
): Answer {
  const documentation_url = `https://docs.github.com/rest${docs && `/${docs}`}`;
  return { status, body: { message, ...(errors && { errors }), documentation_url, status: String(status) } };
}

/** What is wrong with a field that GitHub has a rule for. */
export function invalid(resource: string, field: string, message: string, code = 'custom'): Refusal {
  return new Refusal(422, 'Validation Failed', { errors: [{ resource, code, field, message }] });
}

export const notFound = () => new Refusal(404, 'Not Found');

/** A text of the body; refuses its absence as GitHub's schema check does. */
export function required(call: Call, ...fields: string[]): string[] {
  const missing = fields.filter((field) => typeof call.body[field] !== 'string');
  if (missing.length > 0) {
    const names = missing.map((field) => `"${field}"`).join(', ');
    throw new Refusal(
      422,
      `Invalid request.\n\n${names} ${missing.length > 1 ? "weren't" : "wasn't"} supplied.`,
    );
  }
  return fields.map((field) => String(call.body[field]));
}

/** A text of the body, or undefined. */
export function optional(call: Call, field: string): string | undefined {
  const value = call.body[field];
  return typeof value === 'string' ? value : undefined;
}

const usualPage = 30;
const largestPage = 100;

/** The page of a list that was asked for, and the addresses of the others in the `Link` header. */
export function paged<T>(
  { query, url }: Call,
  list: readonly T[],
  wrap: (page: readonly T[]) => unknown,
): Answer {
  const size = Math.min(Number(query.get('per_page')) || usualPage, largestPage);
  const page = Math.max(1, Number(query.get('page')) || 1);
  const last = Math.max(1, Math.ceil(list.length / size));
  const address = (number: number) => {
    const other = new URLSearchParams(query);
    other.set('page', String(number));
    return `<${url}?${other}>`;
  };
  const links = [
    ...(page > 1 ? [`${address(page - 1)}; rel="prev"`] : []),
    ...(page < last ? [`${address(page + 1)}; rel="next"`, `${address(last)}; rel="last"`] : []),
    ...(page > 1 ? [`${address(1)}; rel="first"`] : []),
  ];
  return {
    status: 200,
    body: wrap(list.slice((page - 1) * size, page * size)),
    ...(links.length > 0 && { headers: { link: links.join(', ') } }),
  };
}

/** How GitHub counts: characters, not UTF-16 units. */
export const lengthOf = (text: string) => [...text].length;
