/** How long policies take, in this process: lint, evaluation and what a change means, for a large account. */
import { whatChanges } from '../../src/cam/difference.ts';
import { evaluate } from '../../src/cam/evaluate.ts';
import { lintPolicy } from '../../src/cam/lint/index.ts';
import type { Attachment, CamModel } from '../../src/cam/model.ts';
import { indexOf } from '../../src/cam/statements.ts';
import { linesOf } from '../../src/cam/words.ts';
import type { Json } from '../../src/json.ts';

const account = '100000000001';
const sizes = { policies: 200, apps: 300, users: 100, attachedToEach: 20 };

/** Half of the policies by app and half by tag, each user with some of them. `allowed` is what they allow. */
function accountOf(allowed: string): CamModel {
  const apps = Array.from({ length: sizes.apps }, (_, i) => ({
    kind: 'app' as const,
    name: `apps.game-${i}`,
    id: String(1_400_000_001 + i),
    tags: { team: `team-${i % 30}`, env: i % 3 === 0 ? 'dev' : 'prod' },
  }));
  const policies = Array.from({ length: sizes.policies }, (_, i): [string, Json] => [
    `operators-${i}`,
    {
      version: '2.0',
      statement: [
        i % 2 === 0
          ? {
              effect: 'allow',
              action: allowed,
              resource: `qcs::im::uin/${account}:sdkappid/${1_400_000_001 + i}`,
            }
          : {
              effect: 'allow',
              action: allowed,
              resource: '*',
              condition: { 'for_any_value:string_equal': { 'qcs:tag': [`team&team-${i % 30}`] } },
            },
        { effect: 'deny', action: ['name/im:UpdateSecret', 'name/im:Create*'], resource: '*' },
      ],
    },
  ]);
  const attachments = Array.from({ length: sizes.users * sizes.attachedToEach }, (_, i): Attachment => {
    const user = i % sizes.users;
    const policy = `operators-${(user * 7 + Math.floor(i / sizes.users) * 3) % sizes.policies}`;
    return { policy, preset: false, holder: { kind: 'user', name: `user-${user}` } };
  });
  return { account, apps, allApps: true, policies: new Map(policies), attachments, members: new Map() };
}

/** What was done, and the seconds that it took. */
export function camTimings(): readonly (readonly [string, number])[] {
  const [before, after] = [accountOf('name/im:Describe*'), accountOf('name/im:*')];
  const size = `${sizes.policies} policies, ${sizes.apps} apps, ${sizes.users} users`;
  return [
    [
      `lint of ${sizes.policies} policies`,
      timed(() => {
        for (const [name, document] of after.policies) lintPolicy({ address: name, document }, after);
      }),
    ],
    [
      `every user on every app (${size})`,
      timed(() => {
        const index = indexOf(after);
        const action = { service: 'im', name: 'SetAbilityConfInfo' };
        for (let user = 0; user < sizes.users; user++) {
          for (const target of after.apps)
            evaluate(index, { kind: 'user', name: `user-${user}` }, { action, target });
        }
      }),
    ],
    [
      `what changes for whom (${size}, all policies changed)`,
      timed(() => {
        linesOf(whatChanges(before, after));
      }),
    ],
  ];
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}
