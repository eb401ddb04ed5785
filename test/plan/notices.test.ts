import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../src/json.ts';
import { planned } from '../support/scene.ts';

function noticesOf(edition: string, facts: JsonMap): string[] {
  const { plan } = planned({
    yaml: 'apps:\n  lobby:\n    name: Game Lobby\n',
    live: {
      now: '2026-11-20T08:00:00Z',
      objects: { 'apps.1400000001': { name: 'Game Lobby', edition, enabled: true } },
      facts: { 'apps.1400000001': facts },
    },
    state: { bindings: { lobby: '1400000001' }, records: { 'apps.lobby': { name: 'Game Lobby' } } },
  });
  return plan.diagnostics.map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
}

describe('a managed app that does not serve, or will not for long, is told', () => {
  test.each([
    [
      'a Developer app that is suspended (APP-8)',
      'developer',
      { status: 'suspended', expiresAt: '2026-11-01T00:00:00Z' },
      [
        'warning APP-8: the app is suspended since 2026-11-01: `chatform extend apps.lobby` asks for another month',
      ],
    ],
    [
      'a Developer app in its last week (APP-8)',
      'developer',
      { status: 'enabled', expiresAt: '2026-11-27T07:59:59Z' },
      [
        'warning APP-8: the app is valid until 2026-11-27 only: `chatform extend apps.lobby` asks for another month',
      ],
    ],
    [
      'a paid app whose plan has lapsed (APP-5, APP-7)',
      'premium',
      { status: 'expired', expiresAt: '2026-11-01T00:00:00Z' },
      ['warning APP-7: the app is expired since 2026-11-01: renewing its plan in the console resumes it'],
    ],
    [
      'not a Developer app with a week left',
      'developer',
      { status: 'enabled', expiresAt: '2026-11-27T08:00:00Z' },
      [],
    ],
    [
      'not a paid app that is about to be renewed',
      'premium',
      { status: 'enabled', expiresAt: '2026-11-21T00:00:00Z' },
      [],
    ],
    [
      'not an app that was disabled by hand (APP-4)',
      'developer',
      { status: 'disabled', expiresAt: '2026-11-21T00:00:00Z' },
      [],
    ],
    ['not an app of which the console tells nothing', 'developer', {}, []],
  ] as const)('%s', (_, edition, facts, expected) => {
    expect(noticesOf(edition, facts)).toEqual(expected);
  });
});

describe('an app that has the name of several that nobody manages', () => {
  const objects: [string, JsonMap][] = [
    ['apps.1400000003', { name: 'Game Lobby' }],
    ['apps.1400000002', { name: 'Game Lobby' }],
    ['apps.1400000001', { name: 'Support' }],
  ];
  test.each([
    ['one way', objects],
    ['the other way', objects.toReversed()],
  ])('names the oldest of them, whichever is read first: %s (APP-1)', (_, read) => {
    const { plan } = planned({
      yaml: 'apps:\n  lobby:\n    name: Game Lobby\n',
      live: { objects: Object.fromEntries(read) },
    });
    expect(plan.diagnostics.map(({ message }) => message)).toEqual([
      'an app named "Game Lobby" is there already (SDKAppID 1400000002) and not managed here; this plan makes a second one',
    ]);
  });
});
