/** The controls of a form, by the catalogue: what an attribute is decides what it is set with. */
import type {
  Attribute,
  Edition,
  EnumAttribute,
  MapAttribute,
  SecretAttribute,
  SetAttribute,
} from '../../../../catalog/kind.ts';
import { labelWithMeaning } from '../../../../catalog/labels.ts';
import { equal, isMap, type Json, type JsonMap } from '../../../../json.ts';
import { limitsOf, plainValue } from './descriptions.ts';
import { type Content, html, type Markup, seen } from './markup.ts';
import { hasLines, isShown, nameOf, rowsIn, rowsName, type Texts, textAt } from './texts.ts';

/** A form that is being shown. */
export interface FormView {
  /** What stands in its controls. */
  readonly texts: Texts;
  readonly isNew: boolean;
  /** As it is now; empty for something new. */
  readonly body: JsonMap;
  /** Of the app. */
  readonly edition?: Edition;
}

type Path = readonly string[];

/** The control of an attribute with its label and what is to be known of it; nothing where it does not apply. */
export function control(attribute: Attribute, path: Path, view: FormView, before: Json | undefined): Content {
  if (attribute.immutable && !view.isNew) return unchangeable(attribute, before, attribute.immutable.because);
  switch (attribute.type) {
    case 'object':
      return html`<fieldset><legend>${attribute.title}</legend><div class="controls">
        <p class="hint">${attribute.description}</p>
        ${controls(attribute.attributes, path, view, before)}</div></fieldset>`;
    case 'map':
      return mapControl(attribute, path, view, before);
    case 'set':
      return setControl(attribute, path, view, before);
    default:
      return labelled(attribute, path, view, before, single(attribute, path, view, before));
  }
}

/** The controls of a group of attributes. */
export function controls(
  attributes: Readonly<Record<string, Attribute>>,
  path: Path,
  view: FormView,
  before: Json | undefined,
): Content {
  const body = (isMap(before) ? before : {}) as JsonMap;
  return Object.entries(attributes)
    .filter(([, inner]) => isShown(inner, path, view.texts, body))
    .map(([key, inner]) => [control(inner, [...path, key], view, body[key]), '\n']);
}

const idOf = (name: string): string => `c.${name}`;
const hintOf = (name: string): string => `h.${name}`;

function unchangeable(attribute: Attribute, value: Json | undefined, because: string): Markup {
  return html`<div><b>${attribute.title}</b>: ${seen(plainValue(attribute, value))}
    <p class="hint">${because}</p></div>`;
}

/** A label, the control, a hint; and a box that restores the default where there is one to go back to. */
function labelled(
  attribute: Attribute,
  path: Path,
  view: FormView,
  before: Json | undefined,
  control: Markup,
): Markup {
  const name = nameOf(path);
  return html`<div><label for="${idOf(name)}"${mark(attribute, path, view)}>${attribute.title}</label>
    ${control}${hint(attribute, name, view)}${restore(attribute, name, view, before)}</div>`;
}

const mark = ({ required }: Attribute, path: Path, { isNew }: FormView): Content =>
  required && isNew && path.length === 1 && html` class="must"`;

function hint(attribute: Attribute, name: string, { edition }: FormView): Markup {
  const { gate, note, delay } = attribute;
  const isLocked = gate && edition !== undefined && !gate.editions.includes(edition);
  return html`<p class="hint" id="${hintOf(name)}">${attribute.description}
    ${limitsOf(attribute)}
    ${note}
    ${delay !== undefined && `A change takes ${delay} to show.`}
    ${isLocked && `Only for ${gate.editions.join(' and ')}; this app is ${edition}.`}</p>`;
}

