// TRTC, Call, push certificates and the app itself: what the console would not do is refused in the plan.
import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../src/json.ts';
import { plan } from '../../../src/plan/plan.ts';
import { changesOf, consequencesOf, refusalsOf } from '../../support/refusals.ts';
import { inputOf, planned, type Scene } from '../../support/scene.ts';

const app = { name: 'Acme Support', edition: 'premium', enabled: true };
const now = '2026-11-20T08:00:00Z';

function scene(
  yaml: string,
  live: Readonly<Record<string, JsonMap>> = {},
  facts: Readonly<Record<string, JsonMap>> = {},
  more: JsonMap = {},
): Scene {
  const at = (one: Readonly<Record<string, JsonMap>>) =>
    Object.fromEntries(Object.entries(one).map(([name, body]) => [`apps.1400000001.${name}`, body]));
  const records = Object.entries(live).map(([name, body]): [string, JsonMap] => [
    `apps.support.${name}`,
    body,
  ]);
  return {
    yaml: `apps:\n  support:\n${`${/^name:/m.test(yaml) ? '' : 'name: Acme Support\n'}${yaml}`.replace(/^/gm, '    ')}`,
    live: { now, objects: { 'apps.1400000001': { ...app, ...more }, ...at(live) }, facts: at(facts) },
    state: { bindings: { support: '1400000001' }, records: Object.fromEntries(records) },
  };
}

describe('RTC-1: TRTC is activated for good, and Call is a part of it', () => {
  test('activating is irreversible', () => {
    const made = scene('trtc: {activated: true}', { trtc: { activated: false, call: 'none' } });
    expect(changesOf(made)).toEqual(['update apps.support.trtc']);
    expect(consequencesOf(made)).toEqual(['apps.support.trtc irreversible RTC-1']);
  });

  test('it is not deactivated', () => {
    const made = scene('trtc: {activated: false}', { trtc: { activated: true, call: 'none' } });
    expect(refusalsOf(made)).toEqual(['apps.support.trtc activated RTC-1']);
  });

  test.each([
    ['{call: trial}', ['apps.support.trtc call RTC-1']],
    ['{call: official}', ['apps.support.trtc call RTC-1']],
    ['{call: none}', []],
    ['{activated: true, call: trial}', []],
  ])('Call without TRTC: %s', (trtc, refused) => {
    expect(refusalsOf(scene(`trtc: ${trtc}`, { trtc: { activated: false, call: 'none' } }))).toEqual(refused);
  });
});

describe('RTC-2: Call is tried at most twice an app and ten times an account', () => {
  const tried = (count: number, expires = '2026-11-23T08:00:00Z') => ({
    live: { trtc: { activated: true, call: 'trial', callTrials: count } },
    facts: { trtc: { callTrials: count, callExpiresAt: expires } },
  });
  const on = { trtc: { activated: true, call: 'none' } };
  const ofAccount = (yaml: string, used: number) => {
    const input = inputOf(scene(`trtc: ${yaml}`, on, { trtc: { callTrials: 0 } }));
    return plan({ ...input, live: { ...input.live, facts: { callTrials: used } } }).plan.refusals.map(
      ({ address, rule }) => `${address} ${rule}`,
    );
  };

  test('a second trial is a renewal while the first has not expired', () => {
    const { live, facts } = tried(1);
    const made = scene('trtc: {call: trial, callTrials: 2}', live, facts);
    expect(refusalsOf(made)).toEqual([]);
    expect(changesOf(made)).toEqual(['update apps.support.trtc']);
    expect(consequencesOf(made)).toContain('apps.support.trtc irreversible RTC-2');
  });

  test('and not at the moment when it has', () => {
    const { live, facts } = tried(1, now);
    expect(refusalsOf(scene('trtc: {call: trial, callTrials: 2}', live, facts))).toEqual([
      'apps.support.trtc callTrials RTC-2',
    ]);
  });

  test('a used trial is not given back', () => {
    const { live, facts } = tried(2);
    expect(refusalsOf(scene('trtc: {call: trial, callTrials: 1}', live, facts))).toEqual([
      'apps.support.trtc callTrials RTC-2',
    ]);
  });

  test('there is no third, whatever is written', () => {
    expect(() => refusalsOf(scene('trtc: {call: trial, callTrials: 3}', on))).toThrow('from 1 to 2');
  });

  test('Call does not go back to none', () => {
    const { live, facts } = tried(1);
    expect(refusalsOf(scene('trtc: {call: none}', live, facts))).toEqual(['apps.support.trtc call RTC-2']);
  });

  test.each([
    ['{call: trial}', 9, []],
    ['{call: trial}', 10, ['apps.support.trtc RTC-2']],
    ['{call: trial, callTrials: 2}', 8, []],
    ['{call: official}', 10, []],
  ])('%s in an account that has used %i: %j', (yaml, used, refused) => {
    expect(ofAccount(yaml, used)).toEqual(refused);
  });

  test('two trials in an account that has one left are refused', () => {
    expect(new Set(ofAccount('{call: trial, callTrials: 2}', 9))).toEqual(
      new Set(['apps.support.trtc RTC-2']),
    );
  });

  test('`call: none` with a number of trials contradicts itself', () => {
    expect(refusalsOf(scene('trtc: {call: none, callTrials: 1}', on))).toContain(
      'apps.support.trtc callTrials RTC-2',
    );
  });
});

