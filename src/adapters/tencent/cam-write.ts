/** Custom policies, and attaching and detaching policies (API 3.0 of CAM, version 2019-01-16). */
import { formatAddress } from '../../address.ts';
import { isMap, type JsonMap } from '../../json.ts';
import type { Operation, Outcome } from '../adapter.ts';
import type { Tencent } from './adapter-options.ts';
import { findId, twice } from './cam-names.ts';
import { twoOf } from './cam-reading.ts';
import { isNotThere } from './read-shown.ts';
import { field, wireId } from './read-wire.ts';
import type { Reply, WireMap } from './wire.ts';
import { done, outcomeOf, refuse } from './write-outcome.ts';

const pollEvery = 2_000; // milliseconds
/** How long CAM may say of a policy that it has just created that there is none. */
const youth = 60_000;

/** Creates, changes or deletes a custom policy. */
export function writePolicy(tencent: Tencent, { action, segments, patch }: Operation): Promise<Outcome> {
  const name = segments[2] ?? '';
  if (action === 'create') return createPolicy(tencent, name, patch);
  return action === 'delete' ? deletePolicy(tencent, name) : updatePolicy(tencent, name, patch);
}

/** What says of something that is to go that it is not there. */
const gone = [
  'InvalidParameter.PolicyIdNotExist',
  'ResourceNotFound.NotFound',
  'ResourceNotFound.PolicyIdNotFound',
];

/** A description that is null goes back to none. */
function fieldsOf({ description, document }: JsonMap): { wire: WireMap; written: Written } {
  const text = description === undefined ? undefined : String(description ?? '');
  return {
    wire: {
      ...(text !== undefined && { Description: text }),
      ...(document !== undefined && { PolicyDocument: JSON.stringify(document) }),
    },
    written: {
      ...(text !== undefined && { description: text }),
      ...(isMap(document) && { document: document as JsonMap }),
    },
  };
}

interface Written {
  readonly description?: string;
  readonly document?: JsonMap;
}

async function createPolicy(tencent: Tencent, name: string, patch: JsonMap): Promise<Outcome> {
  const { cloud, memory, names, pace } = tencent;
  const { wire, written } = fieldsOf(patch);
  const reply = await cloud.call('cam', 'CreatePolicy', { PolicyName: name, ...wire });
  if (!reply.ok) {
    const { kind, code } = reply.error;
    // The answer to an earlier try was lost, and the lists may not show yet that it was carried out.
    if (code === 'FailedOperation.PolicyNameInUse' && memory.lostPolicies.has(name)) {
      return updatePolicy(tencent, name, patch);
    }
    if (kind === 'lost') memory.lostPolicies.add(name);
    return outcomeOf(reply, ruleOf);
  }
  memory.policies.set(name, { there: true, ...written });
  const id = field(reply.body, 'PolicyId');
  names.policies.delete(name);
  if (typeof id === 'number' || typeof id === 'bigint') {
    names.policies.set(name, String(id));
    memory.newPolicies.set(String(id), pace.now());
  }
  return done;
}

async function updatePolicy(tencent: Tencent, name: string, patch: JsonMap): Promise<Outcome> {
  const { cloud, memory } = tencent;
  const { wire, written } = fieldsOf(patch);
  if (Object.keys(wire).length === 0) return done;
  const found = await policyId(tencent, 'policies', name);
  if ('refused' in found) return found.refused;
  const { id } = found;
  const reply = await patiently(tencent, id, () =>
    cloud.call('cam', 'UpdatePolicy', { PolicyId: wireId(id), ...wire }),
  );
  if (!reply.ok) return outcomeOf(reply, ruleOf);
  const before = memory.policies.get(name);
  memory.policies.set(name, { ...(before?.there ? before : {}), there: true, ...written });
  return done;
}

/** One that is gone already is as it is to be. Its attachments go with it. */
async function deletePolicy(tencent: Tencent, name: string): Promise<Outcome> {
  const { cloud, memory, names } = tencent;
  const id = await findId(tencent, 'policies', name);
  if (id === undefined) return done;
  if (id === twice) return ambiguous('policies', name);
  const reply = await patiently(tencent, id, () =>
    cloud.call('cam', 'DeletePolicy', { PolicyId: [wireId(id)] }),
  );
  const outcome = outcomeOf(reply, ruleOf, gone);
  if (!outcome.ok) return outcome;
  names.policies.delete(name);
  memory.policies.set(name, { there: false });
  for (const [address, { segments }] of memory.attachments) {
    if (segments[1] === 'policies' && segments[2] === name) memory.attachments.delete(address);
  }
  return done;
}