/** A default that the value has already, or cannot go back to, is nothing to restore. */
function restore(
  attribute: Attribute,
  name: string,
  { isNew, texts }: FormView,
  before: Json | undefined,
): Content {
  const { default: value, upOnly } = attribute;
  if (value === undefined || upOnly || isNew || before === undefined || equal(before, value))
    return undefined;
  const isTicked = texts.get('_reset')?.includes(name);
  return html`<label class="tick"><input type="checkbox" name="_reset" value="${name}"${isTicked && html` checked`}>
    Restore default (${plainValue(attribute, value)})</label>`;
}

/** What most attributes are set with. */
function single(attribute: Attribute, path: Path, view: FormView, before: Json | undefined): Markup {
  const name = nameOf(path);
  const typed = textAt(view.texts, name) ?? '';
  const attributes = html`id="${idOf(name)}" name="${name}" aria-describedby="${hintOf(name)}"`;
  switch (attribute.type) {
    case 'boolean':
      return select(attributes, typed, booleanOptions(attribute.upOnly !== undefined && before === true), {
        empty: emptyOption(attribute, view, before),
      });
    case 'enum':
      return select(attributes, typed, enumOptions(attribute, before), {
        empty: emptyOption(attribute, view, before),
      });
    case 'secret':
      return secretControl(attribute, attributes);
    case 'names':
      return html`<textarea ${attributes} rows="5" spellcheck="false">${'\n'}${typed}</textarea>`;
    case 'document':
      return html`<textarea ${attributes} rows="16" spellcheck="false">${'\n'}${typed}</textarea>`;
    case 'string':
      if (hasLines(attribute, typed))
        return html`<textarea ${attributes} rows="3">${'\n'}${typed}</textarea>`;
      return html`<input type="text" ${attributes} value="${typed}" autocomplete="off">`;
    default:
      return html`<input type="text" inputmode="numeric" ${attributes} value="${typed}" autocomplete="off">`;
  }
}

type Option = readonly [value: string, words: string];

function select(
  attributes: Markup,
  typed: string,
  options: readonly Option[],
  { empty }: { empty: Option | undefined },
): Markup {
  const all = empty ? [empty, ...options] : options;
  // What was typed is shown again, also where no option says so.
  const strange: readonly Option[] =
    typed === '' || all.some(([value]) => value === typed) ? [] : [[typed, typed]];
  return html`<select ${attributes}>
    ${[...all, ...strange].map(
      ([value, words]) =>
        html`<option value="${value}"${value === typed && html` selected`}>${seen(words)}</option>\n`,
    )}</select>`;
}

/** The option for no value, where there can be none. */
function emptyOption(
  attribute: Attribute,
  { isNew }: FormView,
  before: Json | undefined,
): Option | undefined {
  const { default: value, required } = attribute;
  if (isNew || before === undefined) {
    if (required) return ['', 'Choose'];
    return ['', value === undefined ? 'Not set' : `Default: ${plainValue(attribute, value)}`];
  }
  return required || value !== undefined ? undefined : ['', 'Not set'];
}

const booleanOptions = (stays: boolean): readonly Option[] =>
  stays
    ? [['true', 'Enabled']]
    : [
        ['true', 'Enabled'],
        ['false', 'Disabled'],
      ];

/** Of a value that only goes up, what is below it is no option. */
function enumOptions(attribute: EnumAttribute, before: Json | undefined): readonly Option[] {
  const options = wordsOf(attribute);
  const lowest = attribute.upOnly ? options.findIndex(([value]) => value === before) : -1;
  return lowest < 0 ? options : options.slice(lowest);
}

/** The values by what the console calls them, with what each means. */
const wordsOf = (attribute: EnumAttribute | SetAttribute): readonly Option[] =>
  Object.keys(attribute.values).map((value) => [value, labelWithMeaning(value, attribute) ?? value]);

/** Never with what is there, or was typed: a file or key is given anew, or left as it is. */
function secretControl({ format }: SecretAttribute, attributes: Markup): Markup {
  const formats = typeof format === 'string' ? [format] : Object.values(format.values);
  return formats.some((one) => one !== 'text')
    ? html`<input type="file" ${attributes}>`
    : html`<input type="password" ${attributes} autocomplete="new-password">`;
}