describe('RTC-3: official editions of Call are bought', () => {
  test.each(['none', 'trial'])('after %s: billable', (call) => {
    const made = scene('trtc: {call: official}', { trtc: { activated: true, call } });
    expect(refusalsOf(made)).toEqual([]);
    expect(consequencesOf(made)).toContain('apps.support.trtc billable RTC-3');
  });
});

const certificate = (yaml: string, live: Readonly<Record<string, JsonMap>> = {}) =>
  scene(`certificates: {phones: ${yaml}}`, live);
const phones = 'apps.support.certificates.phones';

describe('PSH-1: what a push platform asks for', () => {
  test.each([
    ['{platform: google, certificate: {file: secrets/fcm.json}}', []],
    ['{platform: google, serverKey: {env: FCM_KEY}}', []],
    ['{platform: google, serverKey: {env: FCM_KEY}, channelId: chat}', []],
    ['{platform: google}', [`${phones} PSH-1`]],
    [
      '{platform: google, serverKey: {env: FCM_KEY}, certificate: {file: secrets/fcm.json}}',
      [`${phones} PSH-1`],
    ],
    ['{platform: mi, packageName: acme.chat, appId: "1", appSecret: {env: MI_SECRET}}', []],
    ['{platform: honor, appId: "1", appSecret: {env: HONOR_SECRET}}', []],
  ])('%s', (yaml, refused) => {
    expect(refusalsOf(certificate(yaml))).toEqual(refused);
  });

  test.each([
    ['{platform: mi, appId: "1", appSecret: {env: S}}', 'needs "packageName" where platform is mi'],
    ['{platform: huawei, packageName: a.b, appSecret: {env: S}}', 'needs "appId" where platform is huawei'],
    ['{platform: meizu, packageName: a.b, appId: "1"}', 'needs "appSecret" where platform is meizu'],
    ['{platform: vivo, appId: "1", appSecret: {env: S}}', 'needs "appKey" where platform is vivo'],
    ['{platform: oppo, appId: "1", appKey: {env: K}}', 'needs "masterSecret" where platform is oppo'],
    ['{platform: honor, appSecret: {env: S}}', 'needs "appId" where platform is honor'],
    [
      '{platform: vivo, appId: "1", appKey: {env: K}, appSecret: {env: S}, badge: a.B}',
      'badge is only there where platform is huawei, and it is vivo',
    ],
    ['{platform: nokia}', '"nokia" cannot stand here'],
  ])('%s is an error', (yaml, message) => {
    expect(() => planned(certificate(yaml))).toThrow(message);
  });

  test('the platform is chosen once', () => {
    const live = { 'certificates.phones': { platform: 'mi', packageName: 'acme.chat', appId: '1' } };
    const made = certificate('{platform: honor, appId: "1", appSecret: {env: S}}', live);
    expect(refusalsOf(made).some((one) => one.startsWith(phones) && one.endsWith('PSH-1'))).toBe(true);
    expect(changesOf(made)).toEqual([]);
  });
});

