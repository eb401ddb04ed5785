/** As much of GraphQL as is asked: fields, arguments skipped, and `... on TYPE`. An unknown field is an error. */
import type { Answer } from './answers.ts';
import { commitOnBranch } from './git.ts';
import { nodeIdOf } from './issues.ts';
import type { Account, Caller, Model } from './model.ts';

type Data = { readonly [field: string]: Data | string | number | null };

/** Answers a query of one caller. */
export function answerQuery(model: Model, caller: Caller, body: Readonly<Record<string, unknown>>): Answer {
  const { query, variables } = body;
  if (typeof query !== 'string') return failed('A query attribute must be specified and must be a string.');
  if (/^\s*mutation\b[^{]*\{\s*createCommitOnBranch\b/.test(query))
    return commitOnBranch(model, caller, variables);
  const id = (variables as { id?: unknown } | undefined)?.id;
  const root: Data = { __typename: 'Query', viewer: viewerOf(model, caller), node: nodeOf(model, id) };
  try {
    const tokens: string[] = query.match(/\.\.\.|[A-Za-z_]\w*|\$\w+|[{}():!,]/g) ?? [];
    return { status: 200, body: { data: selectionOf(tokens.slice(tokens.indexOf('{')), root) } };
  } catch (error) {
    return failed((error as Error).message);
  }
}

const failed = (message: string): Answer => ({ status: 200, body: { errors: [{ message }] } });

function viewerOf({ viewerHasSuffix }: Model, { account }: Caller): Data {
  return { __typename: 'User', login: viewerHasSuffix ? account.login : plain(account.login) };
}

/** Everywhere else GraphQL shows an app's login without its suffix. */
const plain = (login: string) => login.replace(/\[bot\]$/, '');

function actorOf(account: Account | null): Data | null {
  return account && { __typename: account.type, login: plain(account.login) };
}

function nodeOf({ repositories }: Model, id: unknown): Data | null {
  const comment = repositories.flatMap(({ comments }) => comments).find((entry) => nodeIdOf(entry) === id);
  if (!comment) return null;
  const { body, user, editor, createdAt, updatedAt } = comment;
  return {
    __typename: 'IssueComment',
    body,
    createdAt,
    lastEditedAt: editor && updatedAt,
    author: actorOf(user),
    editor: actorOf(editor),
  };
}

/** Takes `{ … }` off the tokens, and of the data what it selects. */
function selectionOf(tokens: string[], data: Data): Data {
  const selected: Record<string, Data[string]> = {};
  tokens.shift();
  for (let token = tokens.shift(); token !== undefined && token !== '}'; token = tokens.shift()) {
    if (token === '...') {
      tokens.shift();
      const type = tokens.shift();
      if (type === data.__typename) Object.assign(selected, selectionOf(tokens, data));
      else skipped(tokens);
      continue;
    }
    if (tokens[0] === '(') tokens.splice(0, tokens.indexOf(')') + 1);
    const value = data[token];
    if (value === undefined) throw new Error(`Field '${token}' doesn't exist on type '${data.__typename}'`);
    const nested = tokens[0] === '{';
    if (nested) selected[token] = value === null ? skipped(tokens) : selectionOf(tokens, value as Data);
    else selected[token] = value;
  }
  return selected;
}

function skipped(tokens: string[]): null {
  let depth = 0;
  do {
    const token = tokens.shift();
    depth += token === '{' ? 1 : token === '}' ? -1 : 0;
  } while (depth > 0);
  return null;
}
