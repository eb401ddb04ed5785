// The contract suite for adapters that cannot do everything, and what it finds in those that do something wrong.
import * as vitest from 'vitest';
import { describe, expect, test } from 'vitest';
import type { Adapter, Operation } from '../../src/adapters/adapter.ts';
import type { Abilities, EmptyConsole, TestApi } from '../../src/adapters/contract.ts';
import type { Capabilities, LiveObject } from '../../src/model.ts';
import { adapterContract } from './contract.ts';
import { nothingByItself, partOf, publicApis } from './partial.ts';
import { newSandbox } from './sandbox/sandbox.ts';

/** A sandbox through an adapter that does a part of it, and a person who does the rest. */
const open = (capabilities: Capabilities) => async () => {
  const sandbox = await newSandbox();
  return {
    adapter: partOf(sandbox.adapter, capabilities),
    account: '100000000001',
    person: sandbox.adapter.write,
    nextMonth: () => sandbox.advance(31 * 86_400),
  };
};

const gives = ['person', 'nextMonth'] as const;

/** The suite without some of its tests: those that do for one attribute what others do for all of a kind. */
const without = (left: RegExp): TestApi => ({
  ...vitest,
  test: (title, body) => (left.test(title) ? undefined : test(title, body)),
});
const oneByOne = / set, changed and put back,| app is refused by its rule /;
const publicly = { capabilities: publicApis, gives };
adapterContract(without(oneByOne), 'public APIs and a person', open(publicApis), publicly);

// The rules across several things are those that depend on what can be seen.
const acrossThings: TestApi = {
  ...vitest,
  describe: (title, body) => (/the port$|people/.test(title) ? describe(title, body) : undefined),
};
const alone = { capabilities: nothingByItself, gives };
adapterContract(acrossThings, 'a person alone', open(nothingByItself), alone);

/** The tests that the suite has for an adapter, by title. */
function testsFor(
  abilities: Abilities,
  opened: () => Promise<EmptyConsole> = open({ byHand: [], unseen: [] }),
): ReadonlyMap<string, () => Promise<void>> {
  const tests = new Map<string, () => Promise<void>>();
  const collecting: TestApi = {
    describe: (_, body) => body(),
    test: (title, body) => tests.set(title, body),
    expect,
  };
  adapterContract(collecting, 'console', opened, abilities);
  return tests;
}

describe('which tests there are', () => {
  const whole = [...testsFor({ gives: ['nextMonth', 'oldApp'] }).keys()];

  test('without a clock that can be moved, there is none that needs another month (MSG-3)', () => {
    const found = [...testsFor({ gives: ['oldApp'] }).keys()];
    expect(whole.filter((title) => !found.includes(title))).toEqual([
      'messages.historyDays: set, changed and put back, it is applied and planned again as nothing',
      'messages: with all its attributes at once',
    ]);
  });

  test('without an app of before 15 August 2019, there is none that moves one (APP-11)', () => {
    const found = [...testsFor({ gives: ['nextMonth'] }).keys()];
    expect(whole.filter((title) => !found.includes(title))).toEqual([
      'an app of before 15 August 2019 is moved to HMAC-SHA256, and not back (APP-11)',
    ]);
  });

  test('with a person, nothing is left out but what only those can tell who see it', () => {
    const everything = { gives: ['person', 'nextMonth', 'oldApp'] as const };
    const found = [...testsFor({ ...everything, capabilities: nothingByItself }).keys()];
    expect(whole.filter((title) => !found.includes(title))).toEqual([
      'an app that is not named is read by itself, without what is in it',
      'an app of before 15 August 2019 is moved to HMAC-SHA256, and not back (APP-11)',
      'an owner who would be the 21st member is refused by both (EDN-5)',
      'an owner who is not listed among the members is no change (GRM-1)',
      'an eleventh trial of the account is refused by both (RTC-2)',
    ]);
  });

  test('without a person, only what the adapter does by itself is tried', () => {
    const reason = 'Only people create admins.';
    const where = { attribute: 'type', value: 'admin' };
    const capabilities = { byHand: [{ kind: 'account', action: 'create' as const, where, reason }] };
    const found = [...testsFor({ gives: ['nextMonth', 'oldApp'], capabilities }).keys()];
    const missing = whole.filter((title) => !found.includes(title));
    expect(missing).toEqual([
      'account.type: set, changed and put back, it is applied and planned again as nothing',
      'account: with all its attributes at once',
      'account: left out it is refused (ACC-5), and with an entry in `removed:` it is deleted',
      'account.type is set once and for all (ACC-3)',
      'an eleventh admin of an app is refused by both (ACC-2)',
    ]);
  });

  test('without a person and without apps, policies are all that is left, and the port itself', () => {
    const found = testsFor({ capabilities: { byHand: [{ kind: 'app', reason: 'By hand.' }] } });
    const named = [...found.keys()].filter((title) => title.includes(':') || title.includes('refused by'));
    // Nothing in an app is among them.
    expect(new Set(named.map((title) => title.split(/[.:]/)[0]))).toEqual(
      new Set(['cam-policy', 'cam-policy-user', 'cam-policy-group', 'cam-preset-user', 'cam-preset-group']),
    );
    expect([...found.keys()]).toContain('it is closed twice without a word');
  });
});

