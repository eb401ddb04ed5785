/** `chatform guardrails test`: a team's rules against tables of changes and the verdicts that they are to get. */

import path from 'node:path';
import { readGuardrailTests } from '../config/guardrail-tests.ts';
import { jsonText } from '../printable.ts';
import { diagnosticJson, diagnosticsText } from '../report/diagnostics.ts';
import { plural } from '../report/layout.ts';
import { yamlFilesOf } from './files.ts';
import { directoryOf, loadProject } from './project.ts';
import { readRules } from './rules.ts';
import { exitCodes, Failure, Invalid, type Options, type Run, type World } from './world.ts';

export const test: Run = async ({ options }, world) => {
  const { declared } = rulesUnderTest(options, world);
  const folder = options.guardrails ?? options.directory;
  const { cases, diagnostics } = readGuardrailTests(
    yamlFilesOf(path.resolve(world.cwd, folder), 'guardrail tests'),
  );
  if (diagnostics.some((one) => one.severity === 'error')) throw new Invalid(diagnostics);
  const [{ brokenGuardrails, loadGuardrails }, { runGuardrailTests }] = await Promise.all([
    import('../guardrails/load.ts'),
    import('../guardrails/cases.ts'),
  ]);
  const guardrails = loadGuardrails(declared);
  const broken = brokenGuardrails(guardrails);
  const results = runGuardrailTests(guardrails, cases, world.now());
  const failed = results.filter((one) => one.problems.length > 0);
  const problems = [
    ...broken,
    ...failed.flatMap(({ name, problems: found }) =>
      found.map(({ message, source }) => ({
        severity: 'error' as const,
        message: `${name}: ${message}`,
        source,
      })),
    ),
  ];
  if (options.json) {
    const json = {
      format_version: '1.0',
      passed: results.length - failed.length,
      failed: failed.length,
      diagnostics: problems.map(diagnosticJson),
    };
    world.print(`${jsonText(json)}\n`);
  } else {
    if (problems.length > 0) world.tell(diagnosticsText(problems, world.errorLook));
    const rules = plural(guardrails.length, 'guardrail');
    world.print(
      `${plural(results.length, 'test')} of ${rules}: ${results.length - failed.length} passed, ${failed.length} failed.\n`,
    );
  }
  return problems.length > 0 ? exitCodes.error : exitCodes.done;
};

/** With --guardrails the directory's rules alone: they are tested where there is no configuration. */
function rulesUnderTest(options: Options, world: World) {
  const { rules, diagnostics } =
    options.guardrails === undefined
      ? { rules: loadProject(options, world).rules, diagnostics: [] }
      : readRules([], options, world);
  if (diagnostics.some((one) => one.severity === 'error')) throw new Invalid(diagnostics);
  if (rules.declared.length === 0)
    throw new Failure(
      `${directoryOf(options, world)} declares no guardrails; \`--guardrails DIR\` names a directory of them.`,
    );
  return rules;
}
