/** A kind on its page: a card of values for each of its areas, or a table of its things. */
import { kindAt } from '../../../../catalog/index.ts';
import type { Attribute, Kind } from '../../../../catalog/kind.ts';
import { isMap, type Json } from '../../../../json.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import { shownValue } from './descriptions.ts';
import { type Content, html, type Markup, seen, slug } from './markup.ts';
import { createUrl, formUrl } from './places.ts';
import { editionOf, isApp, objectsOf, type Site } from './site.ts';
import { type Area, areasOf, tableTitle, wordsOf } from './words.ts';

export interface Shown {
  readonly site: Site;
  readonly live: Live;
  readonly sdkAppId?: string;
  /** The key of the app, when it was asked for. */
  readonly key?: string;
  /** The part of each table that is shown, by kind: 1 is the first. */
  readonly parts: (kind: string) => number;
  /** The address of the page with another part of a table. */
  readonly urlOfPart: (kind: string, part: number) => string;
}

/** Rows of a table on one page. */
const mostRows = 100;

export function section(kind: Kind, shown: Shown): Content {
  const objects = objectsOf(shown.live, kind, shown.sdkAppId).filter(
    (object) => !isApp(kind) || object.segments[1] === shown.sdkAppId,
  );
  if (isApp(kind) || (kind.form === 'section' && !kind.key)) {
    return objects.map((object) => areasOf(kind).map((area) => card(kind, area, object, shown)));
  }
  return table(kind, objects, shown);
}

/** The attributes of the first level; a map such as tags has none. */
function attributesOf({ body }: Kind): Readonly<Record<string, Attribute>> {
  return body.type === 'object' ? body.attributes : {};
}

function card(kind: Kind, area: Area, object: LiveObject, shown: Shown): Markup {
  const { title, edit } = area;
  const id = slug(`${kind.name} ${title}`);
  const canEdit = area.attributes.length > 0 || kind.body.type === 'map';
  const url = formUrl('edit', object.segments, { area: slug(title) });
  return html`<section class="card" aria-labelledby="${id}"><div class="top"><h2 id="${id}">${title}</h2>
    ${canEdit && html`<a href="${url}" aria-label="${nameFor(edit, title)}">${edit}</a>`}
    ${isRest(kind, area) && deleteLink(kind, object)}</div>
    ${kind.body.type === 'map' ? html`<div>${shownValue(kind.body, object.body)}</div>` : rowsOf(kind, area, object, shown)}
    ${area.oneShots.map((name) => {
      const oneShot = kind.oneShots?.[name];
      const edition = editionOf(shown.live, object.segments);
      if (edition !== undefined && oneShot?.editions?.includes(edition) === false) return undefined;
      return html`<p><a href="${formUrl('invoke', object.segments, { what: name })}">${oneShot?.title ?? name}</a></p>`;
    })}</section>\n`;
}

/** The area with whatever has no place of its own: deleting too. */
const isRest = (kind: Kind, area: Area): boolean => areasOf(kind)[0] === area;

/** What a link is called for those who hear it alone; it begins with what is seen. */
const nameFor = (words: string, what: string): string => (words.includes(what) ? words : `${words} ${what}`);

function rowsOf(kind: Kind, area: Area, { body, facts, segments }: LiveObject, shown: Shown): Markup {
  const attributes = attributesOf(kind);
  const titles = area.facts.map((name) => kind.facts?.[name]?.title ?? name);
  const rows = [
    ...area.facts.map((name, i) => [titles[i] ?? name, shownFact(facts[name])] as const),
    ...area.attributes.flatMap((name) => {
      const attribute = attributes[name];
      // Of a status that can be set there is a fact that says more.
      return attribute && !titles.includes(attribute.title)
        ? [[attribute.title, shownValue(attribute, body[name])] as const]
        : [];
    }),
  ];
  return html`<dl class="rows">${rows.map(([title, value]) => html`<dt>${title}</dt><dd>${value}</dd>\n`)}
    ${isApp(kind) && area.attributes.includes('keyAlgorithm') && keyRow(segments, shown)}</dl>`;
}

/** APP-10: the key is shown when somebody asks for it, and then once. */
function keyRow(segments: readonly string[], { site, key }: Shown): Markup {
  const sdkAppId = segments[1] ?? '';
  const content =
    key === undefined
      ? html`<form method="post" action="/console/key"><input type="hidden" name="_token" value="${site.token}">
          <input type="hidden" name="app" value="${sdkAppId}"><button class="link">Display key</button></form>`
      : html`<code>${key}</code>`;
  return html`<dt>Key</dt><dd>${content}</dd>`;
}

function shownFact(value: Json | undefined): Content {
  if (value === undefined || value === null) return html`<span class="faint">None</span>`;
  if (!isMap(value)) return seen(String(value));
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return entries.map(([name, text]) => html`<div>${seen(name)}: <code>${seen(String(text))}</code></div>`);
}

/** A column of a table: what stands over it, and what it shows of a thing. */
interface Column {
  readonly head: string;
  readonly cell: (object: LiveObject) => Content;
}

