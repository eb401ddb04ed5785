/** A set of actions in few words: by the patterns of the policies where they fit, by name where they do not. */
import type { ActionClass, Unlisted } from './action-classes.ts';

const mostExceptions = 3;

/** How the classes of a product stand to the ones that are to be named. */
export interface Naming {
  /** The classes to be named. */
  readonly wanted: readonly ActionClass[];
  /** The others that there are on the same targets. */
  readonly rest: readonly ActionClass[];
  /** True for one of the others that is the same before and after, so that it goes without saying. */
  readonly goesWithoutSaying: (one: ActionClass) => boolean;
}

/** One term of it. */
export type Label =
  | { readonly name: string }
  /** All that the pattern matches; `rest`: all of it that was not so already; `but`: save these names and patterns. */
  | { readonly pattern: string; readonly but: readonly string[]; readonly rest: boolean }
  | { readonly unlisted: Unlisted };

/** The terms that name the wanted classes and nothing else. */
export function labelsOf(naming: Naming): Label[] {
  // Patterns that say it exactly are better than wider ones with exceptions.
  const exact = termsOf({ ...naming, goesWithoutSaying: () => false }, noExceptions);
  const isExact = exact.every((label) => 'pattern' in label);
  return isExact ? exact : termsOf(naming, exceptions);
}

const patternOf = (label: Label) => ('pattern' in label ? label.pattern : '');

type Exceptions = (
  wanted: readonly ActionClass[],
  inside: readonly ActionClass[],
  beside: readonly ActionClass[],
) => string[] | undefined;

function termsOf({ wanted, rest, goesWithoutSaying }: Naming, exceptionsOf: Exceptions): Label[] {
  const left = new Set(wanted);
  const labels: Label[] = [];
  for (const pattern of widestFirst(wanted)) {
    const inside = wanted.filter((one) => one.patterns.includes(pattern));
    if (!inside.some((one) => left.has(one))) continue;
    const outside = rest.filter((one) => one.patterns.includes(pattern));
    const [silent, told] = [true, false].map((is) => outside.filter((one) => goesWithoutSaying(one) === is));
    const but = exceptionsOf(told ?? [], inside, silent ?? []);
    if (!but) continue;
    labels.push({ pattern, but: but.sort(), rest: (silent ?? []).length > 0 });
    for (const one of inside) left.delete(one);
  }
  const names = [...left].flatMap((one) => one.names).sort();
  const unlisted = [...left].flatMap((one) => one.unlisted ?? []);
  return [
    ...labels.sort((a, b) => (patternOf(a) < patternOf(b) ? -1 : 1)),
    ...names.map((name) => ({ name })),
    ...unlisted.map((one) => ({ unlisted: one })),
  ];
}

/** Exceptions in a few names and patterns; undefined when it takes many, or they are most of it. */
const exceptions: Exceptions = (wanted, inside, beside) => {
  if (wanted.length === 0) return [];
  if (namesIn(wanted) > namesIn(inside)) return undefined;
  const naming = { wanted, rest: [...inside, ...beside], goesWithoutSaying: () => false };
  const labels = termsOf(naming, noExceptions);
  const texts = labels.flatMap((one) => ('name' in one ? [one.name] : 'pattern' in one ? [one.pattern] : []));
  return texts.length === labels.length && texts.length <= mostExceptions ? texts : undefined;
};

const noExceptions: Exceptions = (wanted) => (wanted.length === 0 ? [] : undefined);

/** The patterns with a star, those that take in most of the wanted actions first. */
function widestFirst(wanted: readonly ActionClass[]): string[] {
  const patterns = new Set(wanted.flatMap((one) => one.patterns).filter((pattern) => pattern.includes('*')));
  const counted = [...patterns].map((pattern) => {
    const inside = wanted.filter((one) => one.patterns.includes(pattern));
    return { pattern, names: namesIn(inside), classes: inside.length };
  });
  return counted
    .sort((a, b) => b.names - a.names || b.classes - a.classes || (a.pattern < b.pattern ? -1 : 1))
    .map(({ pattern }) => pattern);
}

const namesIn = (classes: readonly ActionClass[]) => classes.reduce((sum, one) => sum + one.names.length, 0);
