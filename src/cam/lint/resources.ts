/** Resources (CAM-3): six segments, of this account, down to an app that there is. */
import { didYouMean } from '../../suggest.ts';
import type { Item } from '../document.ts';
import { isIdOfPending } from '../model.ts';
import { readResource } from '../resource.ts';
import { quoted } from '../short.ts';
import {
  type Complaint,
  example,
  exampleApp,
  type LintPolicy,
  type LintRule,
  type LintWorld,
} from './rule.ts';

interface Segments {
  readonly project: string;
  readonly service: string;
  readonly region: string;
  readonly owner: string;
  readonly path: string;
}

function segmentsOf(text: string): Segments | undefined {
  const [qcs, project = '', service = '', region = '', owner = '', ...path] = text
    .replace(/\s/g, '')
    .split(':');
  return qcs === 'qcs' && path.length > 0
    ? { project, service, region, owner, path: path.join(':') }
    : undefined;
}

/** A complaint about each resource of six segments for which there is something to say. */
function about(policy: LintPolicy, say: (segments: Segments, item: Item) => string | undefined): Complaint[] {
  return policy.statements.flatMap(({ resources }) =>
    resources.flatMap((item) => {
      const segments = segmentsOf(item.text);
      const message = segments && say(segments, item);
      return message === undefined ? [] : [{ path: item.path, message }];
    }),
  );
}

function malformed(policy: LintPolicy, world: LintWorld): Complaint[] {
  const none = policy.statements
    .flatMap((one) => one.resources)
    .filter(({ text }) => !readResource(text, world.account))
    .map(({ text, path }) => ({
      path,
      message: `${quoted(text)} is not a resource; write qcs::im::uin/${world.account}:sdkappid/ID, or "*"`,
    }));
  const odd = about(policy, (segments, { text }) => {
    const { project, service, region, path } = segments;
    if (project !== '') return `the second segment of ${quoted(text)} has to be empty`;
    if (service.includes('*'))
      return `the product of ${quoted(text)} has to be named in full; leave the segment empty for all products`;
    if (service !== 'im') return undefined;
    if (region !== '' && region !== '*')
      return `Chat has no regions; leave the fourth segment of ${quoted(text)} empty`;
    if (isAppPath(path)) return undefined;
    return `${quoted(path)} is no resource of Chat, which has nothing smaller than an app; write sdkappid/ID, or sdkappid/* for all apps`;
  });
  return [...none, ...odd];
}

function isAppPath(path: string): boolean {
  const [type, id = '', ...more] = path.split('/');
  const [beginning = '', ...stars] = path.split('*');
  if (stars.length > 0 && 'sdkappid'.startsWith(beginning)) return true;
  return type === 'sdkappid' && more.length === 0 && (/^[0-9*]+$/.test(id) || isIdOfPending(id));
}

function ofOthers({ owner, service, path }: Segments, { account }: LintWorld): string | undefined {
  if (owner === '' || owner === 'uin/' || owner === `uin/${account}` || owner.includes('*')) return undefined;
  // A role of another account is assumed by its name there (598/19422).
  if (service === 'cam' && /^role(?:Name)?\//.test(path)) return undefined;
  if (service !== 'im' && service !== 'trtc' && service !== 'cam' && service !== 'tag') return undefined;
  return `the resource is of ${quoted(owner)}, and this account is uin/${account}; nothing of it can be granted here.${didYouMean(owner, [`uin/${account}`])}`;
}

function unknownApp({ service, path }: Segments, { apps, allApps }: LintWorld): string | undefined {
  const id = /^sdkappid\/(\d+)$/.exec(path)?.[1];
  if (service !== 'im' || id === undefined || !allApps) return undefined;
  if (apps.some((app) => app.id === id)) return undefined;
  const hint = didYouMean(
    id,
    apps.map((app) => app.id),
  );
  return `the account has no app with the SDKAppID ${id}.${hint || ` Write \${apps.KEY.resource} for an app of this configuration.`}`;
}

export const resourceRules: readonly LintRule[] = [
  {
    id: 'cam/resource-syntax',
    severity: 'error',
    rules: ['CAM-3', 'CAM-7'],
    title: 'A resource is "*", or six segments that end in an app',
    why: 'CAM refuses other texts, and nothing smaller than an app can be granted.',
    good: example({ resource: exampleApp('*') }),
    bad: example({ resource: `${exampleApp('1400000001')}/messages` }),
    check: malformed,
  },
  {
    id: 'cam/wrong-account',
    severity: 'error',
    rules: ['CAM-3'],
    title: 'A resource is of this account',
    why: 'The fifth segment is the uin of the root account, not of a sub-account.',
    good: example({}),
    bad: example({ resource: 'qcs::im::uin/100000000007:sdkappid/1400000001' }),
    check: (policy, world) => about(policy, (segments) => ofOthers(segments, world)),
  },
  {
    id: 'cam/unknown-app',
    severity: 'warning',
    rules: ['CAM-3'],
    title: 'A resource is an app that there is',
    why: 'A statement about an app that is not there does nothing, until somebody gets that SDKAppID.',
    good: example({ resource: exampleApp('1400000002') }),
    bad: example({ resource: exampleApp('1400000009') }),
    check: (policy, world) => about(policy, (segments) => unknownApp(segments, world)),
  },
  {
    id: 'cam/id-pattern',
    severity: 'warning',
    rules: ['CAM-3'],
    title: 'An app is named by its whole SDKAppID',
    why: 'SDKAppIDs are given by the console, so that a part of one says nothing of the app.',
    good: example({ resource: [exampleApp('1400000001'), exampleApp('1400000002')] }),
    bad: example({ resource: exampleApp('14000000*') }),
    check: (policy) =>
      about(policy, ({ path }) =>
        /^sdkappid\/(?=.*\d).*\*/.test(path)
          ? `${quoted(path)} takes in every app that is given such an SDKAppID; name the apps, or write sdkappid/* for all`
          : undefined,
      ),
  },
];
