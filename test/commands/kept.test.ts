// What a plan leaves for the next one: it makes the next one look at less, and say the same.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { World } from '../../src/commands/world.ts';
import { build } from '../../src/version.ts';
import { projectOf } from '../support/project.ts';
import { byHand, chatform, storeOf } from './chatform.ts';

/** Of which apps the sandbox was asked what is in them, by each reading. */
let asked: (readonly string[])[] = [];
/** What happens behind a plan's back, once it has opened the sandbox. */
let meanwhile: (() => Promise<unknown>) | undefined;

vi.mock('../../src/adapters/sandbox/index.ts', async (original) => {
  const real = await original<typeof import('../../src/adapters/sandbox/index.ts')>();
  const openSandbox: typeof real.openSandbox = async (options) => {
    const sandbox = await real.openSandbox(options);
    const { adapter } = sandbox;
    const read: typeof adapter.read = async (scope) => {
      asked.push(scope.apps);
      const happens = meanwhile;
      meanwhile = undefined;
      await happens?.();
      return adapter.read(scope);
    };
    return { ...sandbox, adapter: { ...adapter, read } };
  };
  return { ...real, openSandbox };
});

beforeEach(() => {
  asked = [];
  meanwhile = undefined;
});

const main = `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice], groups: {operators: [alice]}}
cam:
  policies:
    players:
      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "*", condition: {string_equal: {"qcs:resource_tag/team": "games"}}}]}
      users: [alice]
`;

const app = (key: string, more = '') =>
  `apps:\n  ${key}:\n    name: ${key}\n    edition: premium\n    tags: {team: games}\n    friendFields: {Alias: {type: string}}\n${more}`;

const applyAll = 'apply --auto-approve --allow irreversible,billable';
const ids = { chess: '1400000001', dice: '1400000002', go: '1400000003' };

/** A project that was applied, and planned once. */
async function settled(files: Readonly<Record<string, string>>, env: World['env'] = {}): Promise<string> {
  const directory = projectOf({ 'chatform.yaml': main, ...files });
  for (const command of [applyAll, 'plan']) {
    const { code, err } = await chatform(directory, command, { env });
    if (code !== 0) throw new Error(err);
  }
  asked = [];
  return directory;
}

/** The same with three apps. */
const planned = (more: Readonly<Record<string, string>> = {}) =>
  settled({
    'apps/chess.yaml': app('chess'),
    'apps/dice.yaml': app('dice'),
    'apps/go.yaml': app('go'),
    ...more,
  });

const cacheIn = (directory: string) => path.join(storeOf(directory), 'plan.cache');
const keptIn = (directory: string) =>
  JSON.parse(fs.readFileSync(cacheIn(directory), 'utf8').split('\n').slice(1).join('\n'));
const write = (directory: string, file: string, text: string) =>
  fs.writeFileSync(path.join(directory, file), text);

/** The plan as it is, and as it is without what was kept; which apps were looked into, and all that there are. */
async function bothWays(directory: string, command = 'plan --json') {
  asked = [];
  const quickly = await chatform(directory, command);
  const looked = asked.at(-1);
  fs.rmSync(cacheIn(directory), { force: true });
  const thoroughly = await chatform(directory, command);
  expect(quickly).toEqual(thoroughly);
  return { looked, ...quickly };
}

