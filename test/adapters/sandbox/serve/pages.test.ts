// The console's pages: who may ask for them, what they show, what they refuse, and what they never show.
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../../src/adapters/sandbox/index.ts';
import { appKeyOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { kinds } from '../../../../src/catalog/index.ts';
import { bodyAt, done, newApp, newSandbox } from '../sandbox.ts';
import { appSecret, fcm, p12, password } from '../uploads.ts';
import {
  type Answered,
  type Desk,
  deskAt,
  type Filled,
  formIn,
  origin,
  tick,
  type,
  unescaped,
} from './pages.ts';

const app = '1400000001';

/** A sandbox with an app, and somebody at its console. */
async function ready(
  edition = 'developer',
  name = 'Acme Support',
): Promise<{ sandbox: Sandbox; desk: Desk }> {
  const sandbox = await newSandbox();
  await newApp(sandbox, edition, name);
  return { sandbox, desk: deskAt(sandbox) };
}

const basic = `/console/apps/${app}/basic-configuration`;
const editOf = (address: string, area = '') => `/console/edit?${new URLSearchParams({ at: address, area })}`;

/** The words of an alert. */
const alertIn = ({ html }: Answered): string =>
  unescaped((/role="alert">([\s\S]*?)<\/div>/.exec(html)?.[1] ?? '').replace(/<[^>]+>/g, ' '))
    .replace(/\s+/g, ' ')
    .trim();

const calls = (sandbox: Sandbox): number => sandbox.log().length;

describe('who may ask', () => {
  test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8700', '10.0.0.7:8700', ''])(
    'the host “%s” is turned away',
    async (host) => {
      const { desk } = await ready();
      const { status, html } = await desk.request('/console/', { headers: { host } });
      expect(status).toBe(403);
      expect(html).not.toContain('Acme Support');
    },
  );

  test.each(['127.0.0.1:8700', 'localhost:8700', 'LOCALHOST', '[::1]:8700'])(
    'the host %s is let in',
    async (host) => {
      const { desk } = await ready();
      expect((await desk.request('/console/', { headers: { host } })).status).toBe(200);
    },
  );

  const headers: readonly [string, Record<string, string>, number][] = [
    ['the origin of another site', { origin: 'https://evil.example' }, 403],
    ['the origin of another port', { origin: 'http://127.0.0.1:9000' }, 403],
    ['no origin to be told', { origin: 'null' }, 403],
    ['a browser that says cross-site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a browser that says same-site', { 'sec-fetch-site': 'same-site' }, 403],
    ['the console itself', { origin, 'sec-fetch-site': 'same-origin' }, 303],
  ];
  test.each(headers)('a form from %s', async (_, given, expected) => {
    const { sandbox, desk } = await ready();
    const before = calls(sandbox);
    const form = await desk.open('/console/clock');
    const body = new URLSearchParams(form.controls.map(({ name, value }): [string, string] => [name, value]));
    const { status } = await desk.request('/console/clock', {
      method: 'POST',
      body,
      headers: { host: '127.0.0.1:8700', ...given },
    });
    expect(status).toBe(expected);
    expect(calls(sandbox)).toBe(expected === 303 ? before + 1 : before);
  });

  const posts = [
    '/console/clock',
    '/console/key',
    '/console/create?kind=app',
    `/console/edit?at=apps.${app}.login`,
  ].concat([`/console/delete?at=apps.${app}`, `/console/invoke?at=apps.${app}&what=extend`]);
  test.each(posts)('without its token %s does nothing', async (url) => {
    const { sandbox, desk } = await ready();
    const before = calls(sandbox);
    for (const token of [undefined, '', 'moonlit', '0'.repeat(48)]) {
      const body = new URLSearchParams({
        app,
        name: 'Game Lobby',
        amount: '1',
        ...(token !== undefined && { _token: token }),
      });
      const answer = await desk.request(url, { method: 'POST', body });
      expect(answer.status).toBe(403);
      expect(answer.html).not.toContain(appKeyOf('100000000001', app));
    }
    expect(calls(sandbox)).toBe(before);
  });

  test('each start has a token of its own, so that a form of the run before is not taken', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open('/console/clock');
    const answer = await deskAt(sandbox).sendOnce(form);
    expect(answer.status).toBe(403);
    expect(alertIn(answer)).toBe(
      'The form is of another run of the sandbox. Go back, load the page again, and repeat it.',
    );
  });

  test.each(['{}', 'not a form'])('what is no form is not taken: %s', async (body) => {
    const { desk } = await ready();
    const { status } = await desk.request('/console/clock', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(status).toBe(400);
  });

  test('every answer forbids scripts, frames, foreign loads, guessing of types and keeping', async () => {
    const { desk } = await ready();
    for (const url of ['/console', '/console/', basic, '/console/nowhere', '/console/create?kind=app']) {
      const { headers } = await desk.get(url);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; /);
      for (const part of ["form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"])
        expect(policy).toContain(part);
      expect(policy).not.toContain('script-src');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-frame-options')).toBe('DENY');
    }
  });

  test.each(['/console', '/console/', basic, '/console/clock', '/console/nowhere'])(
    'HEAD of %s is answered as GET, without its text',
    async (url) => {
      const { desk } = await ready();
      const get = await desk.get(url);
      const head = await desk.request(url, { method: 'HEAD' });
      expect([head.status, head.html]).toEqual([get.status, '']);
      expect([...head.headers]).toEqual([...get.headers]);
    },
  );

  test('there is no script on any page', async () => {
    const { desk } = await ready();
    for (const url of ['/console/', basic, editOf(`apps.${app}.login`)]) {
      expect((await desk.get(url)).html).not.toMatch(/<script|\son[a-z]+=|javascript:/i);
    }
  });

  test.each([
    '/console/nowhere',
    '/console/apps/1499999999',
    '/console/apps/1499999999/basic-configuration',
    `/console/apps/${app}/nowhere`,
    '/console/cam/nowhere',
    '/console/create?kind=webhook&app=1400000001',
    '/console/create?kind=user-field&app=1499999999',
    '/console/create?kind=__proto__',
    '/console/edit?at=apps.1499999999.login',
    '/console/edit?at=apps',
    '/console/edit?at=%5B%22%5D',
    '/console/edit?at=__proto__',
    `/console/delete?at=apps.${app}.login`,
    `/console/invoke?at=apps.${app}&what=constructor`,
  ])('%s is not there', async (url) => {
    const { desk } = await ready();
    const { status, html } = await desk.get(url);
    expect(status).toBe(404);
    expect(html).toContain('There is nothing here');
  });
});

