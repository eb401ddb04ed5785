/** Creating, changing and dissolving groups (Chat REST API, 1047/34895 to 34966). */
import { isMap, type Json, type JsonMap } from '../../json.ts';
import type { Operation, Outcome } from '../adapter.ts';
import type { Tencent } from './adapter-options.ts';
import { ownerOf, wireTypeOf } from './groups.ts';
import { batches, chatCode, field, listIn, strange } from './read-wire.ts';
import type { Reply, Wire, WireMap } from './wire.ts';
import { byErrorCode, done, inTurn, outcomeOf, type RuleOf, refuse } from './write-outcome.ts';

const perCall = 100; // members of one create_group, add_group_member or delete_group_member
/** Nobody in the group is told of members that a configuration adds or takes away. */
const Silence = 1;

/** A group, and how it is called. */
interface Target {
  readonly tencent: Tencent;
  readonly app: string;
  readonly group: string;
}

/** Creates, changes or dissolves a group. All three carry on where an earlier call stopped. */
export function writeGroup(tencent: Tencent, { action, segments, patch }: Operation): Promise<Outcome> {
  const [, app = '', , group = ''] = segments;
  const target = { tencent, app, group };
  if (action === 'create') return createGroup(target, patch);
  return action === 'delete' ? destroyGroup(target) : updateGroup(target, patch);
}

function call({ tencent, app, group }: Target, command: string, request: WireMap): Promise<Reply> {
  return tencent.chat.call(app, `group_open_http_svc/${command}`, { GroupId: group, ...request });
}

/** The owner becomes a member by itself; members beyond a hundred follow. */
async function createGroup(target: Target, patch: JsonMap): Promise<Outcome> {
  const { tencent, app, group } = target;
  const members = namesIn(patch.members).filter((name) => name !== patch.owner);
  const [first = [], ...rest] = batches(members, perCall);
  const { newGroups } = tencent.memory;
  const key = JSON.stringify([app, group]);
  const create = async (): Promise<Outcome> => {
    // Its members were not all added when this was called before.
    if (newGroups.has(key)) return done;
    const outcome = outcomeOf(
      await call(target, 'create_group', creation(patch, first)),
      ruleOfCreation(patch),
    );
    if (outcome.ok) newGroups.add(key);
    return outcome;
  };
  const outcome = await inTurn([create, ...rest.map((some) => () => addMembers(target, some))]);
  if (outcome.ok) newGroups.delete(key);
  return outcome;
}

function creation({ type, name, owner, introduction }: JsonMap, members: readonly string[]): WireMap {
  return {
    Type: wireTypeOf(String(type)),
    Name: String(name ?? ''),
    ...(typeof owner === 'string' && { Owner_Account: owner }),
    ...(typeof introduction === 'string' && { Introduction: introduction }),
    ...(members.length > 0 && { MemberList: members.map((member) => ({ Member_Account: member })) }),
  };
}

const namesIn = (members: Json | undefined): string[] =>
  Array.isArray(members) ? members.map((name: Json) => String(name)) : [];

/** New members first, since one of them may be the new owner; those who go last, since one may be the old one. */
async function updateGroup(target: Target, patch: JsonMap): Promise<Outcome> {
  const { type, name, introduction, owner, members } = patch;
  if (type !== undefined) {
    return refuse('InvalidParameter.GroupTypeImmutable', 'The type of a group cannot be edited.', 'GRM-2');
  }
  if (name === null || owner === null) {
    return refuse('InvalidParameterValue', 'A group keeps its name and its owner.', 'GRM-1');
  }
  const info = {
    ...(name !== undefined && { Name: String(name) }),
    ...(introduction !== undefined && { Introduction: String(introduction ?? '') }),
  };
  return inTurn([
    ...batches(namesWith(members, true), perCall).map((some) => () => addMembers(target, some)),
    ...(typeof owner === 'string' ? [() => changeOwner(target, owner)] : []),
    ...(Object.keys(info).length > 0 ? [() => modifyInfo(target, info)] : []),
    ...batches(namesWith(members, null), perCall).map((some) => () => deleteMembers(target, some)),
  ]);
}

function namesWith(members: Json | undefined, value: true | null): string[] {
  const entries = isMap(members) ? Object.entries(members) : [];
  return entries.filter(([, has]) => has === value).map(([name]) => name);
}

