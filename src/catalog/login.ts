/** Console page: Feature Configuration > Login and Message > Login Settings. */
import { editIn } from './clicks.ts';
import type { Gate, Kind } from './kind.ts';

const severalDevices: Gate = {
  editions: ['developer', 'premium'],
  free: [1],
  feature: 'several devices logged in on one platform',
  rule: 'EDN-10',
};

export const loginKinds: readonly Kind[] = [
  {
    name: 'login',
    path: ['apps', '*', 'login'],
    title: 'Login settings',
    description: 'On how many devices one user can be online at the same time.',
    page: 'Feature Configuration > Login and Message > Login Settings',
    served: 'console',
    clicks: { update: editIn('Login Settings').clicks },
    form: 'section',
    body: {
      type: 'object',
      title: 'Login settings',
      description: 'The multi-device policy and its numbers.',
      rules: ['MSG-1', 'MSG-2'],
      attributes: {
        policy: {
          type: 'enum',
          title: 'Multi-device Login Type',
          description: 'Which kinds of device one user can be online on at once.',
          default: 'dual-device',
          values: {
            'single-device': 'Single-device: one of web, Windows, Android, iOS and so on',
            'dual-device': 'Dual-device: one native device, and web',
            'triple-device': 'Triple-device: one of Android and iOS, and Windows, and web',
            'multi-device': 'Multi-device: web, Windows, Android, iOS and so on, all at once',
          },
          labels: {
            'single-device': 'Single-device login',
            'dual-device': 'Dual-device login',
            'triple-device': 'Triple-device login',
            'multi-device': 'Multi-device online',
          },
          effects: [
            {
              class: 'disruptive',
              when: 'change',
              because: 'Users online on devices that the new policy does not allow together are signed out.',
              rule: 'MSG-1',
            },
          ],
          rules: ['MSG-1'],
        },
        webInstances: {
          type: 'integer',
          title: 'Online Web Instances',
          description:
            'How many web pages one user can be online on. More than one goes with multi-device login.',
          default: 1,
          minimum: 1,
          maximum: 10,
          gate: severalDevices,
          effects: [
            {
              class: 'disruptive',
              when: 'lower',
              because: 'Users with more web pages online than the new limit are signed out of some.',
              rule: 'MSG-2',
            },
          ],
          rules: ['MSG-2', 'EDN-10'],
        },
        devicesPerPlatform: {
          type: 'integer',
          title: 'Online devices of one platform',
          description:
            'How many devices of each of Android, iPhone, iPad, Windows, macOS and Linux one user can be online on. More than one goes with multi-device login.',
          default: 1,
          minimum: 1,
          maximum: 3,
          gate: severalDevices,
          effects: [
            {
              class: 'disruptive',
              when: 'lower',
              because:
                'Users with more devices of one platform online than the new limit are signed out of some.',
              rule: 'MSG-2',
            },
          ],
          rules: ['MSG-2', 'EDN-10'],
        },
      },
    },
    leaving: 'released',
    rules: ['MSG-1', 'MSG-2', 'EDN-10', 'API-1'],
  },
];
