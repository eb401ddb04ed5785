/** What every function of the port promises, whatever the kinds. */
import { isWithin } from '../../../src/address.ts';
import { canonical } from '../../../src/json.ts';
import { declaring, type Form, formsOf } from '../samples.ts';
import { kindOf, type Suite } from './suite.ts';

export function portTests({
  test,
  testWhere,
  isPossible,
  capabilities,
  sees,
  gives,
  expect,
  atDesk,
  holds,
}: Suite): void {
  test('what it cannot do is what the suite was told, and so is what the console gives', async () => {
    const { adapter, console } = await atDesk();
    expect(adapter.capabilities).toEqual(capabilities);
    const given = (['person', 'nextMonth', 'oldApp'] as const).filter((name) => console[name] !== undefined);
    expect(given.map((name) => [name, gives(name)])).toEqual(given.map((name) => [name, true]));
    expect((['person', 'nextMonth', 'oldApp'] as const).filter(gives)).toEqual(given);
  });

  test('the console is empty, and of the account', async () => {
    const { adapter, console } = await atDesk();
    const live = await adapter.read({ apps: [] });
    expect([live.account, live.unreadable, [...live.objects.keys()]]).toEqual([console.account, [], []]);
  });

  const attached = kindOf('cam-policy-user');
  testWhere(
    isPossible(declaring(formsOf(attached)[0] as Form, {}, 'developer')),
    'it knows the sub-account and the user group that policies are attached to',
    async () => {
      const { adapter } = await atDesk();
      const { directory } = await adapter.read({ apps: [] });
      expect(directory.users).toContain('alice');
      expect(directory.groups).toContain('chat-operators');
    },
  );

  test('an app that does not exist is no error, and there is nothing in it, or it cannot be told', async () => {
    const { adapter } = await atDesk();
    const live = await adapter.read({ apps: ['1499999999'] });
    const elsewhere = live.unreadable.filter(({ address }) => !isWithin(address, 'apps.1499999999'));
    expect([elsewhere, [...live.objects.keys()]]).toEqual([[], []]);
  });

  const [app] = formsOf(kindOf('app')) as [Form];
  const declared = declaring(app, {}, 'developer');
  testWhere(isPossible(declared), 'reading changes nothing: read twice it is the same', async () => {
    const { desk, adapter } = await atDesk();
    await holds(desk, declared);
    const apps = [...desk.state.bindings.values()];
    const once = await adapter.read({ apps });
    const twice = await adapter.read({ apps });
    expect(canonical([...twice.objects])).toBe(canonical([...once.objects]));
  });

  testWhere(
    isPossible(declared) && sees('app'),
    'an app that is not named is read by itself, without what is in it',
    async () => {
      const { desk, adapter } = await atDesk();
      await holds(desk, declared);
      const own = `apps.${desk.state.bindings.get('apps.support')}`;
      const { objects } = await adapter.read({ apps: [] });
      expect([...objects.keys()].filter((address) => isWithin(address, own))).toEqual([own]);
    },
  );

  test('it is closed twice without a word', async () => {
    const { adapter } = await atDesk();
    await adapter.close();
    await adapter.close();
  });
}
