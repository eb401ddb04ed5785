/** Changing the tags of an app (API 3.0 of Tag, version 2018-08-13). */
import type { Operation, Outcome } from '../adapter.ts';
import type { Tencent } from './adapter-options.ts';
import { batches } from './read-wire.ts';
import { appResource } from './resource.ts';
import { tagsOf } from './tags.ts';
import { done, outcomeOf } from './write-outcome.ts';

const perCall = 10; // tags that one ModifyResourceTags replaces, and as many that it deletes

/** Keys with their new values; null takes a key away. */
type Patch = readonly (readonly [key: string, value: string | null])[];

/** Sets and takes away tags, ten and ten at a time. Called again after a failure, it does the same once more. */
export async function writeTags(tencent: Tencent, { segments, patch }: Operation): Promise<Outcome> {
  const app = segments[1] ?? '';
  const entries = Object.entries(patch).map(
    ([key, value]) => [key, value === null ? null : String(value)] as const,
  );
  const replaced = batches(
    entries.filter(([, value]) => value !== null),
    perCall,
  );
  const deleted = batches(
    entries.filter(([, value]) => value === null),
    perCall,
  );
  for (let i = 0; i < Math.max(replaced.length, deleted.length); i++) {
    const part = [...(replaced[i] ?? []), ...(deleted[i] ?? [])];
    const outcome = await writeSome(tencent, app, part);
    if (!outcome.ok) return outcome;
    const written = tencent.memory.tags.get(app) ?? new Map<string, string | null>();
    for (const [key, value] of part) written.set(key, value);
    tencent.memory.tags.set(app, written);
  }
  return done;
}

async function writeSome(tencent: Tencent, app: string, part: Patch): Promise<Outcome> {
  const outcome = await modify(tencent, app, part);
  if (outcome.ok || !outcome.error.code.startsWith('ResourceNotFound')) return outcome;
  // A tag that is to go may be gone already.
  const tags = (await tagsOf(tencent, [app])).get(app) ?? {};
  const left = part.filter(([key, value]) => value !== null || Object.hasOwn(tags, key));
  return left.length < part.length ? modify(tencent, app, left) : outcome;
}

async function modify({ account, cloud }: Tencent, app: string, part: Patch): Promise<Outcome> {
  const replaced = part.flatMap(([key, value]) => (value === null ? [] : [{ TagKey: key, TagValue: value }]));
  const deleted = part.flatMap(([key, value]) => (value === null ? [{ TagKey: key }] : []));
  if (replaced.length + deleted.length === 0) return done;
  const reply = await cloud.call('tag', 'ModifyResourceTags', {
    Resource: appResource(account, app),
    ...(replaced.length > 0 && { ReplaceTags: replaced }),
    ...(deleted.length > 0 && { DeleteTags: deleted }),
  });
  return outcomeOf(reply, ruleOf);
}

/** TAG-1 for what is wrong with keys, values and their number. */
function ruleOf(code: string): string | undefined {
  const isOfTags =
    /^(?:InvalidParameterValue\.(?:Tag|ReservedTag)|InvalidParameter\.(?:Tag|ReservedTag)|LimitExceeded)/;
  return isOfTags.test(code) ? 'TAG-1' : undefined;
}
