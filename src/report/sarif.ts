/**
 * A plan as SARIF 2.1.0, for code scanning. What GitHub needs is in it: all that it calls required, relative
 * paths, no empty texts, and no more than it takes.
 */
import { createHash } from 'node:crypto';
import type { Plan, Source } from '../model.ts';
import { printable } from '../printable.ts';
import type { LintWords } from './explain-lint.ts';
import { type Finding, findingsOf } from './findings.ts';
import { type About, fileInRepository } from './outline.ts';
import { verdictOf } from './plan-json.ts';
import { descriptorsOf, type RuleDescriptor } from './sarif-rules.ts';

/** GitHub refuses a whole file with more results, and cuts longer texts. */
const mostResults = 25_000;
const longest = 1_024;
const longestId = 255;
/** Ours: enough to see what is meant. */
const mostNotifications = 1_000;

/** The report of a plan: errors, refusals and grave consequences, worst first. `lint`: the words of its rules. */
export function planSarif(plan: Plan, about: About, lint: readonly LintWords[] = []): object {
  const findings = findingsOf(plan);
  const ids = findings.map((one) => idOf(one.rule));
  const rules = descriptorsOf(ids, lint);
  const placed = findings.filter((one) => one.source);
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'chatform', version: about.toolVersion, rules } },
        automationDetails: { id: categoryOf(plan, about) },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: !verdictOf(plan).errored,
            toolExecutionNotifications: notifications(findings, placed.length, rules),
          },
        ],
        results: results(placed.slice(0, mostResults), rules, about),
        properties: { digest: shown(plan.digest) },
      },
    ],
  };
}

/** A report of the same category takes the place of the last one: one for each configuration and environment. */
function categoryOf({ inputs }: Plan, { root }: About): string {
  return shown(`chatform/${root}${inputs.environment ?? 'default'}/`);
}

function results(findings: readonly Finding[], rules: readonly RuleDescriptor[], about: About): object[] {
  const seen = new Map<string, number>();
  const indexOf = indexIn(rules);
  return findings.map((one) => {
    const { level, source } = one;
    const print = fingerprint(one);
    const occurrence = (seen.get(print) ?? 0) + 1;
    seen.set(print, occurrence);
    return {
      ...indexOf(one),
      level,
      message: { text: messageText(one.message) },
      locations: [{ ...(source && { physicalLocation: physical(source, about) }), ...logical(one) }],
      // GitHub looks at this name alone; its own have the number of the occurrence behind a colon, too.
      partialFingerprints: { primaryLocationLineHash: `${print}:${occurrence}` },
    };
  });
}

function indexIn(
  rules: readonly RuleDescriptor[],
): (finding: Finding) => { ruleId: string; ruleIndex: number } {
  const places = new Map(rules.map(({ id }, i) => [id, i]));
  return ({ rule }) => {
    const ruleId = idOf(rule);
    return { ruleId, ruleIndex: places.get(ruleId) ?? -1 };
  };
}

/**
 * What is left out of the results, since it is written nowhere: a resource that left the YAML, or something of
 * the console. GitHub refuses a whole file for one result without a place, and a made-up place, such as the
 * first line of some file, would accuse a line that says nothing of it.
 */
function notifications(
  findings: readonly Finding[],
  placed: number,
  rules: readonly RuleDescriptor[],
): object[] {
  const indexOf = indexIn(rules);
  const unplaced = findings.filter((one) => !one.source);
  const listed = unplaced.slice(0, mostNotifications).map((one) => {
    const { ruleId: id, ruleIndex: index } = indexOf(one);
    const where = logical(one);
    return {
      level: one.level,
      message: { text: messageText(one.message) },
      associatedRule: { id, index },
      ...('logicalLocations' in where && { locations: [where] }),
    };
  });
  const left = [Math.max(0, placed - mostResults), unplaced.length - listed.length];
  return [
    ...listed,
    ...left
      .filter((number) => number > 0)
      .map((number) => ({ level: 'warning', message: { text: `${number} more findings are not listed.` } })),
  ];
}

/**
 * The first line of a place: GitHub shows a finding in a pull request only if each of its lines was changed
 * there, and a long value has lines that were not.
 */
function physical(source: Source, about: About): object {
  const { line, column, endLine, endColumn, text } = source;
  const end = endLine === line ? endColumn : text.length + 1;
  return {
    artifactLocation: { uri: uriOf(fileInRepository(source, about)) },
    region: { startLine: line, startColumn: column, endLine: line, endColumn: Math.max(column, end) },
  };
}

/** A relative URI reference of a path. */
function uriOf(path: string): string {
  return wellFormed(path).split('/').map(encodeURIComponent).join('/');
}

/** A text without halves of characters, which neither a URI nor every reader of JSON can have. */
function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

function logical({ address }: Finding): { logicalLocations?: object[] } {
  return address ? { logicalLocations: [{ fullyQualifiedName: shown(address), kind: 'resource' }] } : {};
}

/** The same for the same finding, wherever its line moves. What has no address is known by what is said of it. */
function fingerprint({ rule, address, path, message }: Finding): string {
  const parts = address === undefined ? [rule, message] : [rule, address, ...path];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}

/** The ID of a rule, which may be one that a configuration names. */
function idOf(rule: string): string {
  return shown(rule, longestId);
}

/** What stands in brackets before a parenthesis would be a link. */
function messageText(text: string): string {
  return shown(text.replaceAll('](', '] ('));
}

/** A text that is safe to print, not empty, and cut where it is longer than so many UTF-16 units. */
function shown(text: string, most = longest): string {
  const safe = printable(wellFormed(text));
  if (safe.trim() === '') return '(nothing)';
  if (safe.length <= most) return safe;
  const kept = safe.slice(0, most - '… (1234567890 more characters)'.length).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${safe.length - kept.length} more characters)`;
}
