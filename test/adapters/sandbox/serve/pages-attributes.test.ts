// Every attribute of the catalogue has a control: what is set with it is there afterwards, and can be set anew.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../../src/adapters/sandbox/index.ts';
import { formatAddress } from '../../../../src/address.ts';
import { kinds } from '../../../../src/catalog/index.ts';
import type { Attribute, Kind } from '../../../../src/catalog/kind.ts';
import { at, type Json, type JsonMap, type MutableMap } from '../../../../src/json.ts';
import { bodyWith, type Form, formsOf, reveal, samplesOf, segmentsOf, settable } from '../../samples.ts';
import { done, newApp, newSandbox, show } from '../sandbox.ts';
import { type Desk, deskAt, fill, type } from './pages.ts';

const month = 31 * 86_400; // seconds

/** An app with two users, in which communities are on where the form needs them. */
async function ready(form: Form): Promise<{ sandbox: Sandbox; desk: Desk; sdkAppId: string }> {
  const sandbox = await newSandbox();
  // Of a Developer app the edition can be raised, and it can be disabled.
  const sdkAppId = await newApp(sandbox, form.kind.name === 'app' ? 'developer' : 'premium');
  for (const userId of ['support-bot', 'duty-officer'])
    await done(sandbox, 'ImportAccount', { sdkAppId, userId });
  if (form.chosen.type === 'Community')
    await done(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: true } });
  if (form.kind.name.startsWith('cam-policy-')) {
    const statement = [{ effect: 'allow', action: ['name/im:*'], resource: ['*'] }];
    await done(sandbox, 'CreatePolicy', {
      policyName: 'support-operators',
      document: { version: '2.0', statement },
    });
  }
  return { sandbox, desk: deskAt(sandbox), sdkAppId };
}

const attributesOf = ({ body }: Kind): Readonly<Record<string, Attribute>> =>
  body.type === 'object' ? body.attributes : {};

/** Adds a thing with what is given when it is added; the rest is edited in after that. */
async function add(desk: Desk, form: Form, segments: readonly string[], body: JsonMap): Promise<void> {
  const { kind } = form;
  const query = new URLSearchParams({ kind: kind.name, app: segments[1] ?? '', ...form.chosen });
  const page = await desk.open(`/console/create?${query}`);
  for (const { name } of page.controls) {
    const index = /^_key\.(\d+)$/.exec(name)?.[1];
    if (index !== undefined) type(page, name, segments[Number(index)] ?? '');
  }
  const given = Object.entries(body).filter(([name]) => attributesOf(kind)[name]?.atCreation);
  fill(page, kind, Object.fromEntries(given));
  expectDone(await desk.send(page));
  const later = Object.entries(body).filter(([name]) => !attributesOf(kind)[name]?.atCreation);
  if (later.length > 0) await edit(desk, kind, segments, Object.fromEntries(later));
}

async function edit(desk: Desk, kind: Kind, segments: readonly string[], body: JsonMap): Promise<void> {
  const page = await desk.open(`/console/edit?${new URLSearchParams({ at: formatAddress(segments) })}`);
  fill(page, kind, body);
  expectDone(await desk.send(page));
}

function expectDone({ status, html }: { status: number; html: string }): void {
  const alert = /role="alert">([\s\S]*?)<\/div>/.exec(html)?.[1];
  expect({ status, alert }).toEqual({ status: 303, alert: undefined });
}

/** What the console shows of an attribute: of a secret the fingerprint. */
async function shownAt(
  sandbox: Sandbox,
  segments: readonly string[],
  path: readonly string[],
): Promise<unknown> {
  const object = (await show(sandbox)).objects.get(formatAddress(segments));
  return at(object?.body, path) ?? at(object?.facts.fingerprints, path);
}

/** How a value is shown again. */
function shownAs(attribute: Attribute, path: readonly string[], value: Json): unknown {
  switch (attribute.type) {
    case 'set':
      return [...(value as string[])].sort((a, b) => place(attribute.values, a) - place(attribute.values, b));
    case 'names':
      return [...(value as string[])].sort();
    case 'secret':
      // A password could be guessed from its fingerprint.
      if (path.join() === 'password') return undefined;
      return createHash('sha256')
        .update(reveal(value as object))
        .digest('hex')
        .slice(0, 8);
    default:
      return value;
  }
}

const place = (values: object, value: string) => Object.keys(values).indexOf(value);

