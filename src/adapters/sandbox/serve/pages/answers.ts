/** How the pages answer: a page, another page, or that there is none. */
import type { Context } from 'hono';
import { frame, type Page, problem } from './frame.ts';
import { isToken } from './guard.ts';
import { html } from './markup.ts';
import { overviewUrl } from './places.ts';
import { type Sent, sentOf } from './sent.ts';
import { readSite, type Site } from './site.ts';
import { textAt } from './texts.ts';

export const answer = (
  context: Context,
  page: Page,
  status: 200 | 400 | 403 | 404 | 409 | 413 | 422 | 500 = 200,
) => context.html(frame(page), status);

/** After something was done: so that loading the page again does not do it again. */
export function goOn(context: Context, url: string, done: string): Response {
  return context.redirect(`${url}?${new URLSearchParams({ done })}`, 303);
}

export async function notFound(context: Context, site: Site): Promise<Response> {
  const content = html`<p>There is nothing here, or not any more. <a href="${overviewUrl}">Overview</a></p>`;
  return answer(context, { title: 'Not found', live: await readSite(site), content }, 404);
}

/** What was sent, or the answer to what cannot be taken. */
export async function takeSent(context: Context, site: Site): Promise<Sent | Response> {
  const sent = await sentOf(context);
  const refuse = async (status: 400 | 403, message: string) =>
    answer(context, { title: 'Not done', live: await readSite(site), content: problem(message) }, status);
  if (!sent) return refuse(400, 'This is no form.');
  if (isToken(textAt(sent.texts, '_token'), site.token)) return sent;
  return refuse(
    403,
    'The form is of another run of the sandbox. Go back, load the page again, and repeat it.',
  );
}
