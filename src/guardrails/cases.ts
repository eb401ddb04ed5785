/** Tests of guardrails: changes and plans in parts, filled in from the samples, against expected verdicts. */
import { formatAddress, parseAddress } from '../address.ts';
import { attributeAt, kindAt, kindNamed } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import type { GuardrailCase } from '../config/guardrail-tests.ts';
import { emptyMap, isMap, type Json, type JsonMap } from '../json.ts';
import type { Action, Capacity, Source } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { whole } from './bodies.ts';
import { verdictOf } from './evaluate.ts';
import { filled } from './fill.ts';
import type { Guardrail } from './rule.ts';
import { planOf, sampleChange } from './sample.ts';
import type { ChangeSeen, PlanSeen } from './subject.ts';
import { subjectOf } from './values.ts';

/** What came of one case: it passes where there is no problem. */
export interface CaseResult {
  readonly name: string;
  readonly source: Source;
  readonly problems: readonly CaseProblem[];
}

export interface CaseProblem {
  /** What was expected and what came, or what is wrong with the case. */
  readonly message: string;
  readonly source: Source;
}

/** Runs cases, in their order. `now`: the time of the cases that have none of their own, ISO 8601 in UTC. */
export function runGuardrailTests(
  guardrails: readonly Guardrail[],
  cases: readonly GuardrailCase[],
  now: string,
): readonly CaseResult[] {
  const byName = new Map(guardrails.map((one) => [one.name, one]));
  return cases.map((one) => {
    const problems: CaseProblem[] = [];
    const complain = (path: readonly string[], message: string) => {
      problems.push({ message, source: one.locate(path) });
    };
    const plan = one.change
      ? alone(changeOf(one.change, [], complain))
      : planFrom(one.plan ?? emptyMap(), complain);
    // What is wrong with a case would be wrong with its verdicts.
    if (problems.length === 0) problems.push(...unexpected(one, byName, plan, one.now ?? now));
    return { name: one.name, source: one.source, problems };
  });
}

/** The expectations of a case that do not come true. */
function unexpected(
  { expect }: GuardrailCase,
  guardrails: ReadonlyMap<string, Guardrail>,
  plan: PlanSeen,
  now: string,
): CaseProblem[] {
  const subject = subjectOf(plan);
  return expect.flatMap(({ rule, verdict, source }) => {
    const guardrail = guardrails.get(rule);
    if (!guardrail)
      return [{ message: `there is no guardrail "${rule}".${didYouMean(rule, guardrails.keys())}`, source }];
    const got = verdictOf(guardrail, subject, { now, stage: 'apply', digest: '' });
    if (got.verdict === verdict) return [];
    const said = got.reason ?? got.findings.map((finding) => finding.message).join('; ');
    const because = said === '' ? '' : `: ${said}`;
    return [{ message: `expected "${verdict}", got "${got.verdict}"${because}`, source }];
  });
}

type Complain = (path: readonly string[], message: string) => void;

/** A plan of one change. */
function alone(change: ChangeSeen): PlanSeen {
  return { ...planOf([change]), environment: change.environment };
}

function planFrom(given: JsonMap, complain: Complain): PlanSeen {
  const { changes, environment, existing, gone, account, complete, capacity } = given;
  const own = typeof environment === 'string' ? { environment } : {};
  const list = Array.isArray(changes) ? (changes as JsonMap[]) : [];
  const seen = list.map((one, i) => changeOf({ ...own, ...one }, ['changes', String(i)], complain));
  const plan = planOf(seen);
  const counts = { ...plan.counts, ...(given.counts as Partial<PlanSeen['counts']> | undefined) };
  return {
    ...plan,
    ...own,
    counts,
    ...(typeof existing === 'number' && { existing }),
    gone: typeof gone === 'number' ? gone : counts.delete,
    ...(typeof account === 'string' && { account }),
    ...(typeof complete === 'boolean' && { complete }),
    ...(Array.isArray(capacity) && { capacity: capacity as unknown as readonly Capacity[] }),
  };
}

/** A change as the schema has found it right, with the rest from the sample of its kind. */
function changeOf(given: JsonMap, path: readonly string[], complain: Complain): ChangeSeen {
  const kind = kindNamed(String(given.kind));
  if (!kind) throw new Error(`no kind "${String(given.kind)}" in the catalogue`);
  const action = (given.action ?? 'update') as Action;
  const sample = sampleChange(kind, action);
  const place = placeOfChange(given, sample, kind, (message) => complain([...path, 'address'], message));
  const body = (side: 'before' | 'after') => {
    const value = given[side];
    if (value === undefined) return sample[side];
    if ((value === null) !== (sample[side] === null))
      complain(
        [...path, side],
        `there is ${value === null ? 'a' : 'no'} \`${side}\` where the action is "${action}"`,
      );
    if (!isMap(value)) return null;
    checkBody(kind, value as JsonMap, (key, message) => complain([...path, side, key], message));
    return whole(kind.body, filled(kind.body, value as Json)) as JsonMap;
  };
  const { tags = sample.tags, tagsBefore = tags, consequences, ...rest } = given;
  const { kind: _, before: __, after: ___, ...texts } = rest;
  return {
    ...sample,
    ...(texts as Partial<ChangeSeen>),
    ...place,
    before: body('before'),
    after: body('after'),
    ...(isMap(given.after) && !given.changed && { changed: Object.keys(given.after) }),
    tags: tags as JsonMap | null,
    tagsBefore: tagsBefore as JsonMap | null,
    ...(Array.isArray(consequences) && {
      consequences: consequences.map((one) => ({ class: String(one), because: '', rule: '', path: '' })),
    }),
  };
}

function placeOfChange(
  { address, app }: JsonMap,
  sample: ChangeSeen,
  kind: Kind,
  complain: (message: string) => void,
): Pick<ChangeSeen, 'address' | 'app'> {
  const segments = parseAddress(typeof address === 'string' ? address : sample.address) ?? [];
  if (kindAt(segments)?.name !== kind.name)
    complain(`${String(address)} is no address of kind "${kind.name}"`);
  if (segments[0] !== 'apps') return { address: formatAddress(segments), app: '' };
  const key = String(app ?? segments[1]);
  return { address: formatAddress(['apps', key, ...segments.slice(2)]), app: key };
}

function checkBody(kind: Kind, body: JsonMap, complain: (key: string, message: string) => void): void {
  if (kind.body.type !== 'object') return;
  const known = Object.keys(kind.body.attributes);
  for (const key of Object.keys(body)) {
    if (attributeAt(kind, [key])) continue;
    complain(key, `kind "${kind.name}" has no "${key}".${didYouMean(key, known)}`);
  }
}
