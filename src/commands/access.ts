/** Policies as policies in a plan: what the lint says of those that change, and what changes for whom. */
import type { CamModel } from '../cam/model.ts';
import type { Change, Desired, Diagnostic, Plan } from '../model.ts';
import type { Planned } from '../plan/plan.ts';
import type { Project, Reading } from './project.ts';

/** The account as the console shows it, and as it is once a plan is applied. */
export async function models(
  { plan, live }: Planned & Reading,
  { settings }: Project,
): Promise<{ readonly before: CamModel; readonly after: CamModel }> {
  const { modelAfter, modelOfLive } = await import('../cam/model.ts');
  // Only the sandbox is told who is in which group.
  const { console: chosen } = settings;
  const members = chosen.type === 'sandbox' ? new Map(Object.entries(chosen.groups)) : undefined;
  const before = modelOfLive(live, plan.bindings, members);
  return { before, after: modelAfter(before, plan.changes) };
}

/** An app is in policies by its SDKAppID and its tags: whatever else is another of it, rights are the same. */
const touchesRights = ({ kind, action }: Change) =>
  kind.startsWith('cam-') || kind === 'tags' || (kind === 'app' && action !== 'update');

/** A plan with the rights that it changes, and what is wrong with the policies that it writes. */
export async function withAccess(planned: Planned & Reading, project: Project): Promise<Plan> {
  const { plan } = planned;
  if (!plan.changes.some(touchesRights)) return plan;
  const [{ whatChanges }, { linesOf }, { before, after }] = await Promise.all([
    import('../cam/difference.ts'),
    import('../cam/words.ts'),
    models(planned, project),
  ]);
  const written = new Set(plan.changes.map((change) => change.address));
  const findings = await lint(project.desired, after);
  return {
    ...plan,
    access: atMost(linesOf(whatChanges(before, after))),
    diagnostics: [
      ...plan.diagnostics,
      ...findings.filter((one) => one.address !== undefined && written.has(one.address)),
    ],
  };
}

/** More sentences than these nobody reads; gains come first, and among them what leads to more rights. */
const mostSentences = 200;

function atMost(lines: Plan['access']): Plan['access'] {
  const left = lines.slice(mostSentences);
  if (left.length === 0) return lines;
  const gains = left.filter((one) => one.direction === 'gain').length;
  const text = `${left.length} more sentences are left out, ${gains} of them gains: the policies have too many patterns to be told`;
  return [
    ...lines.slice(0, mostSentences),
    { direction: gains > 0 ? 'gain' : 'loss', who: [], text, escalation: [] },
  ];
}

/** What the lint says of the policies of a configuration; what is only worth knowing is left to `cam lint`. */
export async function lint(desired: Desired, world: CamModel): Promise<Diagnostic[]> {
  const { lintDesired } = await import('../cam/lint/index.ts');
  return lintDesired(desired, world).flatMap(({ id, severity, message, address, source }) =>
    severity === 'note' ? [] : [{ severity, message, address, rule: id, source }],
  );
}

/** The same without a console. */
export async function lintAlone(desired: Desired): Promise<Diagnostic[]> {
  if (![...desired.resources.values()].some((one) => one.kind === 'cam-policy')) return [];
  const { modelOfDesired } = await import('../cam/model.ts');
  return lint(desired, modelOfDesired(desired));
}
