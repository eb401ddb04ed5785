/** The filters over the changes. The script of the page shows them: without it they would do nothing. */
import { consequenceClasses } from '../catalog/kind.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { grouped, type Page } from './html-parts.ts';
import type { Group } from './outline.ts';

/** Search, actions, consequences, apps; how many changes are shown, and what undoes it all. */
export function filtersForm({ plan, counts }: Page, groups: readonly Group[]): Markup {
  const actions = { create: counts.add, update: counts.change, delete: counts.destroy };
  const count = plan.changes.length;
  return html`<form id="filters" role="search" aria-label="Changes">
    <div><label for="search">Search</label> <kbd>/</kbd>
    <input type="search" name="q" id="search" aria-keyshortcuts="/" autocomplete="off" spellcheck="false" placeholder="address, value, file, rule"></div>
    ${boxes('action', 'Action', Object.entries(actions))}
    ${boxes(
      'consequence',
      'Consequence',
      consequenceClasses.map((name) => [name, counts.consequences[name] ?? 0]),
    )}
    ${groups.length > 1 && appsList(groups)}
    <p id="shown" role="status">${grouped(count)} ${count === 1 ? 'change' : 'changes'}</p>
    <div class="buttons"><button type="button" id="clear">Reset</button>
    <button type="button" id="open-all" aria-describedby="too-many">Open all</button>
    <button type="button" id="close-all">Close all</button></div>
    <p id="too-many" class="faint" hidden>At most 1,000 changes can be opened at once.</p></form>`;
}

function appsList(groups: readonly Group[]): Markup {
  const byName = [...groups].sort((a, b) => a.scope.localeCompare(b.scope, 'en', { numeric: true }));
  return html`<div><label for="app">App</label>
    <select name="app" id="app"><option value="">All</option>
    ${byName.map(({ scope, changes }) => html`<option value="${scope}">${scope} (${grouped(changes.length)})</option>\n`)}</select></div>`;
}

function boxes(name: string, title: string, options: readonly (readonly [string, number])[]): Content {
  const there = options.filter(([, count]) => count > 0);
  if (there.length === 0) return undefined;
  return html`<fieldset><legend>${title}</legend>
    ${there.map(
      ([value, count]) =>
        html`<label><input type="checkbox" name="${name}" value="${value}"> ${value} <span class="number">${grouped(count)}</span></label>\n`,
    )}</fieldset>`;
}
