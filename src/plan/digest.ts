/** Hashes of what a plan is and of what it stands on. No time, path or line of a file is in what is hashed. */
import { createHash } from 'node:crypto';
import { canonical, mapOf } from '../json.ts';
import { type Desired, isSecret, isUnknown, type LiveObject, type Plan, type Value } from '../model.ts';
import { appOf } from './locate.ts';

/** SHA-256 of a value's canonical JSON, in hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonical(value)).digest('hex');
}

/** A value with its unknowns as plain JSON, for hashing: no map of a person's can look like an unknown. */
function hashable(value: Value | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (isUnknown(value)) return { unknown: value.expression };
  if (isSecret(value)) return { secret: value.reference };
  if (Array.isArray(value)) return value.map((item: Value) => hashable(item));
  return { map: mapOf(Object.entries(value).map(([key, inner]) => [key, hashable(inner as Value)])) };
}

/**
 * The digest of a plan: over its changes, refusals, releases and moves; over which account, console and
 * environment they are for, and under which guardrails; and over the live objects that they start from, with
 * the SDKAppIDs of the apps that they are in. Two plans of one digest do the same to the same things, so that
 * whoever approved one has approved the other; until one of them was carried out (`again`). A plan that did not
 * read the secrets is none of the others.
 */
export function digestOf(plan: Omit<Plan, 'digest'>): string {
  const { account, adapter, guardrails, objects, again } = plan.plannedAgainst;
  return hashOf({
    account,
    adapter,
    guardrails,
    environment: plan.inputs.environment,
    secrets: plan.inputs.secrets,
    objects,
    again: again ?? 0,
    changes: plan.changes.map(({ address, segments, kind, action, before, leaves, consequences }) => [
      address,
      // Two apps can have the same in them: it counts which one is meant.
      plan.bindings[appOf(segments) ?? ''] ?? null,
      kind,
      action,
      action === 'delete' ? before : null,
      leaves.map(({ path, before: was, after, reset }) => [
        path,
        was ?? null,
        hashable(after),
        after === undefined,
        reset === true,
      ]),
      consequences.map((one) => [one.class, one.path, one.rule, one.because]),
    ]),
    refusals: plan.refusals.map(({ address, path, rule, message }) => [address, path, rule, message]),
    moved: plan.moved.map(({ from, to }) => [from, to]),
    released: plan.released.map(({ address, path, value }) => [address, path, value]),
  });
}

/** The digest of what the configuration declares. */
export function configDigest(desired: Desired): string {
  return hashOf({
    account: desired.account,
    resources: [...desired.resources.values()].map(({ address, kind, body }) => [
      address,
      kind,
      hashable(body),
    ]),
    moved: desired.moved.map(({ from, to }) => [from, to]),
    removed: desired.removed.map(({ address, destroy }) => [address, destroy]),
  });
}

/** The digest of a live object. */
export function objectDigest(object: LiveObject): string {
  return hashOf([object.kind, object.body]);
}
