/**
 * Which rules may take in a target. An account has hundreds of apps, and hundreds of rules that name one app each:
 * those are found by the path that they name, and only the others are tried on every target.
 */
import { pathOf, type Target } from './resource.ts';
import type { Rule } from './statements.ts';

/** The rules that may take in a target, always in the same order; no other one does. */
export function candidatesAmong(rules: readonly Rule[]): (target: Target) => readonly Rule[] {
  const open: Rule[] = [];
  const byPath = new Map<string, Rule[]>();
  for (const rule of rules) {
    const paths = pathsOf(rule);
    if (!paths) open.push(rule);
    for (const path of paths ?? []) {
      const beside = byPath.get(path);
      if (beside) beside.push(rule);
      else byPath.set(path, [rule]);
    }
  }
  return (target) => {
    const path = pathOf(target);
    const named = path === undefined ? undefined : byPath.get(path);
    return named ? [...open, ...named] : open;
  };
}

/** The paths of which a rule takes in nothing else; undefined where it has a star. */
function pathsOf({ resources }: Rule): ReadonlySet<string> | undefined {
  const paths = new Set<string>();
  for (const { segments } of resources) {
    const [path, ...more] = segments?.path ?? [];
    if (path === undefined || more.length > 0) return undefined;
    paths.add(path);
  }
  return paths;
}
