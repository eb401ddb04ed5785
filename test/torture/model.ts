/**
 * What there must be after a run, said by nothing but the calls that the console logged: they are carried out once
 * more, from nothing, on a few maps. Neither the planner nor an adapter has a part in it.
 */
import type { Call } from '../../src/adapters/sandbox/index.ts';
import type { Json, JsonMap } from '../../src/json.ts';

/** Live address (`apps.1400000001.userFields.Level`, `cam.policies.readers.users.alice`) → its values. */
export type Contents = ReadonlyMap<string, JsonMap>;

interface Model {
  readonly contents: Contents;
  /** Calls that made something that was there, took away what was not, or were refused. */
  readonly doubled: readonly string[];
}

/** Carries out a log, oldest call first. */
export function replayed(log: readonly Call[]): Model {
  const contents = new Map<string, JsonMap>();
  const doubled: string[] = [];
  let apps = 0;

  const make = (address: string, values: JsonMap) => {
    if (contents.has(address)) doubled.push(`${address} was made twice`);
    contents.set(address, values);
  };
  const change = (address: string, values: JsonMap) =>
    contents.set(address, merged(contents.get(address) ?? {}, values));
  const remove = (address: string) => {
    if (!contents.delete(address)) doubled.push(`${address} was taken away twice`);
    for (const one of contents.keys()) if (one.startsWith(`${address}.`)) contents.delete(one);
  };

  for (const { action, request, result } of log) {
    if (result !== 'ok') {
      doubled.push(`${action} was refused: ${result}`);
      continue;
    }
    const { sdkAppId, field, userId, groupId, policyName, userName, groupName, ...values } = request;
    const app = `apps.${sdkAppId}`;
    const policy = `cam.policies.${policyName}`;
    const section = /^Set(Login|Messages|Friends|Webhook)$/.exec(action)?.[1];
    const [, fieldVerb, family = ''] = /^(Add|Modify)(User|Group)Field$/.exec(action) ?? [];
    const [, verb, thing = ''] = /^(Create|Import|Modify|Delete)(Account|Group)$/.exec(action) ?? [];
    if (section) change(`${app}.${section.toLowerCase()}`, values);
    else if (fieldVerb) {
      const address = `${app}.${family.toLowerCase()}Fields.${field}`;
      if (fieldVerb === 'Add') make(address, values);
      else change(address, values);
    } else if (verb) {
      const address = thing === 'Account' ? `${app}.accounts.${userId}` : `${app}.groups.${groupId}`;
      if (verb === 'Modify') change(address, values);
      else if (verb === 'Delete') remove(address);
      else make(address, values);
    } else {
      switch (action) {
        case 'RegisterApp': {
          const twin = [...contents].find(
            ([address, { name }]) => /^apps\.\d+$/.test(address) && name === values.name,
          );
          if (twin) doubled.push(`${values.name} was registered twice`);
          apps += 1;
          make(`apps.${1_400_000_000 + apps}`, { edition: 'developer', enabled: true, ...values });
          break;
        }
        case 'UpgradeEdition':
          if (contents.get(app)?.edition === values.edition) doubled.push(`${app} was upgraded twice`);
          change(app, values);
          break;
        case 'ModifyAppInfo':
        case 'SetAppStatus':
          change(app, values);
          break;
        case 'DeleteApp':
          remove(app);
          break;
        case 'ModifyResourceTags':
          change(`${app}.tags`, (values.tags ?? {}) as JsonMap);
          break;
        case 'ActivateTrtc':
          make(`${app}.trtc`, { activated: true, call: 'none' });
          break;
        case 'RequestCallTrial':
          if (contents.get(`${app}.trtc`)?.callTrials === values.trial)
            doubled.push(`${app}: a trial was asked for twice`);
          change(`${app}.trtc`, { call: 'trial', callTrials: values.trial ?? null });
          break;
        case 'CreatePolicy':
          make(policy, values);
          break;
        case 'UpdatePolicy':
          change(policy, values);
          break;
        case 'DeletePolicy':
          remove(policy);
          break;
        case 'AttachUserPolicy':
        case 'AttachGroupPolicy':
          make(`${policy}.${userName === undefined ? `groups.${groupName}` : `users.${userName}`}`, {});
          break;
        case 'DetachUserPolicy':
        case 'DetachGroupPolicy':
          remove(`${policy}.${userName === undefined ? `groups.${groupName}` : `users.${userName}`}`);
          break;
        default:
          throw new Error(`the model knows no ${action}`);
      }
    }
  }
  return { contents, doubled };
}

/** RFC 7396 for two maps. */
function merged(before: JsonMap, patch: JsonMap): JsonMap {
  const after: Record<string, Json> = { ...before };
  for (const [key, value] of Object.entries(patch)) {
    const old = after[key];
    if (value === null) delete after[key];
    else after[key] = isMap(value) ? merged(isMap(old) ? old : {}, value) : value;
  }
  return after;
}

const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Where `whole` does not have the values of `part`, in words; and where an address is in one of them only, but for
 * `given`: those that are there by themselves.
 */
export function differences(
  part: Contents,
  whole: Contents,
  names: readonly [part: string, whole: string],
  given: RegExp = /^$/,
): string[] {
  const missing = [...part.keys()].filter((one) => !whole.has(one));
  const extra = [...whole.keys()].filter((one) => !part.has(one) && !given.test(one));
  const wrong = [...part].flatMap(([address, values]) => {
    const there = whole.get(address);
    return there
      ? unlike(values, there).map((path) => `${address}${path} differs between ${names.join(' and ')}`)
      : [];
  });
  return [
    ...missing.map((one) => `${one} is in ${names[0]} and not in ${names[1]}`),
    ...extra.map((one) => `${one} is in ${names[1]} and not in ${names[0]}`),
    ...wrong,
  ];
}

/** Paths at which a value is not in the other. A list is compared whole. */
function unlike(part: Json, whole: Json | undefined): string[] {
  if (isMap(part))
    return isMap(whole)
      ? Object.entries(part).flatMap(([key, value]) =>
          unlike(value, whole[key]).map((path) => `.${key}${path}`),
        )
      : [''];
  return JSON.stringify(part) === JSON.stringify(whole) ? [] : [''];
}
