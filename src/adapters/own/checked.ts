/** Another's adapter behind the port: everything that it gives is checked, and what it throws is an answer. */
import { isMap, type JsonMap } from '../../json.ts';
import type { Live } from '../../model.ts';
import {
  type Adapter,
  AdapterError,
  type Operation,
  type Outcome,
  type Scope,
  type Sign,
} from '../adapter.ts';
import type { OwnAdapter } from '../kit.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type About, liveOf, nothingRead } from './live.ts';
import { mayHaveHappened, outcomeOf, signsOf, withoutSecrets } from './outcome.ts';
import { messageOf, plainCopy } from './plain.ts';

/**
 * The adapter of a module, checked at every call, or what is wrong with it. `name` is what it is called from
 * now on; `account` is the uin of the root account. A read that throws leaves everything unreadable; a write
 * that throws is `lost`, since it may have happened.
 */
export function checked(
  given: unknown,
  name: string,
  account: string,
): Adapter | { readonly problem: string } {
  const wrong = wrongAdapter(given);
  if (wrong !== undefined) return { problem: `${name}: ${wrong}` };
  const adapter = given as OwnAdapter;
  const capabilities = capabilitiesOf(adapter.capabilities);
  if ('problem' in capabilities) return { problem: `${name}: ${capabilities.problem}` };
  const about: About = { name, account, appsUnseen: capabilities.unseen.includes('app') };
  return {
    name,
    capabilities,
    read: (scope) => read(adapter, scope, about),
    write: (operation) => write(adapter, operation, name),
    ...(adapter.probe && { probe: (claims) => probe(adapter, claims, name) }),
    close: () => close(adapter, name),
  };
}

/** What is missing of the port; undefined: nothing. */
function wrongAdapter(given: unknown): string | undefined {
  if (!isMap(given)) return 'openAdapter() gave no adapter';
  for (const name of ['read', 'write'])
    if (typeof given[name] !== 'function')
      return `openAdapter() gave an adapter without the function ${name}`;
  for (const name of ['probe', 'close'])
    if (given[name] !== undefined && typeof given[name] !== 'function')
      return `openAdapter() gave an adapter whose ${name} is no function`;
  return undefined;
}

async function read(adapter: OwnAdapter, scope: Scope, about: About): Promise<Live> {
  try {
    return liveOf(await adapter.read({ ...scope, apps: [...scope.apps] }), about);
  } catch (error) {
    return nothingRead(about, `${about.name}: read() failed: ${messageOf(error)}`);
  }
}

async function write(adapter: OwnAdapter, operation: Operation, name: string): Promise<Outcome> {
  const own = {
    ...operation,
    segments: [...operation.segments],
    patch: plainCopy(operation.patch) as JsonMap,
  };
  try {
    return outcomeOf(await adapter.write(own), operation, name);
  } catch (error) {
    const message = withoutSecrets(messageOf(error), operation);
    return mayHaveHappened(`${name}: write() failed: ${message}`);
  }
}

async function probe(
  adapter: OwnAdapter,
  claims: Parameters<NonNullable<Adapter['probe']>>[0],
  name: string,
): Promise<readonly Sign[]> {
  try {
    return signsOf(await adapter.probe?.([...claims]), claims.length, name);
  } catch (error) {
    const how = `${name}: probe() failed: ${messageOf(error)}`;
    return claims.map(() => ({ says: 'cannot-tell', how }));
  }
}

/** @throws AdapterError when what it holds may not be durable */
async function close(adapter: OwnAdapter, name: string): Promise<void> {
  try {
    await adapter.close?.();
  } catch (error) {
    throw new AdapterError(`${name}: close() failed: ${messageOf(error)}`);
  }
}
