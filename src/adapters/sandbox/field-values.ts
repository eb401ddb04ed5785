/** What users and groups have in the custom fields of their app. Only the Chat REST API sets and shows it. */
import { isMap, type Json, type JsonMap, mapOf } from '../../json.ts';
import { carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, type App, onApp } from './app.ts';
import type { Tables } from './tables.ts';

/** The values of a user or group, by the names of the fields. */
export function fieldValuesOf(
  tables: Tables,
  app: number,
  family: string,
  holder: string,
): Record<string, string> {
  const sql = 'SELECT name, value FROM fieldValues WHERE app = ? AND family = ? AND holder = ? ORDER BY name';
  const rows = tables.all(sql, app, family, holder);
  return mapOf(rows.map(([name, value]) => [String(name), String(value)]));
}

/** The definition of a field; undefined where the app has none of that name. */
export function fieldOf(tables: Tables, app: number, family: string, name: string): JsonMap | undefined {
  const sql = 'SELECT body FROM fields WHERE app = ? AND family = ? AND name = ?';
  const row = tables.first(sql, app, family, name);
  return row && (JSON.parse(String(row[0])) as JsonMap);
}

interface Holder {
  readonly family: string;
  readonly key: string;
  readonly noun: string;
  /** What there has to be. */
  readonly sql: string;
  /** Bytes of a value. */
  readonly most: number;
  readonly rule: string;
  /** Whether an admin may write a field, `type` being that of the group. */
  readonly isWritable: (field: JsonMap, type: string) => boolean;
}

const users: Holder = {
  family: 'userFields',
  key: 'userId',
  noun: 'account',
  sql: "SELECT '' FROM accounts WHERE app = ? AND id = ?",
  most: 500,
  rule: 'FLD-2',
  isWritable: ({ admin }) => Array.isArray(admin) && admin.includes('write'),
};
/** Whatever the level, an admin has it: only the group type has to be one of the field. */
const groups: Holder = {
  family: 'groupFields',
  key: 'groupId',
  noun: 'group',
  sql: 'SELECT type FROM chatGroups WHERE app = ? AND id = ?',
  most: 512,
  rule: 'FLD-4',
  isWritable: ({ groupTypes }, type) => isMap(groupTypes) && Object.hasOwn(groupTypes, type),
};

/** `values`: field → text; an empty one takes the value away. */
function setValues(holder: Holder): Action {
  const { family, key, noun, sql, rule } = holder;
  return onApp((tables, app, request) => {
    const id = String(request[key]);
    const [type] = tables.first(sql, app.id, id) ?? [];
    if (type === undefined) {
      return { ok: false, refused: refuse('ResourceNotFound', rule, `There is no ${noun} ${id}.`) };
    }
    const values = isMap(request.values) ? Object.entries(request.values as JsonMap) : [];
    const refused = firstRefusal(values, (value) => illegal(tables, app, holder, String(type), value));
    return carryOut(refused, () => {
      for (const [name, value] of values) {
        tables.run(
          'DELETE FROM fieldValues WHERE app = ? AND family = ? AND holder = ? AND name = ?',
          app.id,
          family,
          id,
          name,
        );
        if (value === '') continue;
        tables.run('INSERT INTO fieldValues VALUES (?, ?, ?, ?, ?)', app.id, family, id, name, String(value));
      }
    });
  });
}

function illegal(
  tables: Tables,
  app: App,
  { family, isWritable, most, rule }: Holder,
  type: string,
  [name, value]: [string, Json],
): Refused | undefined {
  const field = fieldOf(tables, app.id, family, name);
  if (!field) return refuse('ResourceNotFound.FieldNotFound', rule, `There is no custom field ${name}.`);
  if (!isWritable(field, type)) {
    return refuse('UnauthorizedOperation.FieldNotWritable', rule, `An admin may not write ${name} here.`);
  }
  if (typeof value === 'string' && Buffer.byteLength(value) <= most) return undefined;
  const message = `The value of ${name} must be text of at most ${most} bytes.`;
  return refuse('InvalidParameterValue.FieldValue', rule, message);
}

export const fieldValueActions: Readonly<Record<string, Action>> = {
  SetUserFieldValues: setValues(users),
  SetGroupFieldValues: setValues(groups),
};