describe('after a plan with nothing to do', () => {
  test('the next one looks into no app, and says the same', async () => {
    const directory = await planned();
    const { looked, code, out } = await bothWays(directory);
    expect(looked).toEqual([]);
    expect(code).toBe(0);
    const { resource_changes, bindings, capacity } = JSON.parse(out);
    expect([resource_changes, Object.keys(bindings)]).toEqual([[], ['apps.chess', 'apps.dice', 'apps.go']]);
    const used = capacity.map(
      ({ scope, kind, before }: Record<string, unknown>) => `${scope} ${kind} ${before}`,
    );
    expect(used).toEqual([
      'account app 3',
      'apps.chess friend-field 1',
      'apps.dice friend-field 1',
      'apps.go friend-field 1',
    ]);
  });

  test('an app whose file is another is looked into, and no other', async () => {
    const directory = await planned();
    write(directory, 'apps/go.yaml', app('go', '    introduction: Black and white\n'));
    const { looked, out } = await bothWays(directory);
    expect(looked).toEqual([ids.go]);
    const { resource_changes } = JSON.parse(out);
    expect(resource_changes.map(({ address }: { address: string }) => address)).toEqual(['apps.go']);
  });

  test('a file that is as it was again is not looked into again', async () => {
    const directory = await planned();
    write(directory, 'apps/go.yaml', app('go', '    introduction: Black and white\n'));
    await chatform(directory, 'plan');
    write(directory, 'apps/go.yaml', app('go'));
    const { looked } = await bothWays(directory);
    expect(looked).toEqual([]);
  });

  test('an app whose file has another name is told of once, as it is in the newer file', async () => {
    const directory = await planned();
    const [old, other] = ['apps/go.yaml', 'apps/weiqi.yaml'];
    fs.renameSync(path.join(directory, old), path.join(directory, other));
    write(directory, other, `# It was go.yaml.\n${app('go')}`);
    await chatform(directory, 'plan');
    expect(Object.keys(keptIn(directory).files)).toEqual(['apps/chess.yaml', 'apps/dice.yaml', other]);
    write(directory, old, app('go'));
    const { code, err } = await bothWays(directory);
    expect(code).toBe(1);
    expect(err).toContain('is declared twice');
  });

  test('a new app, one that is gone, and rights that go by tags are planned as ever', async () => {
    const directory = await planned();
    write(directory, 'apps/poker.yaml', app('poker'));
    fs.rmSync(path.join(directory, 'apps/dice.yaml'));
    write(directory, 'chatform.yaml', main.replace('users: [alice]\n`', '').replace('"games"', '"cards"'));
    const more = await bothWays(directory);
    expect(more.looked).toEqual(Object.values(ids));
    write(directory, 'chatform.yaml', main);
    await chatform(directory, 'plan');
    write(directory, 'apps/chess.yaml', app('chess').replace('team: games', 'team: cards'));
    const { looked, out } = await bothWays(directory);
    expect(looked).toEqual([ids.chess, ids.dice]);
    expect(out).toContain('loses');
  });
});

describe('what was kept is of no use', () => {
  test.each<[string, (directory: string) => unknown]>([
    [
      'once somebody has changed the console',
      (directory) => byHand(directory, 'SetFriends', { sdkAppId: ids.go, verification: 'forbid-all' }),
    ],
    ['once the state was written', (directory) => chatform(directory, 'state rm apps.go.tags --yes')],
    ['once what all share is another', (directory) => write(directory, 'chatform.yaml', `${main}# Ours.\n`)],
    ['once a guardrail is another', (directory) => write(directory, 'rules.yaml', guardrails)],
    [
      'where it is damaged',
      (directory) => fs.writeFileSync(cacheIn(directory), fs.readFileSync(cacheIn(directory)).subarray(1)),
    ],
    ['where another build wrote it', (directory) => forge(directory, {}, 'chatform cache 0.0.0-other')],
    ['where it was deleted', (directory) => fs.rmSync(cacheIn(directory))],
  ])('%s', async (_, change) => {
    const directory = await planned();
    await change(directory);
    const { looked } = await bothWays(directory);
    expect(looked).toEqual(Object.values(ids));
  });

  test('for a second look, which is taken where somebody changes the console during the first', async () => {
    const directory = await planned();
    meanwhile = () => byHand(directory, 'ModifyAppInfo', { sdkAppId: ids.go, name: 'Weiqi' });
    const { out } = await chatform(directory, 'plan');
    expect(asked).toEqual([[], Object.values(ids)]);
    expect(out).toContain('Weiqi');
  });

  test.each(['--target apps.go', '--exclude apps.go', '--no-secrets'])('to a plan with %s', async (flag) => {
    const directory = await planned();
    const { looked } = await bothWays(directory, `plan --json ${flag}`);
    expect(looked).toEqual(Object.values(ids));
  });
});

const guardrails =
  'guardrails: {no-mass-change: {level: deny, uses: chatform/mass-change, with: {updates: 4, deletes: 10, floor: 0}}}\n';

