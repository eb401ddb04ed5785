/** Who can do what: one sub-account or group, one action, one app, and why. */
import { presetPolicies } from '../catalog/cam-presets.ts';
import { didYouMean } from '../suggest.ts';
import { type Applying, applyingTo, type Context, type Verdict, verdictOn } from './access.ts';
import { type ActionName, actionsOf, actionText, knownAction, knownServices } from './action.ts';
import type { Holder } from './model.ts';
import type { Target } from './resource.ts';
import { quoted } from './short.ts';
import { type CamIndex, effectiveFor, type PolicyName, type Through } from './statements.ts';

/** What is asked for: an action and what it is done to. */
export interface Request {
  readonly action: ActionName;
  readonly target: Target;
  /** What is known of the request beside; a key that is not here is not known. */
  readonly context?: Context;
}

/** A statement that decides. */
export interface Because extends PolicyName {
  readonly effect: 'allow' | 'deny';
  /** The statement's place in the policy, from 0. */
  readonly statement: number;
  readonly through: readonly Through[];
  /** What it depends on, in words; empty when it holds in any case. */
  readonly on: readonly string[];
  /** True for a preset policy: Tencent does not publish its document. */
  readonly inferred: boolean;
}

export interface Answer {
  readonly verdict: Verdict;
  /** The statements that decide: of a denial those that deny, else what allows, and what might deny. */
  readonly by: readonly Because[];
  /** Policies in force of which it is not known what they say, and that could change the answer. */
  readonly unknown: readonly PolicyName[];
}

/** Whether somebody may do it. The root account may do everything and is not asked about. */
export function evaluate(index: CamIndex, holder: Holder, { action, target, context }: Request): Answer {
  const { rules, unknown, open } = effectiveFor(index, holder, true);
  const applying = applyingTo(rules, action, target, index.model.account, context);
  const verdict = verdictOn(applying);
  const by = decisive(applying, verdict).map(({ rule, through, holds }) => ({
    policy: rule.policy,
    preset: rule.preset,
    effect: rule.effect,
    statement: rule.statement,
    through,
    on: holds,
    inferred: rule.preset && presetPolicies.some((one) => one.name === rule.policy),
  }));
  // A policy that is not known may allow, and it may deny; one that is open may allow.
  const isUnsure =
    (unknown.length > 0 && verdict !== 'denied') || (open.length > 0 && verdict === 'not-allowed');
  const unsaid = verdict === 'not-allowed' ? [...unknown, ...open] : unknown;
  return { verdict: isUnsure ? 'depends' : verdict, by, unknown: unsaid };
}

function decisive(applying: readonly Applying[], verdict: Verdict): readonly Applying[] {
  if (verdict === 'depends') return applying;
  if (verdict === 'not-allowed') return [];
  const effect = verdict === 'denied' ? 'deny' : 'allow';
  return applying.filter(({ rule, holds }) => rule.effect === effect && holds.length === 0);
}

/** Everybody who may do it, or may do it under conditions; users and groups as they are known to the model. */
export function whoCan(
  index: CamIndex,
  request: Request,
): { readonly holder: Holder; readonly answer: Answer }[] {
  return index.holders
    .map((holder) => ({ holder, answer: evaluate(index, holder, request) }))
    .filter(({ answer }) => answer.verdict === 'allowed' || answer.verdict === 'depends');
}

/** The request that words stand for; a problem in words where they stand for none. */
export function requestOf(
  { model }: CamIndex,
  words: { readonly action: string; readonly app?: string; readonly context?: Context },
): Request | { readonly problem: string } {
  const action = actionNamed(words.action);
  if ('problem' in action) return action;
  const context = words.context && { context: words.context };
  const hasApps = action.service === 'im' || action.service === 'trtc';
  const level = knownAction(action)?.level;
  if (words.app === undefined && hasApps && level === 'resource')
    return { problem: `${actionText(action)} is done to an app; name it as well` };
  if (words.app === undefined || !hasApps || level === 'operation') {
    return { action, target: { kind: 'operation' }, ...context };
  }
  const wanted = words.app.startsWith('apps.') ? words.app : `apps.${words.app}`;
  const app = model.apps.find((one) => one.name === wanted || one.id === words.app);
  if (app) return { action, target: app, ...context };
  const names = model.apps.flatMap((one) =>
    one.name.startsWith('apps.') ? [one.name.slice('apps.'.length)] : [],
  );
  return { problem: `there is no app ${quoted(words.app)}.${didYouMean(words.app, names)}` };
}

/** `UpdateSecret`, `im:UpdateSecret` and `name/im:UpdateSecret` are one action. */
function actionNamed(text: string): ActionName | { readonly problem: string } {
  const [service = '', name, ...more] = text.replace(/^name\//, '').split(':');
  if (text.includes('*'))
    return { problem: `${quoted(text)} is a pattern; ask about one action, such as im:UpdateSecret` };
  if (name === '' || service === '' || more.length > 0)
    return { problem: `${quoted(text)} is not an action, such as im:UpdateSecret` };
  if (name !== undefined) return { service, name };
  const found = knownServices.find((one) => actionsOf(one).some((action) => action.name === service));
  if (found !== undefined) return { service: found, name: service };
  const known = actionsOf('im').map((action) => action.name);
  const hint = didYouMean(service, known);
  return {
    problem: `no action ${quoted(service)} is known.${hint || ` Name the product as well: ${actionText({ service: 'im', name: service })}`}`,
  };
}
