import { describe, expect, test } from 'vitest';
import { reachOfDevice, reachOfUser } from '../../src/report/push.ts';

describe('offline push reaches (DEV-2)', () => {
  test.each([
    ['Android', 'PushOnline', 'yes'],
    ['Android', 'Online', 'no'],
    ['Android', 'Offline', 'no'],
    ['iPhone', 'PushOnline', 'yes'],
    ['IPhone', 'Online', 'background'],
    ['iPad', 'Online', 'background'],
    ['iPad', 'Offline', 'no'],
    ['Web', 'Online', 'no'],
    ['PC', 'Online', 'no'],
    ['Mac', 'PushOnline', 'no'],
    ['Fridge', 'PushOnline', 'unknown'],
    ['Android', 'Asleep', 'unknown'],
  ])('%s that is %s: %s', (platform, status, push) => {
    expect(reachOfDevice(platform, status).push).toBe(push);
  });

  const device = (platform: string, status: string) => ({ platform, status });

  test.each([
    ['a user who is not signed in: no', 'Offline', [], 'no'],
    [
      'a user by one of two devices',
      'Online',
      [device('Web', 'Online'), device('Android', 'PushOnline')],
      'yes',
    ],
    [
      'a user in the background alone',
      'Online',
      [device('Android', 'Online'), device('iPhone', 'Online')],
      'background',
    ],
    ['nobody who is on the web alone', 'Online', [device('Web', 'Online')], 'no'],
    [
      'perhaps a user on something new',
      'Online',
      [device('Web', 'Online'), device('Fridge', 'Online')],
      'unknown',
    ],
    ['a user in the background, devices not said', 'PushOnline', [], 'yes'],
    ['a user perhaps, devices not said', 'Online', [], 'background'],
    ['nobody knows whom, by a new word', 'Asleep', [], 'unknown'],
  ] as const)('%s', (_, status, devices, push) => {
    expect(reachOfUser(status, devices).push).toBe(push);
  });
});
