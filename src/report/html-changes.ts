/** The changes of the page, by app: each with its values, places, consequences and what it needs. */
import { consequenceClasses } from '../catalog/kind.ts';
import type { Change } from '../model.ts';
import { byHandText } from './by-hand.ts';
import { filtersForm } from './html-filters.ts';
import { leavesTable } from './html-leaves.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import {
  addressLink,
  changeId,
  chip,
  grouped,
  ownAddress,
  type Page,
  placeText,
  prose,
  quoted,
  type Section,
  withRule,
} from './html-parts.ts';
import { byApp, type Group, headings, isGrave, leavesOf, reasonOf } from './outline.ts';

/** With more changes than this, each is closed at first. */
const openChanges = 100;

/**
 * With more changes than this the apps are closed too, and their changes stand in `noscript`: a browser that
 * runs the script reads them as one text and makes elements of them when an app is opened, which takes a
 * page of 20,000 changes from many seconds to one. Without the script they are elements from the start.
 */
const openGroups = 1_000;

/** All changes by app, with the filters over them. */
export function changesSection(page: Page): Section {
  const { changes } = page.plan;
  const groups = byApp(changes);
  const content = () => listParts(groups, page);
  return { id: 'changes', title: 'Changes', count: changes.length, content };
}

function* listParts(groups: readonly Group[], page: Page): Generator<Content> {
  yield html`<div class="columns">${filtersForm(page, groups)}
    <div id="list">\n`;
  for (const group of groups) yield* groupParts(group, page);
  yield html`\n<p id="nothing" hidden>No change is like that.</p></div></div>`;
}

function* groupParts({ scope, changes }: Group, page: Page): Generator<Content> {
  const sdkAppId = page.plan.bindings[scope];
  const total = page.plan.changes.length;
  const isLarge = total > openGroups;
  yield html`<details class="group" data-app="${scope}"${!isLarge && html` open`}>
    <summary><h3>${scope}</h3>
    ${sdkAppId !== undefined && html`<span class="faint">SDKAppID ${sdkAppId}</span>\n`}${graveChips(changes)}
    <span class="tally">${tally(changes)}</span></summary>
    ${isLarge && html`<noscript>`}`;
  for (const change of changes) yield changeMarkup(change, total <= openChanges, page);
  yield html`${isLarge && html`</noscript>`}</details>\n`;
}

/** What a reviewer must not miss in a group that is closed. */
function graveChips(changes: readonly Change[]): Content {
  return consequenceClasses.filter(isGrave).map((name) => {
    const count = changes.filter((change) => change.consequences.some((one) => one.class === name)).length;
    return count > 0 && html`<span class="grave">${name} ${grouped(count)}</span>\n`;
  });
}

const counted = [
  ['create', 'adds', 'to add'],
  ['update', 'changes', 'to change'],
  ['delete', 'removes', 'to destroy'],
] as const;

function tally(changes: readonly Change[]): Content {
  return counted.map(([action, tone, words]) => {
    const count = changes.filter((change) => change.action === action).length;
    return (
      count > 0 && html`<span class="${tone}">${grouped(count)}<span class="unseen"> ${words}</span></span>\n`
    );
  });
}

// The script takes the changes of an app apart by how this begins.
function changeMarkup(change: Change, isOpen: boolean, page: Page): Markup {
  const { address, action, consequences, source } = change;
  const classes = [...new Set(consequences.map((one) => one.class))];
  return html`<details class="change ${action}" data-action="${action}" data-consequence="${classes.join(' ')}"${isOpen && html` open`}>
    <summary><h4>${ownAddress(address)}</h4>
    <span class="verb">${headings[action]}</span>
    ${classes.map((name) => [chip(name), '\n'])}${source && html`<span class="place">${placeText(source, page)}</span>`}</summary>
    <div class="body" id="${changeId(address)}">${changeBody(change, page)}</div></details>\n`;
}

function changeBody(change: Change, page: Page): Content {
  const { action, consequences } = change;
  const hand = byHandText(change, page.about.now);
  const because = reasonOf(change);
  return [
    because !== undefined && html`<p class="faint">Because ${prose(because)}</p>\n`,
    hand !== undefined && html`<p><b>${capitalised(hand)}</b>: ${prose(change.byHand?.reason ?? '')}</p>\n`,
    consequences.length > 0 &&
      html`<ul>
      ${consequences.map((one) => html`<li>${chip(one.class)} ${withRule(one.because, one.rule)}</li>\n`)}</ul>\n`,
    leavesTable(leavesOf(change), action === 'update' ? 'two' : 'one', page),
    html`<p class="facts">${facts(change, page)}</p>`,
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function facts(change: Change, page: Page): Content {
  const { consequences, dependsOn, effective, kind, leaves, source, via } = change;
  const isQuoted = leaves.some(
    (leaf) => leaf.source?.line === source?.line && leaf.source?.file === source?.file,
  );
  const isTold = consequences.some((one) => one.because === effective);
  return [
    source &&
      !isQuoted &&
      html`<span>Declared at <span class="declared">${quoted(source, page)}</span></span>\n`,
    effective !== undefined && !isTold && html`<span>Takes effect: ${prose(effective)}</span>\n`,
    dependsOn.length > 0 &&
      html`<span>Depends on ${dependsOn.map((one, i) => [i > 0 && ', ', addressLink(one, page)])}</span>\n`,
    html`<span>${kind}, set through the ${via}</span>`,
  ];
}
