/** Guardrails and scenes as short texts, and what is said of them. */
import { joinGuardrails, readGuardrailFiles, readGuardrails } from '../../src/config/guardrails.ts';
import { child } from '../../src/config/node.ts';
import { read } from '../../src/config/read.ts';
import { evaluateGuardrails, type Occasion } from '../../src/guardrails/evaluate.ts';
import { brokenGuardrails, loadGuardrails } from '../../src/guardrails/load.ts';
import type { Guardrail } from '../../src/guardrails/rule.ts';
import type { Judgement } from '../../src/guardrails/verdict.ts';
import { plan } from '../../src/plan/plan.ts';
import { told } from '../support/configuration.ts';
import { inputOf, type Scene } from '../support/scene.ts';

/** One rule of one's own that denies, with a message that is its name. */
export const rule = (expression: string, more = ''): string =>
  `guardrails:\n  our-rule:\n    level: deny\n    message: our rule\n    rule: ${JSON.stringify(expression)}\n${more}`;

/** The guardrails of a block in a configuration. @throws Error when it cannot be read */
export function guardrailsOf(yaml: string): readonly Guardrail[] {
  const { root } = read({ path: 'chatform.yaml', text: yaml });
  const { guardrails, diagnostics } = readGuardrails(child(root, 'guardrails'), 'configuration');
  if (diagnostics.length > 0) throw new Error(told(diagnostics).join('\n'));
  return loadGuardrails(guardrails);
}

/** The guardrails of a configuration and of a directory together. */
export function guardrailsOfBoth(yaml: string, directory: string): readonly Guardrail[] {
  const { root } = read({ path: 'chatform.yaml', text: yaml });
  const own = readGuardrails(child(root, 'guardrails'), 'configuration');
  const fixed = readGuardrailFiles([{ path: 'rules.yaml', text: directory }]);
  return loadGuardrails(joinGuardrails(own.guardrails, fixed.guardrails).guardrails);
}

/** Why the rules of a text cannot be used: `line:column message`, without what opens each sentence. */
export function slipsOf(yaml: string): string[] {
  return brokenGuardrails(guardrailsOf(yaml)).map(
    ({ message, source }) =>
      `${source?.line}:${source?.column} ${message.replace(/^the guardrail ".*?" cannot be used: /, '')}`,
  );
}

/** What guardrails say of the plan of a scene. */
export function judged(
  guardrails: readonly Guardrail[] | string,
  scene: Scene,
  more: Partial<Occasion> = {},
): Judgement {
  const input = inputOf(scene);
  const { plan: made, state } = plan(input);
  const all = typeof guardrails === 'string' ? guardrailsOf(guardrails) : guardrails;
  return evaluateGuardrails(all, made, {
    now: '2026-11-20T10:00:00Z',
    stage: 'apply',
    live: input.live,
    managed: new Set([...input.desired.resources.keys(), ...state.records.keys()]),
    ...more,
  });
}

/** The verdict of each rule, by name. */
export function words(judgement: Judgement): Record<string, string> {
  return Object.fromEntries(judgement.verdicts.map(({ name, verdict }) => [name, verdict]));
}

/** All messages, `address: message` each, with why a rule is broken. */
export function messages({ verdicts }: Judgement): string[] {
  return verdicts.flatMap(({ findings, reason }) => [
    ...findings.map(({ address = 'plan', message }) => `${address}: ${message}`),
    ...(reason === undefined ? [] : [reason]),
  ]);
}
