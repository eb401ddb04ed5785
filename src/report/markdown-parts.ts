/** The smaller parts of a Markdown report: drift, moves, releases, limits. */
import type { Drift, Plan } from '../model.ts';
import { plural } from './layout.ts';
import { leavesLines } from './markdown-changes.ts';
import { code, fence, folded, oneLine, prose, short } from './markdown-escape.ts';
import { type Part, rowsPart } from './markdown-fit.ts';
import { limitLine, limitsOf } from './outline.ts';
import { valueText } from './values.ts';

const changedOutside = 'Changed outside of chatform since the last apply';

/** What somebody changed outside of chatform, folded. */
export function driftPart({ drift }: Plan, where: string): Part | undefined {
  if (drift.length === 0) return undefined;
  const heading = `${changedOutside} (drift)`;
  return rowsPart(6, {
    rows: drift.map(driftText),
    around: (rows) => folded(`${heading}: ${plural(drift.length, 'resource')}`, diff(rows)),
    noun: 'resource',
    rest: (counted) => `${heading}: ${counted}, ${where}.`,
  });
}

/** The same where it is what the report is about. */
export function openDriftPart({ drift }: Plan, where: string): Part | undefined {
  if (drift.length === 0) return undefined;
  return rowsPart(3, {
    rows: drift.map(driftText),
    around: (rows) => `### ${changedOutside}\n\n${diff(rows)}`,
    noun: 'resource',
    rest: (counted) => `${changedOutside}: ${counted}, ${where}.`,
  });
}

function driftText({ address, after, leaves }: Drift): string {
  const name = `# ${short(address)}`;
  const lines =
    after === null ? [`${name} has been deleted`] : [`${name} has changed`, ...leavesLines(leaves)];
  return lines.map(oneLine).join('\n');
}

function diff(rows: readonly string[]): string {
  return fence(rows.join('\n\n').split('\n'), 'diff');
}

/** A folded list. */
function listPart(
  rank: number,
  summary: string,
  noun: string,
  items: readonly string[],
  where: string,
): Part | undefined {
  if (items.length === 0) return undefined;
  return rowsPart(rank, {
    rows: items.map((item) => `- ${item}`),
    around: (rows) => folded(`${summary}: ${items.length}`, rows.join('\n')),
    noun,
    rest: (counted) => `${summary}: ${counted}, ${where}.`,
  });
}

/** What got another address. */
export function movedPart({ moved }: Plan, where: string): Part | undefined {
  const items = moved.map(({ from, to }) => `${code(from)} has moved to ${code(to)}`);
  return listPart(7, 'Moved; the console is not touched', 'move', items, where);
}

/** What is no longer managed. */
export function releasedPart({ released }: Plan, where: string): Part | undefined {
  const items = released.map(({ address, path, value, note }) => {
    const keeps = path.length > 0 ? ` keeps ${code(valueText(value))}` : ' stays as it is';
    return `${code([address, ...path].join('.'))}${keeps}${note === undefined ? '' : `: ${prose(note)}`}`;
  });
  return listPart(7, 'No longer declared, and no longer managed', 'release', items, where);
}

const mostLimits = 20;

/** The limits of which more or less will be used. */
export function capacityPart(plan: Plan, where: string): Part | undefined {
  const moved = limitsOf(plan);
  const items = moved.slice(0, mostLimits).map((one) => limitLine(one, { scope: code, noun: prose }));
  const more = moved.length > mostLimits ? `, the ${mostLimits} fullest of ${moved.length}` : '';
  return listPart(8, `Limits${more}`, 'limit', items, where);
}