describe('what the suite finds', () => {
  /** Runs tests of the suite on a sandbox with a flaw in its adapter: the titles of those that fail. */
  async function failuresOf(flaw: (whole: Adapter) => Partial<Adapter>, titles: RegExp): Promise<string[]> {
    const opened = async () => {
      const { adapter } = await newSandbox();
      return { adapter: { ...adapter, ...flaw(adapter) }, account: '100000000001' };
    };
    const failed: string[] = [];
    for (const [title, body] of testsFor({}, opened))
      if (titles.test(title)) await body().catch(() => failed.push(title));
    return failed;
  }

  const writing = (change: (operation: Operation) => Operation) => (whole: Adapter) => ({
    write: (operation: Operation) => whole.write(change(operation)),
  });
  const reading = (change: (object: LiveObject) => LiveObject) => (whole: Adapter) => ({
    read: async (scope: Parameters<Adapter['read']>[0]) => {
      const live = await whole.read(scope);
      return { ...live, objects: new Map([...live.objects].map(([key, one]) => [key, change(one)])) };
    },
  });

  test('nothing in the sandbox as it is', async () => {
    expect(await failuresOf(() => ({}), /^tags|^webhook|^login/)).toEqual([]);
  });

  test('a tag that is not taken away', async () => {
    const withoutNulls = writing(({ patch, ...rest }) => {
      const kept = Object.entries(patch).filter(([, value]) => value !== null);
      return { ...rest, patch: Object.fromEntries(kept) };
    });
    expect(await failuresOf(withoutNulls, /^tags/)).toEqual([
      'tags: set, changed and put back, it is applied and planned again as nothing',
      'tags: left out again it is planned as nothing',
    ]);
  });

  test('a write that is said to be done and is not', async () => {
    const idle = (whole: Adapter) => ({
      write: async (operation: Operation) =>
        operation.kind === 'webhook' ? { ok: true as const } : whole.write(operation),
    });
    expect(await failuresOf(idle, /^webhook/)).toEqual([
      'webhook.url: set, changed and put back, it is applied and planned again as nothing',
      'webhook.events: set, changed and put back, it is applied and planned again as nothing',
      'webhook: with all its attributes at once',
      'webhook: left out again it is planned as nothing',
    ]);
  });

  test('a policy that is not deleted', async () => {
    const keeping = (whole: Adapter) => ({
      write: async (operation: Operation) =>
        operation.action === 'delete' ? { ok: true as const } : whole.write(operation),
    });
    expect(await failuresOf(keeping, /^cam-policy:/)).toEqual([
      'cam-policy: left out again it is planned as nothing',
    ]);
  });

  test('a setting that is read in words which are not those of the catalogue', async () => {
    const inOtherWords = reading((one) =>
      one.kind === 'login' ? { ...one, body: { ...one.body, policy: 'MULTI_DEVICE' } } : one,
    );
    const failed = await failuresOf(inOtherWords, /^login|^tags/);
    expect(failed).toContain('login: with all its attributes at once');
    // An object that cannot be understood makes its reading unsafe, and every plan with it.
    expect(failed).toContain('tags: with all its attributes at once');
  });

  test('a rule of the console that is answered without its ID', async () => {
    const nameless = (whole: Adapter) => ({
      write: async (operation: Operation) => {
        const outcome = await whole.write(operation);
        if (outcome.ok) return outcome;
        const { rule: _, ...error } = outcome.error;
        return { ok: false as const, error };
      },
    });
    expect(await failuresOf(nameless, /^app\.edition/)).toEqual([
      'app.edition goes up and never down (APP-7)',
    ]);
  });

  test('capabilities that are not what the suite was told', async () => {
    const shy = () => ({ capabilities: { byHand: [], unseen: ['trtc'] } });
    expect(await failuresOf(shy, /^what it cannot do/)).toEqual([
      'what it cannot do is what the suite was told, and so is what the console gives',
    ]);
  });
});
