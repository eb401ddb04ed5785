/** A `fetch` that goes through the proxy that the environment names, as curl and Git do. */
import { isLoopback } from './hosts.ts';
import type { Fetch } from './transport.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** A connection through a proxy, or without one. */
export interface Outward {
  readonly fetch: Fetch;
  /** Lets go of the connections to the proxy. */
  readonly close: () => Promise<void>;
}

/**
 * `direct`, or a fetch through HTTPS_PROXY or HTTP_PROXY (both cases; the second also stands in for the first),
 * except to what NO_PROXY names, and to this machine. An address that is none is a problem: a clause, which does
 * not repeat it, since a password may be in it.
 */
export async function outward(
  env: Environment,
  direct: Fetch,
): Promise<Outward | { readonly problem: string }> {
  const httpsProxy = setting(env, 'https_proxy');
  const httpProxy = setting(env, 'http_proxy');
  const named = [httpsProxy, httpProxy].filter((proxy) => proxy.value !== '');
  if (named.length === 0) return { fetch: direct, close: async () => {} };
  const wrong = named.find((proxy) => !isProxy(proxy.value));
  if (wrong)
    return { problem: `${wrong.name} is no address of a proxy, such as http://proxy.example.com:3128` };
  // A large library that few need. In the bundle it has a default export alone, since it is CommonJS.
  const { default: undici } = await import('undici');
  const dispatcher = new undici.EnvHttpProxyAgent({
    // Empty and not left out: what is left out is taken from the environment of the process.
    httpsProxy: httpsProxy.value,
    httpProxy: httpProxy.value,
    noProxy: setting(env, 'no_proxy').value,
  });
  // The types of undici are those of a fetch of another origin; the values are the same.
  const proxied = undici.fetch as unknown as (input: URL | string, init: object) => Promise<Response>;
  return {
    fetch: (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (isLoopback(url.hostname)) return direct(input, init);
      return proxied(url, { ...init, dispatcher });
    },
    close: () => dispatcher.close(),
  };
}

/** The name in lower case counts before the one in capitals. */
function setting(env: Environment, name: string): { readonly name: string; readonly value: string } {
  const capitals = name.toUpperCase();
  const found = env[name] !== undefined ? name : capitals;
  return { name: found, value: env[found]?.trim() ?? '' };
}

function isProxy(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
