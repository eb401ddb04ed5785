/** A plan with something in every part of its page: some games and a support chat. */
import type { Plan } from '../../src/model.ts';
import type { About } from '../../src/report/outline.ts';
import { planned } from '../support/scene.ts';

export const about: About = {
  toolVersion: '0.1.0',
  root: 'chat/',
  commit: '0123456789abcdef0123456789abcdef01234567',
  run: { url: 'https://github.example/acme/chat/actions/runs/7', number: 7, id: 7 },
};

const describing = {
  version: '2.0',
  statement: [{ effect: 'allow', action: ['name/im:Describe*'], resource: ['*'] }],
};

const scene = planned({
  yaml: `
apps:
  support:
    name: Acme Support
    edition: standard
    introduction: 客服聊天
    messages: { recallSeconds: 120 }
    webhook: { url: "https://hooks.acme.example/chat/v2/callback" }
    userFields:
      Rank: { type: string, app: [read, write] }
  arena:
    name: Game Arena
    messages: { historyDays: 30 }
    login: { policy: null }
  lobby:
    name: Game Lobby
    introduction: "Sister of \${apps.duel.sdkAppId}"
  duel:
    name: Game Duel
    edition: premium
    groupFeatures: { community: { enabled: true } }
cam:
  policies:
    support-operators:
      document:
        version: "2.0"
        statement: [{ effect: allow, action: ["name/im:Get*"], resource: ["*"] }]
removed:
  - { address: apps.museum, destroy: true, because: the game was closed }
moved:
  - { from: apps.foyer, to: apps.lobby }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 600, relationshipCheck: true },
      'apps.1400000001.webhook': { url: 'https://hooks.acme.example/chat/callback' },
      'apps.1400000002': { name: 'Game Museum', edition: 'developer', enabled: false },
      'apps.1400000003': { name: 'Game Arena', edition: 'developer', enabled: true },
      'apps.1400000003.messages': { historyDays: 7 },
      'apps.1400000003.login': { policy: 'one-per-platform' },
      'apps.1400000004': { name: 'Game Lobby', edition: 'developer', enabled: true },
      'apps.1400000009': { name: 'Somebody else', edition: 'developer', enabled: true },
      'cam.policies.support-operators': { description: '', document: describing },
      'cam.policies.old-operators': { description: '', document: describing },
    },
  },
  state: {
    bindings: { arena: '1400000003', foyer: '1400000004', museum: '1400000002', support: '1400000001' },
    records: {
      'apps.arena': { name: 'Game Arena' },
      'apps.foyer': { name: 'Game Lobby' },
      'apps.museum': { name: 'Game Museum' },
      'apps.support': { name: 'Acme Support' },
      'apps.support.messages': { recallSeconds: 120, relationshipCheck: true },
      'cam.policies.support-operators': { document: describing },
      'cam.policies.old-operators': { document: describing },
    },
  },
}).plan;

/** Of production: 12 changes of 5 apps and of CAM, one refusal. */
export const gamesPlan: Plan = { ...scene, inputs: { ...scene.inputs, environment: 'production' } };

/** Nothing to do. */
export const quietPlan: Plan = planned({ yaml: '' }).plan;

/** New apps with 20 custom user fields each: 21 changes an app. */
export function fieldsPlan(apps: number): Plan {
  const letters = [...'ABCDEFGHIJKLMNOPQRST'];
  const fields = letters.map((letter) => `      Rank${letter}: { type: string, app: [read, write] }\n`);
  const one = (number: number) =>
    `  game-${number}:\n    name: Game ${number}\n    edition: premium\n    userFields:\n${fields.join('')}`;
  return planned({ yaml: `apps:\n${Array.from({ length: apps }, (_, i) => one(i + 1)).join('')}` }).plan;
}
