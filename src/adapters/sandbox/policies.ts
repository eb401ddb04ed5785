/** Cloud Access Management: custom policies, and whom custom and preset policies are attached to. */
import { isMap, type Json, type JsonMap } from '../../json.ts';
import { carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import type { Action } from './app.ts';
import { count, nextNumber, type Tables } from './tables.ts';

const maxPolicies = 1500; // custom ones, an account
const maxAttached = 200; // policies directly attached to a user or group
const maxDescription = 300; // bytes
const maxDocument = 6144; // characters, blanks not counted
const policyName = /^[A-Za-z0-9+=,.@_-]{1,128}$/;

interface Policy {
  readonly name: string;
  readonly preset: boolean;
  readonly description: string;
  readonly document: string;
}

function findPolicy(tables: Tables, name: Json | undefined): Policy | undefined {
  if (typeof name !== 'string') return undefined;
  const row = tables.first('SELECT preset, description, document FROM policies WHERE name = ?', name);
  return row && { name, preset: row[0] === 1, description: String(row[1]), document: String(row[2]) };
}

const noSuchPolicy = (name: Json | undefined) =>
  refuse('ResourceNotFound.PolicyIdNotFound', 'CAM-2', `There is no policy ${name}.`);

function illegalDescription(description: Json | undefined): Refused | undefined {
  if (description === undefined || description === null) return undefined;
  if (typeof description === 'string' && Buffer.byteLength(description) <= maxDescription) return undefined;
  const message = `A description is text of at most ${maxDescription} bytes.`;
  return refuse('InvalidParameter.DescriptionLengthOverlimit', 'CAM-2', message);
}

/** CAM-5: what is wrong with a policy document. */
function illegalDocument(document: Json | undefined): Refused | undefined {
  const wrong = (code: string, message: string) => refuse(`InvalidParameter.${code}`, 'CAM-5', message);
  if (!isMap(document)) return wrong('PolicyDocumentError', 'A policy document is a JSON object.');
  if (document.version !== '2.0') return wrong('VersionError', 'The version of a policy is "2.0".');
  const { statement } = document;
  if (!Array.isArray(statement) || statement.length === 0) {
    return wrong('StatementError', 'A policy has a list of statements.');
  }
  const strange = Object.keys(document).find((key) => key !== 'version' && key !== 'statement');
  if (strange !== undefined) return wrong('PolicyDocumentError', `A policy has no ${strange}.`);
  if (JSON.stringify(document).replace(/\s/g, '').length > maxDocument) {
    const message = `A policy has at most ${maxDocument} characters, blanks not counted.`;
    return wrong('PolicyDocumentLengthOverLimit', message);
  }
  return firstRefusal(statement, (item) => illegalStatement(item, wrong));
}

function illegalStatement(
  statement: unknown,
  wrong: (code: string, message: string) => Refused,
): Refused | undefined {
  if (!isMap(statement)) return wrong('StatementError', 'A statement is a JSON object.');
  const { effect, action, resource, condition, ...rest } = statement;
  if (effect !== 'allow' && effect !== 'deny') return wrong('EffectError', 'An effect is allow or deny.');
  if (action === undefined) return wrong('ActionMiss', 'A statement has an action.');
  if (!isTexts(action)) return wrong('ActionError', 'An action is text or a list of texts.');
  if (!isTexts(resource)) return wrong('ResourceError', 'A resource is text or a list of texts.');
  if (condition !== undefined && !isMap(condition))
    return wrong('ConditionError', 'A condition is a JSON object.');
  if ('principal' in rest) return wrong('PrincipalError', 'A policy of an identity has no principal.');
  const [strange] = Object.keys(rest);
  return strange === undefined ? undefined : wrong('StatementError', `A statement has no ${strange}.`);
}

function isTexts(value: unknown): boolean {
  if (typeof value === 'string') return value !== '';
  return (
    Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== '')
  );
}

function illegalPolicyName(tables: Tables, name: Json | undefined): Refused | undefined {
  if (typeof name !== 'string' || !policyName.test(name)) {
    const message = 'The name of a policy has 1 to 128 letters, digits and + = , . @ _ -.';
    return refuse('InvalidParameter.PolicyNameError', 'CAM-2', message);
  }
  if (!findPolicy(tables, name)) return undefined;
  return refuse('FailedOperation.PolicyNameInUse', 'CAM-2', `There is a policy ${name} already.`);
}

function tooManyPolicies(tables: Tables): Refused | undefined {
  if (count(tables, 'SELECT count(*) FROM policies WHERE preset = 0') < maxPolicies) return undefined;
  const message = `An account has at most ${maxPolicies} custom policies.`;
  return refuse('FailedOperation.PolicyFull', 'CAM-2', message);
}

function unknownKey(request: JsonMap): Refused | undefined {
  const { policyName: _, description: __, document: ___, ...rest } = request;
  const [key] = Object.keys(rest);
  return key === undefined ? undefined : refuse('UnknownParameter', undefined, `A policy has no ${key}.`);
}