/** What a table shows of each thing: its names, what it was made with or else all there is to set, and its facts. */
function columnsOf(kind: Kind): readonly Column[] {
  const settings = settingsOf(kind);
  const always = settings.filter(([, { only }]) => !only);
  // What few things have would leave a column each nearly empty, and the table too wide.
  const sometimes = settings.filter(([, { only }]) => only);
  return [
    ...keysOf(kind).map(({ title, index }) => ({
      head: title,
      cell: ({ segments }: LiveObject) => seen(segments[index] ?? ''),
    })),
    ...[...always, ...(sometimes.length === 1 ? sometimes : [])].map(([name, attribute]) => ({
      head: attribute.title,
      cell: ({ body }: LiveObject) => cell(attribute, body[name]),
    })),
    ...(sometimes.length > 1
      ? [{ head: 'Settings', cell: (object: LiveObject) => some(sometimes, object) }]
      : []),
    ...Object.entries(kind.facts ?? {}).map(([name, { title }]) => ({
      head: title,
      cell: ({ facts }: LiveObject) => shownFact(facts[name]),
    })),
    { head: 'Operation', cell: (object: LiveObject) => operations(kind, object) },
  ];
}

type Setting = readonly [name: string, attribute: Attribute];

/** Secrets are facts at most. */
function settingsOf(kind: Kind): readonly Setting[] {
  const all = Object.entries(attributesOf(kind)).filter(([, { type }]) => type !== 'secret');
  const given = all.filter(([, { atCreation }]) => atCreation);
  return given.length > 0 ? given : all;
}

/** Those of the settings that a thing has. */
function some(settings: readonly Setting[], { body }: LiveObject): Content {
  return settings
    .filter(([name]) => body[name] !== undefined)
    .map(
      ([name, attribute]) =>
        html`<div><span class="faint">${attribute.title}</span> ${shownValue(attribute, body[name])}</div>\n`,
    );
}

function table(kind: Kind, objects: readonly LiveObject[], shown: Shown): Markup {
  const { add } = wordsOf(kind);
  const { capacity, title } = kind;
  const id = slug(`${kind.name} table`);
  const part = shown.parts(kind.name);
  const rows = objects.slice((part - 1) * mostRows, part * mostRows);
  const columns = columnsOf(kind);
  const used = capacity ? `${objects.length} of ${capacity.limit}` : String(objects.length);
  return html`<section class="card" aria-labelledby="${id}"><div class="top"><h2 id="${id}">${tableTitle(kind)}</h2>
    <span class="faint">${used}</span>
    ${kind.form === 'object' && html`<a class="button first" href="${createUrl(kind, shown.sdkAppId)}" aria-label="${nameFor(add, title)}">${add}</a>`}</div>
    <p class="hint">${kind.description}</p>
    ${
      rows.length === 0
        ? html`<p class="faint">There is none.</p>`
        : html`<div class="wide" role="group" tabindex="0" aria-labelledby="${id}"><table class="things"><thead><tr>
          ${columns.map(({ head }) => html`<th scope="col">${head}</th>\n`)}</tr></thead>
          <tbody>${rows.map((object) => row(columns, object))}</tbody></table></div>`
    }
    ${pager(kind, objects.length, part, shown)}</section>\n`;
}

/** Each cell says what it is: on a narrow screen they stand below each other. */
function row(columns: readonly Column[], object: LiveObject): Markup {
  return html`<tr>${columns.map(({ head, cell }) => html`<td data-head="${head}">${cell(object)}</td>`)}</tr>\n`;
}

function operations(kind: Kind, object: LiveObject): Markup {
  const name = keysOf(kind)
    .map(({ index }) => object.segments[index] ?? '')
    .join(' ');
  return html`<div class="links">${editLink(kind, object, name)}${deleteLink(kind, object, name)}</div>`;
}

/** A group of values is long: it is opened. */
function cell(attribute: Attribute, value: Json | undefined): Content {
  const content = shownValue(attribute, value);
  if (attribute.type !== 'object' || value === undefined) return content;
  return html`<details><summary>${attribute.title}</summary>${content}</details>`;
}

/** A kind of which nothing can be changed has no such link. */
function editLink(kind: Kind, { segments }: LiveObject, name: string): Content {
  const canChange = Object.values(attributesOf(kind)).some((attribute) => !attribute.immutable);
  const { edit } = wordsOf(kind);
  return (
    canChange &&
    html`<a href="${formUrl('edit', segments)}" aria-label="${seen(`${edit} ${name}`)}">${edit}</a>\n`
  );
}

function deleteLink(kind: Kind, { segments }: LiveObject, name = kind.title): Content {
  if (kind.form !== 'object' || kind.leaving === 'kept') return undefined;
  const { remove } = wordsOf(kind);
  return html`<a href="${formUrl('delete', segments)}" aria-label="${seen(`${remove} ${name}`)}">${remove}</a>\n`;
}

function pager(kind: Kind, count: number, part: number, { urlOfPart }: Shown): Content {
  const last = Math.ceil(count / mostRows);
  if (last <= 1) return undefined;
  const link = (to: number, words: string) =>
    to >= 1 && to <= last && html`<a href="${urlOfPart(kind.name, to)}">${words}</a>\n`;
  return html`<p>${link(part - 1, 'Previous')}Page ${part} of ${last} ${link(part + 1, 'Next')}</p>`;
}

/** A key in the path of a kind that is not that of its app: what it is called, and where it stands. */
export interface Key {
  readonly title: string;
  readonly index: number;
}

export function keysOf(kind: Kind): readonly Key[] {
  const stars = kind.path.flatMap((step, index) => (step === '*' ? [index] : []));
  const own = kind.path[0] === 'apps' ? stars.slice(1) : stars;
  return own.map((index) => ({
    index,
    title: kindAt(kind.path.slice(0, index + 1))?.key?.title ?? 'Name of the preset policy',
  }));
}
