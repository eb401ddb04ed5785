/** Adding a thing. */
import type { Context } from 'hono';
import type { Effect, EnumAttribute, Kind } from '../../../../catalog/kind.ts';
import type { LiveObject } from '../../../../model.ts';
import { answer, goOn } from './answers.ts';
import { plainValue } from './descriptions.ts';
import { gravesOf } from './effects.ts';
import * as forms from './forms.ts';
import { problem, refusal } from './frame.ts';
import { type Content, html, seen } from './markup.ts';
import { patchFrom } from './patch.ts';
import { appUrl, createUrl, overviewUrl, shownUrl } from './places.ts';
import { missingKey, missingValue } from './required.ts';
import { isConfirmed, operationOf, type Sent, withMoreRows } from './sent.ts';
import { editionOf, isApp, type Site } from './site.ts';
import { type Texts, textAt } from './texts.ts';
import { type NewThing, nameIn, placeOf } from './things.ts';
import { wordsOf } from './words.ts';

/** What is chosen before the form: it decides what stands in it. */
export function firstTexts({ req }: Context, kind: Kind): Texts {
  const [name, attribute] = forms.decidingOf(kind) ?? [];
  const value = name === undefined ? undefined : req.query(name);
  const isKnown = value !== undefined && attribute !== undefined && Object.hasOwn(attribute.values, value);
  return forms.withSpareRows(
    kind,
    isKnown && name !== undefined ? forms.chosenTexts(name, value) : new Map(),
  );
}

const givenAtCreation = ({ body }: Kind): readonly string[] =>
  body.type === 'object'
    ? Object.entries(body.attributes).flatMap(([name, { atCreation }]) => (atCreation ? [name] : []))
    : [];

const segmentsFor = (kind: Kind, app: LiveObject | undefined, texts: Texts): readonly string[] =>
  kind.path.map((step, index) => {
    if (step !== '*') return step;
    if (kind.path[0] === 'apps' && index === 1) return app?.segments[1] ?? '';
    return textAt(texts, forms.keyName(index)) ?? '';
  });

export function showCreate(
  context: Context,
  site: Site,
  { kind, live, app }: NewThing,
  texts: Texts,
  notice?: Content,
  status: 200 | 422 = 200,
) {
  const { add } = wordsOf(kind);
  const title = add === 'Add' ? `Add ${kind.title}` : add;
  const page = { ...placeOf(kind, app), title, live };
  const [deciding = '', attribute] = forms.decidingOf(kind) ?? [];
  const chosen = textAt(texts, deciding);
  if (attribute && chosen === undefined) {
    const content = choices(attribute, (value) => createUrl(kind, app?.segments[1], { [deciding]: value }));
    return answer(context, { ...page, content }, status);
  }
  const given = givenAtCreation(kind).filter((name) => name !== deciding);
  const content = forms.form(
    { ...formOf(kind, app, site), notice },
    html`<p class="hint">${kind.description}</p>
      ${attribute && chosenValue(deciding, attribute, chosen ?? '')}
      ${forms.keyControls(kind, live, texts)}
      ${forms.kindControls(kind, given, forms.viewOfNew(live, app?.segments ?? [], texts))}`,
  );
  return answer(context, { ...page, content }, status);
}

/** The page before the form, where it depends on one choice what else there is. */
function choices(attribute: EnumAttribute, urlOf: (value: string) => string): Content {
  const { title, description, values } = attribute;
  const links = Object.keys(values).map(
    (value) => html`<li><a href="${urlOf(value)}">${plainValue(attribute, value)}</a></li>\n`,
  );
  return html`<section class="card"><h2>${title}</h2><p class="hint">${description}</p><ul>${links}</ul></section>`;
}

function chosenValue(name: string, attribute: EnumAttribute, chosen: string): Content {
  return html`<p><b>${attribute.title}</b>: ${seen(plainValue(attribute, chosen))}
    <input type="hidden" name="${name}" value="${chosen}"></p>`;
}

export async function create(context: Context, site: Site, wanted: NewThing, sent: Sent): Promise<Response> {
  const { kind, live, app } = wanted;
  const again = (notice: Content) => showCreate(context, site, wanted, sent.texts, notice, 422);
  const more = withMoreRows(sent.texts);
  if (more) return showCreate(context, site, wanted, more);
  const segments = segmentsFor(kind, app, sent.texts);
  const given = givenAtCreation(kind);
  const { patch, problems } = patchFrom(kind.body, given, sent.texts, undefined);
  const wrong =
    [...sent.problems, ...problems][0] ??
    missingKey(kind, sent.texts) ??
    missingValue(kind, given, patch, undefined, sent);
  if (wrong !== undefined) return again(problem(wrong));
  const operation = operationOf({ action: 'create', kind, segments, patch }, sent);
  const effects = gravesOf(kind, operation, undefined, editionOf(live, segments));
  if (effects.length > 0 && !isConfirmed(sent))
    return askFirst(context, site, wanted, segments, sent, effects);
  const result = await site.sandbox.perform(operation);
  if (!result.ok) return again(refusal(result.refused));
  return goOn(context, isApp(kind) ? appUrl(result.id ?? '') : shownUrl(kind, segments), 'create');
}

function askFirst(
  context: Context,
  site: Site,
  { kind, live, app }: NewThing,
  segments: readonly string[],
  sent: Sent,
  effects: readonly Effect[],
) {
  const content = forms.form(
    formOf(kind, app, site),
    forms.question(kind, effects, sent, forms.viewOfNew(live, segments, sent.texts)),
  );
  return answer(context, { ...placeOf(kind, app), title: `Add ${nameIn(kind, segments)}?`, live, content });
}

const formOf = (kind: Kind, app: LiveObject | undefined, { token }: Site): forms.Form => ({
  url: createUrl(kind, app?.segments[1]),
  token,
  confirm: wordsOf(kind).confirm,
  cancel: isApp(kind) ? overviewUrl : shownUrl(kind, app?.segments ?? []),
});
