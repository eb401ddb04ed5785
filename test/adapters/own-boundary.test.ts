// What an adapter of one's own gives is checked: a slip is said as a problem of the adapter, and never a crash.
import { describe, expect, test } from 'vitest';
import { type Adapter, AdapterError, type Operation } from '../../src/adapters/adapter.ts';
import { byAddress, done, failed, liveObject, lost, refused } from '../../src/adapters/kit.ts';
import { checked } from '../../src/adapters/own/checked.ts';
import type { Live } from '../../src/model.ts';

const account = '100000000001';
const name = './console.mjs';

/** An adapter with some functions of its own; what the port says of them does not count here. */
function adapterWith(given: Readonly<Record<string, unknown>>): Adapter {
  const adapter = checked({ read: () => live(), write: () => done(), ...given }, name, account);
  if ('problem' in adapter) throw new Error(adapter.problem);
  return adapter;
}

const id = '1400000001';
const app = liveObject(['apps', id], { name: 'Acme Support', edition: 'premium', enabled: true });
const webhook = liveObject(['apps', id, 'webhook'], {
  url: 'https://chat.acme.example/im',
  events: ['State.StateChange'],
});

const live = (more: object = {}) => ({
  account,
  now: '2026-11-02T09:00:00Z',
  objects: byAddress([app, webhook]),
  unreadable: [],
  directory: { users: ['alice'], groups: [], presets: [] },
  ...more,
});

const readOf = (given: unknown, more: object = {}): Promise<Live> =>
  adapterWith({ read: async () => given, ...more }).read({ apps: [id] });

