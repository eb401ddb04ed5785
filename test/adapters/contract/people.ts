/** People, groups, trials and certificates that there cannot be: rules across several of them. */
import type { Json } from '../../../src/json.ts';
import { crowds, mistakes, support } from '../mistakes.ts';
import { type Form, formsOf } from '../samples.ts';
import { kindOf, type Suite } from './suite.ts';

export function peopleTests(suite: Suite): void {
  const { expect, atDesk, holds, refusedBy, testWhere, isPossible, sees } = suite;

  for (const [title, rule, { kind, full, more, create, needsSight }] of crowds) {
    const isSeen = !needsSight || sees(kind);
    testWhere(isPossible(full, more) && isSeen, `${title} is refused by both (${rule})`, async () => {
      const here = await atDesk();
      await holds(here.desk, full);
      const { refusals, changes } = await here.desk.plan(more);
      expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
      const [form] = formsOf(kindOf(kind)) as [Form];
      expect(await refusedBy(here, { form, ...create })).toBe(rule);
    });
  }

  for (const [title, rule, { before, after, kind, write }] of mistakes)
    testWhere(isPossible(before, after), `${title} is refused by both (${rule})`, async () => {
      const here = await atDesk();
      await holds(here.desk, before);
      const { refusals, changes } = await here.desk.plan(after);
      expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
      const [form] = formsOf(kindOf(kind)) as [Form];
      const [action, key, patch] = write;
      expect(await refusedBy(here, { form, action, patch, ...(key !== '' && { key }) })).toBe(rule);
    });

  neededAccounts(suite);
  ownersAreMembers(suite);
  trialsOfTheAccount(suite);
}

function neededAccounts({ testWhere, isPossible, expect, atDesk, holds }: Suite): void {
  const group = { type: 'Work', name: 'Desk', owner: 'owner-1', members: ['guest-1'] };
  const users = { 'owner-1': {}, 'guest-1': {}, 'guest-2': {} };
  const whole = support('premium', { accounts: users, groups: { desk: group } });
  const removed = Object.keys(users).map((key) => ({
    address: `apps.support.accounts.${key}`,
    destroy: true,
  }));
  const entries = { ...support('premium', { groups: { desk: group } }), removed };
  testWhere(
    isPossible(whole, entries),
    'an account that a declared group has is not deleted (GRM-1, GRM-3)',
    async () => {
      const { desk } = await atDesk();
      await holds(desk, whole);
      const { changes, refusals } = await desk.plan(entries);
      expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
        'delete apps.support.accounts.guest-2',
      ]);
      expect(refusals.map(({ address, rule }) => `${address} ${rule}`)).toEqual([
        'apps.support.accounts.guest-1 GRM-3',
        'apps.support.accounts.owner-1 GRM-1',
      ]);
    },
  );
}

/** Only where groups can be read: nobody confirms members who are not declared. */
function ownersAreMembers({ testWhere, isPossible, sees, expect, atDesk, holds }: Suite): void {
  const accounts = { 'owner-1': {}, 'guest-1': {}, 'owner-2': {} };
  const ownedBy = (owner: string) => {
    const group = { type: 'Work', name: 'Desk', owner, members: ['guest-1'] };
    return support('premium', { accounts, groups: { desk: group } });
  };
  testWhere(
    isPossible(ownedBy('owner-1')) && sees('group'),
    'an owner who is not listed among the members is no change (GRM-1)',
    async () => {
      const { desk } = await atDesk();
      await holds(desk, ownedBy('owner-1'));
      await holds(desk, ownedBy('owner-2'));
      const address = `apps.${desk.state.bindings.get('apps.support')}.groups.desk`;
      const members = (await desk.read()).objects.get(address)?.body.members;
      expect([...((members ?? []) as string[])].sort()).toEqual(['guest-1', 'owner-1', 'owner-2']);
    },
  );
}

/** Only where trials can be read: how many the account has used is what the console counts. */
function trialsOfTheAccount(suite: Suite): void {
  const { testWhere, isPossible, sees, expect, atDesk, holds, refusedBy } = suite;
  const shops = ['aachen', 'basel', 'colmar', 'dijon', 'essen'];
  const trials = (keys: readonly string[], trtc: Json) =>
    Object.fromEntries(keys.map((key) => [key, { name: `Shop of ${key}`, trtc }]));
  const ten = trials(shops, { activated: true, call: 'trial', callTrials: 2 });
  const full = { apps: { ...ten, ...trials(['support'], { activated: true }) } };
  const more = { apps: { ...ten, ...trials(['support'], { activated: true, call: 'trial' }) } };
  testWhere(
    isPossible(full) && sees('trtc'),
    'an eleventh trial of the account is refused by both (RTC-2)',
    async () => {
      const here = await atDesk();
      await holds(here.desk, full);
      const { refusals, changes } = await here.desk.plan(more);
      expect([changes.length, refusals.map(({ rule }) => rule)]).toEqual([0, ['RTC-2']]);
      const [form] = formsOf(kindOf('trtc')) as [Form];
      expect(await refusedBy(here, { form, action: 'update', patch: { call: 'trial' } })).toBe('RTC-2');
    },
  );
}
