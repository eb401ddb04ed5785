/** A plan held against the guardrails of its project. */
import type { Diagnostic, Plan } from '../model.ts';
import type { Planned } from '../plan/plan.ts';
import type { Project, Reading } from './project.ts';
import type { Options, World } from './world.ts';

/** A plan with what each guardrail says of it. Before an apply, the hours in which it may be are held too. */
export async function judged(
  { plan, state, live }: Planned & Reading,
  { rules, desired, quiet }: Project,
  {
    stage,
    options,
    world,
  }: { readonly stage: 'plan' | 'apply'; readonly options: Options; readonly world: World },
): Promise<Plan> {
  if (rules.declared.length === 0) return plan;
  // The expression language takes longer to load than most plans to make.
  const [{ loadGuardrails }, { evaluateGuardrails }] = await Promise.all([
    import('../guardrails/load.ts'),
    import('../guardrails/evaluate.ts'),
  ]);
  const { verdicts, diagnostics } = evaluateGuardrails(loadGuardrails(rules.declared), plan, {
    live,
    managed: new Set([...desired.resources.keys(), ...state.records.keys()]),
    unseen: [...quiet.values()].reduce((sum, { existing }) => sum + existing, 0),
    now: world.now(),
    stage,
    ...(options.allowMassChange !== undefined && { override: options.allowMassChange }),
  });
  return { ...plan, verdicts, diagnostics: [...plan.diagnostics, ...diagnostics] };
}

/** The rules that cannot be used, as diagnostics. */
export async function brokenRules({ rules }: Project): Promise<Diagnostic[]> {
  if (rules.declared.length === 0) return [];
  const { brokenGuardrails, loadGuardrails } = await import('../guardrails/load.ts');
  return brokenGuardrails(loadGuardrails(rules.declared));
}
