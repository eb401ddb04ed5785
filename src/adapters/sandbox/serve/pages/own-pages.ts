/** What only a sandbox has: a clock that can be moved, and the log of all that it was asked. */
import type { Context, Hono } from 'hono';
import type { Live } from '../../../../model.ts';
import type { Call } from '../../index.ts';
import { answer, goOn, takeSent } from './answers.ts';
import { partFrom } from './browse.ts';
import { form } from './forms.ts';
import { doneNotice, problem, refusal } from './frame.ts';
import { type Content, html, type Markup, seen } from './markup.ts';
import { base, overviewUrl } from './places.ts';
import { readSite, type Site } from './site.ts';
import { type Texts, textAt } from './texts.ts';

export function addOwnPages(app: Hono, site: Site): void {
  app.get('/clock', async (context) =>
    showClock(context, site, new Map(), doneNotice(context.req.query('done'))),
  );
  app.post('/clock', async (context) => {
    const sent = await takeSent(context, site);
    return sent instanceof Response ? sent : advance(context, site, sent.texts);
  });
  app.get('/log', async (context) => showLog(context, site));
}

/** Seconds in each. */
const units = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
const unitNames = Object.keys(units) as (keyof typeof units)[];

/** Beyond it, times would no longer be four digits of a year. */
const lastYear = '9000';

async function showClock(
  context: Context,
  site: Site,
  texts: Texts,
  notice: Content,
  status: 200 | 422 = 200,
) {
  const live = await readSite(site);
  const unit = textAt(texts, 'unit') ?? 'days';
  const content = html`<p>It is <b>${live.now}</b> in the sandbox. Its clock moves by a second with each call, and forward when it is told to.</p>
    ${form(
      { url: `${base}/clock`, token: site.token, confirm: 'Move forward', cancel: overviewUrl, notice },
      html`<div class="pair"><div><label for="c.amount">How much</label>
        <input type="text" inputmode="numeric" id="c.amount" name="amount" value="${textAt(texts, 'amount') ?? '1'}" autocomplete="off"></div>
        <div><label for="c.unit">Unit</label><select id="c.unit" name="unit">
        ${unitNames.map((one) => html`<option${one === unit && html` selected`}>${one}</option>`)}</select></div></div>`,
    )}`;
  return answer(context, { title: 'Clock', top: 'clock', live, content }, status);
}

async function advance(context: Context, site: Site, texts: Texts): Promise<Response> {
  const again = (notice: Markup) => showClock(context, site, texts, notice, 422);
  const unit = unitNames.find((one) => one === textAt(texts, 'unit'));
  const amount = textAt(texts, 'amount') ?? '';
  if (!unit || !/^\s*\d{1,12}\s*$/.test(amount)) return again(problem('Give a whole number, and a unit.'));
  const seconds = Number(amount) * units[unit];
  const { now } = await readSite(site);
  if (Date.parse(now) + seconds * 1000 >= Date.parse(`${lastYear}-01-01T00:00:00Z`))
    return again(problem(`The clock of the sandbox ends with the year ${lastYear}.`));
  const result = await site.sandbox.console.call('AdvanceClock', { seconds });
  return result.ok ? goOn(context, `${base}/clock`, 'advance') : again(refusal(result.refused));
}

/** Calls on one page of the log. */
const mostCalls = 100;

async function showLog(context: Context, site: Site): Promise<Response> {
  const live: Live = await readSite(site);
  const calls = site.sandbox.log().reverse();
  const part = partFrom(context.req.query('part'));
  const shown = calls.slice((part - 1) * mostCalls, part * mostCalls);
  const last = Math.max(1, Math.ceil(calls.length / mostCalls));
  const link = (to: number, words: string) =>
    to >= 1 && to <= last && html`<a href="${base}/log?part=${to}">${words}</a>\n`;
  const content = html`<section class="card" aria-labelledby="calls"><h2 id="calls">Calls, the newest first</h2>
    <div class="wide" role="group" tabindex="0" aria-labelledby="calls"><table><thead><tr>
    ${['Time', 'By', 'Action', 'About', 'Result', 'Request'].map((head) => html`<th scope="col">${head}</th>\n`)}</tr></thead>
    <tbody>${shown.map(callRow)}</tbody></table></div>
    <p>${link(part - 1, 'Newer')}Page ${part} of ${last} ${link(part + 1, 'Older')}</p></section>`;
  return answer(context, { title: 'Call log', top: 'log', live, content });
}

function callRow({ at, actor, action, target, result, request }: Call): Markup {
  return html`<tr><td>${at}</td><td>${actor}</td><td>${seen(action)}</td><td>${seen(target)}</td><td>${result}</td>
    <td><details><summary>Show</summary><pre>${seen(JSON.stringify(request, null, 2))}</pre></details></td></tr>\n`;
}
