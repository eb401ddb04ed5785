/** Adding, editing, deleting: a form is shown, and what is sent of it is carried out as a person would. */
import { createHash } from 'node:crypto';
import type { Context, Hono } from 'hono';
import { parseAddress } from '../../../../address.ts';
import { kindAt, kindNamed } from '../../../../catalog/index.ts';
import type { Kind } from '../../../../catalog/kind.ts';
import { canonical, type JsonMap } from '../../../../json.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import type { Operation } from '../../../adapter.ts';
import { answer, goOn, notFound, takeSent } from './answers.ts';
import { gravesOf } from './effects.ts';
import * as forms from './forms.ts';
import { type Place, problem, refusal } from './frame.ts';
import { type Content, html, seen, slug } from './markup.ts';
import { pageOf, scopeOf } from './menu.ts';
import { patchFrom } from './patch.ts';
import { appUrl, createUrl, formUrl, overviewUrl, shownUrl } from './places.ts';
import { keysOf } from './sections.ts';
import { type Sent, sentFor, withMoreRows } from './sent.ts';
import { editionOf, isApp, objectAt, readSite, type Site } from './site.ts';
import { type Texts, textAt, textsOf } from './texts.ts';
import { type Area, areasOf, wordsOf } from './words.ts';

export function addForms(app: Hono, site: Site): void {
  app.get('/create', async (context) => {
    const wanted = await newThing(context, site);
    return wanted
      ? showCreate(context, site, wanted, firstTexts(context, wanted.kind))
      : notFound(context, site);
  });
  app.post('/create', async (context) => {
    const sent = await takeSent(context, site);
    if (sent instanceof Response) return sent;
    const wanted = await newThing(context, site);
    return wanted ? create(context, site, wanted, sentFor(wanted.kind, sent)) : notFound(context, site);
  });
  app.get('/edit', async (context) => {
    const wanted = await knownThing(context, site);
    if (!wanted) return notFound(context, site);
    const { kind, object } = wanted;
    return showEdit(context, site, wanted, forms.withSpareRows(kind, textsOf(kind.body, object.body)));
  });
  app.post('/edit', async (context) => {
    const sent = await takeSent(context, site);
    if (sent instanceof Response) return sent;
    const wanted = await knownThing(context, site);
    return wanted ? edit(context, site, wanted, sentFor(wanted.kind, sent)) : notFound(context, site);
  });
  for (const action of ['delete', 'invoke'] as const) {
    app.get(`/${action}`, async (context) => {
      const wanted = await knownThing(context, site);
      const asked = wanted && askOf(action, wanted, context);
      return asked ? showAsk(context, site, wanted, asked) : notFound(context, site);
    });
    app.post(`/${action}`, async (context) => {
      const sent = await takeSent(context, site);
      if (sent instanceof Response) return sent;
      const wanted = await knownThing(context, site);
      const asked = wanted && askOf(action, wanted, context);
      return asked ? carryOut(context, site, wanted, asked) : notFound(context, site);
    });
  }
}

/** Something of a kind that is to be made. */
interface NewThing {
  readonly kind: Kind;
  readonly live: Live;
  /** The app that it is to be in. */
  readonly app?: LiveObject;
}

async function newThing({ req }: Context, site: Site): Promise<NewThing | undefined> {
  const kind = kindNamed(req.query('kind') ?? '');
  if (kind?.form !== 'object') return undefined;
  if (isApp(kind) || scopeOf(kind) === 'cam') return { kind, live: await readSite(site) };
  const sdkAppId = req.query('app') ?? '';
  const live = await readSite(site, sdkAppId);
  const app = objectAt(live, ['apps', sdkAppId]);
  return app && { kind, live, app };
}

/** Something that is there. */
interface KnownThing {
  readonly kind: Kind;
  readonly live: Live;
  readonly object: LiveObject;
  readonly app?: LiveObject;
  /** The part of it that a form is about; all of it where left out. */
  readonly area?: Area;
}

async function knownThing({ req }: Context, site: Site): Promise<KnownThing | undefined> {
  const segments = parseAddress(req.query('at') ?? '') ?? [];
  const kind = kindAt(segments);
  if (!kind) return undefined;
  const live = await readSite(site, scopeOf(kind) === 'apps' ? segments[1] : undefined);
  const object = objectAt(live, segments);
  if (!object) return undefined;
  const app = scopeOf(kind) === 'apps' ? objectAt(live, segments.slice(0, 2)) : undefined;
  const area = areasOf(kind).find(({ title }) => slug(title) === req.query('area'));
  return { kind, live, object, ...(app && { app }), ...(area && { area }) };
}

