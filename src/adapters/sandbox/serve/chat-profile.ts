/** Profiles (api.md §2.4.4; D:1047/34916, 34917). */
import { isMap, type Json, type JsonMap, mapOf } from '../../../json.ts';
import { fieldOf, fieldValuesOf } from '../field-values.ts';
import {
  answerOf,
  type ChatAnswer,
  type ChatDesk,
  type Command,
  done,
  fail,
  isUser,
  perform,
  textsOf,
} from './chat-answer.ts';
import { builtInAdmin } from './chat-login.ts';
import { customField, fromWire, standardTags, toWire } from './chat-tags.ts';

const mostAsked = 100; // whose profile is asked for at once
const longest = 500; // bytes of a custom value

/** What a request changes: attributes of the sandbox's account, and values of custom fields. */
interface Changes {
  readonly attributes: JsonMap;
  readonly values: Readonly<Record<string, string>>;
}

const set: Command = {
  perSecond: 200,
  isWrite: true,
  parameters: ['From_Account', 'ProfileItem'],
  wrong: 40001,
  run: async (desk, { From_Account, ProfileItem }) => {
    if (typeof From_Account !== 'string') return fail(40001, 'From_Account is text.');
    if (!isUser(desk, From_Account)) return fail(40003, `There is no account ${From_Account}.`);
    const changes = changesIn(desk, ProfileItem);
    if ('code' in changes) return changes;
    return carryOut(desk, From_Account, changes);
  },
};

function changesIn(desk: ChatDesk, list: Json | undefined): Changes | ChatAnswer {
  if (!Array.isArray(list) || list.length === 0) return fail(40001, 'ProfileItem is a list of tags.');
  const attributes: [string, Json][] = [];
  const values: [string, string][] = [];
  for (const item of list as Json[]) {
    const { Tag, Value } = isMap(item) ? (item as JsonMap) : {};
    if (typeof Tag !== 'string' || Value === undefined) {
      return fail(40001, 'Each ProfileItem has a Tag and a Value.');
    }
    const standard = standardTags.get(Tag);
    if (standard) {
      const found = fromWire(standard, Value);
      if ('code' in found) return fail(found.code, `${Tag} has a value that is not legal.`);
      attributes.push([standard.attribute, found.value]);
      continue;
    }
    const field = customField(Tag);
    const wrong = wrongCustom(desk, Tag, field, 'write');
    if (wrong) return wrong;
    if (typeof Value !== 'string') return fail(40001, `${Tag} is text.`);
    if (Buffer.byteLength(Value) > longest) return fail(40601, `${Tag} has at most ${longest} bytes.`);
    values.push([field ?? '', Value]);
  }
  return { attributes: mapOf(attributes), values: mapOf(values) };
}

/** Why an admin may not do that with a tag that is none of the standard ones. */
function wrongCustom(
  { tables, app }: ChatDesk,
  tag: string,
  name: string | undefined,
  permission: 'read' | 'write',
): ChatAnswer | undefined {
  const field = name === undefined ? undefined : fieldOf(tables, app.id, 'userFields', name);
  if (!field) return fail(40009, `There is no tag ${tag}.`);
  if (Array.isArray(field.admin) && field.admin.includes(permission)) return undefined;
  return fail(permission === 'read' ? 40007 : 40008, `An admin may not ${permission} ${tag}.`);
}

/** The attributes first: a birth date can still be refused, and then nothing was changed. */
async function carryOut(
  desk: ChatDesk,
  userId: string,
  { attributes, values }: Changes,
): Promise<ChatAnswer> {
  if (Object.keys(attributes).length > 0) {
    const answer = await perform(desk, 'ModifyAccount', { userId, ...attributes });
    if (!answer.ok) return answerOf(answer, {}, 40605);
  }
  if (Object.keys(values).length === 0) return done();
  return answerOf(await perform(desk, 'SetUserFieldValues', { userId, values }), {}, 40001);
}

const get: Command = {
  perSecond: 200,
  isWrite: false,
  parameters: ['To_Account', 'TagList'],
  wrong: 40001,
  run: (desk, request) => {
    const [users, tags] = [textsOf(request.To_Account), textsOf(request.TagList)];
    if (!users || users.length === 0) return fail(40002, 'To_Account is a list of UserIDs.');
    if (users.length > mostAsked) return fail(40001, `To_Account has at most ${mostAsked} UserIDs.`);
    if (!tags || tags.length === 0) return fail(40001, 'TagList is a list of tags.');
    for (const tag of tags) {
      const wrong = standardTags.has(tag) ? undefined : wrongCustom(desk, tag, customField(tag), 'read');
      if (wrong) return wrong;
    }
    const strangers = users.filter((user) => user !== builtInAdmin && !isUser(desk, user));
    return done({
      UserProfileItem: users.map((user) =>
        strangers.includes(user) ? unknownUser(user) : profileOf(desk, user, tags),
      ),
      ...(strangers.length > 0 && { Fail_Account: strangers }),
    });
  },
};

const unknownUser = (user: string): JsonMap => ({
  To_Account: user,
  ProfileItem: [],
  ResultCode: 40003,
  ResultInfo: `There is no account ${user}.`,
});

/** Without tags that were never set. */
function profileOf({ tables, app }: ChatDesk, user: string, tags: readonly string[]): JsonMap {
  const [text] = tables.first('SELECT body FROM accounts WHERE app = ? AND id = ?', app.id, user) ?? [];
  // The built-in admin has a profile with nothing in it, unless there is an account of its name.
  const body = text === undefined ? {} : (JSON.parse(String(text)) as JsonMap);
  const values = fieldValuesOf(tables, app.id, 'userFields', user);
  const items = tags.flatMap((Tag): JsonMap[] => {
    const standard = standardTags.get(Tag);
    const value = standard ? body[standard.attribute] : values[customField(Tag) ?? ''];
    if (value === undefined) return [];
    return [{ Tag, Value: standard ? toWire(standard, value) : value }];
  });
  return { To_Account: user, ProfileItem: items, ResultCode: 0, ResultInfo: '' };
}

export const profileCommands: Readonly<Record<string, Command>> = {
  'profile/portrait_set': set,
  'profile/portrait_get': get,
};
