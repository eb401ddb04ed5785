/**
 * Guardrails as they are declared: in the `guardrails:` block of a configuration, and in the files of a
 * directory that the repository under review cannot change. What their expressions mean is not known here.
 */

import { formatAddress, parseAddress } from '../address.ts';
import { builtInNamed } from '../catalog/guardrails.ts';
import { kindAt } from '../catalog/index.ts';
import { emptyMap, type JsonMap } from '../json.ts';
import type { Diagnostic, GuardrailOrigin, Source, Waiver } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { check } from './check.ts';
import { complaints } from './complaints.ts';
import { child, entriesOf, type MapNode, type Node, type Place, placeOf, plainOf, textOf } from './node.ts';
import { read } from './read.ts';
import { type SourceFile, sourceAt } from './source.ts';
import { type Written, writtenOf } from './written.ts';

export interface GuardrailDeclaration {
  readonly name: string;
  readonly origin: GuardrailOrigin;
  readonly level: 'deny' | 'warn';
  /** Undefined: the built-in one's own. */
  readonly message?: Written;
  /** What has to hold, or the built-in guardrail that knows. */
  readonly rule: Written | { readonly uses: string; readonly with: JsonMap };
  readonly when?: Written;
  readonly waivers: readonly Waiver[];
  /** Its name. */
  readonly source: Source;
}

