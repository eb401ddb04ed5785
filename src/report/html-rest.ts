/** The parts of the page that are read after the changes, and what is said of the configuration. */
import { ruleNamed } from '../catalog/index.ts';
import type { Capacity, Diagnostic } from '../model.ts';
import { leavesTable } from './html-leaves.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { addressLink, grouped, type Page, prose, quotedBlock, ruleLink, section } from './html-parts.ts';
import { valueMarkup } from './html-values.ts';

/** Errors and warnings, with the line of each. */
export function diagnosticsSection(page: Page): Content {
  const { diagnostics } = page.plan;
  const item = ({ severity, message, rule, address, source }: Diagnostic) => html`<li>
    <p><span class="${severity === 'error' ? 'grave' : 'mild'}">${severity}</span> ${prose(message)}${rule !== undefined && [' (', ruleLink(rule), ')']}</p>
    ${address !== undefined && html`<p class="faint"><code>${address}</code></p>`}
    ${source && quotedBlock(source, page)}</li>\n`;
  return section(
    'diagnostics',
    'Errors and warnings',
    diagnostics.length,
    html`<ul class="cards">${diagnostics.map(item)}</ul>`,
  );
}

/** What somebody else changed. */
export function driftSection(page: Page): Content {
  const items = page.plan.drift.map(({ address, after, leaves }) => {
    const verb = after === null ? 'has been deleted' : 'has changed';
    return html`<li><p>${addressLink(address, page)} ${verb}</p>
      ${leavesTable(leaves, 'two', page)}</li>\n`;
  });
  return section(
    'drift',
    'Changed outside of chatform since the last apply',
    items.length,
    html`<ul class="cards">${items}</ul>`,
  );
}

export function movedSection({ plan: { moved } }: Page): Content {
  const rows = moved.map(
    ({ from, to }) => html`<tr><td><code>${from}</code></td><td><code>${to}</code></td></tr>\n`,
  );
  return section(
    'moved',
    'Moved, with all in them; the console is not touched',
    moved.length,
    table(['From', 'To'], rows),
  );
}

export function releasedSection({ plan: { released } }: Page): Content {
  const rows = released.map(({ address, path, value, note }) => {
    const name = path.length > 0 ? `${address}.${path.join('.')}` : address;
    const keeps = path.length > 0 ? valueMarkup(value) : 'stays as it is';
    return html`<tr><td><code>${name}</code></td><td class="value">${keeps}</td><td>${note !== undefined && prose(note)}</td></tr>\n`;
  });
  return section(
    'released',
    'No longer declared, and no longer managed',
    released.length,
    table(['What', 'It keeps', 'Note'], rows),
  );
}

/** The limits that this plan comes nearer to, or farther from. */
export function limitsSection({ plan: { capacity } }: Page): Content {
  const moved = capacity.filter((one) => one.before !== one.after);
  const heads = ['Where', 'What', 'Before', 'After', 'Limit', 'Left', 'Not managed here', 'Rule'];
  return section('limits', 'Limits', moved.length, table(heads, moved.map(limitRow), 'numbers'));
}

function limitRow({ scope, noun, limit, before, after, unmanaged, rule }: Capacity): Markup {
  return html`<tr><td><code>${scope}</code></td><td>${noun}</td><td>${grouped(before)}</td><td>${grouped(after)}</td><td>${grouped(limit)}</td>
    <td>${gauge(after, limit)} ${grouped(limit - after)}</td><td>${grouped(unmanaged)}</td><td>${ruleLink(rule)}</td></tr>\n`;
}

function gauge(used: number, limit: number): Markup {
  const width = Math.round(Math.min(1, limit > 0 ? used / limit : 1) * 48);
  return html`<svg class="gauge" width="48" height="6" aria-hidden="true"><rect class="all" width="48" height="6"/><rect class="used" width="${width}" height="6"/></svg>`;
}

/** What there is that the configuration does not declare, counted by kind. */
export function unmanagedSection({ plan: { unmanaged } }: Page): Content {
  const byKind = new Map<string, number>();
  for (const { kind } of unmanaged) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const rows = [...byKind].map(
    ([kind, count]) => html`<tr><td>${kind}</td><td>${grouped(count)}</td></tr>\n`,
  );
  return section(
    'unmanaged',
    'Not managed here, and left alone',
    unmanaged.length,
    table(['Kind', 'How many'], rows),
  );
}

/** The rules that the page names, in their own words. */
export function rulesSection({ plan }: Page): Content {
  const named = [
    ...plan.refusals.map((one) => one.rule),
    ...plan.changes.flatMap((change) => change.consequences.map((one) => one.rule)),
    ...plan.capacity.map((one) => one.rule),
    ...plan.diagnostics.flatMap((one) => one.rule ?? []),
  ];
  const ids = [...new Set(named)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rows = ids.map((id) => {
    const rule = ruleNamed(id);
    return html`<tr id="rule-${id}"><th scope="row">${id}</th><td>${rule?.text}</td><td class="faint">${rule?.source}</td></tr>\n`;
  });
  return section(
    'rules',
    'Rules of the console',
    ids.length,
    table(['Rule', 'What it says', 'Source'], rows),
  );
}

function table(heads: readonly string[], rows: readonly Markup[], name = 'rows'): Markup {
  return html`<div class="wide" role="region" aria-label="${heads.join(', ')}" tabindex="0"><table class="${name}">
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${rows}</tbody></table></div>`;
}
