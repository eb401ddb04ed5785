/** Counts of a plan, and the lines that scripts read. */
import { type ConsequenceClass, consequenceClasses } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { plural } from './layout.ts';
import { isDenial } from './verdicts.ts';

export interface Counts {
  readonly add: number;
  readonly change: number;
  readonly destroy: number;
  readonly refused: number;
  /** Guardrails that deny the plan, and those that warn of it. */
  readonly denied: number;
  readonly warned: number;
  /** Changes that a person has to make. */
  readonly byHand: number;
  readonly released: number;
  readonly drifted: number;
  readonly consequences: Readonly<Partial<Record<ConsequenceClass, number>>>;
}

export function countsOf(plan: Plan): Counts {
  const withSome = plan.changes.filter((change) => change.consequences.length > 0);
  const consequences: Partial<Record<ConsequenceClass, number>> = {};
  for (const name of consequenceClasses) {
    const number = withSome.filter((change) => change.consequences.some((one) => one.class === name)).length;
    if (number > 0) consequences[name] = number;
  }
  const count = (action: string) => plan.changes.filter((change) => change.action === action).length;
  return {
    add: count('create'),
    change: count('update'),
    destroy: count('delete'),
    refused: plan.refusals.length,
    denied: plan.verdicts.filter(isDenial).length,
    warned: plan.verdicts.filter((one) => one.verdict === 'warned').length,
    byHand: plan.changes.filter((change) => change.byHand).length,
    released: plan.released.length,
    drifted: plan.drift.length,
    consequences,
  };
}

/** True when the console or a guardrail says no. */
export function isRefused({ refusals, verdicts }: Plan): boolean {
  return refusals.length > 0 || verdicts.some(isDenial);
}

/** True when there is nothing to apply, to release, to move or to refuse. */
export function isEmpty(plan: Plan): boolean {
  const { changes, refusals, released, moved } = plan;
  return changes.length + refusals.length + released.length + moved.length === 0;
}

/** True when something is so wrong that nothing may be applied. */
export function isErrored({ diagnostics }: Plan): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

/** True when there are errors, and nothing that was planned. */
export function isFailed(plan: Plan): boolean {
  return isErrored(plan) && isEmpty(plan) && plan.drift.length === 0;
}

/** True when something could not be read: that a plan is empty then says nothing about it. */
export function isBlind({ complete, inputs }: Plan): boolean {
  return (
    !complete && inputs.undo === undefined && inputs.targets.length === 0 && inputs.excludes.length === 0
  );
}

/** `Plan: 3 to add, 2 to change, 0 to destroy.`, as Terraform writes it, ours after it. */
export function planLine(plan: Plan): string {
  if (isEmpty(plan)) {
    if (isErrored(plan)) return 'No plan could be made.';
    if (isBlind(plan)) return 'Nothing to change in what could be read of the console.';
    return plan.complete
      ? 'No changes. The console matches the configuration.'
      : 'No changes in what was asked for.';
  }
  const { add, change, destroy, refused, released, denied, byHand } = countsOf(plan);
  const ours = [
    refused > 0 ? ` ${refused} refused.` : '',
    denied > 0 ? ` ${denied} denied.` : '',
    byHand > 0 ? ` ${byHand} by hand.` : '',
    released > 0 ? ` ${released} released.` : '',
    plan.moved.length > 0 ? ` ${plan.moved.length} moved.` : '',
  ];
  return `Plan: ${add} to add, ${change} to change, ${destroy} to destroy.${ours.join('')}`;
}

/** `Not managed here, and left alone: 1 app, 2 user fields.`; undefined where all is managed. */
export function unmanagedLine({ unmanaged }: Plan): string | undefined {
  return unmanaged.length > 0 ? `Not managed here, and left alone: ${kindsLine(unmanaged)}.` : undefined;
}

/** `1 app, 2 user fields`. */
export function kindsLine(things: readonly { readonly kind: string }[]): string {
  const counts = new Map<string, number>();
  for (const { kind } of things) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts]
    .map(([kind, count]) => {
      const noun = kind.replaceAll('-', ' ');
      return plural(count, noun, `${noun}s`.replace(/ys$/, 'ies').replace(/ss$/, 's'));
    })
    .join(', ');
}

/** That a plan is not of everything. */
export function incompleteText({ inputs }: Plan): string {
  return inputs.undo === undefined
    ? 'This plan is not complete: something was left out.'
    : `This plan takes back run ${inputs.undo}. What else the configuration declares is left out.`;
}
