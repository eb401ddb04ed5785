/** What is in force for a sub-account or a user group: the statements of all policies that reach it. */
import { presetPolicies } from '../catalog/cam-presets.ts';
import type { Json } from '../json.ts';
import { type ActionPattern, readAction } from './action.ts';
import type { Condition, Effect } from './condition.ts';
import { type Item, readDocument, type Statement } from './document.ts';
import type { Attachment, CamModel, Holder } from './model.ts';
import { type ResourcePattern, readResource } from './resource.ts';

/** A policy by name; presets and custom policies have names of their own. */
export interface PolicyName {
  readonly policy: string;
  readonly preset: boolean;
}

/** A statement, ready to be compared with requests. What cannot be read of it is decided already. */
export interface Rule extends PolicyName {
  readonly effect: Effect;
  /** The statement's place in its policy, from 0. */
  readonly statement: number;
  readonly actions: readonly ActionPattern[];
  readonly resources: readonly ResourcePattern[];
  readonly conditions: readonly Condition[];
}

/** How a policy reaches a sub-account. */
export type Through = { readonly kind: 'direct' } | { readonly kind: 'group'; readonly name: string };

/** A rule that is in force for somebody. */
export interface InForce {
  readonly rule: Rule;
  readonly through: readonly Through[];
  /** That it is in force at all depends on this: who is in a group may not be known. */
  readonly on: readonly string[];
}

export interface Effective {
  readonly rules: readonly InForce[];
  /** Policies in force whose documents are not known: they may allow, and they may deny. */
  readonly unknown: readonly PolicyName[];
  /** Policies in force that allow more than can be told. */
  readonly open: readonly PolicyName[];
}

/** A model with its policies read once, and their attachments by holder. */
export interface CamIndex {
  readonly model: CamModel;
  /** Undefined for a policy whose document is not known. */
  readonly rulesOf: (policy: PolicyName) => readonly Rule[] | undefined;
  /** True for a policy that allows feature sets: nobody can say what it grants beside the rest. */
  readonly isOpen: (policy: PolicyName) => boolean;
  readonly attachedTo: (holder: Holder) => readonly PolicyName[];
  /** Undefined where it is not known who is in a group. */
  readonly groupsOf: ((user: string) => readonly string[]) | undefined;
  /** All sub-accounts and groups that are spoken of. */
  readonly holders: readonly Holder[];
  /** What was found to be in force already, by holder. */
  readonly found: Map<string, Effective>;
}

export const policyKey = ({ policy, preset }: PolicyName): string =>
  `${preset ? 'preset' : 'custom'} ${policy}`;
export const holderKey = ({ kind, name }: Holder): string => `${kind} ${name}`;

export function indexOf(model: CamModel): CamIndex {
  const rules = new Map<string, readonly Rule[]>();
  for (const { name, actions } of presetPolicies) {
    const document = { version: '2.0', statement: [{ effect: 'allow', action: actions, resource: '*' }] };
    rules.set(policyKey({ policy: name, preset: true }), rulesIn(name, true, document, model.account));
  }
  const open = new Set<string>();
  for (const [name, document] of model.policies) {
    if (allowsFeatureSet(document)) open.add(policyKey({ policy: name, preset: false }));
    rules.set(policyKey({ policy: name, preset: false }), rulesIn(name, false, document, model.account));
  }
  const attached = groupBy(model.attachments, (one) => holderKey(one.holder));
  const groups = new Map<string, string[]>();
  for (const [group, users] of model.members ?? []) {
    for (const user of users) groups.set(user, [...(groups.get(user) ?? []), group]);
  }
  return {
    model,
    rulesOf: (policy) => rules.get(policyKey(policy)),
    isOpen: (policy) => open.has(policyKey(policy)),
    attachedTo: (holder) => attached.get(holderKey(holder)) ?? [],
    groupsOf: model.members && ((user) => groups.get(user) ?? []),
    holders: holdersOf(model),
    found: new Map(),
  };
}