describe('read', () => {
  test('gives what the adapter gave', async () => {
    const facts = { callTrials: 3 };
    const given = live({
      facts,
      notices: ['The console is slow today.'],
      unlisted: [{ address: 'apps.1400000001.accounts', reason: 'No page lists them.' }],
      standsOn: { 'cam.policies.own': 'it is ours' },
      unreadable: [{ address: 'cam', reason: 'no permission' }],
    });
    expect(await readOf(given)).toEqual({
      account,
      now: '2026-11-02T09:00:00Z',
      objects: new Map([
        [`apps.${id}`, app],
        [`apps.${id}.webhook`, webhook],
      ]),
      unreadable: [{ address: 'cam', reason: 'no permission' }],
      notices: ['The console is slow today.'],
      unlisted: [{ address: 'apps.1400000001.accounts', reason: 'No page lists them.' }],
      standsOn: { 'cam.policies.own': 'it is ours' },
      facts,
      directory: { users: ['alice'], groups: [], presets: [] },
    });
  });

  test('gives a copy: what the adapter changes later is not seen, and names of people are keys like any other', async () => {
    const tags = JSON.parse('{"__proto__": "x", "team": "support"}');
    const given = live({
      objects: byAddress([app, { ...webhook, ...liveObject(['apps', id, 'tags'], tags) }]),
    });
    const { objects } = await readOf(given);
    tags.team = 'nobody';
    const body = objects.get(`apps.${id}.tags`)?.body ?? {};
    expect(Object.entries(body)).toEqual([
      ['__proto__', 'x'],
      ['team', 'support'],
    ]);
    expect('toString' in body).toBe(false);
  });

  test('what is undefined is not there, as in JSON', async () => {
    const { objects, unreadable } = await readOf(
      live({ objects: byAddress([{ ...app, body: { ...app.body, type: undefined } as never }]) }),
    );
    expect(unreadable).toEqual([]);
    expect(objects.get(`apps.${id}`)?.body).toEqual(app.body);
  });

  test.each<[string, () => unknown, string]>([
    [
      'throws',
      () => {
        throw new Error('no route to the console');
      },
      'read() failed: no route to the console',
    ],
    ['rejects', () => Promise.reject(new Error('401')), 'read() failed: 401'],
    ['rejects with nothing', () => Promise.reject(), 'read() failed: something without a message'],
    ['gives nothing', () => undefined, 'read() gave no live view'],
    ['gives a list', () => [], 'read() gave no live view'],
    [
      'has no account',
      () => live({ account: undefined }),
      'read() gave no `account`: it is the uin of the root account, 5 to 20 digits as a text',
    ],
    [
      'has a number for an account',
      () => live({ account: 100000000001 }),
      'read() gave no `account`: it is the uin of the root account, 5 to 20 digits as a text',
    ],
    [
      'has no time',
      () => live({ now: new Date(0) }),
      'read() gave no `now`: it is a time such as 2026-11-02T09:00:00Z',
    ],
    [
      'has a time of another place',
      () => live({ now: '2026-11-02T09:00:00+08:00' }),
      'read() gave no `now`: it is a time such as 2026-11-02T09:00:00Z',
    ],
    [
      'has a day that is none',
      () => live({ now: '2026-13-02T09:00:00Z' }),
      'read() gave no `now`: it is a time such as 2026-11-02T09:00:00Z',
    ],
    [
      'has a list of objects',
      () => live({ objects: [app] }),
      'read() gave no `objects`: they are a Map of live address to object',
    ],
    [
      'leaves unreadable out',
      () => live({ unreadable: undefined }),
      'read() gave no `unreadable`: it is a list of {address, reason}, the address live, or "" for everything',
    ],
    [
      'has an unreadable address that is none',
      () => live({ unreadable: [{ address: 'apps.', reason: 'x' }] }),
      'read() gave no `unreadable`: it is a list of {address, reason}, the address live, or "" for everything',
    ],
    [
      'has a text for standsOn',
      () => live({ standsOn: 'slow' }),
      'read() gave `standsOn` that is no map of live address to text',
    ],
    [
      'has an address alone for unlisted',
      () => live({ unlisted: ['apps.1400000001.accounts'] }),
      'read() gave `unlisted` that is no list of {address, reason}',
    ],
    [
      'has a text for notices',
      () => live({ notices: 'slow' }),
      'read() gave `notices` that are no list of texts',
    ],
    [
      'has no directory',
      () => live({ directory: undefined }),
      'read() gave no `directory`: it has the lists `users`, `groups` and `presets`, of names',
    ],
    [
      'has half a directory',
      () => live({ directory: { users: [], groups: [] } }),
      'read() gave no `directory`: it has the lists `users`, `groups` and `presets`, of names',
    ],
    [
      'has facts that are none',
      () => live({ facts: { callTrials: 'three' } }),
      'read() gave facts of the account of which facts.callTrials should be a number from 0',
    ],
    [
      'has facts of another world',
      () => live({ facts: new Map() }),
      'read() gave `facts` that are no map of plain JSON',
    ],
    [
      'has an object without segments',
      () => live({ objects: new Map([['apps', { body: {} }]]) }),
      'read() gave an object without segments at "apps"',
    ],
    [
      'has an object where the catalogue has none',
      () => live({ objects: new Map([['apps.1.colours', { ...app, segments: ['apps', '1', 'colours'] }]]) }),
      'read() gave an object at apps.1.colours, where the catalogue has none',
    ],
    [
      "has an app by the configuration's key",
      () => live({ objects: byAddress([liveObject(['apps', 'support'], app.body)]) }),
      'read() gave an object at apps.support, whose second segment is no SDKAppID',
    ],
    [
      'has an object under the key of another',
      () => live({ objects: new Map([[`apps.${id}.login`, webhook]]) }),
      `read() gave an object of apps.${id}.webhook under the key "apps.${id}.login"`,
    ],
  ])('that %s leaves everything unreadable', async (_, read, reason) => {
    const found = await adapterWith({ read }).read({ apps: [id] });
    expect(found.unreadable).toContainEqual({ address: '', reason: `${name}: ${reason}` });
    expect(found.account).toBe(account);
  });

  const body = (change: object) => live({ objects: byAddress([app, { ...webhook, body: change as never }]) });
  const place = `apps.${id}.webhook`;
  test.each<[string, object, string]>([
    [
      'a kind that does not fit',
      live({ objects: byAddress([app, { ...webhook, kind: 'login' }]) }),
      'with a kind that is not webhook',
    ],
    ['no body', body(undefined as never), 'with a body that is no map of plain JSON'],
    ['a body that is a function', body({ url: () => '' }), 'with a body that is no map of plain JSON'],
    ['a date', body({ url: new Date() }), 'with a body that is no map of plain JSON'],
    ['a number that is none', body({ url: Number.NaN }), 'with a body that is no map of plain JSON'],
    ['a number for a text', body({ url: 7 }), 'of which url should be a text'],
    ['a null', body({ url: null }), 'of which url should be a text'],
    [
      'an attribute that there is not',
      body({ colour: 'blue' }),
      'of which the catalogue has no colour there',
    ],
    [
      'an attribute of the language itself',
      body(JSON.parse('{"constructor": 1}')),
      'of which the catalogue has no constructor there',
    ],
    [
      'facts that are no map',
      live({ objects: byAddress([app, { ...webhook, facts: 7 as never }]) }),
      'with facts that are no map of plain JSON',
    ],
  ])('%s leaves that one unreadable, and nothing else', async (_, given, what) => {
    const found = await readOf(given);
    expect(found.unreadable).toEqual([{ address: place, reason: `${name}: read() gave ${place} ${what}` }]);
    expect([...found.objects.keys()]).toEqual([`apps.${id}`]);
  });

  test('a circle is no plain JSON', async () => {
    const round: Record<string, unknown> = {};
    round.url = round;
    expect((await readOf(body(round))).unreadable).toHaveLength(1);
  });

  const inApp = (segments: readonly string[], value: object) =>
    live({ objects: byAddress([app, liveObject(['apps', id, ...segments], value as never)]) });
  test.each<[string, readonly string[], object, string]>([
    ['boolean', ['messages'], { userStatus: 'yes' }, 'userStatus should be true or false'],
    ['integer', ['messages'], { historyDays: 7.5 }, 'historyDays should be a whole number'],
    [
      'enum',
      ['login'],
      { policy: 'all' },
      'policy should be one of single-device, dual-device, triple-device, multi-device',
    ],
    [
      'set',
      ['groupFeatures'],
      { readReceipts: ['Work', 'Chat'] },
      'readReceipts should be a list of some of Work, Public, Meeting',
    ],
    ['object', ['groupFeatures'], { community: true }, 'community should be a map'],
    [
      'inside of an object',
      ['groupFeatures'],
      { community: { topics: 1 } },
      'community.topics should be true or false',
    ],
    ['map', ['tags'], { team: 7 }, 'team should be a text'],
    [
      'map with known keys',
      ['groupFields', 'Badge'],
      { groupTypes: { Chat: {} } },
      'the catalogue has no groupTypes.Chat there',
    ],
    ['names', ['groups', 'desk'], { members: { alice: true } }, 'members should be a list of names'],
    [
      'secret',
      ['certificates', 'phones'],
      { platform: 'mi', appSecret: 'acme-secret' },
      'appSecret is a secret, and no console shows one: leave it out',
    ],
  ])('the shape of the catalogue is held: %s', async (_, segments, value, what) => {
    const { unreadable } = await readOf(inApp(segments, value));
    expect(unreadable).toHaveLength(1);
    expect(unreadable[0]?.reason).toMatch(new RegExp(`of which ${what.replaceAll('.', '\\.')}$`));
    expect(unreadable[0]?.reason).not.toContain('acme-secret');
  });

  test('the facts that plans are made with are held too; others may be anything', async () => {
    const segments = ['apps', id, 'certificates', 'phones'];
    const factsOf = async (facts: object) =>
      (await readOf(live({ objects: byAddress([app, liveObject(segments, {}, facts as never)]) })))
        .unreadable;
    expect(await factsOf({ fingerprints: { certificate: '5f2b81aa' }, colour: 7 })).toEqual([]);
    const place = `apps.${id}.certificates.phones`;
    expect(await factsOf({ fingerprints: { certificate: 7 } })).toEqual([
      {
        address: place,
        reason: `${name}: read() gave ${place} of which facts.fingerprints should be a map of texts`,
      },
    ]);
  });

  test('a policy is a map, and not its text', async () => {
    const policy = liveObject(['cam', 'policies', 'operators'], { document: '{"version": "2.0"}' });
    const { unreadable } = await readOf(live({ objects: byAddress([policy]) }));
    expect(unreadable).toEqual([
      {
        address: 'cam.policies.operators',
        reason: `${name}: read() gave cam.policies.operators of which document should be a map, and not its text`,
      },
    ]);
  });

  test('values beyond the limits are the console’s own affair', async () => {
    const { unreadable } = await readOf(inApp(['messages'], { historyDays: 100_000, recallSeconds: -1 }));
    expect(unreadable).toEqual([]);
  });

  test('what is in an app without the app itself leaves the app unreadable', async () => {
    const given = live({ objects: byAddress([webhook]) });
    expect((await readOf(given)).unreadable).toEqual([
      {
        address: `apps.${id}`,
        reason: `${name}: read() gave what is in apps.${id}, and not apps.${id} itself`,
      },
    ]);
    // Who cannot read apps can read what is in them: tags, by an API of their own.
    expect((await readOf(given, { capabilities: { unseen: ['app'] } })).unreadable).toEqual([]);
  });

  test('a reason is cut short', async () => {
    const { unreadable } = await adapterWith({
      read: () => Promise.reject(new Error('x'.repeat(10_000))),
    }).read({ apps: [] });
    expect(unreadable[0]?.reason.length).toBeLessThan(520);
  });
});

