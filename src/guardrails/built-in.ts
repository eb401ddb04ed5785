/** What the built-in guardrails look for. Most are rules as everybody writes them; counts and hours are not. */
import { builtIns, weekdays } from '../catalog/guardrails.ts';
import type { JsonMap } from '../json.ts';
import {
  type ChangeWindow,
  isOpen,
  timeText,
  type Weekday,
  windowProblem,
  windowText,
} from './change-window.ts';
import { massChanges } from './mass-change.ts';
import type { Found, Judge } from './rule.ts';

/** A built-in rule in CEL; `params` has its parameters, null where one is not given. */
export interface BuiltInRule {
  readonly when: string;
  readonly rule: string;
  readonly message: string;
}

/** A built-in guardrail that is no CEL: its judge, or what is wrong with its parameters. */
export type BuiltInJudge = (parameters: JsonMap) => Judge | string;

export const builtInRules: Readonly<Record<string, BuiltInRule>> = {
  'chatform/https-webhooks': {
    when: 'change.kind == "webhook"',
    rule: 'change.after.url == null || change.after.url.lowerAscii().startsWith("https://")',
    message: 'The webhook of {change.app} is not called by https: {change.after.url}',
  },
  'chatform/no-wildcard-policies': {
    when: 'change.kind == "cam-policy" && change.action != "delete"',
    rule: `change.after.document.statement.all(s,
      s.effect.lowerAscii() != "allow"
      || !s.action.exists(a, a.matches("^(name/)?([^:]*:)?[*]+$"))
      || !s.resource.exists(r, r.matches("(^|/)[*]+$|:[^:/]*[*]$"))
      || ("for_any_value:string_equal" in s.condition
          && "qcs:tag" in s.condition["for_any_value:string_equal"]))`,
    message: '{change.address} allows all actions on all resources',
  },
  'chatform/no-world-writable-fields': {
    when: 'change.kind in ["group-field", "group-member-field"]',
    rule: '!("Public" in change.after.groupTypes) || change.after.groupTypes.Public.write != "all"',
    message: '{change.address} can be written by everybody in public groups',
  },
  'chatform/protected-apps': {
    when: 'change.kind == "app" && change.action == "delete"',
    rule: `!(params.tag in change.tagsBefore)
      || (params.value != null && change.tagsBefore[params.tag] != params.value)`,
    message: '{change.address} carries the tag {params.tag}, and must not be deleted',
  },
};

const overridden = 'allowed by naming the digest of this plan';
const held: readonly Found[] = [{ outcome: 'held' }];

export const builtInJudges: Readonly<Record<string, BuiltInJudge>> = {
  'chatform/mass-change': ({ updates, deletes, floor }) => {
    const limits = { updates: Number(updates), deletes: Number(deletes), floor: Number(floor) };
    return ({ data }, { digest, override }) => {
      const messages = massChanges(data, limits);
      if (messages.length === 0) return held;
      const other = override === undefined ? '' : '; the digest that was named is that of another plan';
      return messages.map((message): Found => {
        if (override === digest) return { outcome: 'violated', message, excuse: overridden };
        return { outcome: 'violated', message: `${message}, digest required${other}` };
      });
    };
  },
  'chatform/change-window': (parameters) => {
    const window: ChangeWindow = {
      days: (parameters.days as readonly Weekday[] | null) ?? (Object.keys(weekdays) as Weekday[]),
      from: String(parameters.from),
      to: String(parameters.to),
      zone: String(parameters.zone),
    };
    const problem = windowProblem(window);
    if (problem !== undefined) return problem;
    return ({ data }, { now, stage }) => {
      if (data.changes.length === 0) return [{ outcome: 'not-applicable' }];
      if (isOpen(window, now)) return held;
      const message = `Changes are applied ${windowText(window)}, and it is ${timeText(window, now)}`;
      return [{ outcome: 'violated', message, isLenient: stage === 'plan' }];
    };
  },
};

/** The parameters of a built-in guardrail, those that were not given at their default, or null. */
export function withDefaults(name: string, given: JsonMap): JsonMap {
  const parameters = builtIns.find((one) => one.name === name)?.parameters ?? {};
  return Object.fromEntries(
    Object.entries(parameters).map(([key, parameter]) => [
      key,
      (Object.hasOwn(given, key) ? given[key] : undefined) ??
        (parameter.type === 'integer' ? parameter.default : null),
    ]),
  );
}
