import { describe, expect, test } from 'vitest';
import { told } from '../support/configuration.ts';
import type { Scene } from '../support/scene.ts';
import { judged, words } from './judging.ts';

const waiver = (address: string, until: string) =>
  `      - {address: ${address}, reason: The old callback moves in spring, by: chat-platform, until: "${until}"}\n`;

/** The rule that webhooks use https, with waivers. */
const https = (...waivers: string[]) => `guardrails:
  https-webhooks:
    uses: chatform/https-webhooks
${waivers.length === 0 ? '' : `    waivers:\n${waivers.join('')}`}`;

const webhook = (url: string) => `webhook: {url: "http://${url}/callback"}`;
const scene: Scene = {
  yaml: `apps: {lobby: {name: Lobby, ${webhook('lobby.acme.example')}}, support: {name: Support, ${webhook('chat.acme.example')}}}`,
};
const both = [waiver('apps.lobby.webhook', '2026-11-20'), waiver('apps.support.webhook', '2026-12-31')];

describe('a waiver', () => {
  test('lets the change at its address pass, and is named beside what it lets pass', () => {
    const judgement = judged(https(...both), scene);
    expect(words(judgement)).toEqual({ 'https-webhooks': 'waived' });
    expect(judgement.denies).toBe(false);
    expect(judgement.diagnostics).toEqual([]);
    expect(judgement.verdicts[0]?.findings).toMatchObject([
      {
        address: 'apps.lobby.webhook',
        waiver: { by: 'chat-platform', reason: 'The old callback moves in spring', until: '2026-11-20' },
      },
      { address: 'apps.support.webhook', waiver: { until: '2026-12-31' } },
    ]);
  });

  test('lets no other change pass, nor what lies in its address', () => {
    const one = judged(https(waiver('apps.lobby.webhook', '2026-12-31')), scene);
    expect(words(one)).toEqual({ 'https-webhooks': 'denied' });
    expect(one.verdicts[0]?.findings.map(({ address, waiver }) => [address, waiver !== undefined])).toEqual([
      ['apps.lobby.webhook', true],
      ['apps.support.webhook', false],
    ]);
    const above = judged(
      https(waiver('apps.lobby', '2026-12-31'), waiver('apps.support', '2026-12-31')),
      scene,
    );
    expect(words(above)).toEqual({ 'https-webhooks': 'denied' });
  });

  test('holds to the end of its last day, in UTC', () => {
    expect(judged(https(...both), scene, { now: '2026-11-20T23:59:59Z' }).denies).toBe(false);
    expect(judged(https(...both), scene, { now: '2026-11-21T00:00:00Z' }).denies).toBe(true);
  });

  test('is an error past its day, also where nothing breaks the rule any more', () => {
    const judgement = judged(https(...both), { yaml: '{}' }, { now: '2026-12-05T08:00:00Z' });
    expect(words(judgement)).toEqual({ 'https-webhooks': 'not-applicable' });
    expect(judgement.denies).toBe(true);
    const errors = judgement.diagnostics.filter(({ severity }) => severity === 'error');
    expect(told(errors)).toEqual([
      'chatform.yaml:5:9 the waiver of "https-webhooks" for apps.lobby.webhook by chat-platform ended on 2026-11-20; keep the rule and take the waiver out, or have it renewed',
    ]);
  });

  test('lets nothing pass past its day', () => {
    const judgement = judged(https(...both), scene, { now: '2026-12-05T08:00:00Z' });
    expect(words(judgement)).toEqual({ 'https-webhooks': 'denied' });
  });

  test('of what is not there is told, and denies nothing', () => {
    const judgement = judged(https(waiver('apps.arena.webhook', '2026-12-31')), { yaml: '{}' });
    expect(judgement.denies).toBe(false);
    expect(judgement.diagnostics.map(({ severity }) => severity)).toEqual(['warning']);
    expect(told(judgement.diagnostics)).toEqual([
      'chatform.yaml:5:9 the waiver of "https-webhooks" is for apps.arena.webhook, which is not there; take it out',
    ]);
  });

  test('of what does not change is fine', () => {
    const there = {
      yaml: `apps: {lobby: {name: Lobby, ${webhook('lobby.acme.example')}}}`,
      live: {
        objects: {
          'apps.1400000001': { name: 'Lobby' },
          'apps.1400000001.webhook': { url: 'http://lobby.acme.example/callback' },
        },
      },
      state: { bindings: { lobby: '1400000001' } },
    };
    const judgement = judged(https(waiver('apps.lobby.webhook', '2026-12-31')), there);
    expect(judgement.diagnostics).toEqual([]);
    expect(words(judgement)).toEqual({ 'https-webhooks': 'not-applicable' });
  });

  test('does not mend a broken rule', () => {
    const broken = `guardrails:
  our-rule:
    level: deny
    message: m
    rule: change.knd == ""
    waivers:
${waiver('apps.lobby.webhook', '2026-12-31')}`;
    expect(words(judged(broken, scene))).toEqual({ 'our-rule': 'broken' });
  });
});
