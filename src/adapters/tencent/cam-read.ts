/** All of CAM as the catalogue has it: custom policies, and whom custom and preset policies are attached to. */
import { formatAddress } from '../../address.ts';
import type { JsonMap } from '../../json.ts';
import type { Live } from '../../model.ts';
import type { Tencent } from './adapter-options.ts';
import { isAttached, readAttachments } from './cam-attachments.ts';
import { alike, documentIn } from './cam-document.ts';
import {
  camPages,
  listNamed,
  type Named,
  type NamedItem,
  type NameTable,
  tableOf,
  twice,
} from './cam-names.ts';
import { type CamReading, noteLate, twinReason, twoOf } from './cam-reading.ts';
import type { Focus } from './focus.ts';
import { hide, reading, type Sheet, show } from './read-sheet.ts';
import { patienceOf, untilShown } from './read-shown.ts';
import { askCloud, field, idIn, strangeAnswer, textIn, Unread, wireId } from './read-wire.ts';
import type { AttachmentWritten, Memory } from './write-memory.ts';

type Directory = Live['directory'];

/**
 * Reads CAM into the sheet: all of it, or the policies in the focus with what they are attached to. The names are
 * those that policies can be attached to.
 */
export async function readCam(
  tencent: Tencent,
  caller: string,
  focus: Focus,
  sheet: Sheet,
): Promise<Directory> {
  const deadline = patienceOf(tencent.pace);
  const lists = await listAll(tencent, focus, sheet, deadline);
  if (!lists) return { users: [], groups: [], presets: [] };
  const { users, groups, policies, presets } = lists;
  const { names, memory } = tencent;
  const attachments = attachmentsIn(tencent, focus);
  hideTwins(tencent, attachments, sheet);
  const isSubAccount = users.some(({ id }) => id === caller);
  const under: CamReading = {
    tencent,
    sheet,
    deadline,
    own: {
      users: new Set(isSubAccount ? [caller] : []),
      groups: isSubAccount ? await groupsOf(tencent, caller, sheet) : new Set(),
    },
    holders: { users: nameById(users), groups: nameById(groups) },
    wanted: new Set(attachments.map(policyOfAttachment)),
    written: byPolicy(memory.attachments),
  };
  const listed = [...new Set([...policies.map(({ name }) => name), ...memory.policies.keys()])];
  focus.leaveOutOthers(sheet, [
    ...listed.map((name) => ['cam', 'policies', name]),
    ...presets.filter((preset) => isAttached(under, 'presets', preset)).map(({ name }) => presetAt(name)),
  ]);
  await Promise.all([
    ...policies
      .filter(({ name }) => focus.touches(['cam', 'policies', name]))
      .flatMap((policy) => [readPolicy(under, policy), readAttachments(under, 'policies', policy)]),
    ...presets
      .filter(({ name }) => focus.touches(presetAt(name)))
      .map((policy) => readAttachments(under, 'presets', policy)),
  ]);
  const presetNames = new Set(presets.map(({ name }) => name));
  return { users: sorted(names.users), groups: sorted(names.groups), presets: [...presetNames].sort() };
}

const presetAt = (name: string) => ['cam', 'presets', name];

type Lists = Readonly<Record<Named, readonly NamedItem[]>>;

/** What there is by name, and remembers the IDs. A folder that is not in the focus is hidden, and has nothing. */
async function listAll(
  tencent: Tencent,
  focus: Focus,
  sheet: Sheet,
  deadline: number,
): Promise<Lists | undefined> {
  const { cloud, names } = tencent;
  const [ofPolicies, ofPresets] = [
    ['cam', 'policies'],
    ['cam', 'presets'],
  ];
  focus.leaveOutOthers(sheet, [ofPolicies, ofPresets]);
  const [lists, presets] = await Promise.all([
    reading(sheet, [['cam']], () =>
      Promise.all([
        listNamed(cloud, 'users'),
        listNamed(cloud, 'groups'),
        focus.touches(ofPolicies) ? listPolicies(tencent, focus, sheet, deadline) : [],
      ]),
    ),
    focus.touches(ofPresets) ? reading(sheet, [ofPresets], () => listNamed(cloud, 'presets')) : [],
  ]);
  if (!lists) return undefined;
  const [users, groups, policies] = lists;
  names.users = tableOf(users);
  names.groups = tableOf(groups);
  if (focus.touches(ofPolicies)) names.policies = withUnshown(tencent, tableOf(policies));
  if (focus.touches(ofPresets)) names.presets = tableOf(presets ?? []);
  return { users, groups, policies, presets: presets ?? [] };
}

/** The IDs with those of policies that were created here and were not waited for: they may not be listed yet. */
function withUnshown({ names, memory }: Tencent, table: NameTable): NameTable {
  for (const [name, { there }] of memory.policies) {
    const id = names.policies.get(name);
    if (there && id !== undefined && !table.has(name)) table.set(name, id);
  }
  return table;
}