function setControl(
  attribute: Attribute & { type: 'set' },
  path: Path,
  view: FormView,
  before: Json | undefined,
): Markup {
  const name = nameOf(path);
  const ticked = view.texts.get(name) ?? [];
  const boxes = wordsOf(attribute).map(
    ([value, words]) =>
      html`<label class="tick"><input type="checkbox" name="${name}" value="${value}"${ticked.includes(value) && html` checked`}>
        ${words}</label>\n`,
  );
  return html`<fieldset aria-describedby="${hintOf(name)}"><legend>${attribute.title}</legend><div class="controls">
    <input type="hidden" name="${name}" value="">
    <div>${boxes}</div>${hint(attribute, name, view)}${restore(attribute, name, view, before)}</div></fieldset>`;
}

function mapControl(attribute: MapAttribute, path: Path, view: FormView, before: Json | undefined): Markup {
  const name = nameOf(path);
  const { values } = attribute.key;
  return html`<fieldset aria-describedby="${hintOf(name)}"><legend>${attribute.title}</legend><div class="controls">
    ${hint(attribute, name, view)}
    ${values ? ticks(attribute, values, path, view, before) : rows(attribute, path, view)}</div></fieldset>`;
}

/** Keys out of a list: each with a box, and what it holds below it. */
function ticks(
  { item, leaving }: MapAttribute,
  values: Readonly<Record<string, string>>,
  path: Path,
  view: FormView,
  before: Json | undefined,
): Content {
  const name = nameOf(path);
  const ticked = view.texts.get(name) ?? [];
  const body = (isMap(before) ? before : {}) as JsonMap;
  const boxes = Object.entries(values).map(([key, words]) => {
    const stays = leaving === 'kept' && Object.hasOwn(body, key);
    const box = stays
      ? html`<input type="hidden" name="${name}" value="${key}"><p class="hint">It is added, and stays.</p>`
      : html`<label class="tick"><input type="checkbox" name="${name}" value="${key}"${ticked.includes(key) && html` checked`}> Add</label>`;
    return html`<fieldset><legend>${words}</legend><div class="controls">${box}
      ${itemControls(item, [...path, key], view, body[key])}</div></fieldset>\n`;
  });
  return html`<input type="hidden" name="${name}" value="">${boxes}`;
}

function itemControls(item: Attribute, path: Path, view: FormView, before: Json | undefined): Content {
  return item.type === 'object'
    ? controls(item.attributes, path, view, before)
    : control(item, path, view, before);
}

/** Keys of one's own: a row for each, and a button for more. An empty row is none. */
function rows({ key, item }: MapAttribute, path: Path, view: FormView): Content {
  const count = rowsIn(view.texts, path);
  const keyOf = (i: number) => nameOf([...path, String(i), 'key']);
  return html`<input type="hidden" name="${rowsName(path)}" value="${count}">
    ${Array.from({ length: count }, (_, i) => {
      const valuePath = [...path, String(i), 'value'];
      const value =
        item.type === 'string'
          ? html`<div><label for="${idOf(nameOf(valuePath))}">${item.title} ${i + 1}</label>
              <input type="text" id="${idOf(nameOf(valuePath))}" name="${nameOf(valuePath)}" value="${textAt(view.texts, nameOf(valuePath)) ?? ''}" autocomplete="off"></div>`
          : html`<div>${itemControls(item, valuePath, view, undefined)}</div>`;
      return html`<div class="pair"><div><label for="${idOf(keyOf(i))}">${key.title} ${i + 1}</label>
        <input type="text" id="${idOf(keyOf(i))}" name="${keyOf(i)}" value="${textAt(view.texts, keyOf(i)) ?? ''}" autocomplete="off"></div>
        ${value}</div>\n`;
    })}
    <button name="_more" value="${nameOf(path)}">+ Add</button>`;
}