export interface DeclaredGuardrails {
  readonly guardrails: readonly GuardrailDeclaration[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The guardrails of a block that the schema has found right. */
export function readGuardrails(block: Node | undefined, origin: GuardrailOrigin): DeclaredGuardrails {
  const diagnostics: Diagnostic[] = [];
  const complain: Complain = (at, message) => {
    diagnostics.push({ severity: 'error', message, source: placeOf(at) });
  };
  const guardrails = [...entriesOf(block)].flatMap(([name, entry]) => {
    const { value } = entry;
    if (value.kind !== 'map') return [];
    const rule = ruleOf(value, entry, complain);
    for (const part of ['message', 'rule', 'when']) refuseReferences(child(value, part), complain);
    const message = writtenOf(child(value, 'message'));
    const when = writtenOf(child(value, 'when'));
    if (!rule) return [];
    const declared: GuardrailDeclaration = {
      name,
      origin,
      level: textOf(child(value, 'level')) === 'warn' ? 'warn' : 'deny',
      ...(message && { message }),
      rule,
      ...(when && { when }),
      waivers: waiversOf(value, complain),
      source: placeOf(entry),
    };
    return [declared];
  });
  return { guardrails, diagnostics };
}

/**
 * The guardrails of a directory's files. Where they were asked for and there are none, that is an error: a
 * wrong path must not look like a plan that keeps all rules.
 */
export function readGuardrailFiles(files: readonly SourceFile[]): DeclaredGuardrails {
  const said = complaints();
  const found = new Map<string, GuardrailDeclaration>();
  for (const file of files) {
    const { root, isRead, diagnostics } = read(file);
    said.add(diagnostics);
    if (!isRead) continue;
    if (root?.kind !== 'map' || !root.entries.has('guardrails')) {
      said.add([wrongFile(file, root)]);
      continue;
    }
    const problems = check('guardrails', root);
    said.add(problems);
    if (problems.length > 0) continue;
    const declared = readGuardrails(child(root, 'guardrails'), 'directory');
    said.add(declared.diagnostics);
    for (const one of declared.guardrails) {
      const other = found.get(one.name);
      if (other) said.add([twice(one, other)]);
      else found.set(one.name, one);
    }
  }
  if (found.size === 0 && !said.hasErrors()) said.add([noRules]);
  return { guardrails: [...found.values()], diagnostics: said.sorted() };
}

const noRules: Diagnostic = {
  severity: 'error',
  message:
    'the directory of guardrails has no rule in it; name one with *.yaml files that have a `guardrails:` block',
};

/** Both together. A rule of the directory can be neither replaced nor changed by the configuration. */
export function joinGuardrails(
  configuration: readonly GuardrailDeclaration[],
  directory: readonly GuardrailDeclaration[],
): DeclaredGuardrails {
  const fixed = new Map(directory.map((one) => [one.name, one]));
  const clashes = configuration.filter((one) => fixed.has(one.name));
  const diagnostics = clashes.map(
    (one): Diagnostic => ({
      severity: 'error',
      message: `"${one.name}" is a rule of the directory of guardrails, which a configuration can neither change nor waive; choose another name`,
      source: one.source,
    }),
  );
  return {
    guardrails: [...directory, ...configuration.filter((one) => !fixed.has(one.name))],
    diagnostics,
  };
}

type Complain = (at: Place, message: string) => void;

function ruleOf(node: MapNode, key: Place, complain: Complain): GuardrailDeclaration['rule'] | undefined {
  const rule = child(node, 'rule');
  const uses = child(node, 'uses');
  const parameters = node.entries.get('with');
  if (uses) {
    if (rule)
      complain(rule, 'a guardrail has a `rule` of its own or `uses` a built-in one; keep one of them');
    return { uses: textOf(uses), with: parametersOf(textOf(uses), parameters?.value, uses, complain) };
  }
  if (parameters) complain(parameters, '`with` tunes a built-in guardrail, and there is no `uses` here');
  const written = writtenOf(rule);
  if (!written) complain(key, 'the guardrail needs a `rule`, or `uses`');
  return written;
}

/** What a built-in guardrail is given, once it is known to have such parameters. */
function parametersOf(name: string, node: Node | undefined, uses: Place, complain: Complain): JsonMap {
  const builtIn = builtInNamed(name);
  if (!builtIn) return emptyMap();
  const known = Object.keys(builtIn.parameters);
  for (const [key, entry] of entriesOf(node)) {
    if (known.includes(key)) continue;
    const list = known.length === 0 ? 'It has none.' : `Known here: ${known.join(', ')}.`;
    complain(entry, `"${key}" is no parameter of ${name}.${didYouMean(key, known) || ` ${list}`}`);
  }
  for (const [key, parameter] of Object.entries(builtIn.parameters)) {
    if (parameter.required && !child(node, key)) complain(uses, `${name} needs "${key}" under \`with:\``);
  }
  return node ? (plainOf(node) as JsonMap) : emptyMap();
}

// The plan's own values are read by expressions; what the process or a variable holds is none of a rule's business.
const REFERENCE = /\$\{\s*(?:var|env)\./;

function refuseReferences(node: Node | undefined, complain: Complain): void {
  if (!node || !REFERENCE.test(textOf(node))) return;
  complain(
    node,
    'a guardrail sees the plan alone: neither variables nor the environment can be referred to here',
  );
}

function waiversOf(node: MapNode, complain: Complain): Waiver[] {
  const list = child(node, 'waivers');
  if (list?.kind !== 'list') return [];
  const uses = textOf(child(node, 'uses'));
  if (builtInNamed(uses)?.waivable === false && list.items.length > 0)
    complain(list, `${uses} is about the whole plan: no address can be waived`);
  return list.items.map((item) => {
    const text = (key: string) => textOf(child(item, key));
    const [written, until] = [text('address'), text('until')];
    const segments = parseAddress(written) ?? [];
    const at = (key: string) => child(item, key) ?? item;
    if (!kindAt(segments)) complain(at('address'), `"${written}" is no address of a resource`);
    if (!isDay(until)) complain(at('until'), `there is no day ${until}`);
    const address = formatAddress(segments);
    return { address, reason: text('reason'), by: text('by'), until, source: placeOf(item) };
  });
}

/** True for a day of the calendar. */
function isDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  if (month < 1 || month > 12 || day < 1) return false;
  return Date.UTC(year, month - 1, day) < Date.UTC(year, month, 1);
}

function wrongFile(file: SourceFile, root: Node | undefined): Diagnostic {
  const message = 'a file of guardrails is a map with the key `guardrails:`';
  return { severity: 'error', message, source: root ? placeOf(root) : sourceAt(file, 0, 0) };
}

function twice(one: GuardrailDeclaration, other: GuardrailDeclaration): Diagnostic {
  const { file, line, column } = other.source;
  return {
    severity: 'error',
    message: `the guardrail "${one.name}" is declared twice: here, and at ${file}:${line}:${column}; keep one of them`,
    source: one.source,
  };
}
