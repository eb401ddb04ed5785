/** Statements of one policy beside each other: what one makes void, and what two say alike. */
import { readAction } from '../action.ts';
import type { Item, Statement } from '../document.ts';
import { readResource } from '../resource.ts';
import { quoted } from '../short.ts';
import { actionCovers, relationsOf, resourceCovers } from './cover.ts';
import { maxLength } from './grammar.ts';
import {
  allowing,
  type Complaint,
  example,
  isFree,
  type LintPolicy,
  type LintRule,
  type LintWorld,
} from './rule.ts';

/** Whether statements can be compared with each other: a longer policy than CAM takes has too many of them. */
const isComparable = ({ length, isSound }: LintPolicy) => isSound && length <= maxLength;

/** Statements, and elements of them, that allow what the same policy denies; each once. */
export function voidAllows(policy: LintPolicy, { account }: LintWorld): Complaint[] {
  if (!isComparable(policy)) return [];
  const denies = policy.statements.filter((one) => one.effect === 'deny' && isFree(one));
  const found = new Map<string, Complaint>();
  for (const statement of allowing(policy)) {
    for (const { path, what, other } of denies.flatMap((deny) => relationsOf(statement, deny, account))) {
      const message = `${what} is denied by statement ${other.index + 1}, and a deny wins; take one of them away`;
      const key = path.join('\n');
      if (!found.has(key)) found.set(key, { path, message });
    }
  }
  return [...found.values()];
}

function shadowed(policy: LintPolicy, { account }: LintWorld): Complaint[] {
  if (!isComparable(policy)) return [];
  const { statements } = policy;
  return statements.flatMap((statement) => {
    const others = statements.filter((other) => isAtLeastAsFree(statement, other));
    const covering = others.filter((other) => takesInAll(other, statement, account));
    // Of two that say the same, the second is the one too many.
    const whole = covering.find(
      (other) =>
        other.index < statement.index ||
        !isAtLeastAsFree(other, statement) ||
        !takesInAll(statement, other, account),
    );
    if (!whole) return repeated(statement, account);
    const message = `statement ${whole.index + 1} says this already; take it away`;
    return [{ path: statement.path, message }];
  });
}

const takesInAll = (wide: Statement, narrow: Statement, account: string) =>
  relationsOf(narrow, wide, account).some((one) => one.isWhole);

/** True when the other holds whenever the statement does. */
const isAtLeastAsFree = (statement: Statement, other: Statement) =>
  other !== statement &&
  other.effect === statement.effect &&
  (isFree(other) || conditionText(other) === conditionText(statement));

const conditionText = ({ conditions }: Statement) =>
  JSON.stringify(conditions.map(({ name, key, values }) => [name, key, [...values].sort()]).sort());

/** Items of a statement that another item of it takes in. */
function repeated(statement: Statement, account: string): Complaint[] {
  return [
    ...repeatedIn(statement.actions, readAction, actionCovers),
    ...repeatedIn(statement.resources, (text) => readResource(text, account), resourceCovers),
  ];
}

function repeatedIn<T extends { readonly documented: boolean }>(
  items: readonly Item[],
  read: (text: string) => T | undefined,
  takesIn: (wide: T, narrow: T) => boolean,
): Complaint[] {
  const all = items.flatMap((item) => {
    const pattern = read(item.text);
    return pattern?.documented ? [{ item, pattern }] : [];
  });
  return all.flatMap(({ item, pattern }, i) => {
    const wide = all.find(
      (other, j) => j !== i && takesIn(other.pattern, pattern) && (j < i || !takesIn(pattern, other.pattern)),
    );
    if (!wide) return [];
    return [
      { path: item.path, message: `${quoted(wide.item.text)} beside it says this already; take it away` },
    ];
  });
}

const everythingBut = example({ action: 'name/im:*' }, { effect: 'deny', action: 'name/im:UpdateSecret' });

export const overlapRules: readonly LintRule[] = [
  {
    id: 'cam/void-allow',
    severity: 'warning',
    rules: ['CAM-5'],
    title: 'Nothing is allowed that the same policy denies',
    why: 'A deny wins, so that the allow only seems to grant something.',
    good: everythingBut,
    bad: example({ action: 'name/im:UpdateSecret' }, { effect: 'deny', action: 'name/im:*', resource: '*' }),
    check: voidAllows,
  },
  {
    id: 'cam/shadowed',
    severity: 'warning',
    rules: ['CAM-5'],
    title: 'Nothing is said twice',
    why: 'Who takes one of the two away believes that the right is gone.',
    good: example({ action: 'name/im:Describe*' }, { action: 'name/im:SetAbilityConfInfo' }),
    bad: example({ action: 'name/im:Describe*' }, {}),
    check: shadowed,
  },
];
