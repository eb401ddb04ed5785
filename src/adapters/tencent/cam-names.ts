/** Policies, sub-accounts and user groups by name: the API knows them by their IDs. */
import { askCloud, field, idIn, listIn, numberIn, textIn } from './read-wire.ts';
import { pageIn, wholeList } from './whole-list.ts';
import type { CloudApi, WireMap } from './wire.ts';

/** What stands for an ID where a name is there more than once. */
export const twice = 'twice';

/** Name → ID, or `twice`. */
export type NameTable = Map<string, string>;

export interface CamNames {
  /** Custom policies. */
  policies: NameTable;
  presets: NameTable;
  users: NameTable;
  groups: NameTable;
}

export type Named = keyof CamNames;

export const noNames = (): CamNames => ({
  policies: new Map(),
  presets: new Map(),
  users: new Map(),
  groups: new Map(),
});

/** Something of CAM with a name. */
export interface NamedItem {
  readonly id: string;
  readonly name: string;
  /** As CAM has listed it. */
  readonly item: WireMap;
}

const pageSize = 200; // the most that ListPolicies allows
const mostPages = 200;

const item = (id: string, name: string) => (map: WireMap) => ({
  id: idIn(map, id),
  name: textIn(map, name),
  item: map,
});

/** All of a kind, at most 40,000 of them. @throws Unread */
export async function listNamed(cloud: CloudApi, what: Named): Promise<NamedItem[]> {
  switch (what) {
    case 'users':
      return listIn(await askCloud(cloud, 'cam', 'ListUsers'), 'Data').map(item('Uin', 'Name'));
    case 'groups':
      return (await camPages(cloud, 'ListGroups', {}, 'GroupInfo')).map(item('GroupId', 'GroupName'));
    default: {
      const scope = { Scope: what === 'presets' ? 'QCS' : 'Local' };
      return (await camPages(cloud, 'ListPolicies', scope, 'List')).map(item('PolicyId', 'PolicyName'));
    }
  }
}

/** All pages of a list of CAM. @throws Unread, also where they are not all that the list says to have */
export function camPages(
  cloud: CloudApi,
  action: string,
  request: WireMap,
  list: string,
): Promise<WireMap[]> {
  const begin = () => {
    let page = 0;
    return async () => {
      page += 1;
      const answer = await askCloud(cloud, 'cam', action, { ...request, Page: page, Rp: pageSize });
      return pageIn(answer, list, 'TotalNum');
    };
  };
  return wholeList({ name: `${list} of ${action}`, keyOf: idOfItem, mostPages, begin });
}

/** IDs of policies, of groups, and of those that a policy is attached to: these are of three kinds. */
const idOfItem = (map: WireMap): string =>
  ['PolicyId', 'GroupId', 'RelatedType', 'Uin', 'Id'].map((name) => String(field(map, name) ?? '')).join(' ');

/** The IDs by name. */
export function tableOf(items: readonly NamedItem[]): NameTable {
  const table: NameTable = new Map();
  for (const { id, name } of items) {
    const known = table.get(name);
    table.set(name, known === undefined || known === id ? id : twice);
  }
  return table;
}

/** The ID of a name, asked for again where it is not known; undefined: there is none. @throws Unread */
export async function findId(
  { cloud, names }: { readonly cloud: CloudApi; readonly names: CamNames },
  what: Named,
  name: string,
): Promise<string | undefined> {
  const known = names[what].get(name);
  if (known !== undefined) return known;
  names[what] = tableOf(await listNamed(cloud, what));
  return names[what].get(name);
}

/** True for a policy with nobody that it is attached to, by what its list says: null where CAM cannot tell. */
export function isUnattached({ item: policy }: NamedItem): boolean {
  // `Attachments` counts users; groups are counted by `AttachEntityCount` alone.
  return field(policy, 'AttachEntityCount') === 0 && (numberIn(policy, 'Attachments') ?? 0) === 0;
}
