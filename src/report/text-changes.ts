/** Changes as text: by app, a heading for each resource as Terraform writes it, then what differs. */
import { formatAddress } from '../address.ts';
import { type Action, type Change, type DocumentChange, isSecret, type Leaf } from '../model.ts';
import { printable } from '../printable.ts';
import { byHandText } from './by-hand.ts';
import { placeText } from './diagnostics.ts';
import { broken, columnOf, fits, type Look, padded, type Tone, widthOf, wrapped } from './layout.ts';
import { actionsLine, byApp, headings, leavesOf, reasonOf } from './outline.ts';
import { blockText, shortened, shortenedLines, valueText } from './values.ts';

/** Characters that one value shows at most. */
const longestValue = 1000;

/** For each app, and for the account's CAM, a heading and its changes; each text is lines after an empty one. */
export function* changesTexts(changes: readonly Change[], look: Look, now?: string): Generator<string> {
  for (const group of byApp(changes)) {
    const heading = `Changes to ${printable(group.scope)}: ${actionsLine(group.changes)}`;
    yield `\n${look.paint('strong', heading)}\n`;
    for (const change of group.changes) yield changeText(change, look, now);
  }
}

const tones: Readonly<Record<Action, Tone>> = { create: 'add', update: 'change', delete: 'remove' };

function changeText(change: Change, look: Look, now: string | undefined): string {
  const name = `# ${printable(change.address)}`;
  const words = headings[change.action];
  const place = change.source ? placeText(change.source) : '';
  const isShort = fits(`  ${name} ${words}  ${place}`, look.columns);
  const reason = reasonOf(change);
  const hand = byHandText(change, now);
  let text = `\n  ${look.paint('strong', name)} ${look.paint(tones[change.action], words)}`;
  if (place !== '')
    text += isShort ? look.paint('faint', `  ${place}`) : `\n${look.paint('faint', `  # ${place}`)}`;
  text += '\n';
  if (reason !== undefined) text += lined(wrapped(printable(`(because ${reason})`), look.columns, '  # '));
  if (hand !== undefined) text += `${look.paint('warning', `  # (${printable(hand)})`)}\n`;
  return text + leavesText(leavesOf(change), look);
}

function lined(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

/** What differs, in lines with the signs of Terraform; values that are too long for a line go on below it. */
export function leavesText(leaves: readonly Leaf[], look: Look): string {
  const names: string[] = [];
  const aligned: string[] = [];
  for (const { path, details } of leaves) {
    const name = shortened(printable(formatAddress(path)), longestValue);
    names.push(name);
    if (!details) aligned.push(name);
  }
  const column = columnOf(aligned);
  let text = '';
  leaves.forEach((leaf, index) => {
    text += leafText(leaf, names[index] ?? '', column, look);
  });
  return text;
}

function leafText(leaf: Leaf, name: string, column: number, look: Look): string {
  if (leaf.details) {
    const head = `    ${look.paint('change', '~')} ${name}`;
    return lined([head, ...leaf.details.flatMap((one) => detailLines(one, look))]);
  }
  const { before, after, reset } = leaf;
  const { sign, tone } = markOf(before, after);
  const start = `${padded(name, column)} = `;
  const note = reset ? " (the console's default)" : '';
  const texts = fromTo(before, after);
  const [first, second] = texts;
  const line = ` ${start}${second === undefined ? first : `${first} -> ${second}`}${note}`;
  // Nearly all of them: the sign, and four blanks before it.
  if (fits(line, look.columns - 5)) return `    ${look.paint(tone, sign)}${line}\n`;
  const [top = '', ...rest] = longLines(`    ${sign} ${start}`, texts, note, leaf, look);
  return lined([painted(top, sign, tone, look), ...rest]);
}

/** A line that finds no room: a large value as a block, and all else as it breaks. */
function longLines(start: string, texts: Texts, note: string, { before, after }: Leaf, look: Look): string[] {
  if (texts.length === 1 && widthOf(start + texts[0]) > look.columns) {
    const [first = '', ...rest] = shortenedLines(blockText(after ?? before ?? null, '  '), longestValue);
    if (rest.length > 0) return [start + first, ...rest.flatMap((line) => blockLines(line, look))];
  }
  return fitted(start, [...texts.slice(0, -1), `${texts.at(-1)}${note}`], look);
}

function detailLines({ path, before, after }: DocumentChange, look: Look): string[] {
  const { sign, tone } = markOf(before, after);
  const start = `        ${sign} ${shortened(printable(path), longestValue)}: `;
  const [first = '', ...rest] = fitted(start, fromTo(before, after), look);
  return [painted(first, sign, tone, look), ...rest];
}

/** A line with its sign in colour. */
function painted(line: string, sign: string, tone: Tone, look: Look): string {
  return line.replace(sign, () => look.paint(tone, sign));
}

/** A line of a value over several lines, and what of it finds no room, deeper. */
function blockLines(line: string, look: Look): string[] {
  const text = line.trimStart();
  const indent = ' '.repeat(6 + line.length - text.length);
  const lines = broken(text, Math.max(20, look.columns - indent.length - 2));
  return lines.map((one, index) => indent + (index === 0 ? '' : '  ') + one);
}

/**
 * A start and what follows it, on one line or on more. Lines below are indented deeper; a start that leaves
 * less than a third of the line stands alone.
 */
function fitted(start: string, parts: readonly string[], look: Look): string[] {
  const line = start + parts.join(' -> ');
  if (widthOf(line) <= look.columns) return [line];
  const isLong = widthOf(start) > look.columns * (2 / 3);
  const hanging = ' '.repeat(isLong ? 10 : widthOf(start));
  const room = Math.max(20, look.columns - hanging.length);
  const below = parts.flatMap((part, index) => broken(index === 0 ? part : `-> ${part}`, room));
  const lines = below.map((one) => hanging + one);
  return isLong ? [start.trimEnd(), ...lines] : [start + (below[0] ?? ''), ...lines.slice(1)];
}

interface Mark {
  readonly sign: string;
  readonly tone: Tone;
}
const added: Mark = { sign: '+', tone: 'add' };
const removed: Mark = { sign: '-', tone: 'remove' };
const changed: Mark = { sign: '~', tone: 'change' };

function markOf(before: unknown, after: unknown): Mark {
  if (before === undefined) return added;
  return after === undefined ? removed : changed;
}

/** One text, or the one before and the one after. */
type Texts = readonly [string] | readonly [string, string];

function fromTo(before: Leaf['before'], after: Leaf['after']): Texts {
  if (before === undefined) return [shownValue(after)];
  if (isSecret(after)) return [shownValue(after), shownValue(after)];
  return after === undefined ? [shownValue(before)] : [shownValue(before), shownValue(after)];
}

function shownValue(value: Leaf['after']): string {
  return shortened(valueText(value), longestValue);
}