describe('what they show', () => {
  test('the overview: SDKAppID, name, edition, status, creation and expiration of every app (APP-1)', async () => {
    const { sandbox, desk } = await ready();
    await newApp(sandbox, 'premium', 'Game Lobby');
    const { html } = await desk.get('/console/');
    const rows = [...html.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, row = '']) =>
      [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) =>
        cell.replace(/<[^>]+>/g, '').trim(),
      ),
    );
    expect(rows).toEqual([
      ['SDKAppID', 'Application Name', 'Edition', 'Status', 'Creation Time', 'Expiration Time'],
      [
        app,
        'Acme Support',
        'Developer: free, for testing, valid for one month at a time',
        'enabled',
        '2026-11-02T09:00:00Z',
        '2026-12-02T09:00:00Z',
      ],
      [
        '1400000002',
        'Game Lobby',
        'Premium: paid, with all features',
        'enabled',
        '2026-11-02T09:00:02Z',
        '2026-12-02T09:00:03Z',
      ],
    ]);
    expect(html).toContain('2 of 300');
    expect(html).toContain('>Create Application</a>');
  });

  test('every page that the catalogue names is in the menu, and every kind on one of them', async () => {
    const { desk } = await ready('premium');
    const shown = new Map<string, string>();
    for (const start of [`/console/apps/${app}`, '/console/cam']) {
      const { location } = await desk.get(start);
      const { html } = await desk.get(location ?? '');
      const menu = /<nav class="menu"[\s\S]*?<\/nav>/.exec(html)?.[0] ?? '';
      for (const [, href = '', title = ''] of menu.matchAll(/href="([^"]+)"[^>]*>([^<]+)</g)) {
        const page = await desk.get(unescaped(href));
        expect(page.status).toBe(200);
        shown.set(unescaped(title), page.html);
      }
    }
    expect([...shown.keys()]).toEqual([
      'Basic Configuration',
      'Login and Message',
      'Friend and Relationship',
      'Custom User Field',
      'Custom Group Field',
      'Custom Group Member Field',
      'Group configuration',
      'Webhook Configuration',
      'Account Management',
      'Group Management',
      'Policies',
      'Users > User List',
      'User Groups',
    ]);
    const all = unescaped([...shown.values()].join('\n'));
    // A table or the button below it has the title of the kind, and a section those of all that can be set in it.
    const missing = kinds.filter(({ title, body, form, key }) => {
      if (form === 'object' && key) return !all.includes(title);
      const titles = body.type === 'object' ? Object.values(body.attributes).map((one) => one.title) : [];
      return titles.some((one) => !all.includes(one));
    });
    expect(missing.map(({ name }) => name)).toEqual([]);
  });

  test('values are those of the console, in words; what is not set says so', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'SetMessages', { sdkAppId: app, recallSeconds: 300 });
    const messages = await desk.get(`/console/apps/${app}/feature-configuration-login-and-message`);
    expect(messages.html).toContain('<dt>Message Recall Settings</dt><dd>300 seconds</dd>');
    expect(messages.html).toContain(
      '<dt>Multi-device Login Type</dt><dd>Dual-device login: one native device, and web</dd>',
    );
    const { html } = await desk.get(basic);
    expect(html).toContain('<dt>Application Type</dt><dd><span class="faint">Not set</span></dd>');
  });

  test('long lists come in parts of a hundred', async () => {
    const { sandbox, desk } = await ready('premium');
    for (let n = 0; n < 101; n++)
      await done(sandbox, 'ImportAccount', {
        sdkAppId: app,
        userId: `visitor-${String(n).padStart(3, '0')}`,
      });
    const url = `/console/apps/${app}/account-management`;
    const first = await desk.get(url);
    expect(first.html).toContain('>visitor-099</td>');
    expect(first.html).not.toContain('>visitor-100</td>');
    expect(first.html).toContain('Page 1 of 2');
    const second = await desk.get(`${url}?part.account=2`);
    expect(second.html).toContain('>visitor-100</td>');
    expect(second.html).not.toContain('>visitor-099</td>');
  });

  test('hostile texts in names are texts', async () => {
    const name = `"><script>alert(1)</script><a href='x' &amp; \u202e`;
    const { sandbox, desk } = await ready('premium', name);
    await done(sandbox, 'ModifyResourceTags', { sdkAppId: app, tags: { team: 'a<b>' } });
    await done(sandbox, 'ImportAccount', { sdkAppId: app, userId: '"><img/src=x>', nickname: '</td><h1>' });
    const hostile = encodeURIComponent(`apps.${app}.accounts["\\"><img/src=x>"]`);
    for (const url of [
      '/console/',
      basic,
      `/console/apps/${app}/account-management`,
      '/console/log',
      editOf(`apps.${app}`),
      `/console/delete?at=apps.${app}`,
      `/console/delete?at=${hostile}`,
      `/console/edit?at=${hostile}`,
    ]) {
      const { status, html } = await desk.get(url);
      expect([url, status]).toEqual([url, 200]);
      expect(html).not.toMatch(/<script|<img|<h1>"|<b>[^"]*<\/b>'|a<b>|\u202e<|<\/td><h1>/);
    }
    const { html } = await desk.get('/console/');
    expect(html).toContain(
      '&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;a href=&#39;x&#39; &amp;amp; \\u202e',
    );
  });

  test('hostile texts that were typed are texts in the form again', async () => {
    const { desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.webhook`));
    const typed = `javascript:"><script>alert('x')</script>`;
    type(form, 'url', typed);
    const answer = await desk.sendOnce(form);
    expect(answer.status).toBe(422);
    expect(answer.html).not.toContain('<script');
    expect(formIn(answer.html).controls.find(({ name }) => name === 'url')?.value).toBe(typed);
  });
});

