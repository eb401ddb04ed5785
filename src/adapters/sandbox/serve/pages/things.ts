/** What a form is about, by its address: a thing that is there, or one that is to be made. */
import type { Context } from 'hono';
import { parseAddress } from '../../../../address.ts';
import { kindAt, kindNamed } from '../../../../catalog/index.ts';
import type { Kind } from '../../../../catalog/kind.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import type { Place } from './frame.ts';
import { slug } from './markup.ts';
import { pageOf, scopeOf } from './menu.ts';
import { keysOf } from './sections.ts';
import { isApp, objectAt, readSite, type Site } from './site.ts';
import { type Area, areasOf } from './words.ts';

/** Something of a kind that is to be made. */
export interface NewThing {
  readonly kind: Kind;
  readonly live: Live;
  /** The app that it is to be in. */
  readonly app?: LiveObject;
}

export async function newThing({ req }: Context, site: Site): Promise<NewThing | undefined> {
  const kind = kindNamed(req.query('kind') ?? '');
  if (kind?.form !== 'object') return undefined;
  if (isApp(kind) || scopeOf(kind) === 'cam') return { kind, live: await readSite(site) };
  const sdkAppId = req.query('app') ?? '';
  const live = await readSite(site, sdkAppId);
  const app = objectAt(live, ['apps', sdkAppId]);
  return app && { kind, live, app };
}

/** Something that is there. */
export interface KnownThing {
  readonly kind: Kind;
  readonly live: Live;
  readonly object: LiveObject;
  readonly app?: LiveObject;
  /** The part of it that a form is about; all of it where left out. */
  readonly area?: Area;
}

export async function knownThing({ req }: Context, site: Site): Promise<KnownThing | undefined> {
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

/** Where a form stands: beside the menu of its app, or of the account. */
export const placeOf = (kind: Kind, app: LiveObject | undefined): Place => ({
  top: scopeOf(kind),
  ...((app || scopeOf(kind) === 'cam') && { page: pageOf(kind) }),
  ...(app && { app }),
});

/** A thing with its name, as a title says it. */
export function nameIn(kind: Kind, segments: readonly string[]): string {
  const names = keysOf(kind).map(({ index }) => segments[index] ?? '');
  return [kind.title, ...(isApp(kind) ? [segments[1] ?? ''] : names)].join(' ');
}
