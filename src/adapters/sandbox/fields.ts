/** Custom fields of users, friends, groups and group members. What is once added stays (FLD-7). */
import type { Attribute } from '../../catalog/kind.ts';
import { at, isMap, type Json, type JsonMap, mapOf, mergePatch } from '../../json.ts';
import { carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, onApp } from './app.ts';
import { lockedOut } from './editions.ts';
import { formOf } from './forms.ts';
import { count, type Tables } from './tables.ts';
import { illegal, missing } from './values.ts';

/** FLD-1, FLD-2 · FLD-3, FLD-4 */
const letters = { pattern: /^[A-Za-z]{1,8}$/, words: 'letters only, at most 8' };
const word = {
  pattern: /^[A-Za-z_][A-Za-z0-9_]{0,15}$/,
  words: 'letters, digits and underscores, at most 16, not beginning with a digit',
};

interface Family {
  /** As in the address: `userFields`. */
  readonly family: string;
  readonly kind: string;
  readonly noun: string;
  readonly rule: string;
  /** How many an app can have. */
  readonly limit: number;
  readonly name: { readonly pattern: RegExp; readonly words: string };
  /** The other family that it shares its names with (FLD-6). */
  readonly sharesNamesWith?: string;
  /** What its body must look like beyond the form. */
  readonly check: (body: JsonMap, rule: string) => Refused | undefined;
}

const userFields: Family = {
  family: 'userFields',
  kind: 'user-field',
  noun: 'custom user field',
  rule: 'FLD-2',
  limit: 20,
  name: letters,
  check: needsReadAndWrite,
};
const friendFields: Family = {
  family: 'friendFields',
  kind: 'friend-field',
  noun: 'custom friend field',
  rule: 'FLD-1',
  limit: 20,
  name: letters,
  check: () => undefined,
};
const groupMemberFields: Family = {
  family: 'groupMemberFields',
  kind: 'group-member-field',
  noun: 'custom group member field',
  rule: 'FLD-3',
  limit: 5,
  name: word,
  sharesNamesWith: 'groupFields',
  check: needsGroupType,
};
const groupFields: Family = {
  family: 'groupFields',
  kind: 'group-field',
  noun: 'custom group field',
  rule: 'FLD-4',
  limit: 10,
  name: word,
  sharesNamesWith: 'groupMemberFields',
  check: needsGroupType,
};

/** FLD-2: at least one read and one write, whoever has it. */
function needsReadAndWrite(body: JsonMap, rule: string): Refused | undefined {
  return firstRefusal(['read', 'write'], (permission) =>
    [body.app, body.admin].some((list) => Array.isArray(list) && list.includes(permission))
      ? undefined
      : refuse('InvalidParameter.FieldPermission', rule, `At least one ${permission} permission must be on.`),
  );
}

function needsGroupType(body: JsonMap, rule: string): Refused | undefined {
  const types = body.groupTypes;
  if (isMap(types) && Object.keys(types).length > 0) return undefined;
  return refuse('InvalidParameter.FieldGroupType', rule, 'A field needs at least one group type.');
}

function findField(tables: Tables, app: number, family: string, name: Json | undefined): JsonMap | undefined {
  if (typeof name !== 'string') return undefined;
  const sql = 'SELECT body FROM fields WHERE app = ? AND family = ? AND name = ?';
  const row = tables.first(sql, app, family, name);
  return row && (JSON.parse(String(row[0])) as JsonMap);
}

function saveField(tables: Tables, app: number, family: string, name: string, body: JsonMap): void {
  tables.run('INSERT OR REPLACE INTO fields VALUES (?, ?, ?, ?)', app, family, name, JSON.stringify(body));
}

function illegalName({ name: { pattern, words }, noun, rule }: Family, name: string): Refused | undefined {
  if (pattern.test(name)) return undefined;
  return refuse('InvalidParameterValue.FieldName', rule, `The name of a ${noun} has ${words}.`);
}

function nameTaken(tables: Tables, app: number, family: Family, name: string): Refused | undefined {
  if (findField(tables, app, family.family, name)) {
    return refuse(
      'FailedOperation.FieldNameInUse',
      family.rule,
      `There is a ${family.noun} ${name} already.`,
    );
  }
  const { sharesNamesWith } = family;
  if (sharesNamesWith === undefined || !findField(tables, app, sharesNamesWith, name)) return undefined;
  const message = `A group field and a group member field cannot both be called ${name}.`;
  return refuse('FailedOperation.FieldNameInUse', 'FLD-6', message);
}

