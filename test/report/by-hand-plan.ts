/** A plan for the real console, where most is done by hand: a new support chat, changes to a game, and ends. */
import { capabilities } from '../../src/adapters/tencent/capabilities.ts';
import type { Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { inputOf } from '../support/scene.ts';

const input = inputOf({
  yaml: `
apps:
  support:
    name: Acme Support
    edition: premium
    enabled: true
    tags: { team: chat }
    groupFeatures: { community: { enabled: true } }
    webhook:
      url: "https://hooks.acme.example/\${apps.support.sdkAppId}"
      events: [State.StateChange, Group.CallbackAfterGroupInfoChanged]
    userFields:
      Rank: { type: string, app: [read, write] }
    groupTypes:
      Work: { historyBeforeJoin: true, notifications: { memberChange: { join: push } } }
    certificates:
      apns: { platform: apple, pushType: apns, environment: production, certificate: { file: certs/push.p12 }, password: { env: APNS_PASSWORD } }
    accounts:
      bot: { type: admin, nickname: Bot, level: 3 }
    groups:
      news: { type: Public, name: News, owner: bot }
  arena:
    name: Game Arena
    messages: { historyDays: null, recallSeconds: 300 }
    login: { policy: multi-device }
    groupFields:
      topic_id: { groupTypes: { Work: { read: all, write: all }, Public: { read: all, write: member } } }
    certificates:
      mi: { platform: mi, packageName: com.acme.arena, appId: "2882303761517", appSecret: { env: MI_SECRET } }
removed:
  - { address: apps.museum, destroy: true, because: the game was closed }
cam:
  policies:
    support-operators:
      document:
        version: "2.0"
        statement: [{ effect: allow, action: ["name/im:*"], resource: ["\${apps.support.resource}"] }]
`,
  live: { objects: { 'apps.1400000001': {}, 'apps.1400000002': {} } },
  state: {
    bindings: { arena: '1400000001', museum: '1400000002' },
    records: {
      'apps.arena': { name: 'Arena', edition: 'premium' },
      'apps.arena.messages': { historyDays: 30 },
      'apps.arena.groupFields.topic_id': { groupTypes: { Work: { read: 'all', write: 'member' } } },
      'apps.arena.certificates.mi': { platform: 'mi', packageName: 'com.acme', appId: '2882303761517' },
      'apps.museum': { name: 'Museum', edition: 'developer', enabled: false },
    },
  },
});
if (!input.state) throw new Error('the scene has a state');

const waiting = { since: '2026-11-20T08:00:00Z', run: 'run-1' };

/** At 2026-11-22, two changes have waited for two days. */
export const byHandPlan: Plan = plan({
  ...input,
  capabilities,
  inputs: { ...input.inputs, environment: 'production' },
  state: {
    ...input.state,
    waiting: new Map([
      ['apps.arena.login', waiting],
      ['apps.support', waiting],
    ]),
    confirmations: new Map([
      ['apps.arena.messages', { by: 'alice', at: '2026-11-19T10:00:00Z', action: 'update', before: {} }],
      [
        'apps.arena.groupFields.topic_id',
        { by: 'alice', at: '2026-11-19T11:00:00Z', action: 'create', before: {} },
      ],
      ['apps.arena', { by: 'bob', at: '2026-11-18T09:00:00Z', action: 'create', before: {} }],
    ]),
  },
}).plan;

export const now = '2026-11-22T09:00:00Z';
