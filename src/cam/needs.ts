/**
 * The smallest policies under which chatform can plan and apply a configuration: what its calls need, and no
 * more. For what a person does in the console by hand, the rights on the apps are given apart.
 */
import { formatAddress } from '../address.ts';
import { accountNeeds, kindNeeds } from '../catalog/cam-needs.ts';
import { kindNamed } from '../catalog/index.ts';
import type { Served } from '../catalog/kind.ts';
import type { JsonMap } from '../json.ts';
import type { Desired } from '../model.ts';
import { type ActionName, knownAction } from './action.ts';

export interface Needs {
  /** A policy document for whoever plans. */
  readonly plan: JsonMap;
  /** A policy document for whoever applies; it takes in what planning needs. */
  readonly apply: JsonMap;
  /** For the person who follows the runbook: rights on the apps that are changed in the console. */
  readonly byHand: JsonMap | undefined;
  /** What the documents leave open, in sentences. */
  readonly notes: readonly string[];
}

/** What a configuration needs. `idOf` gives the SDKAppID of an app by its address, where it is known. */
export function needsOf(desired: Desired, idOf: (address: string) => string | undefined): Needs {
  const kinds = new Set([...desired.resources.values()].map((resource) => resource.kind));
  const needed = kindNeeds.filter(({ kind }) => kinds.has(kind));
  const write = needed.flatMap((one) => one.write);
  const hands = appsOfConsole(desired);
  return {
    plan: documentOf(accountNeeds),
    apply: documentOf([...accountNeeds, ...write]),
    byHand: hands.size > 0 ? byHand(desired.account, [...hands], idOf) : undefined,
    notes: notesOn([...accountNeeds, ...write], kinds),
  };
}

/** One statement: none of the actions can be granted for less than resource `*`, as far as pages say. */
function documentOf(actions: readonly string[]): JsonMap {
  const action = [...new Set(actions)].sort().map((one) => `name/${one}`);
  return { version: '2.0', statement: [{ effect: 'allow', action, resource: ['*'] }] };
}

const servedOf = (kind: string): Served | undefined => kindNamed(kind)?.served;

/** The addresses of the apps of which something is served by the console alone. */
function appsOfConsole({ resources }: Desired): Set<string> {
  const apps = [...resources.values()].filter(
    ({ kind, segments }) => segments[0] === 'apps' && servedOf(kind) === 'console',
  );
  return new Set(apps.map(({ segments }) => formatAddress(segments.slice(0, 2))));
}

function byHand(
  account: string,
  apps: readonly string[],
  idOf: (address: string) => string | undefined,
): JsonMap {
  const ids = apps.map(idOf);
  // An app that is still to be made cannot be named.
  const known = ids.every((id) => id !== undefined) ? ids : ['*'];
  const resource = known.map((id) => `qcs::im::uin/${account}:sdkappid/${id}`);
  return { version: '2.0', statement: [{ effect: 'allow', action: ['name/im:*'], resource }] };
}

function notesOn(actions: readonly string[], kinds: ReadonlySet<string>): string[] {
  const unclear = [...new Set(actions)]
    .filter((text) => knownAction(nameOf(text))?.level === undefined)
    .sort();
  const served = new Set([...kinds].map(servedOf));
  return [
    ...(unclear.length > 0
      ? [`No page says whether ${unclear.join(', ')} can be granted for less than resource "*".`]
      : []),
    ...(kinds.has('cam-policy-user') || kinds.has('cam-policy-group') || kinds.has('cam-policy')
      ? ['Whoever may apply policies can take any right: attach the policy for apply to no person.']
      : []),
    ...(served.has('chat-rest')
      ? ["Accounts and groups need no right of CAM, but the UserSig of one of the app's admins."]
      : []),
    ...(served.has('console')
      ? [
          'What the console alone can change needs the rights for work by hand. Tencent does not publish which actions each page needs, so that less than name/im:* on the app cannot be told.',
        ]
      : []),
  ];
}

function nameOf(text: string): ActionName {
  const [service = '', name = ''] = text.split(':');
  return { service, name };
}
