/** The rules of a SARIF report: those of the console that it cites, and our own. */
import { ruleNamed } from '../catalog/index.ts';
import { type ConsequenceClass, consequenceClasses } from '../catalog/kind.ts';
import { classMeanings } from './consequence-classes.ts';
import type { LintWords } from './explain-lint.ts';
import { classRule, configurationRule, guardrailRule, type Level, levelOfClass } from './findings.ts';
import { isGrave } from './outline.ts';

/** A rule as SARIF has it, with what GitHub asks for. */
export interface RuleDescriptor {
  readonly id: string;
  readonly [key: string]: unknown;
}

/**
 * The descriptors of some rules, and always our own: reports of two plans are to differ in results. By ID.
 * `lint`: the rules of the lint of policies.
 */
export function descriptorsOf(rules: Iterable<string>, lint: readonly LintWords[] = []): RuleDescriptor[] {
  const ofLint = new Map(lint.map((one) => [one.id, one]));
  const classes = consequenceClasses.filter(isGrave);
  const all = new Set([...rules, configurationRule, ...classes.map(classRule)]);
  const byRule = new Map(classes.map((name) => [classRule(name), name]));
  return [...all].sort().map((rule) => {
    const name = byRule.get(rule);
    if (name !== undefined) return ofClass(name);
    const words = ofLint.get(rule);
    return words ? ofLintRule(words) : ofRule(rule);
  });
}

function ofLintRule({ id, severity, title, why }: LintWords): RuleDescriptor {
  const help = `${why} \`chatform explain ${id}\` has examples.`;
  return descriptor(id, severity, `${title}.`, help, ['cam']);
}

function ofRule(id: string): RuleDescriptor {
  const known = ruleNamed(id);
  if (known) {
    const help = `Source: ${known.source}. \`chatform explain ${id}\` says more.`;
    return descriptor(id, 'error', known.text, help, ['console']);
  }
  if (id.startsWith(guardrailRule('')))
    return descriptor(id, 'error', "A rule of the team's own over plans is not kept.", '', ['guardrail']);
  if (id !== configurationRule)
    return descriptor(id, 'error', `What the rule ${id} says does not hold.`, '', ['own']);
  const text =
    'Something in the configuration, or in what could be read of the console, is in the way of the plan.';
  return descriptor(id, 'error', text, '', ['configuration']);
}

function ofClass(name: ConsequenceClass): RuleDescriptor {
  const help = `\`--auto-approve\` carries it out only with \`--allow ${name}\`.`;
  return descriptor(classRule(name), levelOfClass(name), classMeanings[name], help, ['consequence', name]);
}

const severities: Readonly<Record<Level, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/**
 * No rule has a `security-severity`: by it GitHub counts a finding among the vulnerabilities of an organisation,
 * and what a plan reports is refused, lost, charged or noticed, and nothing that an attacker could use. The
 * precision is the highest one, since nothing is guessed: the console's own rules and the planned values decide.
 */
function descriptor(
  id: string,
  level: Level,
  text: string,
  help: string,
  tags: readonly string[],
): RuleDescriptor {
  return {
    id,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help === '' ? text : `${text}\n\n${help}` },
    defaultConfiguration: { level },
    properties: {
      tags: ['chatform', ...tags],
      precision: 'very-high',
      'problem.severity': severities[level],
    },
  };
}
