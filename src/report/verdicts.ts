/** What guardrails say, as all reports tell it. */
import type { VerdictWord } from '../catalog/guardrails.ts';
import type { Plan, Verdict } from '../model.ts';

/** Worst first: the order in which a report lists them. */
const order: readonly VerdictWord[] = ['broken', 'denied', 'warned', 'waived', 'passed', 'not-applicable'];

/** The verdicts of a plan, worst first. */
export function verdictsOf({ verdicts }: Plan): Verdict[] {
  return order.flatMap((word) => verdicts.filter((one) => one.verdict === word));
}

/** True for a verdict that keeps the plan from being applied. */
export function isDenial({ verdict }: Verdict): boolean {
  return verdict === 'denied' || verdict === 'broken';
}

const words: Readonly<Record<VerdictWord, string>> = {
  broken: 'cannot be used, and denies',
  denied: 'denies',
  warned: 'warns',
  waived: 'is waived',
  passed: 'passed',
  'not-applicable': 'is about nothing in this plan',
};

/** `https-webhooks denies`; a rule that nobody can change in the repository says so. */
export function verdictText({ verdict, origin, uses }: Verdict): string {
  const from = [
    ...(uses === undefined ? [] : [uses]),
    ...(origin === 'directory' ? ['of the directory of guardrails'] : []),
  ];
  return `${words[verdict]}${from.length > 0 ? ` (${from.join(', ')})` : ''}`;
}

/** `2 denied, 1 warned, 4 passed`. */
export function verdictsLine({ verdicts }: Plan): string {
  const counts = order.map((word): [string, number] => [
    word.replace('-', ' '),
    verdicts.filter((one) => one.verdict === word).length,
  ]);
  return counts
    .filter(([, count]) => count > 0)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}

/** A waiver, said: until when, by whom and why. */
export function waiverText({ waiver }: Verdict['findings'][number]): string | undefined {
  return waiver && `waived until ${waiver.until} by ${waiver.by}: ${waiver.reason}`;
}
