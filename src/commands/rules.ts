/** The guardrails of a project: those of the configuration and those of `--guardrails`. */
import path from 'node:path';
import { type GuardrailDeclaration, joinGuardrails, readGuardrailFiles } from '../config/guardrails.ts';
import type { SourceFile } from '../config/source.ts';
import type { Written } from '../config/written.ts';
import type { Diagnostic } from '../model.ts';
import { hashOf } from '../plan/digest.ts';
import { yamlFilesOf } from './files.ts';
import { exitCodes, Failure, type Options, type World } from './world.ts';

/** The rules that a plan is judged by. */
export interface Rules {
  readonly declared: readonly GuardrailDeclaration[];
  /** SHA-256 of all that they say; undefined where there are none. */
  readonly hash?: string;
}

/** The configuration's rules and those of `--guardrails`, and what is wrong with them. */
export function readRules(
  own: readonly GuardrailDeclaration[],
  options: Options,
  world: World,
): { readonly rules: Rules; readonly diagnostics: readonly Diagnostic[] } {
  const fixed = directoryRules(options, world);
  const { guardrails: declared, diagnostics } = joinGuardrails(own, fixed.guardrails);
  const rules = declared.length === 0 ? { declared } : { declared, hash: hashOf(declared.map(meaning)) };
  return { rules, diagnostics: [...fixed.diagnostics, ...diagnostics] };
}

function directoryRules(
  { guardrails: folder }: Options,
  world: World,
): ReturnType<typeof readGuardrailFiles> {
  if (folder === undefined) return { guardrails: [], diagnostics: [] };
  // A variable of a pipeline that is not set: the directory of the configuration must not take its place.
  if (folder === '')
    throw new Failure(
      '--guardrails "" names no directory. Name one, or leave the flag out.',
      exitCodes.usage,
    );
  return readGuardrailFiles(named(yamlFilesOf(path.resolve(world.cwd, folder)), folder));
}

/** Files by the path that leads to them from where the command was called. */
function named(files: readonly SourceFile[], folder: string): SourceFile[] {
  return files.map((file) => ({ ...file, path: path.join(folder, file.path).split(path.sep).join('/') }));
}

/** What a rule says, without where it stands. */
function meaning({ source: _, message, rule, when, waivers, ...rest }: GuardrailDeclaration): object {
  const text = (written: Written | undefined) => written?.text ?? null;
  return {
    ...rest,
    message: text(message),
    rule: 'uses' in rule ? rule : text(rule),
    when: text(when),
    waivers: waivers.map(({ address, reason, by, until }) => [address, reason, by, until]),
  };
}