function noSlotLeft(tables: Tables, app: number, { family, limit, noun, rule }: Family): Refused | undefined {
  const sql = 'SELECT count(*) FROM fields WHERE app = ? AND family = ?';
  if (count(tables, sql, app, family) < limit) return undefined;
  return refuse('FailedOperation.FieldLimitExceeded', rule, `An app has at most ${limit} ${noun}s.`);
}

/** The attributes that the form fills in by itself. */
function defaultsOf(form: Attribute): JsonMap {
  if (form.type !== 'object') return {};
  const filled = Object.entries(form.attributes).filter(([, { default: value }]) => value !== undefined);
  return mapOf(filled.map(([key, { default: value }]) => [key, value ?? null]));
}

function add(family: Family): Action {
  return onApp((tables, app, { sdkAppId: _, field, ...given }) => {
    const form = formOf(family.kind);
    const name = String(field ?? '');
    const body = mergePatch(defaultsOf(form), given) as JsonMap;
    const refused =
      illegalName(family, name) ??
      nameTaken(tables, app.id, family, name) ??
      noSlotLeft(tables, app.id, family) ??
      family.check(body, family.rule) ??
      missing(form, body) ??
      illegal(form, body) ??
      lockedOut(form, body, app.edition);
    return carryOut(refused, () => saveField(tables, app.id, family.family, name, body));
  });
}

function modify(family: Family): Action {
  return onApp((tables, app, { sdkAppId: _, field, name: newName, ...patch }) => {
    const form = formOf(family.kind);
    const before = findField(tables, app.id, family.family, field);
    if (!before) {
      const message = `There is no ${family.noun} ${field}.`;
      return { ok: false, refused: refuse('ResourceNotFound.FieldNotFound', family.rule, message) };
    }
    const after = mergePatch(defaultsOf(form), mergePatch(before, patch)) as JsonMap;
    const refused =
      renamed(family, field, newName) ??
      typeChanged(family, before, after) ??
      groupTypeLost(before, after) ??
      family.check(after, family.rule) ??
      missing(form, after) ??
      illegal(form, after) ??
      lockedOut(form, after, app.edition);
    return carryOut(refused, () => saveField(tables, app.id, family.family, String(field), after));
  });
}

function renamed(family: Family, name: Json | undefined, newName: Json | undefined): Refused | undefined {
  if (newName === undefined || newName === name) return undefined;
  const rule = 'sharesNamesWith' in family ? 'FLD-5' : family.rule;
  return refuse('InvalidParameter.FieldNameImmutable', rule, `A ${family.noun} cannot be renamed.`);
}

/** FLD-1, FLD-2. */
function typeChanged({ noun, rule }: Family, before: JsonMap, after: JsonMap): Refused | undefined {
  if (before.type === after.type) return undefined;
  return refuse('InvalidParameter.FieldTypeImmutable', rule, `The type of a ${noun} cannot be changed.`);
}

/** FLD-5: a group type once added cannot be taken away. */
function groupTypeLost(before: JsonMap, after: JsonMap): Refused | undefined {
  const types = Object.keys(before.groupTypes ?? {});
  return firstRefusal(types, (type) =>
    at(after, ['groupTypes', type]) !== undefined
      ? undefined
      : refuse(
          'InvalidParameter.FieldGroupTypeImmutable',
          'FLD-5',
          `The group type ${type} cannot be taken away from the field again.`,
        ),
  );
}

/** FLD-1 to FLD-5: the console has no button for it. */
function remove({ noun, rule, ...family }: Family): Action {
  const refused = refuse(
    'UnsupportedOperation.FieldCannotBeDeleted',
    'sharesNamesWith' in family ? 'FLD-5' : rule,
    `A ${noun} cannot be deleted.`,
  );
  return () => ({ ok: false, refused });
}

export const fieldActions: Readonly<Record<string, Action>> = {
  AddUserField: add(userFields),
  ModifyUserField: modify(userFields),
  DeleteUserField: remove(userFields),
  AddFriendField: add(friendFields),
  ModifyFriendField: modify(friendFields),
  DeleteFriendField: remove(friendFields),
  AddGroupField: add(groupFields),
  ModifyGroupField: modify(groupFields),
  DeleteGroupField: remove(groupFields),
  AddGroupMemberField: add(groupMemberFields),
  ModifyGroupMemberField: modify(groupMemberFields),
  DeleteGroupMemberField: remove(groupMemberFields),
};
