/**
 * The actions of a product in classes: those that the same patterns match, so that the same statements say
 * something of them. Actions that are on no list are in classes too.
 */
import { actionsOf, knownAction, knownServices } from './action.ts';
import { classesOf } from './classes.ts';
import { anything, matches, type Pattern, patternOf, typical } from './match.ts';
import type { Rule } from './statements.ts';

/** Actions that are told by patterns alone. */
export interface Unlisted {
  /** What their names match: `Describe*`. */
  readonly matching: readonly string[];
  /** What their names do not match, of the patterns that there are; and names on no list that policies name. */
  readonly butNot: readonly string[];
}

export interface ActionClass {
  /** The names of the known actions in it; none for a class of actions that are on no list. */
  readonly names: readonly string[];
  readonly unlisted?: Unlisted;
  readonly level: 'resource' | 'operation' | undefined;
  /** The rules that name these actions, each with its place among them. */
  readonly rules: ReadonlyMap<Rule, number>;
  /** The patterns of names that match them. */
  readonly patterns: readonly string[];
}

export interface ServiceActions {
  /** `im`; of all products that are not named, a text that only a star matches. */
  readonly service: string;
  readonly classes: readonly ActionClass[];
  /** False when there were too many patterns to tell all classes of unlisted actions. */
  readonly complete: boolean;
}

/** All products of which a rule names an action, each with its actions in classes. */
export function actionsNamedBy(rules: readonly Rule[]): ServiceActions[] {
  const patterns = rules.flatMap((rule) => rule.actions.map((action) => action.service));
  const named = patterns.map(typical);
  const services = new Set([...knownServices, ...named]);
  return [...services]
    .filter((service) => patterns.some((pattern) => matches(pattern, service)))
    .map((service) => classesIn(service, rules));
}

function classesIn(service: string, rules: readonly Rule[]): ServiceActions {
  const byPattern = new Map<string, Set<Rule>>();
  for (const rule of rules) {
    for (const action of rule.actions) {
      if (!matches(action.service, service)) continue;
      const text = action.name.join('*');
      byPattern.set(text, (byPattern.get(text) ?? new Set()).add(rule));
    }
  }
  const texts = [...byPattern.keys()];
  const open = texts.filter((text) => text.includes('*'));
  const ofPatterns = (matched: readonly string[]) => {
    const naming = new Set(matched.flatMap((text) => [...(byPattern.get(text) ?? [])]));
    return { patterns: matched, rules: new Map([...naming].map((rule, place) => [rule, place])) };
  };

  const listed = new Map<string, ActionClass>();
  const read = new Map<string, Pattern>(texts.map((text) => [text, patternOf(text)]));
  for (const [name, level] of namesIn(service, texts)) {
    const matched = texts.filter((text) => matches(read.get(text) ?? [], name));
    if (matched.length === 0) continue;
    const key = JSON.stringify([level, matched]);
    const found = listed.get(key);
    listed.set(key, { ...ofPatterns(matched), level, names: [...(found?.names ?? []), name] });
  }
  const strangers = texts.filter((text) => !text.includes('*') && !knownAction({ service, name: text }));
  const { classes, complete } = classesOf(open.map(patternOf));
  const unlisted = classes.map((indexes): ActionClass => {
    const matching = indexes.flatMap((i) => open[i] ?? []);
    const butNot = [...open.filter((text) => !matching.includes(text)), ...strangers];
    return { ...ofPatterns(matching), level: undefined, names: [], unlisted: { matching, butNot } };
  });
  return { service, classes: [...listed.values(), ...unlisted], complete };
}

/** The known actions of a product, and those that a policy names; each with its level. */
function namesIn(service: string, texts: readonly string[]): Map<string, ActionClass['level']> {
  const names = new Map<string, ActionClass['level']>();
  for (const text of texts) if (!text.includes('*')) names.set(text, undefined);
  for (const { name, level } of actionsOf(service)) names.set(name, level);
  return names;
}

/** True for what stands for all products that no policy names. */
export const isAnyOther = (service: string): boolean => service.includes(anything);
