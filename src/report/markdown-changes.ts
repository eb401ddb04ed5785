/** The changes themselves in a Markdown report: folded by app, in fences that GitHub colours. */
import { formatAddress } from '../address.ts';
import type { Change, Leaf, Plan } from '../model.ts';
import { plural } from './layout.ts';
import { fence, folded, htmlCode, longestValue } from './markdown-escape.ts';
import { cutRows, type Part, type Rows } from './markdown-fit.ts';
import { type About, byApp, fileInRepository, type Group } from './outline.ts';
import { shortened, valueText } from './values.ts';

/** Lines of one change at most. */
const longestChange = 60;

/** All changes, by app. Apps that find no room are counted. */
export function changesPart(plan: Plan, about: About, where: string): Part | undefined {
  if (plan.changes.length === 0) return undefined;
  const groups = byApp(plan.changes);
  const least = `The changes of ${plural(groups.length, 'app')} are not shown here: ${where}.`;
  return { rank: 9, least, write: (room) => write(groups, about, where, room) || least };
}

function write(groups: readonly Group[], about: About, where: string, room: number): string {
  const title = '### Changes';
  const leftOut = (left: readonly Group[]): Rows => ({
    rows: left.map((group) => `${group.scope}: ${countsText(group)}`),
    around: (rows) =>
      folded(
        `${plural(left.length, 'app')} with changes not shown here`,
        `For all of them, ${where}.\n\n${fence(rows)}`,
      ),
    rest: (count) => `${plural(count, 'app')} with changes not shown here: ${where}.`,
  });
  const all = leftOut(groups);
  const reserve = Math.min(all.around(all.rows).length, Math.max(400, room / 4));
  const texts = [title];
  const left: Group[] = [];
  let room1 = room - title.length;
  const isWhole =
    groups.reduce((sum, group) => sum + groupText(group, about, where, Infinity).length + 2, 0) <= room1;
  for (const group of groups) {
    const free = room1 - (isWhole ? 0 : reserve);
    const text = groupText(group, about, where, free - 2);
    if (text === '') left.push(group);
    else {
      texts.push(text);
      room1 -= text.length + 2;
    }
  }
  if (left.length > 0) texts.push(cutRows(leftOut(left), room1 - 2));
  const text = texts.join('\n\n');
  return text.length <= room ? text : '';
}

function countsText({ changes }: Group): string {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  return `${count('create')} to add, ${count('update')} to change, ${count('delete')} to destroy`;
}

/** One app's changes; empty when not one of them fits. */
function groupText(group: Group, about: About, where: string, room: number): string {
  const rows = group.changes.map((change) => changeText(change, about));
  const text = cutRows(
    {
      rows,
      around: (shown) =>
        folded(
          `${htmlCode(group.scope)}: ${countsText(group)}`,
          fence(shown.join('\n\n').split('\n'), 'diff'),
        ),
      rest: (left) => (left === rows.length ? '' : `${plural(left, 'more change')} of this app: ${where}.`),
    },
    room,
  );
  return text.length <= room ? text : '';
}

const headings = {
  create: 'will be created',
  update: 'will be updated in-place',
  delete: 'will be destroyed',
};

function changeText(change: Change, about: About): string {
  const place = change.source ? `  (${fileInRepository(change.source, about)}:${change.source.line})` : '';
  const lines = [
    `# ${change.address} ${headings[change.action]}${place}`,
    ...(change.because === undefined ? [] : [`# (because ${change.because})`]),
    ...leafLines(change),
  ].map((line) => line.replaceAll('\n', '\\n'));
  const more = lines.length - longestChange;
  return [
    ...lines.slice(0, longestChange),
    ...(more > 0 ? [`# … and ${plural(more, 'more line')}`] : []),
  ].join('\n');
}

function leafLines(change: Change): string[] {
  if (change.action !== 'delete') return change.leaves.flatMap(leafText);
  return Object.entries(change.before ?? {}).map(
    ([key, value]) => `-   ${shortened(key, 100)} = ${shown(value)}`,
  );
}

const shown = (value: Leaf['after']) => shortened(valueText(value), longestValue);

/** A leaf as lines of a diff. */
export function leafText(leaf: Leaf): string[] {
  const name = shortened(formatAddress(leaf.path), 100);
  if (leaf.details) {
    return [
      `!   ${name}`,
      ...leaf.details.flatMap((one) => differing(`    ${shortened(one.path, 100)}:`, one.before, one.after)),
    ];
  }
  const reset = leaf.reset ? " (the console's default)" : '';
  return differing(`  ${name} =`, leaf.before, leaf.after).map((line) => line + reset);
}

function differing(name: string, before: Leaf['before'], after: Leaf['after']): string[] {
  if (before === undefined) return [`+ ${name} ${shown(after)}`];
  if (after === undefined) return [`- ${name} ${shown(before)}`];
  return [`! ${name} ${shown(before)} -> ${shown(after)}`];
}
