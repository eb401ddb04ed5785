/** `import ADDRESS ID`: one live thing under one address, or why it cannot be. */
import { formatAddress, isWithin } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import {
  type Adoption,
  adoptApp,
  appsOf,
  howNameless,
  idOf,
  isKnown,
  isNameless,
  managedApps,
  type Scene,
  secretsOf,
} from './adopt.ts';

export interface Problem {
  readonly problem: string;
}

/** Takes in the thing with an ID under an address: an app with all in it, a field, a policy, an attachment. */
export function adoptOne(scene: Scene, segments: readonly string[], id: string): Adoption | Problem {
  const kind = kindAt(segments);
  const address = formatAddress(segments);
  if (!kind) return { problem: `There is nothing that has an address like ${address}.` };
  const wrong = wrongKind(kind, address) ?? leaving(scene, address);
  if (wrong !== undefined) return { problem: wrong };
  return kind.name === 'app'
    ? oneApp(scene, address, segments, id)
    : oneObject(scene, address, segments, kind, id);
}

function wrongKind(kind: Kind, address: string): string | undefined {
  if (kind.form === 'object') return undefined;
  const title = kind.title.charAt(0).toLowerCase() + kind.title.slice(1);
  return `${address} is of the kind "${title}", which comes with its app: declare what is wanted of it, it is not imported by itself.`;
}

function leaving({ desired }: Scene, address: string): string | undefined {
  const isMoved = desired.moved.some((one) => one.from === address);
  if (isMoved) return `${address} is taken: it stands in \`moved:\`.`;
  const isRemoved = desired.removed.some((one) => isWithin(address, one.address));
  return isRemoved ? `${address} is taken: it stands in \`removed:\`.` : undefined;
}

function oneApp(scene: Scene, address: string, segments: readonly string[], id: string): Adoption | Problem {
  const { desired, live, state } = scene;
  const app = appsOf(live).find((one) => idOf(one) === id);
  if (!app) return { problem: `There is no app ${id} in account ${live.account}.` };
  const manager = managedApps(desired, state).get(id);
  if (manager !== undefined) return { problem: `App ${id} is managed already, as ${manager}.` };
  const other = state.bindings.get(address);
  if (other !== undefined && (desired.resources.has(address) || state.records.has(address)))
    return { problem: `${address} is taken: it stands for app ${other}.` };
  if (state.records.has(address))
    return { problem: `${address} is taken: the state knows another app there.` };
  const bindings = new Map([[address, id]]);
  if (desired.resources.has(address)) return { adopted: [], bindings, notes: [] };
  const key = segments[1] ?? '';
  if (isNameless(scene, app)) {
    const told = (live.notices ?? []).filter((notice) => notice.includes(id));
    const problem = `App ${id} cannot be imported: ${howNameless(scene, id, key)}.`;
    return { problem: [problem, ...told].join('\n') };
  }
  const adopted = adoptApp(scene, app, key);
  return { adopted, bindings: adopted.length > 0 ? bindings : new Map(), notes: [] };
}

function oneObject(
  scene: Scene,
  address: string,
  segments: readonly string[],
  kind: Kind,
  id: string,
): Adoption | Problem {
  const { desired, live, state } = scene;
  const name = segments.at(-1) ?? '';
  if (name !== id) {
    const right = formatAddress([...segments.slice(0, -1), id]);
    return { problem: `An address ends with the name that the console has: for "${id}" it is ${right}.` };
  }
  const parent = segments.slice(0, segments[0] === 'apps' ? 2 : 3);
  const isInside = segments.length > parent.length && kindAt(parent) !== undefined;
  const holder = formatAddress(parent);
  if (state.records.has(address)) return { problem: `${address} is managed already.` };
  if (isKnown(scene, address))
    return { problem: `${address} is taken: it is declared already, and \`chatform plan\` compares it.` };
  const app = segments[0] === 'apps' ? state.bindings.get(holder) : undefined;
  if (isInside && (!desired.resources.has(holder) || (segments[0] === 'apps' && app === undefined)))
    return { problem: `${holder} is not managed yet: import that first.` };
  const place = formatAddress(app === undefined ? segments : ['apps', app, ...segments.slice(2)]);
  const object = live.objects.get(place);
  if (!object) return { problem: missing(scene, address, name, kind, place) };
  const body = scene.declare(kind, segments, object.body);
  return {
    adopted: body ? [{ address, segments, kind, body, ...secretsOf(object) }] : [],
    bindings: new Map(),
    notes: [],
  };
}

/** What is not to be seen is not there only where it would be seen. */
function missing({ live, unseen }: Scene, address: string, name: string, kind: Kind, place: string): string {
  if (unseen.includes(kind.name))
    return `The console shows nothing of ${address}: declare it as it is, and run \`chatform confirm ${address}\`.`;
  const blind = live.unreadable.find((one) => one.address === '' || isWithin(place, one.address));
  if (blind) return `${address} could not be read: ${blind.reason}.`;
  return `There is no ${name} in account ${live.account} that could be ${address}.`;
}
