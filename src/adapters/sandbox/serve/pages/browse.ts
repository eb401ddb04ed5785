/** Looking around: the overview of apps, the pages of an app, and those of CAM. */
import type { Context, Hono } from 'hono';
import { kindNamed } from '../../../../catalog/index.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import { answer, notFound, takeSent } from './answers.ts';
import { plainValue } from './descriptions.ts';
import { doneNotice } from './frame.ts';
import { html, type Markup, seen } from './markup.ts';
import { type MenuPage, menuOf, type Scope } from './menu.ts';
import { appUrl, createUrl, menuUrl } from './places.ts';
import { section } from './sections.ts';
import { isApp, objectAt, objectsOf, readSite, type Site } from './site.ts';
import { textAt } from './texts.ts';
import { wordsOf } from './words.ts';

export function addPages(app: Hono, site: Site): void {
  app.get('/', (context) => showOverview(context, site));
  app.get('/apps/:app', async (context) => toFirstPage(context, site, 'apps'));
  app.get('/cam', async (context) => toFirstPage(context, site, 'cam'));
  app.get('/apps/:app/:page', async (context) => {
    const { app: sdkAppId, page } = context.req.param();
    return showPage(context, site, 'apps', page, sdkAppId);
  });
  app.get('/cam/:page', async (context) => showPage(context, site, 'cam', context.req.param('page')));
  // Not by its address, which browsers keep and fetch ahead.
  app.post('/key', async (context) => {
    const sent = await takeSent(context, site);
    if (sent instanceof Response) return sent;
    const sdkAppId = textAt(sent.texts, 'app') ?? '';
    const first = menuOf('apps').find(({ kinds }) => kinds.some(isApp));
    return showPage(context, site, 'apps', first?.slug ?? '', sdkAppId, { withKey: true });
  });
}

async function toFirstPage(context: Context, site: Site, scope: Scope): Promise<Response> {
  const sdkAppId = context.req.param('app') ?? '';
  const [first] = menuOf(scope);
  if (scope === 'apps' && !objectAt(await readSite(site), ['apps', sdkAppId])) return notFound(context, site);
  return first ? context.redirect(withQuery(menuUrl(first, sdkAppId), context)) : notFound(context, site);
}

/** What was done is still told on the page that is gone on to. */
function withQuery(url: string, { req }: Context): string {
  const done = req.query('done');
  return done === undefined ? url : `${url}?${new URLSearchParams({ done })}`;
}

export async function showOverview(context: Context, site: Site): Promise<Response> {
  const live = await readSite(site);
  const content = html`${doneNotice(context.req.query('done'))}${appsTable(live)}`;
  return answer(context, { title: 'Overview', top: 'apps', live, content });
}

const overviewColumns = ['name', 'edition'];

/** Every app with what the overview tells of it: its name, its edition, and what can only be read. */
function appsTable(live: Live): Markup {
  const kind = kindNamed('app');
  if (kind?.body.type !== 'object') throw new Error('The catalogue has no apps.');
  const { attributes } = kind.body;
  const apps = objectsOf(live, kind);
  const columns = Object.entries(attributes).filter(([name]) => overviewColumns.includes(name));
  const facts = Object.entries(kind.facts ?? {}).filter(([name]) => name !== 'sdkAppId');
  const cells = ({ body, facts: its, segments }: LiveObject) => {
    const id = segments[1] ?? '';
    const [first, ...others] = columns.map(([name, attribute]) => seen(plainValue(attribute, body[name])));
    return html`<tr><th scope="row">${id}</th><td><a href="${appUrl(id)}">${first}</a></td>
      ${others.map((text) => html`<td>${text}</td>`)}${facts.map(([name]) => html`<td>${seen(String(its[name] ?? ''))}</td>`)}</tr>\n`;
  };
  const heads = [
    kind.facts?.sdkAppId?.title ?? 'SDKAppID',
    ...columns.map(([, { title }]) => title),
    ...facts.map(([, { title }]) => title),
  ];
  return html`<section class="card" aria-labelledby="apps"><div class="top"><h2 id="apps">Applications</h2>
    <span class="faint">${apps.length} of ${kind.capacity?.limit}</span>
    <a class="button first" href="${createUrl(kind)}">${wordsOf(kind).add}</a></div>
    ${
      apps.length === 0
        ? html`<p class="faint">There is none.</p>`
        : html`<div class="wide" role="group" tabindex="0" aria-labelledby="apps"><table><thead><tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>\n`)}</tr></thead><tbody>${apps.map(cells)}</tbody></table></div>`
    }</section>`;
}

async function showPage(
  context: Context,
  site: Site,
  scope: Scope,
  name: string,
  sdkAppId?: string,
  { withKey = false } = {},
): Promise<Response> {
  const page = menuOf(scope).find(({ slug }) => slug === name);
  const live = await readSite(site, sdkAppId);
  const app = sdkAppId === undefined ? undefined : objectAt(live, ['apps', sdkAppId]);
  if (!page || (scope === 'apps' && !app)) return notFound(context, site);
  const shown = {
    site,
    live,
    parts: (kind: string) => partFrom(context.req.query(`part.${kind}`)),
    urlOfPart: (kind: string, part: number) =>
      `${menuUrl(page, sdkAppId ?? '')}?${new URLSearchParams({ [`part.${kind}`]: String(part) })}`,
    ...(sdkAppId !== undefined && { sdkAppId }),
    ...(withKey && sdkAppId !== undefined && { key: site.appKey(sdkAppId) }),
  };
  const content = html`${doneNotice(context.req.query('done'))}${page.kinds.map((kind) => section(kind, shown))}`;
  return answer(context, { title: titleOf(page), top: scope, page, live, content, ...(app && { app }) });
}

const titleOf = ({ title }: MenuPage): string => title;

/** Which part of a long list: whole numbers from 1. */
export function partFrom(text: string | undefined): number {
  return text !== undefined && /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 1;
}
