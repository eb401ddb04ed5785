/** Who may ask for pages: a browser on this machine, and for a change only a form that these pages made. */
import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopback } from '../loopback.ts';
import { styleHash } from './style.ts';

/** Nothing is loaded from anywhere; nothing but the one style is applied; nobody may put the pages into a frame. */
const policy = [
  "default-src 'none'",
  `style-src '${styleHash}'`,
  'img-src data:',
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': policy,
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // With no-referrer, browsers would send "null" as the origin of a form.
  'Referrer-Policy': 'same-origin',
};

/** Turns away other hosts and other sites, and gives every answer its headers. */
export const guard: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  const host = hostOf(context);
  // A page of another site could have its own name point to this machine.
  if (!isLoopback(host) || !isLoopback(new URL(context.req.url).host)) {
    return context.text('The console is there for this machine only: 127.0.0.1 or localhost.\n', 403);
  }
  if (context.req.method === 'POST' && isOfAnotherSite(context, host)) {
    return context.text('This form was sent by another site.\n', 403);
  }
  await next();
  return undefined;
};

const hostOf = ({ req }: Context): string => req.header('host') ?? new URL(req.url).host;

/** Browsers say where a form comes from; what does not say so needs the token all the same. */
function isOfAnotherSite({ req }: Context, host: string): boolean {
  const site = req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin') return true;
  const origin = req.header('origin');
  return origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`;
}

export function isToken(given: string | undefined, token: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