describe('what they do', () => {
  test('an app is created, and the browser goes on to it (APP-1)', async () => {
    const sandbox = await newSandbox();
    const desk = deskAt(sandbox);
    const form = await desk.open('/console/create?kind=app');
    type(form, 'name', 'Acme Support');
    const { status, location } = await desk.send(form);
    expect([status, location]).toEqual([303, `/console/apps/${app}?done=create`]);
    const next = await desk.get(location ?? '');
    expect(next.location).toBe(`${basic}?done=create`);
    expect((await desk.get(next.location ?? '')).html).toContain(
      '<p class="told good" role="status">Added.</p>',
    );
    expect(sandbox.log().map(({ actor, action }) => `${actor} ${action}`)).toEqual(['console RegisterApp']);
  });

  test('only what is changed is asked for, and by a person', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.messages`));
    type(form, 'recallSeconds', '300');
    expect((await desk.send(form)).status).toBe(303);
    expect(sandbox.log().at(-1)).toMatchObject({
      actor: 'console',
      action: 'SetMessages',
      request: { sdkAppId: app, recallSeconds: 300 },
    });
  });

  test('an account that is there already is not made again (ACC-1)', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'ImportAccount', { sdkAppId: app, userId: 'support-bot' });
    const form = await desk.open(`/console/create?kind=account&app=${app}`);
    type(form, '_key.3', 'support-bot');
    const answer = await desk.send(form);
    expect(answer.status).toBe(422);
    expect(alertIn(answer)).toMatch(
      /^There is an account support-bot already\. FailedOperation\.AccountExists ACC-1: /,
    );
  });

  const refusals: readonly [rule: string, address: string, name: string, typed: string, message: string][] = [
    ['MSG-2', 'login', 'webInstances', '2', 'webInstances above 1 needs the multi-device policy.'],
    ['EDN-16', 'messages', 'messageExtension', 'true', ''],
    ['MSG-4', 'messages', 'recallSeconds', 'soon', 'recallSeconds must be a whole number.'],
    ['MSG-4', 'messages', 'recallSeconds', '1e3', 'recallSeconds must be a whole number.'],
    ['MSG-4', 'messages', 'recallSeconds', '99999999999999999999', 'recallSeconds must be a whole number.'],
    ['WHK-1', 'webhook', 'url', 'ftp://chat.acme.example/', 'The URL begins with http:// or https://.'],
  ];
  test.each(refusals)(
    '%s: the console refuses %s.%s = %s in its own words',
    async (rule, section, name, typed, words) => {
      const { sandbox, desk } = await ready();
      const before = await bodyAt(sandbox, `apps.${app}.${section}`);
      const form = await desk.open(editOf(`apps.${app}.${section}`));
      type(form, name, typed);
      const answer = await desk.sendOnce(form);
      expect(answer.status).toBe(422);
      expect(alertIn(answer)).toContain(words);
      expect(alertIn(answer)).toContain(`${rule}:`);
      // What was typed stays.
      expect(formIn(answer.html).controls.find((one) => one.name === name)?.value).toBe(typed);
      expect(await bodyAt(sandbox, `apps.${app}.${section}`)).toEqual(before);
    },
  );

  test('a gate is told before it is run into (EDN-11)', async () => {
    const { desk } = await ready('standard');
    const { html } = await desk.get(editOf(`apps.${app}.messages`));
    expect(html).toContain('Only for developer and premium; this app is standard.');
  });

  test('Restore default brings back what the catalogue knows (MSG-4)', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'SetMessages', { sdkAppId: app, recallSeconds: 300 });
    const form = await desk.open(editOf(`apps.${app}.messages`));
    expect(form.controls.filter(({ name }) => name === '_reset').map(({ value }) => value)).toEqual([
      'recallSeconds',
    ]);
    tick(form, '_reset', ['recallSeconds']);
    expect((await desk.send(form)).status).toBe(303);
    expect(await bodyAt(sandbox, `apps.${app}.messages`)).toMatchObject({ recallSeconds: 120 });
  });

  test('a value is taken away by emptying its control, where it can be without one (APP-9)', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'ModifyAppInfo', { sdkAppId: app, type: 'Game' });
    const form = await desk.open(editOf(`apps.${app}`, 'basic-info'));
    type(form, 'type', '');
    expect((await desk.send(form)).status).toBe(303);
    expect(await bodyAt(sandbox, `apps.${app}`)).not.toHaveProperty('type');
  });

  test('line breaks survive a form that changes something else', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'ModifyAppInfo', { sdkAppId: app, introduction: '\nFirst line\r\nsecond line' });
    const form = await desk.open(editOf(`apps.${app}`, 'basic-info'));
    type(form, 'type', 'Game');
    await desk.send(form);
    expect(sandbox.log().at(-1)?.request).toEqual({ sdkAppId: app, type: 'Game' });
  });

  test('what somebody else changed meanwhile is not written over', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.messages`));
    await done(sandbox, 'SetMessages', { sdkAppId: app, recallSeconds: 600 });
    const before = calls(sandbox);
    type(form, 'recallSeconds', '300');
    const answer = await desk.sendOnce(form);
    expect(answer.status).toBe(409);
    expect(alertIn(answer)).toContain('It was changed since the form was opened.');
    expect(calls(sandbox)).toBe(before);
    // Whoever confirms what is shown now means it.
    expect((await desk.send(formIn(answer.html))).status).toBe(303);
    expect(await bodyAt(sandbox, `apps.${app}.messages`)).toMatchObject({ recallSeconds: 300 });
  });

  test('of a Google certificate the file takes the place of the server key, and neither is ever shown (PSH-1, PSH-4)', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(`/console/create?kind=certificate&app=${app}&platform=google`);
    type(form, '_key.3', 'android');
    type(form, 'serverKey', new TextDecoder().decode(appSecret));
    expect((await desk.send(form)).status).toBe(303);
    const { html } = await desk.get(basic);
    expect(html).toMatch(/serverKey: <code>[0-9a-f]{8}<\/code>/);
    const again = await desk.open(editOf(`apps.${app}.certificates.android`));
    again.files.set('certificate', fcm);
    expect((await desk.send(again)).status).toBe(303);
    const after = await desk.get(basic);
    expect(after.html).not.toContain('serverKey: ');
    expect(after.html).toContain('certificate: ');
    for (const url of [basic, editOf(`apps.${app}.certificates.android`), '/console/log'])
      expect((await desk.get(url)).html).not.toMatch(/app-secret-of-acme|moonlit/);
    expect(JSON.stringify(sandbox.log())).not.toMatch(/app-secret-of-acme|moonlit/);
  });

  test('a password that is refused does not stand in the form again (PSH-4)', async () => {
    const { desk } = await ready();
    const form = await desk.open(`/console/create?kind=certificate&app=${app}&platform=apple`);
    type(form, '_key.3', 'iphones');
    type(form, 'pushType', 'apns');
    type(form, 'environment', 'production');
    form.files.set('certificate', p12);
    type(form, 'password', 'wrong-horse');
    const answer = await desk.sendOnce(form);
    expect(answer.status).toBe(422);
    expect(alertIn(answer)).toContain('The password does not open the .p12 file.');
    expect(answer.html).not.toContain('wrong-horse');
    expect(formIn(answer.html).controls.find(({ name }) => name === '_key.3')?.value).toBe('iphones');
    const second = formIn(answer.html);
    second.files.set('certificate', p12);
    type(second, 'password', new TextDecoder().decode(password));
    expect((await desk.send(second)).status).toBe(303);
  });

  test.each([
    ['a file', 1_048_577, 422, 'A file has at most 1 MiB.'],
    ['a form', 2_097_153, 413, 'A form has at most 2 MiB with all its files.'],
  ])('%s of %i bytes is too large', async (_, size, status, words) => {
    const { sandbox, desk } = await ready();
    const before = calls(sandbox);
    const form = await desk.open(`/console/create?kind=certificate&app=${app}&platform=google`);
    form.files.set('certificate', new Uint8Array(size));
    const answer = await desk.sendOnce(form);
    expect([answer.status, alertIn(answer)]).toEqual([status, words]);
    expect(calls(sandbox)).toBe(before);
  });

  test('the same tag key twice is one too many (TAG-1)', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.tags`));
    for (const [i, value] of ['support', 'games'].entries()) {
      type(form, `${i}.key`, 'team');
      type(form, `${i}.value`, value);
    }
    const answer = await desk.sendOnce(form);
    expect([answer.status, alertIn(answer)]).toEqual([422, 'Tag key “team” stands there twice.']);
    expect(await bodyAt(sandbox, `apps.${app}.tags`)).toEqual({});
  });

  test('a key such as __proto__ is a key like any other', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.tags`));
    type(form, '0.key', '__proto__');
    type(form, '0.value', 'x');
    expect((await desk.send(form)).status).toBe(303);
    expect(Object.keys((await bodyAt(sandbox, `apps.${app}.tags`)) ?? {})).toEqual(['__proto__']);
    expect(Object.prototype).not.toHaveProperty('0');
  });

  test('more rows are there at the press of a button, and what was typed stays', async () => {
    const { desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}.tags`));
    type(form, '0.key', 'team');
    const more = formIn((await desk.sendOnce(form, ['_more', '_'])).html);
    const rows = (one: Filled) => one.controls.filter(({ name }) => name.endsWith('.key')).length;
    expect([rows(form), rows(more)]).toEqual([5, 10]);
    expect(more.controls.find(({ name }) => name === '0.key')?.value).toBe('team');
  });

  test('a policy document that is no JSON is refused, and stands there as it was typed (CAM-5)', async () => {
    const { desk } = await ready();
    const form = await desk.open('/console/create?kind=cam-policy');
    type(form, '_key.2', 'support-operators');
    type(form, 'document', '{"version": "2.0",\n');
    const answer = await desk.sendOnce(form);
    expect(answer.status).toBe(422);
    expect(alertIn(answer)).toContain('A policy document is a JSON object.');
    expect(formIn(answer.html).controls.find(({ name }) => name === 'document')?.value).toBe(
      '{"version": "2.0",\n',
    );
  });

  test('a policy is attached to a sub-account of the account, whose names are there to choose (CAM-2)', async () => {
    const { desk } = await ready();
    const form = await desk.open('/console/create?kind=cam-preset-user');
    expect(form.controls.map(({ name, options }) => [name, options])).toEqual([
      ['_token', []],
      ['_key.2', ['', 'QcloudAVCFullAccess', 'QcloudIMReadOnlyAccess']],
      ['_key.4', ['', 'alice', 'auditor', 'bob']],
    ]);
  });
});

describe('what is asked about first', () => {
  test('an upgrade: nothing happens before it is confirmed on a page of its own (APP-7)', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(editOf(`apps.${app}`, 'standard-billing-plan'));
    type(form, 'edition', 'premium');
    const before = calls(sandbox);
    const asked = await desk.sendOnce(form);
    expect(asked.status).toBe(200);
    expect(asked.html).toContain('<h1>Upgrade Plan?</h1>');
    expect(asked.html).toContain(
      '<b>irreversible</b>: An upgraded app cannot go back to the edition that it had. (APP-7)',
    );
    expect(asked.html).toContain('<b>billable</b>: Upgrading buys a paid plan. (APP-7)');
    expect(calls(sandbox)).toBe(before);
    expect((await desk.sendOnce(formIn(asked.html))).status).toBe(303);
    expect(await bodyAt(sandbox, `apps.${app}`)).toMatchObject({ edition: 'premium' });
    const options = (await desk.open(editOf(`apps.${app}`))).controls.find(
      ({ name }) => name === 'edition',
    )?.options;
    expect(options).toEqual(['premium']);
  });

  test('a custom field (FLD-7), and what was refused after the question stands in the form', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(`/console/create?kind=user-field&app=${app}`);
    type(form, '_key.3', 'Level9');
    type(form, 'type', 'string');
    tick(form, 'admin', ['read', 'write']);
    const asked = await desk.sendOnce(form);
    expect(asked.html).toContain(
      'can never be deleted or renamed and uses up one of a few slots for good. (FLD-7)',
    );
    const refused = await desk.sendOnce(formIn(asked.html));
    expect([refused.status, alertIn(refused)]).toEqual([
      422,
      expect.stringContaining('letters only, at most 8'),
    ]);
    const again = formIn(refused.html);
    expect(again.controls.find(({ name }) => name === '_key.3')?.value).toBe('Level9');
    type(again, '_key.3', 'Level');
    expect((await desk.send(again)).status).toBe(303);
    expect(await bodyAt(sandbox, `apps.${app}.userFields.Level`)).toEqual({
      type: 'string',
      app: [],
      admin: ['read', 'write'],
    });
  });

  const incomplete: readonly [string, string, (form: Filled) => void, string][] = [
    ['user-field', '', () => {}, 'Name of the custom user field is missing.'],
    ['user-field', '', (form) => type(form, '_key.3', 'Level'), 'Field Type is missing.'],
    ['group-field', '', (form) => type(form, '_key.3', 'topic_id'), 'Group Type is missing.'],
    [
      'group-field',
      '',
      (form) => {
        type(form, '_key.3', 'topic_id');
        tick(form, 'groupTypes', ['Work']);
        type(form, 'groupTypes.Work.read', 'all');
      },
      'Group Type: Work group: Write is missing.',
    ],
    ['certificate', '&platform=mi', () => {}, 'Name of the certificate is missing.'],
    [
      'certificate',
      '&platform=apple',
      (form) => {
        type(form, '_key.3', 'iphones');
        type(form, 'pushType', 'apns');
        type(form, 'environment', 'production');
        form.files.set('certificate', p12);
      },
      'Certificate password is missing.',
    ],
    [
      'cam-preset-user',
      '',
      (form) => type(form, '_key.2', 'QcloudIMReadOnlyAccess'),
      'Name of the sub-account is missing.',
    ],
  ];
  test.each(incomplete)(
    'a %s%s is not asked about before it has all that it needs',
    async (kind, more, put, words) => {
      const { sandbox, desk } = await ready('premium');
      const before = calls(sandbox);
      const form = await desk.open(`/console/create?kind=${kind}&app=${app}${more}`);
      put(form);
      const answer = await desk.sendOnce(form);
      // Nothing but what is missing is told: no rule about something else.
      expect([answer.status, alertIn(answer)]).toEqual([422, words]);
      expect(formIn(answer.html).controls.map(({ name }) => name)).not.toContain('_confirmed');
      expect(calls(sandbox)).toBe(before);
    },
  );

  test('a group type that is added without its permissions is not asked about (FLD-5)', async () => {
    const { sandbox, desk } = await ready();
    const work = { read: 'member', write: 'all' };
    await done(sandbox, 'AddGroupField', { sdkAppId: app, field: 'topic_id', groupTypes: { Work: work } });
    const form = await desk.open(editOf(`apps.${app}.groupFields.topic_id`));
    tick(form, 'groupTypes', ['Work', 'Public']);
    const answer = await desk.sendOnce(form);
    expect([answer.status, alertIn(answer)]).toEqual([422, 'Group Type: Public group: Read is missing.']);
  });

  test.each([
    [
      '9lives',
      'The name of a certificate is a letter, then at most 63 letters, digits, "_" or "-". InvalidParameterValue.CertificateName',
    ],
    ['taken', 'There is a certificate taken already. FailedOperation.CertificateNameInUse'],
  ])('the name %s of a certificate is refused without a rule about something else', async (name, words) => {
    const { desk } = await ready();
    const add = async (key: string) => {
      const form = await desk.open(`/console/create?kind=certificate&app=${app}&platform=google`);
      type(form, '_key.3', key);
      type(form, 'serverKey', 'AAAA');
      return desk.sendOnce(form);
    };
    expect((await add('taken')).status).toBe(303);
    expect(alertIn(await add(name))).toBe(words);
  });

  test('a group type that is added to a field, but not its permissions alone (FLD-5)', async () => {
    const { sandbox, desk } = await ready();
    const work = { read: 'member', write: 'all' };
    await done(sandbox, 'AddGroupField', { sdkAppId: app, field: 'topic_id', groupTypes: { Work: work } });
    const address = `apps.${app}.groupFields.topic_id`;
    const permissions = await desk.open(editOf(address));
    type(permissions, 'groupTypes.Work.read', 'all');
    expect((await desk.sendOnce(permissions)).status).toBe(303);
    const form = await desk.open(editOf(address));
    tick(form, 'groupTypes', ['Public']);
    type(form, 'groupTypes.Public.read', 'member');
    type(form, 'groupTypes.Public.write', 'member');
    const asked = await desk.sendOnce(form);
    expect(asked.html).toContain(
      'A group type once added to a custom field cannot be taken off it again. (FLD-7)',
    );
    expect((await desk.sendOnce(formIn(asked.html))).status).toBe(303);
    expect(await bodyAt(sandbox, address)).toEqual({
      groupTypes: { Work: { read: 'all', write: 'all' }, Public: { read: 'member', write: 'member' } },
    });
  });

  test('a storage period beyond what the edition includes is billable, within it is not (MSG-3)', async () => {
    const { sandbox, desk } = await ready('premium');
    const address = `apps.${app}.messages`;
    const within = await desk.open(editOf(address));
    type(within, 'historyDays', '30');
    expect((await desk.sendOnce(within)).status).toBe(303);
    await sandbox.advance(31 * 86_400);
    const beyond = await desk.open(editOf(address));
    type(beyond, 'historyDays', '31');
    expect((await desk.sendOnce(beyond)).html).toContain(
      '<b>billable</b>: A longer period than the edition includes',
    );
  });

  test('deleting an app: what it brings is told, and only a Disabled app goes (APP-3)', async () => {
    const { sandbox, desk } = await ready();
    const page = await desk.get(`/console/delete?at=apps.${app}`);
    expect(page.html).toContain('A deleted app and its SDKAppID cannot be brought back. (APP-3)');
    const refused = await desk.sendOnce(formIn(page.html));
    expect([refused.status, alertIn(refused)]).toEqual([
      422,
      expect.stringContaining('Only a Disabled app can be deleted.'),
    ]);
    await done(sandbox, 'SetAppStatus', { sdkAppId: app, enabled: false });
    const gone = await desk.sendOnce(formIn(page.html));
    expect([gone.status, gone.location]).toEqual([303, '/console/?done=delete']);
    expect((await desk.get(gone.location ?? '')).html).toContain('Deleted.');
    expect(sandbox.status().apps).toEqual([]);
  });

  test('a custom field has no Delete (FLD-2)', async () => {
    const { sandbox, desk } = await ready();
    await done(sandbox, 'AddUserField', {
      sdkAppId: app,
      field: 'Level',
      type: 'string',
      admin: ['read', 'write'],
    });
    const { html } = await desk.get(`/console/apps/${app}/feature-configuration-custom-user-field`);
    expect(html).toContain('aria-label="Change Permissions Level"');
    expect(html).not.toContain('Delete');
    expect(html).toContain('1 of 20');
  });
});

describe('what is done once', () => {
  test('a Developer app is extended by a month, a Premium app is not (APP-8)', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open(`/console/invoke?at=apps.${app}&what=extend`);
    expect((await desk.sendOnce(form)).status).toBe(303);
    expect((await desk.get(basic)).html).toContain('<dt>Expiration Time</dt><dd>2027-01-02T09:00:00Z</dd>');
    expect((await desk.get(basic)).html).toContain('>Apply for extension</a>');
    await done(sandbox, 'UpgradeEdition', { sdkAppId: app, edition: 'premium' });
    expect((await desk.get(basic)).html).not.toContain('Apply for extension');
    const refused = await desk.sendOnce(form);
    expect([refused.status, alertIn(refused)]).toEqual([
      422,
      expect.stringContaining('Only a Developer app is extended'),
    ]);
  });
});

describe('the key of an app (APP-10)', () => {
  const key = appKeyOf('100000000001', app);

  test('is on no page until somebody asks for it, and then once', async () => {
    const { desk } = await ready();
    const page = await desk.get(basic);
    expect(page.html).toContain('>Display key</button>');
    expect(page.html).not.toContain(key);
    const token = /name="_token" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
    const shown = await desk.request('/console/key', {
      method: 'POST',
      body: new URLSearchParams({ _token: token, app }),
    });
    expect(shown.status).toBe(200);
    expect(shown.html).toContain(`<code>${key}</code>`);
    expect((await desk.get(basic)).html).not.toContain(key);
  });

  test('is not there for a GET', async () => {
    const { desk } = await ready();
    expect((await desk.get(`/console/key?app=${app}`)).status).toBe(404);
  });
});

describe('what only a sandbox has', () => {
  test('its clock is moved forward, in units', async () => {
    const { sandbox, desk } = await ready();
    const form = await desk.open('/console/clock');
    type(form, 'amount', '2');
    type(form, 'unit', 'hours');
    expect((await desk.send(form)).location).toBe('/console/clock?done=advance');
    expect(sandbox.status().clock).toBe('2026-11-02T11:00:02Z');
  });

  test.each(['-1', '1.5', 'soon', '', '999999999999'])('it does not move by “%s”', async (amount) => {
    const { sandbox, desk } = await ready();
    const form = await desk.open('/console/clock');
    type(form, 'amount', amount);
    const answer = await desk.send(form);
    expect(answer.status).toBe(422);
    expect(alertIn(answer)).not.toBe('');
    expect(sandbox.status().clock).toBe('2026-11-02T09:00:02Z');
  });

  test('the log has every call, the newest first, the refused ones too', async () => {
    const { sandbox, desk } = await ready();
    await sandbox.console.call('DeleteApp', { sdkAppId: app });
    const { html } = await desk.get('/console/log');
    const rows = [...html.matchAll(/<tr><td>[\s\S]*?<\/tr>/g)].map(([row]) =>
      [...row.matchAll(/<td>([^<]*)<\/td>/g)].map(([, cell]) => cell).join(' '),
    );
    expect(rows).toEqual([
      `2026-11-02T09:00:02Z console DeleteApp ${app} FailedOperation.AppNotDisabled`,
      `2026-11-02T09:00:01Z console UpgradeEdition ${app} ok`,
      `2026-11-02T09:00:00Z console RegisterApp ${app} ok`,
    ]);
  });
});