/** Values that only go one way. */
const oneWay: Readonly<Record<string, readonly Json[]>> = {
  'app.edition': ['standard', 'premium'],
  'app.keyAlgorithm': [],
  'app.enabled': [false, true],
  'trtc.activated': [true],
  'trtc.call': ['trial', 'official'],
  'trtc.callTrials': [1, 2],
  // A group of this type keeps its owner.
  'group(AVChatRoom).owner': ['support-bot'],
};

const cases = kinds
  .filter(({ listed }) => !listed)
  .flatMap(formsOf)
  .flatMap((form) =>
    settable(form).map(({ path, attribute }) => ({
      title: [form.title, ...path].join('.'),
      form,
      path,
      attribute,
    })),
  );

test.each(cases.map((one) => [one.title, one] as const))('%s', async (title, { form, path, attribute }) => {
  const { kind } = form;
  const { sandbox, desk, sdkAppId } = await ready(form);
  const segments = segmentsOf(form, sdkAppId);
  const chosen = form.chosen[path.join('.')];
  const values = oneWay[title] ?? (chosen === undefined ? samplesOf(form, path, attribute) : [chosen]);
  for (const [n, value] of values.entries()) {
    // The storage period changes once a month; a trial is renewed before its end.
    if (title === 'messages.historyDays') await sandbox.advance(month);
    const body = bodyWith(form, path, value) as MutableMap<Json>;
    const isSetLater = kind.form === 'section' || kind.name === 'app';
    if (n === 0 && !isSetLater) await add(desk, form, segments, body);
    else if (isSetLater) await edit(desk, kind, segments, body);
    else if (attribute.immutable || kind.leaving === 'kept') continue;
    else await edit(desk, kind, segments, changed(kind, body, path, value));
    expect(await shownAt(sandbox, segments, path)).toEqual(shownAs(attribute, path, value));
  }
});

/** What is new of a body: a value, and the secrets that go with it. */
function changed({ body: form }: Kind, body: JsonMap, path: readonly string[], value: Json): JsonMap {
  const [first = ''] = path;
  const attributes = form.type === 'object' ? form.attributes : {};
  if (attributes[first]?.type !== 'secret') return { [first]: body[first] ?? value };
  const secrets = Object.entries(body).filter(([name]) => attributes[name]?.type === 'secret');
  return Object.fromEntries(secrets);
}

describe('what has a name and nothing else', () => {
  test.each(kinds.filter(({ listed }) => listed).map((kind) => [kind.name, kind] as const))(
    '%s is added and taken away',
    async (_, kind) => {
      const [form] = formsOf(kind) as [Form];
      const { sandbox, desk } = await ready(form);
      const segments = segmentsOf(form, '');
      await add(desk, form, segments, {});
      const address = formatAddress(segments);
      expect((await show(sandbox)).objects.get(address)?.body).toEqual({});
      expectDone(await desk.send(await desk.open(`/console/delete?${new URLSearchParams({ at: address })}`)));
      expect((await show(sandbox)).objects.has(address)).toBe(false);
    },
  );
});

test('every attribute of every kind is among those that are set', () => {
  const set = new Set(cases.map(({ form, path }) => [form.kind.name, ...path].join('.')));
  const all = kinds
    .filter(({ listed }) => !listed)
    .flatMap((kind) => leavesOf(kind.body).map((path) => [kind.name, ...path].join('.')));
  expect(all.filter((one) => !set.has(one))).toEqual([]);
});

function leavesOf(attribute: Attribute, path: readonly string[] = []): readonly (readonly string[])[] {
  if (attribute.type !== 'object') return [path];
  return Object.entries(attribute.attributes).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

test('values that are sent as they were opened change nothing and are no call', async () => {
  for (const kind of kinds.filter(({ form, key }) => form === 'section' && !key)) {
    const [form] = formsOf(kind) as [Form];
    const { sandbox, desk, sdkAppId } = await ready(form);
    const calls = sandbox.log().length;
    const segments = segmentsOf(form, sdkAppId);
    const page = await desk.open(`/console/edit?${new URLSearchParams({ at: formatAddress(segments) })}`);
    const { status, location } = await desk.send(page);
    expect([kind.name, status, location?.endsWith('?done=nothing')]).toEqual([kind.name, 303, true]);
    expect(sandbox.log()).toHaveLength(calls);
  }
});