const webhookChange: Operation = {
  action: 'update',
  kind: 'webhook',
  segments: ['apps', id, 'webhook'],
  patch: { url: 'https://chat.acme.example/im' },
};
const newApp: Operation = { action: 'create', kind: 'app', segments: ['apps', ''], patch: { name: 'Acme' } };

describe('write', () => {
  const outcomeOf = (given: unknown, operation = webhookChange) =>
    adapterWith({ write: async () => given }).write(operation);

  test.each([
    ['done', done(), done()],
    [
      'refused by a rule',
      refused('InvalidEdition', 'No way back.', 'APP-7'),
      refused('InvalidEdition', 'No way back.', 'APP-7'),
    ],
    ['refused', refused('Forbidden', 'No.'), refused('Forbidden', 'No.')],
    ['failed', failed('RequestLimitExceeded', 'Later.'), failed('RequestLimitExceeded', 'Later.')],
    ['lost', lost('ResponseTimeout', 'No answer.'), lost('ResponseTimeout', 'No answer.')],
    ['done, with an ID of which nobody knows', done('17'), done()],
    [
      'refused by a rule in other words',
      refused('Forbidden', 'No.', 'see page 7'),
      refused('Forbidden', 'No.'),
    ],
  ])('%s', async (_, given, outcome) => {
    expect(await outcomeOf(given)).toEqual(outcome);
  });

  test('a new app has its SDKAppID', async () => {
    expect(await outcomeOf(done(id), newApp)).toEqual({ ok: true, id });
  });

  test.each([
    ['no answer', undefined, webhookChange, 'write() gave no outcome: `ok` is true or false'],
    ['a number', 1, webhookChange, 'write() gave no outcome: `ok` is true or false'],
    ['no error', { ok: false }, webhookChange, 'write() gave an `error` without kind, code and message'],
    [
      'an error of another kind',
      { ok: false, error: { kind: 'busy', code: 'x', message: 'y' } },
      webhookChange,
      'write() gave an `error` without kind, code and message',
    ],
    [
      'an error without a code',
      { ok: false, error: { kind: 'failed', code: '', message: 'y' } },
      webhookChange,
      'write() gave an `error` without kind, code and message',
    ],
    [
      'a new app without an ID',
      done(),
      newApp,
      'write() gave no `id` for a new app: it is the SDKAppID, as a text',
    ],
    [
      'a new app with a number',
      { ok: true, id: 1400000001 },
      newApp,
      'write() gave no `id` for a new app: it is the SDKAppID, as a text',
    ],
  ])('%s is a lost answer: it may have happened', async (_, given, operation, message) => {
    expect(await outcomeOf(given, operation)).toEqual(lost('AdapterError', `${name}: ${message}`));
  });

  test('what it throws is a lost answer too', async () => {
    const thrown = adapterWith({
      write: () => {
        throw new Error('socket hang up');
      },
    });
    expect(await thrown.write(webhookChange)).toEqual(
      lost('AdapterError', `${name}: write() failed: socket hang up`),
    );
    const rejected = adapterWith({ write: () => Promise.reject(new Error('socket hang up')) });
    expect(await rejected.write(webhookChange)).toEqual(
      lost('AdapterError', `${name}: write() failed: socket hang up`),
    );
  });

  test('an operation is not changed by the adapter, which may be asked again', async () => {
    const adapter = adapterWith({
      write: (operation: { segments: string[]; patch: Record<string, unknown> }) => {
        operation.segments.pop();
        delete operation.patch.url;
        return failed('RequestLimitExceeded', 'Later.');
      },
    });
    await adapter.write(webhookChange);
    expect(webhookChange).toEqual({
      action: 'update',
      kind: 'webhook',
      segments: ['apps', id, 'webhook'],
      patch: { url: 'https://chat.acme.example/im' },
    });
  });

  const password = 'acme-pushes-2026';
  const secrets = new Map([['password', new TextEncoder().encode(password)]]);
  const certificate: Operation = { ...webhookChange, kind: 'certificate', secrets };
  test.each([
    ['as it is', password],
    ['in base64', Buffer.from(password).toString('base64')],
    ['in hex', Buffer.from(password).toString('hex')],
  ])('a message with a secret in it, %s, is not shown', async (_, text) => {
    const said = await adapterWith({ write: async () => refused(text, `bad password ${text}`) }).write(
      certificate,
    );
    const thrown = await adapterWith({ write: () => Promise.reject(new Error(text)) }).write(certificate);
    expect(JSON.stringify([said, thrown])).not.toContain(text);
    expect(said).toMatchObject({ ok: false, error: { kind: 'refused' } });
    expect(thrown).toMatchObject({
      error: { message: `${name}: write() failed: (a message with a secret in it, which is not shown)` },
    });
  });

  test('the adapter gets the secrets', async () => {
    let seen: unknown;
    const adapter = adapterWith({
      write: async (operation: Operation) => {
        seen = operation.secrets;
        return done();
      },
    });
    await adapter.write(certificate);
    expect(seen).toBe(secrets);
  });
});

