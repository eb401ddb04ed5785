/** The changes themselves in a Markdown report: folded by app, in fences that GitHub colours. */
import { formatAddress } from '../address.ts';
import type { Change, Leaf, Plan } from '../model.ts';
import { byHandText } from './by-hand.ts';
import { columnOf, padded, plural, widthOf } from './layout.ts';
import { fence, folded, htmlCode, longestValue, oneLine, short } from './markdown-escape.ts';
import { cutRows, type Part, paragraphs } from './markdown-fit.ts';
import {
  type About,
  actionsLine,
  byApp,
  fileInRepository,
  type Group,
  headings,
  isGrave,
  leavesOf,
  reasonOf,
} from './outline.ts';
import { blockText, shortenedLines, valueText } from './values.ts';

/** Lines of one change at most. */
const longestChange = 80;
/** Columns of a line up to which both sides of a change stand in it. */
const longestLine = 100;

/** All changes, by app; what finds no room is counted by app. */
export function changesPart(plan: Plan, about: About, where: string): Part | undefined {
  if (plan.changes.length === 0) return undefined;
  const groups = byApp(plan.changes);
  const least = `### Changes\n\n${plural(plan.changes.length, 'change')} not shown here: ${where}.`;
  return { rank: 5, share: 1 / 2, least, write: (room) => write(groups, about, where, room) ?? least };
}

function write(groups: readonly Group[], about: About, where: string, room: number): string | undefined {
  const title = '### Changes';
  const texts = groups.map((group) => groupText(group, about, where, Number.POSITIVE_INFINITY) ?? '');
  const whole = paragraphs(title, ...texts);
  if (whole.length <= room) return whole;
  const shown: string[] = [];
  const left: Group[] = [];
  // A quarter of the room is for the apps that are only counted.
  let free = room - title.length - Math.min(leftText(groups, where, room).length, room / 4);
  for (const group of [...groups.filter(isLasting), ...groups.filter((group) => !isLasting(group))]) {
    const text = groupText(group, about, where, free - 2);
    if (text === undefined) left.push(group);
    else {
      shown.push(text);
      free -= text.length + 2;
    }
  }
  const known = paragraphs(title, ...shown);
  const text = paragraphs(known, left.length > 0 ? leftText(left, where, room - known.length - 2) : '');
  return text.length <= room ? text : undefined;
}

/** True for an app of which more is to be said than what is destroyed: that is listed by its address already. */
function isLasting({ changes }: Group): boolean {
  return changes.some(
    ({ action, consequences }) => action !== 'delete' && consequences.some((one) => isGrave(one.class)),
  );
}

/** The apps of which nothing is shown. */
function leftText(left: readonly Group[], where: string, room: number): string {
  const changes = left.flatMap((group) => group.changes);
  const head = `**Not shown here**: ${plural(changes.length, 'change')} of ${scopesText(left)}. For all of them, ${where}.`;
  const list = cutRows(
    {
      rows: left.map((group) => `${short(group.scope)}: ${actionsLine(group.changes)}`),
      around: (rows) => folded('By app', fence(rows)),
      noun: 'app',
      rest: (counted, count) => (count === left.length ? '' : `And ${counted}.`),
    },
    room - head.length - 2,
  );
  return paragraphs(head, list);
}

/** `3 apps and CAM`. */
function scopesText(groups: readonly Group[]): string {
  const apps = groups.filter((group) => group.scope !== 'cam').length;
  const texts = [...(apps > 0 ? [plural(apps, 'app')] : []), ...(apps < groups.length ? ['CAM'] : [])];
  return texts.join(' and ');
}

/** One app's changes; undefined when not one of them fits. */
function groupText(group: Group, about: About, where: string, room: number): string | undefined {
  const text = cutRows(
    {
      rows: group.changes.map((change) => changeText(change, about)),
      around: (rows) =>
        folded(
          `${htmlCode(group.scope)}: ${actionsLine(group.changes)}`,
          fence(rows.join('\n\n').split('\n'), 'diff'),
        ),
      noun: 'change',
      rest: (counted, left) =>
        left < group.changes.length
          ? `**Not shown here**: ${counted} of this app. For all of them, ${where}.`
          : '',
    },
    room,
  );
  return text === '' || text.length > room ? undefined : text;
}

function changeText(change: Change, about: About): string {
  const place = change.source ? `  ${fileInRepository(change.source, about)}:${change.source.line}` : '';
  const reason = reasonOf(change);
  const hand = byHandText(change, about.now);
  const lines = [
    `# ${short(change.address)} ${headings[change.action]}${short(place)}`,
    ...(reason === undefined ? [] : [`# (because ${short(reason)})`]),
    ...(hand === undefined ? [] : [`# (${short(hand)})`]),
    ...leavesLines(leavesOf(change)),
  ];
  const more = lines.length - longestChange;
  const shown = more > 0 ? [...lines.slice(0, longestChange), `# … and ${plural(more, 'more line')}`] : lines;
  return shown.map(oneLine).join('\n');
}

/** What differs as lines of a diff; `!` is how GitHub colours a change. */
export function leavesLines(leaves: readonly Leaf[]): string[] {
  const column = columnOf(leaves.filter((leaf) => !leaf.details).map(nameOf));
  return leaves.flatMap((leaf) => {
    if (!leaf.details)
      return differing(`    ${padded(nameOf(leaf), column)} =`, leaf.before, leaf.after, leaf.reset);
    const inner = leaf.details.flatMap(({ path, before, after }) =>
      differing(`      ${short(path)}:`, before, after),
    );
    return [`!   ${nameOf(leaf)}`, ...inner];
  });
}

function nameOf(leaf: Leaf): string {
  return oneLine(short(formatAddress(leaf.path)));
}

/** One value, or two: on one line with `!`, or when they are long below each other. */
function differing(start: string, before: Leaf['before'], after: Leaf['after'], reset?: true): string[] {
  const name = start.slice(1);
  if (before === undefined) return valueLines(`+${name}`, after);
  if (after === undefined) return valueLines(`-${name}`, before);
  const note = reset ? " (the console's default)" : '';
  const [from, to] = [valueText(before), valueText(after)].map((text) => short(text));
  const line = `!${name} ${from} -> ${to}${note}`;
  return widthOf(line) <= longestLine ? [line] : [`-${name} ${from}`, `+${name} ${to}${note}`];
}

function valueLines(start: string, value: Leaf['after']): string[] {
  const line = `${start} ${valueText(value)}`;
  if (widthOf(line) <= longestLine) return [line];
  const [first = '', ...rest] = shortenedLines(blockText(value ?? null, '  '), longestValue);
  const indent = start.slice(0, 1) + ' '.repeat(start.length - start.slice(1).trimStart().length - 1);
  return [`${start} ${first}`, ...rest.map((one) => indent + one)];
}