/** Only a member can become the owner. Nothing is called for one who is it already. */
async function changeOwner(target: Target, owner: string): Promise<Outcome> {
  const { tencent, app, group } = target;
  if ((await ownerOf(tencent, app, group)) === owner) return done;
  const change = async () =>
    outcomeOf(await call(target, 'change_group_owner', { NewOwner_Account: owner }), ofOwner);
  return inTurn([() => addMembers(target, [owner], ofOwner), change]);
}

const modifyInfo = async (target: Target, info: WireMap): Promise<Outcome> =>
  outcomeOf(await call(target, 'modify_group_base_info', info), ruleOf('GRM-2'));

/** Somebody who is a member already is no error. */
async function addMembers(target: Target, names: readonly string[], rules = ofMembers): Promise<Outcome> {
  const request = { MemberList: names.map((name) => ({ Member_Account: name })), Silence };
  const reply = await call(target, 'add_group_member', request);
  if (!reply.ok) return outcomeOf(reply, rules);
  const results = new Map(
    listIn(reply.body, 'MemberList').map((one) => [field(one, 'Member_Account'), field(one, 'Result')]),
  );
  const whose = (result: number) => names.filter((name) => results.get(name) === result);
  const [failed, waiting] = [whose(notAdded), whose(awaitsApproval)];
  const untold = names.find((name) => !known.has(results.get(name)));
  if (untold !== undefined) throw strange('MemberList', `does not tell what became of ${untold}`);
  if (failed.length > 0) {
    return refuse(
      'MemberNotAdded',
      `Tencent did not add ${failed.join(', ')} to the group.`,
      rules(stranger),
    );
  }
  if (waiting.length > 0) {
    return refuse('MemberAwaitsApproval', `${waiting.join(', ')} would have to be let in first.`, 'GRM-3');
  }
  return done;
}

/** `Result` of add_group_member. */
const notAdded = 0;
const added = 1;
const wasMember = 2;
const awaitsApproval = 3;
const known: ReadonlySet<Wire | undefined> = new Set([notAdded, added, wasMember, awaitsApproval]);

/** Somebody who is no member is no error ("Deleting Group Members", 1047/34949). */
const deleteMembers = async (target: Target, names: readonly string[]): Promise<Outcome> =>
  outcomeOf(
    await call(target, 'delete_group_member', { MemberToDel_Account: names as readonly Wire[], Silence }),
    ofMembers,
  );

/** One that is gone already is as it is to be. */
async function destroyGroup(target: Target): Promise<Outcome> {
  const outcome = outcomeOf(await call(target, 'destroy_group', {}), ruleOf('GRM-4'), [chatCode(10010)]);
  if (outcome.ok) target.tencent.memory.newGroups.delete(JSON.stringify([target.app, target.group]));
  return outcome;
}

const limits: Readonly<Record<number, string>> = {
  10009: 'GRM-3',
  10010: 'GRM-1',
  10014: 'EDN-5',
  10015: 'GRM-1',
  10021: 'GRM-1',
  10025: 'GRM-1',
  10036: 'EDN-4',
  10037: 'EDN-3',
  10038: 'EDN-5',
  10058: 'EDN-6',
  11000: 'GRP-5',
};

/** The rule of a refused command: `unfit` where the group is of a type without it, `absent` where people are not there. */
const ruleOf = (unfit: string, absent = unfit): RuleOf =>
  byErrorCode({ ...limits, 10007: unfit, 10019: absent });

const stranger = chatCode(10019);
const ofMembers = ruleOf('GRM-3');
/** An audio-video group keeps the owner that it has (GRM-2). */
const ofOwner = ruleOf('GRM-2', 'GRM-1');

/** Of a creation: whether the owner or a member is unknown can be told where there is only one of both. */
function ruleOfCreation({ type, owner, members }: JsonMap): RuleOf {
  const hasMembers = namesIn(members).length > 0;
  const stranger = owner === undefined ? 'GRM-3' : hasMembers ? undefined : 'GRM-1';
  const codes = {
    ...limits,
    10004: 'GRM-1',
    ...(type === 'AVChatRoom' && hasMembers && { 10007: 'GRM-3' }),
    ...(stranger !== undefined && { 10019: stranger }),
  };
  return byErrorCode(codes);
}
