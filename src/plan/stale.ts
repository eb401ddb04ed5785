/** What has moved since a plan was made. */
import type { Change, Leaf, Plan, Value } from '../model.ts';
import { isSecret, isUnknown } from '../model.ts';
import { hashOf } from './digest.ts';

/** A plan, and the version of chatform that made it. */
export interface Made {
  readonly plan: Plan;
  readonly toolVersion: string;
}

/**
 * Each thing that is not as it was, from what to what, in a sentence; empty when the plan still holds. `unread`:
 * what cannot be seen now.
 */
export function staleness(reviewed: Made, now: Made & { readonly unread: readonly string[] }): string[] {
  const was = reviewed.plan.plannedAgainst;
  const is = now.plan.plannedAgainst;
  const moved: string[] = [];
  if (major(reviewed.toolVersion) !== major(now.toolVersion))
    moved.push(`this is chatform ${now.toolVersion}, and the plan was made by ${reviewed.toolVersion}`);
  if (was.account !== is.account) moved.push(`the account is ${is.account}, and was ${was.account}`);
  if (was.adapter !== is.adapter) moved.push(`the console is ${is.adapter}, and was ${was.adapter}`);
  if (was.config !== is.config) moved.push(configuration(reviewed.plan, now.plan));
  if (was.guardrails !== is.guardrails)
    moved.push(
      `the guardrails are ${rules(is.guardrails)}, and were ${rules(was.guardrails)}: give the \`--guardrails\` that the plan had`,
    );
  moved.push(...stateMoved(was.state, is.state));
  for (const [address, hash] of Object.entries(was.objects)) {
    if (is.objects[address] === hash) continue;
    if (now.unread.includes(address)) moved.push(`it cannot be seen what ${address} is now`);
    else moved.push(movement(address, reviewed.plan, now.plan));
  }
  if (moved.length === 0) moved.push(...otherwise(reviewed.plan, now.plan));
  return moved;
}

function major(version: string): string {
  return version.split('.')[0] ?? '';
}

function rules(hash: string | null): string {
  return hash === null ? 'none' : hash.slice(0, 12);
}

type Standing = Plan['plannedAgainst']['state'];

function stateMoved(was: Standing, is: Standing): string[] {
  if (was?.lineage === is?.lineage && was?.serial === is?.serial) return [];
  if (!was) return [`there is a state now, at serial ${is?.serial}, and there was none`];
  if (!is) return [`the state is gone, and was at serial ${was.serial}`];
  if (was.lineage !== is.lineage) return [`the state is another one: ${is.lineage}, and was ${was.lineage}`];
  const why = is.serial > was.serial ? 'it was applied to' : 'an older one was put in its place';
  return [`the state is at serial ${is.serial}, and was at ${was.serial}: ${why}`];
}

const few = 5;

/** What the configuration wants otherwise, as far as the two plans show it. */
function configuration(reviewed: Plan, now: Plan): string {
  const [was, is] = [wants(reviewed), wants(now)];
  const names = [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
  if (names.length === 0)
    return `the configuration declares something else, beside what this plan changes (${now.plannedAgainst.config.slice(0, 12)}, and was ${reviewed.plannedAgainst.config.slice(0, 12)})`;
  const list = names
    .slice(0, few)
    .map((name) => `${name} is ${is.get(name) ?? 'not changed'}, and was ${was.get(name) ?? 'not changed'}`);
  const more = names.length > few ? `; and ${names.length - few} more` : '';
  return `the configuration declares something else: ${list.join('; ')}${more}`;
}

/** What a plan wants, value by value: `apps.support.messages.recallSeconds` → `300`. */
function wants(plan: Plan): Map<string, string> {
  const found = new Map<string, string>();
  for (const { address, action, leaves } of plan.changes) {
    if (action === 'delete') found.set(address, 'destroyed');
    for (const leaf of leaves) found.set([address, ...leaf.path].join('.'), wanted(leaf));
  }
  return found;
}

function wanted({ after, before, details }: Leaf): string {
  if (after === undefined) return before === undefined ? 'not there' : 'taken away';
  if (details) return `a document (${hashOf(after).slice(0, 12)})`;
  return shown(after);
}

function shown(value: Value): string {
  if (isSecret(value)) return '(sensitive value)';
  if (isUnknown(value)) return JSON.stringify(value.expression);
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** How a resource of the reviewed plan is not as it was. */
function movement(address: string, reviewed: Plan, now: Plan): string {
  const refusal = now.refusals.find((one) => one.address === address || one.holds.includes(address));
  if (refusal) return `${address} is refused now: ${refusal.message} (${refusal.rule})`;
  const [before, after] = [reviewed, now].map((plan) => plan.changes.find((one) => one.address === address));
  const from = shown(before?.before ?? null);
  if (!after) return `${address} was changed, from ${from} to what is wanted`;
  const to = shown(after.before);
  return from === to
    ? `${address} was changed, beside what this plan changes of it`
    : `${address} was changed, from ${from} to ${to}`;
}

/** What a plan made now does otherwise, though nothing that it stands on has moved: something beside it did. */
function otherwise(reviewed: Plan, now: Plan): string[] {
  if (reviewed.digest === now.digest) return [];
  const was = new Map(reviewed.changes.map((change) => [change.address, change]));
  const added = now.changes.filter((change) => !was.has(change.address)).map(doing);
  const refused = now.refusals
    .filter((one) => !reviewed.refusals.some((other) => other.address === one.address))
    .map((one) => `${one.address} is refused now: ${one.message} (${one.rule})`);
  const found = [...refused, ...added];
  return found.length > 0 ? found.slice(0, few) : ['the plan would be another one now'];
}

const verbs = { create: 'created', update: 'updated', delete: 'destroyed' } as const;

function doing({ address, action }: Change): string {
  return `${address} would be ${verbs[action]} now, and was not in the plan`;
}
