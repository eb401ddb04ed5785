/** Editing a thing, or one area of it. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { Effect } from '../../../../catalog/kind.ts';
import { canonical, type JsonMap } from '../../../../json.ts';
import { answer, goOn } from './answers.ts';
import { gravesOf } from './effects.ts';
import * as forms from './forms.ts';
import { problem, refusal } from './frame.ts';
import { type Content, html, slug } from './markup.ts';
import { patchFrom } from './patch.ts';
import { formUrl, shownUrl } from './places.ts';
import { missingValue } from './required.ts';
import { isConfirmed, operationOf, type Sent, withMoreRows } from './sent.ts';
import { editionOf, type Site } from './site.ts';
import { type Texts, textAt } from './texts.ts';
import { type KnownThing, knownThing, nameIn, placeOf } from './things.ts';
import { wordsOf } from './words.ts';

/** All of the body, so that nobody writes over what somebody else has just changed. */
const markOf = (body: JsonMap): string =>
  createHash('sha256').update(canonical(body)).digest('hex').slice(0, 16);

const attributesOf = ({ kind, area }: KnownThing): readonly string[] =>
  area?.attributes ?? (kind.body.type === 'object' ? Object.keys(kind.body.attributes) : []);

function titleOfEdit({ kind, object, area }: KnownThing): string {
  if (!area) return `${wordsOf(kind).edit} ${nameIn(kind, object.segments)}`;
  return area.edit === 'Edit' ? `Edit ${area.title}` : area.edit;
}

export function showEdit(
  context: Context,
  site: Site,
  wanted: KnownThing,
  texts: Texts,
  notice?: Content,
  status: 200 | 409 | 422 = 200,
) {
  const { kind, live, object, app } = wanted;
  const content = forms.form(
    { ...formOf(wanted, site), notice },
    html`<input type="hidden" name="_seen" value="${markOf(object.body)}">
      ${forms.kindControls(kind, attributesOf(wanted), forms.viewOf(live, object, texts))}`,
  );
  return answer(context, { ...placeOf(kind, app), title: titleOfEdit(wanted), live, content }, status);
}

const formOf = ({ kind, object, area }: KnownThing, { token }: Site): forms.Form => ({
  url: formUrl('edit', object.segments, area ? { area: slug(area.title) } : {}),
  token,
  confirm: area?.confirm ?? wordsOf(kind).save,
  cancel: shownUrl(kind, object.segments),
});

export async function edit(context: Context, site: Site, wanted: KnownThing, sent: Sent): Promise<Response> {
  const { kind, live, object } = wanted;
  const { segments, body } = object;
  const again = (notice: Content, status: 409 | 422 = 422) =>
    showEdit(context, site, wanted, sent.texts, notice, status);
  const more = withMoreRows(sent.texts);
  if (more) return showEdit(context, site, wanted, more);
  if (textAt(sent.texts, '_seen') !== markOf(body)) {
    return again(
      problem('It was changed since the form was opened. Look at it again before you confirm.'),
      409,
    );
  }
  const { patch, problems } = patchFrom(kind.body, attributesOf(wanted), sent.texts, body);
  const wrong =
    [...sent.problems, ...problems][0] ?? missingValue(kind, attributesOf(wanted), patch, body, sent);
  if (wrong !== undefined) return again(problem(wrong));
  if (Object.keys(patch).length === 0 && sent.secrets.size === 0)
    return goOn(context, shownUrl(kind, segments), 'nothing');
  const operation = operationOf({ action: 'update', kind, segments, patch }, sent);
  const effects = gravesOf(kind, operation, body, editionOf(live, segments));
  if (effects.length > 0 && !isConfirmed(sent)) return askFirst(context, site, wanted, sent, effects);
  const result = await site.sandbox.perform(operation);
  if (result.ok) return goOn(context, shownUrl(kind, segments), 'update');
  // Of several calls the first ones may have been carried out.
  const now = (await knownThing(context, site)) ?? wanted;
  return showEdit(context, site, now, sent.texts, refusal(result.refused), 422);
}

function askFirst(context: Context, site: Site, wanted: KnownThing, sent: Sent, effects: readonly Effect[]) {
  const { kind, live, object, app } = wanted;
  const content = forms.form(
    formOf(wanted, site),
    forms.question(kind, effects, sent, forms.viewOf(live, object, sent.texts)),
  );
  return answer(context, { ...placeOf(kind, app), title: `${titleOfEdit(wanted)}?`, live, content });
}
