/** The parts of the page that are read after the changes, and what is said of the configuration. */
import { ruleNamed } from '../catalog/index.ts';
import type { Capacity, Diagnostic } from '../model.ts';
import { leavesTable } from './html-leaves.ts';
import { html, type Markup } from './html-markup.ts';
import {
  addressLink,
  folded,
  grouped,
  type Page,
  prose,
  quotedBlock,
  ruleLink,
  type Section,
} from './html-parts.ts';
import { valueMarkup } from './html-values.ts';
import { limitsOf } from './outline.ts';

/** How many entries of a section are seen; the others are, on request. */
const many = 50;

/** Errors and warnings, with the line of each. */
export function diagnosticsSection(page: Page): Section {
  const { diagnostics } = page.plan;
  const item = ({ severity, message, rule, address, source }: Diagnostic) => html`<div>
    <p><span class="${severity === 'error' ? 'grave' : 'mild'}">${severity}</span> ${prose(message)}${rule !== undefined && [' (', ruleLink(rule), ')']}</p>
    ${address !== undefined && html`<p class="faint"><code>${address}</code></p>`}
    ${source && quotedBlock(source, page)}</div>`;
  return {
    id: 'diagnostics',
    title: 'Errors and warnings',
    count: diagnostics.length,
    content: folded(diagnostics.map(item), many, 'cards'),
  };
}

/** What somebody else changed. */
export function driftSection(page: Page): Section {
  const items = page.plan.drift.map(({ address, after, leaves }) => {
    const verb = after === null ? 'has been deleted' : 'has changed';
    return html`<div><p>${addressLink(address, page)} ${verb}</p>
      ${leavesTable(leaves, 'two', page)}</div>`;
  });
  return {
    id: 'drift',
    title: 'Changed outside of chatform since the last apply',
    short: 'Drift',
    count: items.length,
    content: folded(items, many, 'cards'),
  };
}

export function movedSection({ plan: { moved } }: Page): Section {
  const rows = moved.map(
    ({ from, to }) => html`<tr><td><code>${from}</code></td><td><code>${to}</code></td></tr>\n`,
  );
  return {
    id: 'moved',
    title: 'Moved, with all in them; the console is not touched',
    short: 'Moved',
    count: moved.length,
    content: table('moved', ['From', 'To'], rows),
  };
}

export function releasedSection({ plan: { released } }: Page): Section {
  const rows = released.map(({ address, path, value, note }) => {
    const name = path.length > 0 ? `${address}.${path.join('.')}` : address;
    const keeps = path.length > 0 ? valueMarkup(value) : html`<i>stays as it is</i>`;
    return html`<tr><td><code>${name}</code></td><td class="value">${keeps}</td><td>${note !== undefined && prose(note)}</td></tr>\n`;
  });
  return {
    id: 'released',
    title: 'No longer declared, and no longer managed',
    short: 'Released',
    count: released.length,
    content: table('released', ['What', 'It keeps', 'Note'], rows),
  };
}

/** The limits that this plan comes nearer to, or farther from; the fullest first. */
export function limitsSection({ plan }: Page): Section {
  const moved = limitsOf(plan);
  const heads = ['Where', 'What', 'Before', 'After', 'Limit', 'Left', 'Not managed here', 'Rule'];
  return {
    id: 'limits',
    title: 'Limits',
    count: moved.length,
    content: table('limits', heads, moved.map(limitRow)),
  };
}

function limitRow({ scope, noun, limit, before, after, unmanaged, rule }: Capacity): Markup {
  return html`<tr><td><code>${scope}</code></td><td>${noun}</td><td>${grouped(before)}</td><td>${grouped(after)}</td><td>${grouped(limit)}</td>
    <td>${gauge(after, limit)} ${grouped(limit - after)}</td><td>${grouped(unmanaged)}</td><td>${ruleLink(rule)}</td></tr>\n`;
}

const gaugeWidth = 48;

/** How full a limit is, for the eye: the numbers stand beside it. */
function gauge(used: number, limit: number): Markup {
  const width = Math.round(Math.min(1, limit > 0 ? used / limit : 1) * gaugeWidth);
  return html`<svg class="gauge" width="${gaugeWidth}" height="6" aria-hidden="true"><rect class="all" width="${gaugeWidth}" height="6"/><rect class="used" width="${width}" height="6"/></svg>`;
}

/** What there is that the configuration does not declare, counted by kind. */
export function unmanagedSection({ plan: { unmanaged } }: Page): Section {
  const byKind = new Map<string, number>();
  for (const { kind } of unmanaged) byKind.set(kind, (byKind.get(kind) ?? 0) + 1);
  const rows = [...byKind].map(
    ([kind, count]) => html`<tr><td>${kind}</td><td>${grouped(count)}</td></tr>\n`,
  );
  return {
    id: 'unmanaged',
    title: 'Not managed here, and left alone',
    short: 'Not managed',
    count: unmanaged.length,
    content: table('unmanaged', ['Kind', 'How many'], rows),
  };
}

/** The rules that the page names, in their own words. */
export function rulesSection({ plan }: Page): Section {
  const named = [
    ...plan.refusals.map((one) => one.rule),
    ...plan.changes.flatMap((change) => change.consequences.map((one) => one.rule)),
    ...limitsOf(plan).map((one) => one.rule),
    ...plan.diagnostics.flatMap((one) => one.rule ?? []),
  ];
  const ids = [...new Set(named)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const rows = ids.map((id) => {
    const rule = ruleNamed(id);
    return html`<div id="rule-${id}"><dt>${id}</dt><dd>${rule?.text}</dd><dd class="faint">${rule?.source}</dd></div>\n`;
  });
  return {
    id: 'rules',
    title: 'Rules of the console',
    short: 'Rules',
    count: ids.length,
    content: html`<dl class="rules">${rows}</dl>`,
  };
}

/** A table that scrolls by itself where it is wider than the page, also by keyboard. */
function table(section: string, heads: readonly string[], rows: readonly Markup[]): Markup {
  const part = (
    some: readonly Markup[],
  ) => html`<div class="wide" role="group" aria-labelledby="${section}-title" tabindex="0"><table>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${some}</tbody></table></div>`;
  if (rows.length <= many) return part(rows);
  return html`${part(rows.slice(0, many))}
    <details class="more"><summary>${grouped(rows.length - many)} more</summary>${part(rows.slice(many))}</details>`;
}