describe('PSH-2: an Apple certificate is a .p12 file with a password, a type and an environment', () => {
  const whole = 'platform: apple, pushType: apns, environment: production';
  test.each([
    [`{${whole}, certificate: {file: secrets/apns.p12}, password: {env: P}}`, []],
    [`{${whole}, password: {env: P}}`, [`${phones} PSH-2`]],
  ])('%s', (yaml, refused) => {
    expect(refusalsOf(certificate(yaml))).toEqual(refused);
  });

  test.each([
    [`{${whole}, certificate: {file: secrets/apns.p12}}`, 'needs "password" where platform is apple'],
    [
      '{platform: apple, environment: production, certificate: {file: a.p12}, password: {env: P}}',
      'needs "pushType"',
    ],
    [
      '{platform: apple, pushType: voip, certificate: {file: a.p12}, password: {env: P}}',
      'needs "environment"',
    ],
    [
      '{platform: apple, pushType: sms, environment: production, certificate: {file: a.p12}, password: {env: P}}',
      '"sms" cannot stand here',
    ],
    [
      '{platform: apple, pushType: voip, environment: beta, certificate: {file: a.p12}, password: {env: P}}',
      '"beta" cannot stand here',
    ],
  ])('%s is an error', (yaml, message) => {
    expect(() => planned(certificate(yaml))).toThrow(message);
  });

  test.each([
    ['pushType: voip', 'pushType'],
    ['environment: development', 'environment'],
  ])('%s is no edit of one that is there', (change, attribute) => {
    const live = {
      'certificates.phones': { platform: 'apple', pushType: 'apns', environment: 'production' },
    };
    const rest = ['pushType: apns', 'environment: production'].filter((one) => !one.startsWith(attribute));
    const made = certificate(
      `{platform: apple, ${[change, ...rest].join(', ')}, certificate: {file: a.p12}, password: {env: P}}`,
      live,
    );
    expect(refusalsOf(made).some((one) => one.startsWith(phones) && one.endsWith('PSH-2'))).toBe(true);
  });
});

describe('PSH-3: certificates are added, edited and deleted; deleting is irreversible', () => {
  const body = { platform: 'mi', packageName: 'acme.chat', appId: '1' };
  const live = { 'certificates.phones': body };

  test('added and edited', () => {
    const yaml = '{platform: mi, packageName: acme.chat, appId: "2", appSecret: {env: S}}';
    expect(changesOf(certificate(yaml))).toEqual([`create ${phones}`]);
    expect(changesOf(certificate(yaml, live))).toEqual([`update ${phones}`]);
  });

  test('deleted only by `removed:`, and pushes through it stop', () => {
    const gone = scene('name: Acme Support', live);
    expect(changesOf(gone)).toEqual([]);
    const made = { ...gone, yaml: `${gone.yaml}\nremoved: [{address: ${phones}, destroy: true}]` };
    expect(changesOf(made)).toEqual([`delete ${phones}`]);
    expect(consequencesOf(made)).toEqual([`${phones} irreversible PSH-3`, `${phones} disruptive PSH-3`]);
  });
});

describe('what becomes of an app', () => {
  test.each([
    ['developer', 'standard', true],
    ['developer', 'premium', true],
    ['standard', 'premium', true],
    ['standard', 'developer', false],
    ['premium', 'standard', false],
    ['premium', 'developer', false],
  ])('APP-7: from %s to %s: %s', (from, to, may) => {
    const made = scene(`edition: ${to}`, {}, {}, { edition: from });
    expect(refusalsOf(made)).toEqual(may ? [] : ['apps.support edition APP-7']);
    if (may)
      expect(consequencesOf(made)).toEqual(
        expect.arrayContaining(['apps.support irreversible APP-7', 'apps.support billable APP-7']),
      );
  });

  test.each([
    ['name', 'Acme Help', 'Acme Support'],
    ['type', 'Social', 'Game'],
    ['introduction', 'Where customers meet us', 'An old text'],
  ])('APP-9: %s is edited, without consequences', (name, value, before) => {
    const made = scene(`${name}: ${JSON.stringify(value)}`, {}, {}, { [name]: before });
    expect(changesOf(made)).toEqual(['update apps.support']);
    expect(consequencesOf(made)).toEqual([]);
  });

  test.each([
    ['ecdsa-sha256', 'hmac-sha256', true],
    ['hmac-sha256', 'ecdsa-sha256', false],
  ])('APP-11: an app that signs with %s is moved to %s: %s', (from, to, may) => {
    const made = scene(`keyAlgorithm: ${to}`, {}, {}, { keyAlgorithm: from });
    expect(refusalsOf(made)).toEqual(may ? [] : ['apps.support keyAlgorithm APP-11']);
    expect(consequencesOf(made)).toEqual(may ? ['apps.support irreversible APP-11'] : []);
  });

  test('APP-11: a new app is never created with ECDSA-SHA256', () => {
    const { state: _, live: __, ...fresh } = scene('keyAlgorithm: ecdsa-sha256');
    expect(refusalsOf(fresh)).toContain('apps.support keyAlgorithm APP-11');
    const { state: _state, live: _live, ...newer } = scene('keyAlgorithm: hmac-sha256');
    expect(refusalsOf(newer)).toEqual([]);
  });

  test('APP-10: the app key can be declared nowhere', () => {
    for (const line of ['appKey: 0123456789abcdef', 'secretKey: 0123456789abcdef', 'key: 0123456789abcdef'])
      expect(() => planned(scene(line))).toThrow('unknown key');
  });
});
