// Whatever is changed between plans, and in whatever order: what was kept makes no difference to what a plan says.
// KEPT_COUNT=300 takes more sequences than the few of every day, KEPT_SEED others.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, chatform, storeOf } from './chatform.ts';

const keys = ['chess', 'dice', 'go', 'poker'];
const files = ['apps/chess.yaml', 'apps/dice.yaml', 'apps/go.yaml', 'more.yaml'];

/** What an app can have beside its name. */
const bodies = [
  '',
  'tags: {team: games}',
  'tags: {team: cards, __proto__: x}',
  'friends: {verification: null}',
  'introduction: "${var.word}"',
  'introduction: "${ env.STAGE }"',
  'introduction: "\\u0024{env.STAGE}"',
  'introduction: "${apps.chess.sdkAppId}"',
  'webhook: {url: "https://a.example/x", events: [State.StateChange, C2C.CallbackBeforeSendMsg]}',
  'webhook: {url: "https://a.example/x", events: [C2C.CallbackBeforeSendMsg, State.StateChange]}',
  'friendFields: {Alias: {type: string}}',
  'accounts: {bob: {nickname: Bob}}',
  'certificates: {fcm: {platform: google, serverKey: {env: FCM_KEY}}}',
  'extends: [base]',
];

const appText = (key: string, body: string) =>
  `apps:\n  ${key}:\n    name: ${key}\n    edition: premium\n    ${body}\n`;

const parts = {
  resource: ['*', '${apps.chess.resource}', '${ apps.go.resource }'],
  introduction: ['Base', '${var.word}', '${ env.STAGE }', '\\u0024{env.STAGE}'],
  more: [
    '',
    'removed: [{address: apps.dice, destroy: true, because: Lost}]\n',
    'removed: [{address: apps.go.tags, destroy: false, because: Theirs}]\n',
    'moved: [{from: apps.go, to: apps.poker}]\n',
    'guardrails: {https: {level: warn, uses: chatform/https-webhooks, waivers: [{address: apps.go, reason: A tournament, by: alice, until: "2099-03-31"}]}}\n',
    'guardrails: {mass: {level: deny, uses: chatform/mass-change, with: {updates: 4, deletes: 10, floor: 0}}}\n',
  ],
};

const mainText = ({ resource, introduction, more }: Record<keyof typeof parts, string>) => `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice]}
variables: {word: {default: lobby}, key: {sensitive: true, default: x}}
templates: {base: {introduction: "${introduction}"}}
cam:
  policies:
    players:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "${resource}", condition: {string_equal: {"qcs:resource_tag/team": "games"}}}]}
      users: [alice]
${more}`;

const file = fc.constantFrom(...files);
const step = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    file,
    key: fc.constantFrom(...keys),
    body: fc.constantFrom(...bodies),
  }),
  fc.record({ do: fc.constant('copy' as const), file, from: file }),
  fc.record({ do: fc.constant('delete' as const), file }),
  fc.record({
    do: fc.constant('main' as const),
    resource: fc.constantFrom(...parts.resource),
    introduction: fc.constantFrom(...parts.introduction),
    more: fc.constantFrom(...parts.more),
  }),
  fc.record({ do: fc.constant('stage' as const), stage: fc.constantFrom('test', 'live') }),
  fc.record({
    do: fc.constant('flags' as const),
    flags: fc.constantFrom('', '--var word=hall', '--var key=y'),
  }),
  fc.record({ do: fc.constant('by hand' as const), app: fc.constantFrom(1, 2, 3, 4) }),
  fc.record({ do: fc.constant('apply' as const) }),
  fc.record({ do: fc.constant('state rm' as const) }),
);

const plan = fc.constantFrom(
  ...[
    'plan',
    'plan --json',
    'plan --json --detailed-exitcode',
    'plan --refresh-only',
    'plan --format markdown',
  ],
  ...['plan --no-secrets', 'plan --target apps.go', 'plan --exclude apps.go'],
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

class Sequence {
  readonly #directory = projectOf({
    'chatform.yaml': mainText({ resource: '*', introduction: 'Base', more: '' }),
    ...Object.fromEntries(
      keys.slice(0, 3).map((key, i) => [files[i], appText(key, 'tags: {team: games}')] as const),
    ),
  });
  readonly #cache = path.join(storeOf(this.#directory), 'plan.cache');
  #env = { STAGE: 'test', FCM_KEY: 'a key' };
  #flags = '';

  async take(one: Step): Promise<void> {
    const inside = (name: string) => path.join(this.#directory, name);
    if (one.do === 'write') fs.writeFileSync(inside(one.file), appText(one.key, one.body));
    else if (one.do === 'copy' && one.from !== one.file && fs.existsSync(inside(one.from)))
      fs.copyFileSync(inside(one.from), inside(one.file));
    else if (one.do === 'delete') fs.rmSync(inside(one.file), { force: true });
    else if (one.do === 'main') fs.writeFileSync(inside('chatform.yaml'), mainText(one));
    else if (one.do === 'stage') this.#env = { ...this.#env, STAGE: one.stage };
    else if (one.do === 'flags') this.#flags = one.flags;
    else if (one.do === 'by hand') {
      const request = { sdkAppId: `140000000${one.app}`, verification: 'forbid-all' };
      // There may be no such app.
      await byHand(this.#directory, 'SetFriends', request).catch(() => undefined);
    } else if (one.do === 'apply') await this.#run(applyAll);
    else if (one.do === 'state rm') await this.#run('state rm apps.go.tags --yes');
  }

  /** Plans with what was kept, and without; the next plan goes on from what the first of them kept. */
  async requireSamePlan(line: string): Promise<void> {
    const quickly = await this.#run(line);
    const left = fs.existsSync(this.#cache) ? fs.readFileSync(this.#cache) : undefined;
    fs.rmSync(this.#cache, { force: true });
    expect(quickly).toEqual(await this.#run(line));
    if (left) fs.writeFileSync(this.#cache, left);
  }

  #run = (line: string) => chatform(this.#directory, `${line} ${this.#flags}`, { env: this.#env });
}

const count = Number(process.env.KEPT_COUNT ?? 8);
const seed = Number(process.env.KEPT_SEED ?? 2026);

test('what was kept makes no difference to any plan', { timeout: 10_000 + count * 5000 }, async () => {
  const steps = fc.array(fc.tuple(step, plan), { minLength: 8, maxLength: 16 });
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const sequence = new Sequence();
      await sequence.take({ do: 'apply' });
      await sequence.requireSamePlan('plan');
      for (const [one, line] of all) {
        await sequence.take(one);
        await sequence.requireSamePlan(line);
      }
    }),
    { numRuns: count, seed },
  );
});
