/** What is only asked about, since there is nothing to fill in: deleting a thing, and what is done once. */
import type { Context } from 'hono';
import type { Operation } from '../../../adapter.ts';
import { answer, goOn } from './answers.ts';
import { gravesOf } from './effects.ts';
import * as forms from './forms.ts';
import { refusal } from './frame.ts';
import { type Content, html } from './markup.ts';
import { formUrl, overviewUrl, shownUrl } from './places.ts';
import { editionOf, isApp, type Site } from './site.ts';
import { type KnownThing, nameIn, placeOf } from './things.ts';
import { wordsOf } from './words.ts';

export interface Ask {
  readonly action: 'delete' | 'invoke';
  readonly title: string;
  readonly description?: string;
  readonly confirm: string;
  readonly url: string;
  readonly operation: Operation;
}

/** What an address asks for; undefined where it asks for nothing that there is. */
export function askOf(
  action: Ask['action'],
  { kind, object }: KnownThing,
  { req }: Context,
): Ask | undefined {
  const { segments } = object;
  const operation: Operation = { action, kind: kind.name, segments, patch: {} };
  if (action === 'delete') {
    const { remove } = wordsOf(kind);
    if (kind.form !== 'object') return undefined;
    return {
      action,
      title: `${remove} ${nameIn(kind, segments)}?`,
      confirm: 'Confirm',
      url: formUrl('delete', segments),
      operation,
    };
  }
  const what = req.query('what') ?? '';
  const oneShot = Object.hasOwn(kind.oneShots ?? {}, what) ? kind.oneShots?.[what] : undefined;
  if (!oneShot) return undefined;
  return {
    action,
    title: oneShot.title,
    description: oneShot.description,
    confirm: 'OK',
    url: formUrl('invoke', segments, { what }),
    operation: { ...operation, oneShot: what },
  };
}

export function showAsk(
  context: Context,
  site: Site,
  { kind, live, object, app }: KnownThing,
  ask: Ask,
  notice?: Content,
  status: 200 | 422 = 200,
) {
  const effects = gravesOf(kind, ask.operation, object.body, editionOf(live, object.segments));
  const content = forms.form(
    {
      url: ask.url,
      token: site.token,
      confirm: ask.confirm,
      cancel: shownUrl(kind, object.segments),
      notice,
    },
    html`${ask.description !== undefined && html`<p>${ask.description}</p>`}${forms.warning(effects)}`,
  );
  return answer(context, { ...placeOf(kind, app), title: ask.title, live, content }, status);
}

export async function carryOut(
  context: Context,
  site: Site,
  wanted: KnownThing,
  ask: Ask,
): Promise<Response> {
  const { kind, object } = wanted;
  const result = await site.sandbox.perform(ask.operation);
  if (!result.ok) return showAsk(context, site, wanted, ask, refusal(result.refused), 422);
  const isGone = ask.action === 'delete' && isApp(kind);
  return goOn(context, isGone ? overviewUrl : shownUrl(kind, object.segments), ask.action);
}