function holdersOf({ attachments, members }: CamModel): Holder[] {
  const named = [
    ...attachments.map((one) => one.holder),
    ...[...(members ?? [])].flatMap(([group, users]): Holder[] => [
      { kind: 'group', name: group },
      ...users.map((name): Holder => ({ kind: 'user', name })),
    ]),
  ];
  const byKey = new Map(named.map((holder) => [holderKey(holder), holder]));
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, holder]) => holder);
}

/** A policy that reaches somebody. */
interface Reaching extends PolicyName {
  readonly through: readonly Through[];
  readonly on: readonly string[];
}

/**
 * The policies that reach somebody, directly or through groups. With `guess`, a sub-account may be in any group
 * where it is not known who is in one.
 */
export function reaching(index: CamIndex, holder: Holder, guess = false): Reaching[] {
  const found = new Map<string, Reaching>();
  const add = (policies: readonly PolicyName[], through: Through, on: readonly string[]) => {
    for (const { policy, preset } of policies) {
      const key = policyKey({ policy, preset });
      const before = found.get(key);
      // What is in force for sure does not depend on anything any more.
      const either = before?.on.map((one) => `${one}, or ${on.join()}`);
      found.set(key, { policy, preset, through: [...(before?.through ?? []), through], on: either ?? on });
    }
  };
  add(index.attachedTo(holder), { kind: 'direct' }, []);
  if (holder.kind === 'group') return [...found.values()];
  const certain = index.groupsOf?.(holder.name);
  const possible = guess ? index.holders.filter((one) => one.kind === 'group').map((one) => one.name) : [];
  for (const name of certain ?? possible) {
    const on = certain ? [] : [`${holder.name} is in the group ${name}`];
    add(index.attachedTo({ kind: 'group', name }), { kind: 'group', name }, on);
  }
  return [...found.values()];
}

/** What is in force for somebody; `guess` as in `reaching`. */
export function effectiveFor(index: CamIndex, holder: Holder, guess = false): Effective {
  const key = `${guess} ${holderKey(holder)}`;
  const effective = index.found.get(key) ?? findEffective(index, holder, guess);
  index.found.set(key, effective);
  return effective;
}

function findEffective(index: CamIndex, holder: Holder, guess: boolean): Effective {
  const policies = reaching(index, holder, guess);
  return {
    rules: policies.flatMap((one) =>
      (index.rulesOf(one) ?? []).map((rule) => ({ rule, through: one.through, on: one.on })),
    ),
    unknown: policies.filter((one) => !index.rulesOf(one)).map(nameOf),
    open: policies.filter(index.isOpen).map(nameOf),
  };
}

const nameOf = ({ policy, preset }: PolicyName): PolicyName => ({ policy, preset });

function allowsFeatureSet(document: Json): boolean {
  return readDocument(document).statements.some(
    ({ effect, whole, actions }) =>
      effect === 'allow' && whole && actions.some(({ text }) => readAction(text)?.featureSet),
  );
}

/**
 * The rules of a document. Where CAM does not document what something means, the reading is taken that grants
 * less: an allow is left without it, a deny keeps it.
 */
export function rulesIn(policy: string, preset: boolean, document: Json, account: string): Rule[] {
  return readDocument(document).statements.flatMap((statement) => {
    if (statement.effect === 'allow' && !statement.whole) return [];
    return [{ policy, preset, ...compiled(statement, account) }];
  });
}

function compiled({ effect, index, actions, resources, conditions }: Statement, account: string) {
  const read = <T extends { documented: boolean }>(
    items: readonly Item[],
    reader: (text: string) => T | undefined,
  ) =>
    items.flatMap(({ text }) => {
      const one = reader(text);
      return one && (one.documented || effect === 'deny') ? [one] : [];
    });
  return {
    effect,
    statement: index,
    actions: read(actions, readAction),
    resources: read(resources, (text) => readResource(text, account)),
    conditions: conditions.map((condition) => ({
      ...condition,
      values: condition.values.map((value) => value.replaceAll(`\${owner_uin}`, account)),
    })),
  };
}

function groupBy(attachments: readonly Attachment[], keyOf: (one: Attachment) => string) {
  const groups = new Map<string, Attachment[]>();
  for (const one of attachments) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return groups;
}
