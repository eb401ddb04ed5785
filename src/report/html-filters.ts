/** The filters over the changes. A script shows them, since they do nothing without it. */
import { consequenceClasses } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { grouped } from './html-parts.ts';
import { byApp } from './outline.ts';
import { countsOf } from './summary.ts';

/** Search, actions, consequences, apps; how many changes are shown, and what undoes it all. */
export function filtersForm(plan: Plan): Markup {
  const { add, change, destroy, consequences } = countsOf(plan);
  const classes = consequenceClasses.map((name) => [name, name, consequences[name] ?? 0] as const);
  const apps = byApp(plan.changes).map(({ scope, changes }) => [scope, changes.length] as const);
  return html`<form id="filters" class="scripted" role="search" aria-label="Filter the changes">
    <label class="find">Search <kbd aria-hidden="true">/</kbd>
    <input type="search" name="q" id="search" aria-keyshortcuts="/" autocomplete="off" spellcheck="false" placeholder="address, value, file, rule"></label>
    ${boxes('action', 'Action', [
      ['create', 'create', add],
      ['update', 'update', change],
      ['delete', 'delete', destroy],
    ])}
    ${boxes('consequence', 'Consequence', classes)}
    ${
      apps.length > 1 &&
      html`<label class="app">App
    <select name="app"><option value="">All ${apps.length}</option>
    ${apps.map(([scope, count]) => html`<option value="${scope}">${scope} (${grouped(count)})</option>\n`)}</select></label>`
    }
    <p id="shown" role="status">${shownText(plan.changes.length)}</p>
    <div class="buttons"><button type="reset">Reset</button>
    <button type="button" id="open-all">Open all</button>
    <button type="button" id="close-all">Close all</button></div></form>`;
}

function shownText(count: number): string {
  return `${grouped(count)} ${count === 1 ? 'change' : 'changes'}`;
}

function boxes(
  name: string,
  title: string,
  options: readonly (readonly [value: string, label: string, count: number])[],
): Content {
  const there = options.filter(([, , count]) => count > 0);
  if (there.length === 0) return undefined;
  return html`<fieldset><legend>${title}</legend>
    ${there.map(
      ([value, label, count]) =>
        html`<label><input type="checkbox" name="${name}" value="${value}"> ${label} <span class="number">${grouped(count)}</span></label>\n`,
    )}</fieldset>`;
}