describe('probe', () => {
  const claim = {
    kind: 'trtc',
    action: 'update' as const,
    segments: ['apps', id, 'trtc'],
    body: { activated: true },
  };

  test('is there where the adapter has one', async () => {
    expect(adapterWith({}).probe).toBeUndefined();
    const signs = [{ says: 'done', how: 'A call was made.' }];
    expect(await adapterWith({ probe: async () => signs }).probe?.([claim])).toEqual(signs);
  });

  const none = { says: 'cannot-tell', how: `${name}: probe() gave no sign for each claim.` };
  test.each([
    ['too few signs', [{ says: 'done', how: 'x' }], [none, none]],
    ['nothing', undefined, [none, none]],
    [
      'a sign that is none',
      [
        { says: 'yes', how: 'x' },
        { says: 'done', how: 'x' },
      ],
      [none, { says: 'done', how: 'x' }],
    ],
  ])('%s cannot tell', async (_, given, signs) => {
    expect(await adapterWith({ probe: async () => given }).probe?.([claim, claim])).toEqual(signs);
  });

  test('what it throws cannot tell either', async () => {
    const adapter = adapterWith({ probe: () => Promise.reject(new Error('403')) });
    expect(await adapter.probe?.([claim])).toEqual([
      { says: 'cannot-tell', how: `${name}: probe() failed: 403` },
    ]);
  });
});

describe('close', () => {
  test('may be left out', async () => {
    await expect(adapterWith({}).close()).resolves.toBeUndefined();
  });

  test('that fails is a problem of the adapter, and no bug', async () => {
    const adapter = adapterWith({ close: () => Promise.reject(new Error('disk full')) });
    await expect(adapter.close()).rejects.toThrow(new AdapterError(`${name}: close() failed: disk full`));
  });
});
