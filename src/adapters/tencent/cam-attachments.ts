/** Whom a policy is attached to. */
import { formatAddress } from '../../address.ts';
import { camPages, isUnattached, type NamedItem, twice } from './cam-names.ts';
import { type CamReading, noteLate, twinReason } from './cam-reading.ts';
import { hide, reading, show, standOn } from './read-sheet.ts';
import { untilShown } from './read-shown.ts';
import { field, idIn, wireId } from './read-wire.ts';
import type { WireMap } from './wire.ts';

type Folder = 'policies' | 'presets';

/** A sub-account or user group that has a policy. */
interface Holder {
  readonly list: 'users' | 'groups';
  /** Empty for somebody without a name. */
  readonly name: string;
  readonly id: string;
  readonly isTwin: boolean;
}

/** False where the list of policies counts none, and nobody names any. */
export function isAttached({ wanted }: CamReading, folder: Folder, policy: NamedItem): boolean {
  return !isUnattached(policy) || wanted.has(formatAddress(['cam', folder, policy.name]));
}

/** Reads the attachments of a policy to sub-accounts and user groups; those to roles are none of ours. */
export async function readAttachments(under: CamReading, folder: Folder, policy: NamedItem): Promise<void> {
  const { tencent, sheet, deadline, own } = under;
  if (!isAttached(under, folder, policy)) return;
  const root = ['cam', folder, policy.name];
  const { attachments } = tencent.memory;
  const expected = under.written.get(formatAddress(root)) ?? [];
  const late = (holders: readonly Holder[]): string[] => {
    const there = new Set(holders.map(({ list, name }) => formatAddress([...root, list, name])));
    return expected.filter(([at, one]) => one.there !== there.has(at)).map(([at]) => at);
  };
  await reading(
    sheet,
    [
      [...root, 'users'],
      [...root, 'groups'],
    ],
    async () => {
      const { value } = await untilShown(
        tencent.pace,
        deadline,
        () => holdersOf(under, policy),
        expected.length === 0 ? undefined : (holders) => late(holders).length === 0,
      );
      for (const at of late(value)) noteLate(sheet, at);
      for (const holder of value) showHolder(under, folder, policy.name, holder);
      for (const holder of value.filter(({ list, id }) => own[list].has(id))) {
        const why = `the calls of CAM and Tag are made by ${holder.list === 'users' ? 'this sub-account' : 'a sub-account of this user group'}`;
        standOn(sheet, [...root, holder.list, holder.name], why);
        if (folder === 'policies')
          standOn(sheet, root, 'it is a policy of the sub-account that makes the calls of CAM and Tag');
      }
    },
  );
  for (const [at, one] of expected) {
    if (attachments.get(at) === one) attachments.delete(at);
  }
}

async function holdersOf(under: CamReading, { id }: NamedItem): Promise<Holder[]> {
  const request = { PolicyId: wireId(id), EntityFilter: 'All' };
  const entities = await camPages(under.tencent.cloud, 'ListEntitiesForPolicy', request, 'List');
  return entities.flatMap((entity) => holderOf(under, entity) ?? []);
}

/** RelatedType: 1 is a user, 2 a user group, 3 a role (CAM's ListEntitiesForPolicy). */
function holderOf({ tencent, holders }: CamReading, entity: WireMap): Holder | undefined {
  const type = Number(field(entity, 'RelatedType'));
  if (type !== 1 && type !== 2) return undefined;
  const list = type === 1 ? 'users' : 'groups';
  const id = idIn(entity, type === 1 ? 'Uin' : 'Id');
  const listed = holders[list].get(id);
  const given = field(entity, 'Name');
  const name = listed ?? (typeof given === 'string' ? given : '');
  const known = tencent.names[list].get(name);
  return { list, name, id, isTwin: known === twice || (known !== undefined && known !== id) };
}

function showHolder({ sheet }: CamReading, folder: Folder, policy: string, holder: Holder): void {
  const { list, name, id, isTwin } = holder;
  const segments = ['cam', folder, policy, list, name];
  if (name === '') {
    sheet.notices.add(`${policy} is attached to ${id}, which has no name and is left out.`);
  } else if (isTwin) {
    hide(sheet, segments, twinReason(list, name));
  } else {
    const kind = folder === 'policies' ? 'cam-policy' : 'cam-preset';
    show(sheet, `${kind}-${list === 'users' ? 'user' : 'group'}`, segments, {});
  }
}