/** What the API calls those that policies are attached to. */
const holders = {
  users: { noun: 'sub-account', nouns: 'sub-accounts', verb: 'User', key: 'Uin', code: 'UserNotExist' },
  groups: { noun: 'user group', nouns: 'user groups', verb: 'Group', key: 'GroupId', code: 'GroupNotExist' },
} as const;

/** Attaches a policy, or detaches it. Either is no error where it is so already. */
export async function writeAttachment(tencent: Tencent, operation: Operation): Promise<Outcome> {
  const { action, segments } = operation;
  const [, folder, policy = '', list, name = ''] = segments;
  const isEnd = action === 'delete';
  const found = await policyId(tencent, folder === 'presets' ? 'presets' : 'policies', policy);
  if ('refused' in found) return isEnd && !found.isTwin ? done : found.refused;
  const { noun, nouns, verb, key, code } = holders[list === 'users' ? 'users' : 'groups'];
  const holder = await findId(tencent, list === 'users' ? 'users' : 'groups', name);
  if (holder === twice) return ambiguous(nouns, name);
  if (holder === undefined) {
    if (isEnd) return done;
    return refuse(`ResourceNotFound.${code}`, `There is no ${noun} ${name}.`, 'CAM-2');
  }
  const request = { PolicyId: wireId(found.id), [`${isEnd ? 'Detach' : 'Attach'}${key}`]: wireId(holder) };
  const reply = await patiently(tencent, found.id, () =>
    tencent.cloud.call('cam', `${isEnd ? 'Detach' : 'Attach'}${verb}Policy`, request),
  );
  const outcome = outcomeOf(reply, ruleOf, isEnd ? gone : []);
  if (outcome.ok) tencent.memory.attachments.set(formatAddress(segments), { segments, there: !isEnd });
  return outcome;
}

type FoundId = { readonly id: string } | { readonly refused: Outcome; readonly isTwin: boolean };

async function policyId(tencent: Tencent, folder: 'policies' | 'presets', name: string): Promise<FoundId> {
  const id = await findSoon(tencent, folder, name);
  const noun = folder === 'presets' ? 'preset policy' : 'policy';
  if (id === undefined) {
    const rule = folder === 'presets' ? 'CAM-1' : 'CAM-2';
    const message = `There is no ${noun} ${name}.`;
    return { refused: refuse('ResourceNotFound.PolicyIdNotFound', message, rule), isTwin: false };
  }
  if (id === twice) {
    return { refused: ambiguous(folder === 'presets' ? 'preset policies' : 'policies', name), isTwin: true };
  }
  return { id };
}

/** Waits for a policy of which the answer to a creation was lost: the lists may not show it yet. */
async function findSoon(
  tencent: Tencent,
  folder: 'policies' | 'presets',
  name: string,
): ReturnType<typeof findId> {
  const { memory, pace } = tencent;
  for (let left = youth / pollEvery; ; left--) {
    const id = await findId(tencent, folder, name);
    const isAwaited = folder === 'policies' && memory.lostPolicies.has(name);
    if (id !== undefined || !isAwaited || left <= 0) return id;
    await pace.wait(pollEvery);
  }
}

const ambiguous = (nouns: string, name: string) => refuse('AmbiguousName', `${twoOf(nouns, name)}.`, 'CAM-2');

/** Calls again for a minute after a policy was created here, while CAM says that it does not know it. */
async function patiently({ memory, pace }: Tencent, id: string, call: () => Promise<Reply>): Promise<Reply> {
  const born = memory.newPolicies.get(id);
  for (let left = youth / pollEvery; ; left--) {
    const reply = await call();
    const isOld = born === undefined || left <= 0 || pace.now() + pollEvery > born + youth;
    if (reply.ok || isOld || !isNotThere(reply.error.code)) return reply;
    await pace.wait(pollEvery);
  }
}

/** Codes about names, numbers and whom there is; all others of a wrong parameter are about the document. */
const ofPolicies = [
  'AttachmentFull',
  'DescriptionLengthOverlimit',
  'OperatePoliciesOverLimit',
  'PolicyIdError',
  'PolicyIdNotExist',
  'PolicyNameError',
  'UserNotExist',
  'GroupIdError',
  'UinError',
];

/** CAM-5 for what is wrong with a policy document, CAM-2 for names, limits and what is not there. */
function ruleOf(code: string): string | undefined {
  const [family, detail = ''] = code.split('.');
  if (family === 'ResourceNotFound') return 'CAM-2';
  if (family === 'FailedOperation') return detail.startsWith('Policy') ? 'CAM-2' : undefined;
  if (family !== 'InvalidParameter' || detail === '' || detail === 'ParamError') return undefined;
  return ofPolicies.includes(detail) ? 'CAM-2' : 'CAM-5';
}
