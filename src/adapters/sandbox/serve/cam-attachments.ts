/** Who has which policy of CAM (api.md §2.2): D:598, API pages of `AttachUserPolicy` and its neighbours. */
import type { JsonMap } from '../../../json.ts';
import { type Group, groupsIn, type User, usersIn } from './cam-directory.ts';
import { page, paging, reading, writing } from './cam-paging.ts';
import {
  answerOf,
  type CloudAction,
  cloudError,
  cloudTime,
  type Desk,
  integerIn,
  perform,
  textIn,
} from './cloud-answer.ts';
import type { Attachment, CamView } from './consistency.ts';

/** Whom a policy is attached to, and how a request names them. */
interface Holder {
  readonly holder: 'users' | 'groups';
  readonly noun: 'User' | 'Group';
  /** After `Attach` or `Detach`. */
  readonly parameter: string;
  readonly key: string;
  readonly nameOf: (desk: Desk, id: number | undefined) => string | undefined;
  readonly missing: string;
}

const holders = {
  users: {
    holder: 'users',
    noun: 'User',
    parameter: 'Uin',
    key: 'userName',
    nameOf: (desk, id) => usersIn(desk).find(({ uin }) => uin === id)?.name,
    missing: 'ResourceNotFound.UserNotExist',
  },
  groups: {
    holder: 'groups',
    noun: 'Group',
    parameter: 'GroupId',
    key: 'groupName',
    nameOf: (desk, id) => groupsIn(desk).find(({ groupId }) => groupId === id)?.name,
    missing: 'ResourceNotFound.GroupNotExist',
  },
} as const satisfies Record<string, Holder>;

/**
 * Refusals of the sandbox under the codes of these actions. Detaching what is not attached has none there, so it
 * is no error (inferred from the list of codes).
 */
const codes = { 'ResourceNotFound.PolicyIdNotFound': 'InvalidParameter.PolicyIdNotExist' };

/** A policy that is not shown yet cannot be attached, and one that is shown still may be gone. */
function change(verb: 'Attach' | 'Detach', { noun, parameter, key, nameOf, missing }: Holder): CloudAction {
  const target = `${verb}${parameter}`;
  return {
    ...writing,
    required: { PolicyId: 'integer', [target]: 'integer' },
    run: async (desk, request) => {
      const [policy, shown] = [desk.cam.now(), desk.cam.shown()].map(({ policies }) =>
        policies.find(({ id }) => id === request.PolicyId),
      );
      if (!policy || !shown) {
        return cloudError('InvalidParameter.PolicyIdNotExist', 'There is no policy of this PolicyId.');
      }
      const name = nameOf(desk, integerIn(request, target));
      if (name === undefined) return cloudError(missing, `There is no ${target} of this number.`);
      const answer = await perform(desk, `${verb}${noun}Policy`, { policyName: policy.name, [key]: name });
      const isGone = !answer.ok && answer.refused.code === 'ResourceNotFound.NotFound';
      return answerOf(isGone ? { ok: true } : answer, codes);
    },
  };
}

/** The policies that are attached to a sub-account or group directly. */
function listAttached({ holder, parameter, nameOf }: Holder, keyword: boolean): CloudAction {
  const target = `Target${parameter}`;
  return {
    ...reading,
    required: { [target]: 'integer' },
    optional: keyword ? { ...paging, Keyword: 'text' } : paging,
    run: (desk, request) => {
      const name = nameOf(desk, integerIn(request, target));
      if (name === undefined)
        return cloudError('InvalidParameter.ParamError', `There is no ${target} of this number.`);
      const view = desk.cam.shown();
      const found = view.attachments.filter(
        (one) =>
          one.holder === holder && one.name === name && one.policy.includes(textIn(request, 'Keyword') ?? ''),
      );
      return page(request, found, (items, total) => ({
        TotalNum: total,
        List: items.map((one) => attached(desk, view, one)),
      }));
    },
  };
}

function attached(desk: Desk, view: CamView, { policy: name, attachedAt }: Attachment): JsonMap {
  const policy = view.policies.find((one) => one.name === name);
  return {
    PolicyId: policy?.id ?? 0,
    PolicyName: name,
    AddTime: cloudTime(attachedAt),
    CreateMode: 2,
    PolicyType: policy?.preset ? 'QCS' : 'User',
    Remark: policy?.description ?? '',
    OperateOwnerUin: desk.account,
    OperateUin: desk.account,
    OperateUinType: 0,
    Deactived: 0,
    DeactivedDetail: [],
  };
}

const filters: ReadonlyMap<string, readonly string[]> = new Map([
  ['All', ['users', 'groups']],
  ['User', ['users']],
  ['Group', ['groups']],
  // The sandbox has no roles.
  ['Role', []],
]);

const listEntities: CloudAction = {
  ...reading,
  required: { PolicyId: 'integer' },
  optional: { ...paging, EntityFilter: 'text' },
  run: (desk, request) => {
    const wanted = filters.get(textIn(request, 'EntityFilter') ?? 'All');
    if (!wanted) {
      const message = 'EntityFilter is All, User, Group or Role.';
      return cloudError('InvalidParameter.EntityFilterError', message);
    }
    const view = desk.cam.shown();
    const policy = view.policies.find(({ id }) => id === request.PolicyId);
    if (!policy) return cloudError('InvalidParameter.PolicyIdError', 'There is no policy of this PolicyId.');
    const found = view.attachments.filter((one) => one.policy === policy.name && wanted.includes(one.holder));
    const [users, groups] = [usersIn(desk), groupsIn(desk)];
    return page(request, found, (items, total) => ({
      TotalNum: total,
      List: items.map((one) => entity(one, users, groups)),
    }));
  },
};

function entity(
  { holder, name, attachedAt }: Attachment,
  users: readonly User[],
  groups: readonly Group[],
): JsonMap {
  const isUser = holder === 'users';
  const uin = users.find((user) => user.name === name)?.uin ?? 0;
  const groupId = groups.find((group) => group.name === name)?.groupId ?? 0;
  return {
    Id: String(isUser ? uin : groupId),
    Name: name,
    Uin: isUser ? uin : 0,
    RelatedType: isUser ? 1 : 2,
    AttachmentTime: cloudTime(attachedAt),
  };
}

export const attachmentCloudActions: Readonly<Record<string, CloudAction>> = {
  AttachUserPolicy: change('Attach', holders.users),
  DetachUserPolicy: change('Detach', holders.users),
  AttachGroupPolicy: change('Attach', holders.groups),
  DetachGroupPolicy: change('Detach', holders.groups),
  ListAttachedUserPolicies: listAttached(holders.users, false),
  ListAttachedGroupPolicies: listAttached(holders.groups, true),
  ListEntitiesForPolicy: listEntities,
};
