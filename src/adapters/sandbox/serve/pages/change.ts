/** Adding, editing, deleting: a form is shown, and what is sent of it is carried out as a person would. */
import type { Hono } from 'hono';
import { notFound, takeSent } from './answers.ts';
import { askOf, carryOut, showAsk } from './ask.ts';
import { create, firstTexts, showCreate } from './create.ts';
import { edit, showEdit } from './edit.ts';
import * as forms from './forms.ts';
import { sentFor } from './sent.ts';
import type { Site } from './site.ts';
import { textsOf } from './texts.ts';
import { knownThing, newThing } from './things.ts';

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
