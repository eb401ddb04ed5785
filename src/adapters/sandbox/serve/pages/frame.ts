/** What is around every page: where one is in the console, whose it is, and what time it is there. */

import { raw } from 'hono/html';
import { ruleNamed } from '../../../../catalog/index.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import type { Refused } from '../../answer.ts';
import { type Content, html, type Markup, seen } from './markup.ts';
import { type MenuPage, menuOf } from './menu.ts';
import { base, menuUrl, overviewUrl } from './places.ts';
import { style } from './style.ts';

/** Where a page stands. */
export interface Place {
  /** Of the links at the top. */
  readonly top?: 'apps' | 'cam' | 'clock' | 'log';
  /** The app whose menu is shown beside it. */
  readonly app?: LiveObject;
  readonly page?: MenuPage;
}

export interface Page extends Place {
  readonly title: string;
  readonly live: Pick<Live, 'account' | 'now'>;
  readonly content: Content;
}

const tops = [
  ['apps', 'Overview', overviewUrl],
  ['cam', 'CAM', `${base}/cam`],
  ['clock', 'Clock', `${base}/clock`],
  ['log', 'Call log', `${base}/log`],
] as const;

export function frame(page: Page): string {
  const { title, live, content, top } = page;
  const menu = menuBeside(page);
  return String(html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${seen(title)} - Chat console of the sandbox</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>${raw(style)}</style></head>
<body><a class="skip" href="#main">To the content</a>
<header><b>Chat console</b><nav aria-label="Console"><ul>
${tops.map(([name, words, url]) => html`<li><a href="${url}"${name === top && html` aria-current="true"`}>${words}</a></li>\n`)}</ul></nav>
<span class="faint">Sandbox of account ${live.account}, ${live.now}</span></header>
<div${menu && html` class="columns"`}>${menu}
<main id="main" tabindex="-1"><h1>${seen(title)}</h1>
${content}</main></div></body></html>
`);
}

function menuBeside({ top, app, page }: Page): Content {
  if (!app && top !== 'cam') return undefined;
  const pages = menuOf(app ? 'apps' : 'cam');
  // Of each part the pages that follow one another: those without a part stand before and after it.
  const parts: MenuPage[][] = [];
  for (const one of pages) {
    const last = parts.at(-1);
    if (last?.[0]?.part === one.part && last) last.push(one);
    else parts.push([one]);
  }
  const sdkAppId = app?.segments[1] ?? '';
  const link = (one: MenuPage) =>
    html`<li><a href="${menuUrl(one, sdkAppId)}"${one === page && html` aria-current="page"`}>${one.title}</a></li>\n`;
  return html`<nav class="menu" aria-label="${app ? 'Application' : 'Access management'}">
    ${app && html`<b>${seen(String(app.body.name))}</b><p>SDKAppID ${sdkAppId}</p>`}
    ${parts.map(
      (its) => html`${its[0]?.part !== undefined && html`<p>${its[0].part}</p>`}<ul>
      ${its.map(link)}</ul>\n`,
    )}</nav>`;
}

/** What the console says no with: its words, its code, and the rule behind it. */
export function refusal({ code, message, rule }: Refused): Markup {
  const text = rule === undefined ? undefined : ruleNamed(rule)?.text;
  return html`<div class="told bad" role="alert"><p><b>${seen(message)}</b></p>
    <p><code>${code}</code>${rule !== undefined && html` ${rule}: ${text}`}</p></div>`;
}

/** Something else that is in the way. */
export const problem = (message: string): Markup =>
  html`<div class="told bad" role="alert"><p><b>${seen(message)}</b></p></div>`;

const done: Readonly<Record<string, string>> = {
  create: 'Added.',
  update: 'Saved.',
  nothing: 'Nothing was changed.',
  delete: 'Deleted.',
  invoke: 'Done.',
  advance: 'The clock was moved forward.',
};

/** What was done on the page before: `done` comes from the address, so only known words are shown. */
export function doneNotice(what: string | undefined): Content {
  if (what === undefined || !Object.hasOwn(done, what)) return undefined;
  return html`<p class="told good" role="status">${done[what]}</p>`;
}
