/** CAM policies in one form, so that a rule need not know the many ways in which they can be written (CAM-5). */
import { isMap, type Json, type JsonMap, mapOf } from '../json.ts';

/** A policy with lists of statements, actions, resources and condition values, also where it has one alone. */
export function policySeen(policy: JsonMap): JsonMap {
  return mapOf([
    ...Object.entries(policy),
    ['statement', listOf(policy.statement).map((one) => (isMap(one) ? statementSeen(one as JsonMap) : one))],
  ]);
}

function statementSeen(statement: JsonMap): JsonMap {
  const { action, resource, condition } = statement;
  return mapOf([
    ...Object.entries(statement),
    ['action', listOf(action)],
    ['resource', listOf(resource)],
    ['condition', mapValues(condition, (keys) => mapValues(keys, listOf))],
  ]);
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Json];
}

function mapValues(value: Json | undefined, change: (value: Json) => Json): JsonMap {
  if (!isMap(value)) return mapOf([]);
  return mapOf(Object.entries(value as JsonMap).map(([key, inner]) => [key, change(inner)]));
}