test('guardrails are held against shares of all there is, also of what was not looked into', async () => {
  const directory = await planned({ 'rules.yaml': guardrails });
  write(directory, 'apps/go.yaml', app('go', '    introduction: Black and white\n'));
  const { looked, out } = await bothWays(directory);
  expect(looked).toEqual([ids.go]);
  expect(out).toContain('Too many updates, 9.09% is over 4.00% (1/11)');
});

/** Puts something else in what was kept, with the right checksum. */
function forge(directory: string, changed: object, start = `chatform cache ${build}`): void {
  const text = JSON.stringify({ ...keptIn(directory), ...changed });
  const head = `${start} sha256:`;
  const hash = createHash('sha256').update(head).update(text).digest('hex');
  fs.writeFileSync(cacheIn(directory), `${head}${hash}\n${text}`);
}

test('an apply looks into all apps, whatever was kept', async () => {
  const directory = await planned();
  const edited = app('go', '    introduction: Black and white\n');
  write(directory, 'apps/go.yaml', edited);
  const kept = keptIn(directory);
  const hash = createHash('sha256').update(edited).digest('base64');
  forge(directory, { files: { ...kept.files, 'apps/go.yaml': { app: 'go', hash } } });
  // Whoever can write here deceives plans of a sandbox, and no apply.
  expect((await chatform(directory, 'plan')).out).toContain('No changes.');
  const { code, out } = await chatform(directory, applyAll);
  expect([code, asked.at(-1)]).toEqual([0, Object.values(ids)]);
  expect(out).toContain('Apply complete! Resources: 0 added, 1 changed, 0 destroyed.');
});

describe('nothing is kept', () => {
  test('of an app that has a secret, of a Developer app, and of one that a waiver is about', async () => {
    const secret = '    certificates: {fcm: {platform: google, serverKey: {env: FCM_KEY}}}\n';
    const files = {
      'apps/chess.yaml': app('chess', secret),
      'apps/dice.yaml': app('dice').replace('edition: premium', 'edition: developer'),
      'apps/go.yaml': app('go'),
      'apps/poker.yaml': app('poker'),
      'rules.yaml':
        'guardrails: {https: {level: deny, uses: chatform/https-webhooks, waivers: [{address: apps.go, reason: A tournament, by: alice, until: "2026-03-31"}]}}\n',
    };
    const directory = await settled(files, { FCM_KEY: 'a key' });
    const kept = keptIn(directory);
    expect(Object.keys(kept.quiet)).toEqual(['apps.poker']);
  });

  test.each([
    ['of an app with changes', 'apps/chess.yaml', app('chess', '    introduction: Checkmate\n')],
    ['of an app that drifted', undefined, ''],
  ])('%s', async (_, file, text) => {
    const directory = await planned();
    if (file) write(directory, file, text);
    else await byHand(directory, 'ModifyAppInfo', { sdkAppId: ids.chess, name: 'Checkers' });
    fs.rmSync(cacheIn(directory));
    await chatform(directory, 'plan');
    const kept = keptIn(directory);
    expect(Object.keys(kept.quiet)).toEqual(['apps.dice', 'apps.go']);
  });

  test('where the state is encrypted, and what was kept before is removed', async () => {
    const files = {
      'chatform.yaml': main.replace('  console:', '  encryption: {key: {env: STATE_KEY}}\n  console:'),
      'apps/go.yaml': app('go'),
    };
    const env = { STATE_KEY: Buffer.alloc(32, 7).toString('base64') };
    const directory = await settled(files, env);
    expect(fs.existsSync(cacheIn(directory))).toBe(false);
    fs.writeFileSync(cacheIn(directory), 'chatform cache');
    await chatform(directory, 'plan', { env });
    expect(fs.existsSync(cacheIn(directory))).toBe(false);
  });

  test('while calls of the sandbox are not in its image yet', async () => {
    const directory = await planned();
    fs.rmSync(cacheIn(directory));
    fs.writeFileSync(path.join(storeOf(directory), 'sandbox.journal'), '');
    expect((await chatform(directory, 'plan')).code).toBe(0);
    expect(fs.existsSync(cacheIn(directory))).toBe(false);
  });
});