const create: Action = (tables, request, now) => {
  const { policyName: name, description, document } = request;
  const refused =
    unknownKey(request) ??
    illegalPolicyName(tables, name) ??
    illegalDescription(description) ??
    illegalDocument(document) ??
    tooManyPolicies(tables);
  return carryOut(refused, () => {
    const id = nextNumber(tables, 'nextPolicyId');
    const sql = 'INSERT INTO policies VALUES (?, ?, 0, ?, ?, ?, ?)';
    tables.run(sql, String(name), id, String(description ?? ''), JSON.stringify(document), now, now);
  });
};

/** A policy that a person made: presets cannot be changed or deleted (CAM-1). */
function notCustom(policy: Policy | undefined, name: Json | undefined): Refused | undefined {
  if (!policy) return noSuchPolicy(name);
  if (!policy.preset) return undefined;
  return refuse('InvalidParameter.PolicyIdError', 'CAM-1', `${policy.name} is a preset policy.`);
}

const update: Action = (tables, request, now) => {
  const { policyName: name, description, document } = request;
  const policy = findPolicy(tables, name);
  const refused =
    unknownKey(request) ??
    notCustom(policy, name) ??
    illegalDescription(description) ??
    (document === undefined ? undefined : illegalDocument(document));
  return carryOut(refused, () => {
    const text = description === undefined ? policy?.description : (description ?? '');
    const content = document === undefined ? policy?.document : JSON.stringify(document);
    const sql = 'UPDATE policies SET description = ?, document = ?, updatedAt = ? WHERE name = ?';
    tables.run(sql, String(text), String(content), now, String(name));
  });
};

/** A policy can be deleted while it is attached: the attachments go with it. */
const remove: Action = (tables, { policyName: name }) =>
  carryOut(notCustom(findPolicy(tables, name), name), () => {
    tables.run('DELETE FROM attachments WHERE policy = ?', String(name));
    tables.run('DELETE FROM policies WHERE name = ?', String(name));
  });

/** Whom a policy can be attached to. */
const holders = {
  users: {
    key: 'userName',
    noun: 'sub-account',
    sql: 'SELECT 1 FROM users WHERE name = ?',
    code: 'ResourceNotFound.UserNotExist',
  },
  groups: {
    key: 'groupName',
    noun: 'user group',
    sql: 'SELECT 1 FROM userGroups WHERE name = ?',
    code: 'ResourceNotFound.GroupNotExist',
  },
} as const;

function noSuchPair(tables: Tables, request: JsonMap, holder: keyof typeof holders): Refused | undefined {
  const { key, noun, sql, code } = holders[holder];
  if (!findPolicy(tables, request.policyName)) return noSuchPolicy(request.policyName);
  if (tables.first(sql, String(request[key]))) return undefined;
  return refuse(code, 'CAM-2', `There is no ${noun} ${request[key]}.`);
}

const isAttached = (tables: Tables, policy: string, holder: string, name: string) =>
  tables.first(
    'SELECT 1 FROM attachments WHERE policy = ? AND holder = ? AND name = ?',
    policy,
    holder,
    name,
  ) !== undefined;

/** Attaching what is attached already is no error. */
function attach(holder: keyof typeof holders): Action {
  return (tables, request, now) => {
    const [policy, name] = [String(request.policyName), String(request[holders[holder].key])];
    const full = () => {
      const sql = 'SELECT count(*) FROM attachments WHERE holder = ? AND name = ?';
      if (isAttached(tables, policy, holder, name) || count(tables, sql, holder, name) < maxAttached)
        return undefined;
      const message = `${name} has ${maxAttached} policies already.`;
      return refuse('InvalidParameter.AttachmentFull', 'CAM-2', message);
    };
    return carryOut(noSuchPair(tables, request, holder) ?? full(), () => {
      tables.run('INSERT OR IGNORE INTO attachments VALUES (?, ?, ?, ?)', policy, holder, name, now);
    });
  };
}

function detach(holder: keyof typeof holders): Action {
  return (tables, request) => {
    const [policy, name] = [String(request.policyName), String(request[holders[holder].key])];
    const refused =
      noSuchPair(tables, request, holder) ??
      (isAttached(tables, policy, holder, name)
        ? undefined
        : refuse('ResourceNotFound.NotFound', 'CAM-2', `${policy} is not attached to ${name}.`));
    return carryOut(refused, () => {
      tables.run(
        'DELETE FROM attachments WHERE policy = ? AND holder = ? AND name = ?',
        policy,
        holder,
        name,
      );
    });
  };
}

export const policyActions: Readonly<Record<string, Action>> = {
  CreatePolicy: create,
  UpdatePolicy: update,
  DeletePolicy: remove,
  AttachUserPolicy: attach('users'),
  DetachUserPolicy: detach('users'),
  AttachGroupPolicy: attach('groups'),
  DetachGroupPolicy: detach('groups'),
};
