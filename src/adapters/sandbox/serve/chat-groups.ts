/** Making, changing and ending groups (api.md §2.4.5; the pages are listed in §2.4.11). */
import type { JsonMap } from '../../../json.ts';
import type { Answer } from '../index.ts';
import {
  answerOf,
  type ChatAnswer,
  type ChatDesk,
  type Command,
  done,
  fail,
  perform,
} from './chat-answer.ts';
import {
  codes,
  group,
  groupIn,
  namesOf,
  newcomersIn,
  typeNames,
  valuesIn,
  wireType,
  writing,
} from './chat-group-parts.ts';

const create: Command = {
  ...writing,
  parameters: [
    'Type',
    'Name',
    'Owner_Account',
    'GroupId',
    'Introduction',
    'MemberList',
    'AppDefinedData',
    'SupportTopic',
  ],
  run: async (desk, request) => {
    const { Type, Name, Owner_Account, GroupId, Introduction, MemberList, SupportTopic } = request;
    const type = typeNames.get(String(Type));
    if (type === undefined) return fail(10004, 'Type is Public, Private, ChatRoom, AVChatRoom or Community.');
    if (SupportTopic !== undefined && SupportTopic !== 0)
      return fail(10004, 'The sandbox keeps no topics of a community.');
    const members = newcomersIn(MemberList);
    if ('code' in members) return members;
    const data = valuesIn(desk, request.AppDefinedData, type);
    if ('code' in data) return data;
    const answer = await perform(desk, 'CreateGroup', {
      type,
      ...(Name === undefined ? {} : { name: Name }),
      ...(Owner_Account === undefined ? {} : { owner: Owner_Account }),
      ...(GroupId === undefined ? {} : { groupId: GroupId }),
      ...(Introduction === undefined ? {} : { introduction: Introduction }),
      ...(members.length === 0 ? {} : { members }),
    });
    if (!answer.ok) return refusedToCreate(desk, answer, request);
    const groupId = answer.id ?? String(GroupId);
    const fields = { GroupId: groupId, Type: wireType(type) };
    return setValues(desk, groupId, data.values, fields);
  },
};

async function setValues(
  desk: ChatDesk,
  groupId: string,
  values: Readonly<Record<string, string>>,
  fields: JsonMap = {},
): Promise<ChatAnswer> {
  if (Object.keys(values).length === 0) return done(fields);
  return answerOf(await perform(desk, 'SetGroupFieldValues', { groupId, values }), {}, 10004, fields);
}

/** 10025 in place of 10021 where the owner has a group of this ID already. */
function refusedToCreate(desk: ChatDesk, answer: Answer, { GroupId, Owner_Account }: JsonMap): ChatAnswer {
  const refused = answerOf(answer, codes, 10004);
  const there = groupIn(desk, GroupId);
  const isOwn = 'body' in there && Owner_Account !== undefined && there.body.owner === Owner_Account;
  return refused.code === 10021 && isOwn ? { ...refused, code: 10025 } : refused;
}

const modify: Command = {
  ...writing,
  parameters: ['GroupId', 'Name', 'Introduction', 'AppDefinedData'],
  run: async (desk, { GroupId, Name, Introduction, AppDefinedData }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    const data = valuesIn(desk, AppDefinedData, String(found.body.type));
    if ('code' in data) return data;
    const patch = {
      ...(Name === undefined ? {} : { name: Name }),
      ...(Introduction === undefined ? {} : { introduction: Introduction }),
    };
    if (Object.values(patch).some((value) => typeof value !== 'string')) {
      return fail(10004, 'Name and Introduction are texts.');
    }
    if (Object.keys(patch).length > 0) {
      const answer = await perform(desk, 'ModifyGroup', { groupId: found.id, ...patch });
      if (!answer.ok) return answerOf(answer, codes, 10004);
    }
    return setValues(desk, found.id, data.values);
  },
};

const changeOwner: Command = {
  ...writing,
  parameters: ['GroupId', 'NewOwner_Account'],
  run: async (desk, { GroupId, NewOwner_Account }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    if (found.body.type === 'AVChatRoom') return fail(10007, 'The owner of such a group cannot be changed.');
    if (typeof NewOwner_Account !== 'string') return fail(10004, 'NewOwner_Account is text.');
    if (!namesOf(found.body).includes(NewOwner_Account)) {
      return fail(10004, `${NewOwner_Account} is no member of the group.`);
    }
    const answer = await perform(desk, 'ModifyGroup', { groupId: found.id, owner: NewOwner_Account });
    return answerOf(answer, codes, 10004);
  },
};

const destroy: Command = {
  ...writing,
  parameters: ['GroupId'],
  run: async (desk, { GroupId }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    return answerOf(await perform(desk, 'DeleteGroup', { groupId: found.id }), codes, 10004);
  },
};

export const groupCommands: Readonly<Record<string, Command>> = {
  [`${group}/create_group`]: create,
  [`${group}/modify_group_base_info`]: modify,
  [`${group}/change_group_owner`]: changeOwner,
  [`${group}/destroy_group`]: destroy,
};
