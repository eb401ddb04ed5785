// The helpers for authors of adapters.
import { describe, expect, test } from 'vitest';
import {
  byAddress,
  defaultsOf,
  done,
  failed,
  liveObject,
  lost,
  patched,
  refused,
} from '../../src/adapters/kit.ts';

describe('patched', () => {
  test('sets, changes and takes away, and leaves the rest', () => {
    const body = { name: 'Acme Support', type: 'Game', enabled: true };
    const patch = { name: 'Acme', type: null, edition: 'premium' };
    expect(patched('app', body, patch)).toEqual({ name: 'Acme', enabled: true, edition: 'premium' });
    expect(body).toEqual({ name: 'Acme Support', type: 'Game', enabled: true });
  });

  test('goes into groups of attributes, and makes those that are not there', () => {
    const patch = { community: { topics: true }, avBroadcast: { perSecond: 3 } };
    expect(patched('group-features', { community: { enabled: true } }, patch)).toEqual({
      community: { enabled: true, topics: true },
      avBroadcast: { perSecond: 3 },
    });
  });

  test('goes into maps that people have the keys of, whatever they are called', () => {
    const patch = JSON.parse('{"__proto__": "x", "team": null}');
    const after = patched('tags', { team: 'support', stage: 'production' }, patch);
    expect(Object.entries(after)).toEqual([
      ['stage', 'production'],
      ['__proto__', 'x'],
    ]);
  });

  test('lets names of a list come and go one by one', () => {
    const body = { members: ['bob', 'alice'] };
    const patch = { members: { bob: null, 'duty-officer': true } };
    expect(patched('group', body, patch)).toEqual({ members: ['alice', 'duty-officer'] });
    expect(patched('group', {}, { members: { alice: true } })).toEqual({ members: ['alice'] });
  });

  test('replaces sets and documents as a whole', () => {
    expect(patched('webhook', { events: ['State.StateChange'] }, { events: [] })).toEqual({ events: [] });
    const policy = { version: '2.0', statement: [{ effect: 'deny', action: '*', resource: '*' }] };
    const document = { version: '2.0', statement: [] };
    expect(patched('cam-policy', { document: policy }, { document })).toEqual({ document });
  });

  test('does not know a kind that the catalogue does not have', () => {
    expect(() => patched('colour', {}, {})).toThrow('the catalogue has no kind colour');
  });
});

describe('defaultsOf', () => {
  test('is what the console starts with', () => {
    expect(defaultsOf('login')).toEqual({ policy: 'dual-device', webInstances: 1, devicesPerPlatform: 1 });
    expect(defaultsOf('group-features')).toMatchObject({
      community: { enabled: false, topics: false },
      readReceipts: [],
    });
  });

  test('is empty for what has none', () => {
    expect([defaultsOf('tags'), defaultsOf('cam-policy-user')]).toEqual([{}, {}]);
  });
});

test('a live object knows its kind by where it is', () => {
  const tags = liveObject(['apps', '1400000001', 'tags'], { team: 'support' });
  expect(tags).toEqual({
    kind: 'tags',
    segments: ['apps', '1400000001', 'tags'],
    body: { team: 'support' },
    facts: {},
  });
  expect([...byAddress([tags])]).toEqual([['apps.1400000001.tags', tags]]);
  expect(() => liveObject(['apps', '1', 'colour'], {})).toThrow(
    'the catalogue has no kind of resource at apps.1.colour',
  );
});

test('the outcomes of a write', () => {
  expect([done(), done('1400000001')]).toEqual([{ ok: true }, { ok: true, id: '1400000001' }]);
  const [code, message] = ['NoDowngrade', 'A plan only goes up.'];
  expect([
    refused(code, message, 'APP-7'),
    refused(code, message),
    failed(code, message),
    lost(code, message),
  ]).toEqual([
    { ok: false, error: { kind: 'refused', code, message, rule: 'APP-7' } },
    { ok: false, error: { kind: 'refused', code, message } },
    { ok: false, error: { kind: 'failed', code, message } },
    { ok: false, error: { kind: 'lost', code, message } },
  ]);
});