/** The IDs of the user groups of a sub-account, by which it has rights too. */
async function groupsOf({ cloud }: Tencent, uin: string, sheet: Sheet): Promise<ReadonlySet<string>> {
  try {
    const request = { SubUin: wireId(uin) };
    const groups = await camPages(cloud, 'ListGroupsForUser', request, 'GroupInfo');
    return new Set(groups.map((group) => idIn(group, 'GroupId')));
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    sheet.notices.add(
      `The user groups of the sub-account whose key is used could not be read: ${error.message}. What its own rights come from is not known.`,
    );
    return new Set();
  }
}

const sorted = (table: NameTable): string[] => [...table.keys()].sort();
const nameById = (items: readonly NamedItem[]) => new Map(items.map(({ id, name }) => [id, name]));

/** The custom policies, once they show which ones in the focus were created and deleted here. */
async function listPolicies(
  tencent: Tencent,
  focus: Focus,
  sheet: Sheet,
  deadline: number,
): Promise<NamedItem[]> {
  const { policies } = tencent.memory;
  const expected = () => [...policies].filter(([name]) => focus.touches(['cam', 'policies', name]));
  const late = (list: readonly NamedItem[]): string[] => {
    const there = new Set(list.map(({ name }) => name));
    return expected().flatMap(([name, written]) => (written.there === there.has(name) ? [] : [name]));
  };
  const { value } = await untilShown(
    tencent.pace,
    deadline,
    () => listNamed(tencent.cloud, 'policies'),
    expected().length === 0 ? undefined : (list) => late(list).length === 0,
  );
  for (const name of late(value)) {
    noteLate(sheet, `the policy ${name}`);
    policies.delete(name);
  }
  for (const [name, { there }] of expected()) if (!there) policies.delete(name);
  return value;
}

async function readPolicy({ tencent, sheet, deadline }: CamReading, { id, name }: NamedItem): Promise<void> {
  const segments = ['cam', 'policies', name];
  const { policies } = tencent.memory;
  const written = policies.get(name);
  await reading(sheet, [segments], async () => {
    const { value, shown } = await untilShown(
      tencent.pace,
      deadline,
      () => policyOf(tencent, id, name),
      written?.there ? (body) => isAsWritten(body, written) : undefined,
    );
    if (!shown) noteLate(sheet, `the policy ${name}`);
    show(sheet, 'cam-policy', segments, value);
  });
  // Waited for once: what differs later was changed by somebody else.
  if (policies.get(name) === written) policies.delete(name);
}

async function policyOf({ cloud }: Tencent, id: string, name: string): Promise<JsonMap> {
  const answer = await askCloud(cloud, 'cam', 'GetPolicy', { PolicyId: wireId(id) });
  const read = documentIn(textIn(answer, 'PolicyDocument'));
  if ('problem' in read) throw new Unread(strangeAnswer, `the document of ${name} ${read.problem}`);
  const description = field(answer, 'Description') === undefined ? '' : textIn(answer, 'Description');
  return { description, document: read.document };
}

function isAsWritten(body: JsonMap, written: { readonly description?: string; readonly document?: JsonMap }) {
  const { description = body.description, document = body.document } = written;
  return body.description === description && alike(body.document ?? null, document ?? null);
}

const attachmentKinds = ['cam-policy-user', 'cam-policy-group', 'cam-preset-user', 'cam-preset-group'];

/** Live segments of the attachments that are declared, recorded, or were written here. */
function attachmentsIn({ memory }: Tencent, { named }: Focus): (readonly string[])[] {
  const asked = attachmentKinds.flatMap(named);
  return [...asked, ...[...memory.attachments.values()].map(({ segments }) => segments)];
}

const policyOfAttachment = (segments: readonly string[]): string => formatAddress(segments.slice(0, 3));

function byPolicy(attachments: Memory['attachments']): CamReading['written'] {
  const found = new Map<string, [string, AttachmentWritten][]>();
  for (const [address, one] of attachments) {
    const policy = policyOfAttachment(one.segments);
    const list = found.get(policy);
    if (list) list.push([address, one]);
    else found.set(policy, [[address, one]]);
  }
  return found;
}

/** A name that two things of CAM have says nothing about either: it is not guessed which one is meant. */
function hideTwins({ names }: Tencent, attachments: readonly (readonly string[])[], sheet: Sheet): void {
  const { policies, presets, users, groups } = names;
  for (const name of twinsIn(policies)) hide(sheet, ['cam', 'policies', name], twoOf('policies', name));
  for (const name of twinsIn(presets)) hide(sheet, ['cam', 'presets', name], twoOf('preset policies', name));
  for (const segments of attachments) {
    const [, , , holder, name = ''] = segments;
    const table = holder === 'users' ? users : groups;
    if (table.get(name) === twice) hide(sheet, segments, twinReason(holder, name));
  }
}

const twinsIn = (table: NameTable) => sorted(table).filter((name) => table.get(name) === twice);
