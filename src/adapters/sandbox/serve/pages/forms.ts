/** The forms: to add, edit and delete a thing, and to ask for something that is done once. */
import { kindAt } from '../../../../catalog/index.ts';
import type { Attribute, Effect, Kind } from '../../../../catalog/kind.ts';
import type { JsonMap } from '../../../../json.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import { control, controls, type FormView } from './controls.ts';
import { textLimits } from './descriptions.ts';
import { type Content, html, type Markup, seen } from './markup.ts';
import { keysOf } from './sections.ts';
import type { Sent } from './sent.ts';
import { editionOf, isApp, objectsOf } from './site.ts';
import { nameOf, rowsIn, rowsName, type Texts, textAt } from './texts.ts';

/** A form as it is shown, at first or again. */
export interface Form {
  /** Where it is sent. */
  readonly url: string;
  readonly token: string;
  /** The button that sends it. */
  readonly confirm: string;
  /** Where one goes instead. */
  readonly cancel: string;
  /** What stands over it: a refusal. */
  readonly notice?: Content;
}

export function form({ url, token, confirm, cancel, notice }: Form, content: Content): Markup {
  return html`${notice}<form class="card" method="post" action="${url}" enctype="multipart/form-data">
    ${firstButton}<input type="hidden" name="_token" value="${token}">
    ${content}
    <div class="buttons"><button class="first">${confirm}</button><a class="button" href="${cancel}">Cancel</a></div></form>`;
}

/** The Enter key presses the first button of a form, and that is not to be one for more rows. */
const firstButton = html`<button hidden></button>`;

/** The attributes of a kind that a form is about, by name; of a map there are none. */
function attributesIn({ body }: Kind, names: readonly string[]): Readonly<Record<string, Attribute>> {
  const all = body.type === 'object' ? Object.entries(body.attributes) : [];
  return Object.fromEntries(all.filter(([name]) => names.includes(name)));
}

/** The controls for some attributes of a kind. */
export function kindControls(kind: Kind, attributes: readonly string[], view: FormView): Content {
  if (kind.body.type === 'map') return control(kind.body, [], view, view.body);
  return controls(attributesIn(kind, attributes), [], view, view.body);
}

/** Some empty rows after those that a map of free keys has. */
export function withSpareRows({ body }: Kind, texts: Texts): Texts {
  const all: [string[], Attribute][] =
    body.type === 'map'
      ? [[[], body]]
      : Object.entries(body.attributes).map(([name, inner]) => [[name], inner]);
  const free = all.filter(([, inner]) => inner.type === 'map' && !inner.key.values);
  return new Map([
    ...texts,
    ...free.map(([path]) => [rowsName(path), [String(rowsIn(texts, path) + 5)]] as const),
  ]);
}

export const keyName = (index: number): string => `_key.${index}`;

/** What a thing is to be called, or which of those that there are it is about. */
export function keyControls(kind: Kind, live: Live, texts: Texts): Content {
  if (isApp(kind)) return undefined;
  return keysOf(kind).map(({ title, index }) => {
    const name = keyName(index);
    const typed = textAt(texts, name) ?? '';
    const choices = choicesFor(kind, index, live);
    const rule = index === kind.path.length - 1 ? kind.key : undefined;
    const input = choices
      ? html`<select id="c.${name}" name="${name}"><option value="">Choose</option>
          ${choices.map((one) => html`<option value="${one}"${one === typed && html` selected`}>${seen(one)}</option>\n`)}</select>`
      : html`<input type="text" id="c.${name}" name="${name}" value="${typed}" autocomplete="off" spellcheck="false" aria-describedby="h.${name}">`;
    return html`<div><label class="must" for="c.${name}">${title}</label>${input}
      ${!choices && html`<p class="hint" id="h.${name}">${rule && textLimits(rule)}</p>`}</div>\n`;
  });
}

/** The names that a key can be, where they are known: those of other things, or of the account's directory. */
function choicesFor(kind: Kind, index: number, live: Live): readonly string[] | undefined {
  const above = index < kind.path.length - 1 ? kindAt(kind.path.slice(0, index + 1)) : undefined;
  if (above) return objectsOf(live, above).map(({ segments }) => segments[index] ?? '');
  const list = kind.path[0] === 'cam' ? kind.path[index - 1] : undefined;
  return list === 'users' || list === 'groups' || list === 'presets' ? live.directory[list] : undefined;
}

/** The attribute on which it depends what else a kind has. */
export function decidingOf({ body }: Kind): readonly [string, Attribute & { type: 'enum' }] | undefined {
  const attributes = body.type === 'object' ? body.attributes : {};
  const name = Object.values(attributes).find(({ only }) => only)?.only?.attribute ?? '';
  const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
  return attribute?.type === 'enum' ? [name, attribute] : undefined;
}

/** What is asked before something that cannot be taken back. */
export function warning(effects: readonly Effect[]): Content {
  return (
    effects.length > 0 &&
    html`<ul class="told careful">${effects.map(({ class: name, because, rule }) => html`<li><b>${name}</b>: ${because} (${rule})</li>\n`)}</ul>`
  );
}

/**
 * What is shown before something that cannot be taken back, in the same form: what it brings, what was typed, carried
 * along, and the controls of the secrets, which are not carried but given again.
 */
export function question(
  kind: Kind,
  effects: readonly Effect[],
  { texts, secrets }: Sent,
  view: FormView,
): Content {
  const again = attributesIn(kind, [...secrets.keys()]);
  return html`${warning(effects)}<input type="hidden" name="_confirmed" value="yes">
    ${hiddenTexts(texts)}
    ${secrets.size > 0 && html`<p>Secrets are not kept: give them again.</p>${controls(again, [], view, view.body)}`}`;
}

function hiddenTexts(texts: Texts): Content {
  const own = new Set(['_token', '_confirmed', '_more']);
  return [...texts]
    .filter(([name]) => !own.has(name))
    .flatMap(([name, all]) =>
      all.map((text) => html`<input type="hidden" name="${name}" value="${text}">\n`),
    );
}

/** How a form looks at a thing that is there. */
export function viewOf(live: Live, { segments, body }: LiveObject, texts: Texts): FormView {
  const edition = editionOf(live, segments);
  return { texts, isNew: false, body, ...(edition !== undefined && { edition }) };
}

/** How a form looks at a thing that is to be. */
export function viewOfNew(live: Live, segments: readonly string[], texts: Texts): FormView {
  const edition = editionOf(live, segments);
  return { texts, isNew: true, body: {} as JsonMap, ...(edition !== undefined && { edition }) };
}

/** The texts of a new thing: what its address in the browser chooses. */
export const chosenTexts = (name: string, value: string): Texts => new Map([[nameOf([name]), [value]]]);
