/** The changes of the page, by app: each with its values, places, consequences and what it needs. */
import type { Change } from '../model.ts';
import { leavesTable, sign } from './html-leaves.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import {
  addressLink,
  changeId,
  chip,
  folded,
  grouped,
  ownAddress,
  type Page,
  placeMarkup,
  quoted,
  withRule,
} from './html-parts.ts';
import { byApp, type Group } from './outline.ts';

/** With more changes than this only the apps are open; with more than the other, nothing is. */
const openChanges = 100;
const openGroups = 1_000;

/** All groups. */
export function changeGroups(page: Page): Content {
  const { changes } = page.plan;
  const groups = byApp(changes);
  return groups.map((group) => groupMarkup(group, changes.length, page));
}

function groupMarkup({ scope, changes }: Group, total: number, page: Page): Markup {
  const sdkAppId = page.plan.bindings[scope];
  const isOpen = total <= openGroups;
  return html`<details class="group" data-app="${scope}"${isOpen && html` open`}>
    <summary><h3><code>${scope}</code></h3>
    ${sdkAppId !== undefined && html`<span class="faint">SDKAppID <code>${sdkAppId}</code></span>`}
    <span class="tally">${tally(changes)}</span></summary>
    ${changes.map((change) => changeMarkup(change, total <= openChanges, page))}</details>\n`;
}

const counted = [
  ['create', '+', 'to add'],
  ['update', '~', 'to change'],
  ['delete', '-', 'to destroy'],
] as const;

function tally(changes: readonly Change[]): Content {
  return counted.map(([action, its, words]) => {
    const count = changes.filter((change) => change.action === action).length;
    return (
      count > 0 && html`<span>${sign(its)}${grouped(count)}<span class="unseen"> ${words}</span></span>\n`
    );
  });
}

const words = {
  create: ['+', 'will be created'],
  update: ['~', 'will be updated in-place'],
  delete: ['-', 'will be destroyed'],
} as const;

function changeMarkup(change: Change, isOpen: boolean, page: Page): Markup {
  const { address, action, consequences, source } = change;
  const classes = [...new Set(consequences.map((one) => one.class))];
  const [its, verb] = words[action];
  return html`<details class="change ${action}" data-action="${action}" data-consequence="${classes.join(' ')}"${isOpen && html` open`}>
    <summary>${sign(its)}<h4>${ownAddress(address)}</h4> <span class="verb">${verb}</span>
    ${classes.map(chip)} ${source && placeMarkup(source, page)}</summary>
    <div class="body" id="${changeId(address)}">${changeBody(change, page)}</div></details>\n`;
}

function changeBody(change: Change, page: Page): Content {
  const { action, address, before, consequences, leaves } = change;
  const because = becauseOf(change);
  const gone = Object.entries(before ?? {}).map(([key, value]) => ({ path: [key], before: value }));
  return [
    because !== undefined && html`<p class="because">Because ${because}.</p>\n`,
    consequences.length > 0 &&
      html`<ul class="effects">
      ${consequences.map((one) => html`<li>${chip(one.class)} ${withRule(one.because, one.rule)}</li>\n`)}</ul>`,
    leavesTable(
      action === 'delete' ? gone : leaves,
      action === 'update' ? 'before-and-after' : 'values',
      `Values of ${address}`,
      page,
    ),
    factsList(change, page),
  ];
}

/** Why a change is made, where the configuration says it or does not. */
export function becauseOf({ reason, because }: Change): string | undefined {
  if (because !== undefined) return because.replace(/\.$/, '');
  return reason === 'delete_because_no_resource_config' ? 'it is not in the configuration' : undefined;
}

function factsList({ dependsOn, effective, kind, source, via }: Change, page: Page): Markup {
  const facts: readonly (readonly [string, Content])[] = [
    ['Declared at', source && quoted(source, page)],
    ['Takes effect', effective],
    [
      'Depends on',
      dependsOn.length > 0 &&
        folded(
          dependsOn.map((one) => addressLink(one, page)),
          6,
          'inline',
        ),
    ],
    ['Kind', [kind, ', served by ', via === 'console' ? 'the console only' : html`<code>${via}</code>`]],
  ];
  return html`<dl class="facts">${facts.map(([name, content]) => content && html`<div><dt>${name}</dt><dd>${content}</dd></div>\n`)}</dl>`;
}
