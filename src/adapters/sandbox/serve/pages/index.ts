/**
 * The sandbox's console for a person, below `/console`: laid out as Tencent's own, made of the catalogue, without a
 * line of JavaScript. What a form asks for is carried out in the sandbox as by somebody at the console, and what
 * the console refuses is told in its words, with what was typed still in the form.
 */
import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Sandbox } from '../../index.ts';
import { answer, notFound } from './answers.ts';
import { addPages, showOverview } from './browse.ts';
import { addForms } from './change.ts';
import { problem } from './frame.ts';
import { guard } from './guard.ts';
import { addOwnPages } from './own-pages.ts';
import { base } from './places.ts';
import { mostBytes } from './sent.ts';
import { readSite, type Site } from './site.ts';

export interface PagesOptions {
  readonly sandbox: Sandbox;
  /** The key of an app by its SDKAppID; it is shown only to those who ask for it (APP-10). */
  readonly appKey: (sdkAppId: string) => string;
}

/** The pages, to be put below `/console`. */
export function consolePages({ sandbox, appKey }: PagesOptions): Hono {
  const site: Site = { sandbox, appKey, token: randomBytes(24).toString('hex') };
  const app = new Hono();
  app.use('*', guard);
  app.use(
    '*',
    bodyLimit({
      maxSize: mostBytes,
      onError: async (context) => {
        const message = `A form has at most ${mostBytes / 1024 / 1024} MiB with all its files.`;
        return answer(
          context,
          { title: 'Not done', live: await readSite(site), content: problem(message) },
          413,
        );
      },
    }),
  );
  app.onError(async (error, context) => {
    const content = problem(`The sandbox could not do it: ${error.message}`);
    return answer(context, { title: 'Failed', live: await readSite(site), content }, 500);
  });
  addPages(app, site);
  addForms(app, site);
  addOwnPages(app, site);
  // Also with the slash at its end, as people write it.
  app.all('*', (context) =>
    ['GET', 'HEAD'].includes(context.req.method) && context.req.path === `${base}/`
      ? showOverview(context, site)
      : notFound(context, site),
  );
  return app;
}