const placeOf = (kind: Kind, app: LiveObject | undefined): Place => ({
  top: scopeOf(kind),
  ...((app || scopeOf(kind) === 'cam') && { page: pageOf(kind) }),
  ...(app && { app }),
});

/** What is chosen before the form: it decides what stands in it. */
function firstTexts({ req }: Context, kind: Kind): Texts {
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

function showCreate(
  context: Context,
  site: Site,
  { kind, live, app }: NewThing,
  texts: Texts,
  notice?: Content,
  status: 200 | 422 = 200,
) {
  const { add, confirm } = wordsOf(kind);
  const title = add === 'Add' ? `Add ${kind.title}` : add;
  const [deciding, attribute] = forms.decidingOf(kind) ?? [];
  const chosen = deciding === undefined ? undefined : textAt(texts, deciding);
  const sdkAppId = app?.segments[1];
  const page = { ...placeOf(kind, app), title, live };
  if (deciding !== undefined && attribute && chosen === undefined) {
    const links = Object.entries(attribute.values).map(
      ([value, words]) =>
        html`<li><a href="${createUrl(kind, sdkAppId, { [deciding]: value })}">${words}</a></li>\n`,
    );
    const content = html`<section class="card"><h2>${attribute.title}</h2><p class="hint">${attribute.description}</p><ul>${links}</ul></section>`;
    return answer(context, { ...page, content }, status);
  }
  const given = givenAtCreation(kind).filter((name) => name !== deciding);
  const view = forms.viewOfNew(live, app?.segments ?? [], texts);
  const content = forms.form(
    {
      url: createUrl(kind, sdkAppId),
      token: site.token,
      confirm,
      cancel: isApp(kind) ? overviewUrl : shownUrl(kind, app?.segments ?? []),
      notice,
    },
    html`<p class="hint">${kind.description}</p>
      ${deciding !== undefined && attribute && html`<p><b>${attribute.title}</b>: ${seen(attribute.values[chosen ?? ''] ?? '')}<input type="hidden" name="${deciding}" value="${chosen ?? ''}"></p>`}
      ${forms.keyControls(kind, live, texts)}
      ${forms.kindControls(kind, given, view)}`,
  );
  return answer(context, { ...page, content }, status);
}

async function create(context: Context, site: Site, wanted: NewThing, sent: Sent): Promise<Response> {
  const { kind, live, app } = wanted;
  const again = (notice: Content) => showCreate(context, site, wanted, sent.texts, notice, 422);
  const more = withMoreRows(sent.texts);
  if (more) return showCreate(context, site, wanted, more);
  const segments = segmentsFor(kind, app, sent.texts);
  const { patch, problems } = patchFrom(kind.body, givenAtCreation(kind), sent.texts, undefined);
  const [wrong] = [...sent.problems, ...problems];
  if (wrong !== undefined) return again(problem(wrong));
  const operation = operationOf({ action: 'create', kind, segments, patch }, sent);
  const effects = gravesOf(kind, operation, undefined, editionOf(live, segments));
  if (effects.length > 0 && !isConfirmed(sent)) {
    const content = forms.form(
      {
        url: createUrl(kind, app?.segments[1]),
        token: site.token,
        confirm: wordsOf(kind).confirm,
        cancel: shownUrl(kind, app?.segments ?? []),
      },
      [
        confirmation(effects, sent),
        forms.secretsAgain(kind, [...sent.secrets.keys()], forms.viewOfNew(live, segments, sent.texts)),
      ],
    );
    return answer(context, { ...placeOf(kind, app), title: `Add ${nameIn(kind, segments)}?`, live, content });
  }
  const result = await site.sandbox.perform(operation);
  if (!result.ok) return again(refusal(result.refused));
  return goOn(context, isApp(kind) ? appUrl(result.id ?? '') : shownUrl(kind, segments), 'create');
}

const isConfirmed = ({ texts }: Sent): boolean => textAt(texts, '_confirmed') === 'yes';

const confirmation = (effects: Parameters<typeof forms.warning>[0], { texts }: Sent): Content => [
  forms.warning(effects),
  html`<input type="hidden" name="_confirmed" value="yes">`,
  forms.hiddenTexts(texts),
];

function operationOf(
  { kind, ...rest }: Pick<Operation, 'action' | 'segments' | 'patch'> & { readonly kind: Kind },
  { secrets }: Sent,
): Operation {
  return { ...rest, kind: kind.name, ...(secrets.size > 0 && { secrets }) };
}

/** A thing with its name, as a title says it. */
function nameIn(kind: Kind, segments: readonly string[]): string {
  const names = keysOf(kind).map(({ index }) => segments[index] ?? '');
  return [kind.title, ...(isApp(kind) ? [segments[1] ?? ''] : names)].join(' ');
}

const editUrl = ({ object, area }: KnownThing): string =>
  formUrl('edit', object.segments, area ? { area: slug(area.title) } : {});

/** All of the body, so that nobody writes over what somebody else has just changed. */
const markOf = (body: JsonMap): string =>
  createHash('sha256').update(canonical(body)).digest('hex').slice(0, 16);

const attributesOf = ({ kind, area }: KnownThing): readonly string[] =>
  area?.attributes ?? (kind.body.type === 'object' ? Object.keys(kind.body.attributes) : []);

function titleOfEdit({ kind, object, area }: KnownThing): string {
  if (!area) return `${wordsOf(kind).edit} ${nameIn(kind, object.segments)}`;
  return area.edit === 'Edit' ? `Edit ${area.title}` : area.edit;
}

function showEdit(
  context: Context,
  site: Site,
  wanted: KnownThing,
  texts: Texts,
  notice?: Content,
  status: 200 | 409 | 422 = 200,
) {
  const { kind, live, object, app, area } = wanted;
  const content = forms.form(
    {
      url: editUrl(wanted),
      token: site.token,
      confirm: area?.confirm ?? wordsOf(kind).save,
      cancel: shownUrl(kind, object.segments),
      notice,
    },
    html`<input type="hidden" name="_seen" value="${markOf(object.body)}">
      ${forms.kindControls(kind, attributesOf(wanted), forms.viewOf(live, object, texts))}`,
  );
  return answer(context, { ...placeOf(kind, app), title: titleOfEdit(wanted), live, content }, status);
}

async function edit(context: Context, site: Site, wanted: KnownThing, sent: Sent): Promise<Response> {
  const { kind, live, object, app } = wanted;
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
  const [wrong] = [...sent.problems, ...problems];
  if (wrong !== undefined) return again(problem(wrong));
  if (Object.keys(patch).length === 0 && sent.secrets.size === 0)
    return goOn(context, shownUrl(kind, segments), 'nothing');
  const operation = operationOf({ action: 'update', kind, segments, patch }, sent);
  const effects = gravesOf(kind, operation, body, editionOf(live, segments));
  if (effects.length > 0 && !isConfirmed(sent)) {
    const content = forms.form(
      {
        url: editUrl(wanted),
        token: site.token,
        confirm: wanted.area?.confirm ?? wordsOf(kind).save,
        cancel: shownUrl(kind, segments),
      },
      [
        confirmation(effects, sent),
        forms.secretsAgain(kind, [...sent.secrets.keys()], forms.viewOf(live, object, sent.texts)),
      ],
    );
    return answer(context, { ...placeOf(kind, app), title: `${titleOfEdit(wanted)}?`, live, content });
  }
  const result = await site.sandbox.perform(operation);
  return result.ok ? goOn(context, shownUrl(kind, segments), 'update') : again(refusal(result.refused));
}

/** What is only asked about: there is nothing to fill in. */
interface Ask {
  readonly action: 'delete' | 'invoke';
  readonly title: string;
  readonly description?: string;
  readonly confirm: string;
  readonly url: string;
  readonly operation: Operation;
}

function askOf(action: Ask['action'], { kind, object }: KnownThing, { req }: Context): Ask | undefined {
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

function showAsk(
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

async function carryOut(context: Context, site: Site, wanted: KnownThing, ask: Ask): Promise<Response> {
  const { kind, object } = wanted;
  const result = await site.sandbox.perform(ask.operation);
  if (!result.ok) return showAsk(context, site, wanted, ask, refusal(result.refused), 422);
  const isGone = ask.action === 'delete' && isApp(kind);
  return goOn(context, isGone ? overviewUrl : shownUrl(kind, object.segments), ask.action);
}
