/**
 * What is wrong with a Markdown report, read line by line as GitHub would: fences that stay open, folds and
 * tables that do not come out even, and, outside of code, anything that could link, ping or be HTML.
 */

const fenceOpening = /^(`{3,})(?:diff)?$/;
const summary = /^<summary>(?:<code>[^<>\n]+<\/code>)?[^<>`@#]*<\/summary>$/;
const own =
  /\*\*|&#124;|^(?:> )+(?:\[!(?:CAUTION|NOTE)\]$)?|^ *- (?:\[ \] )?|^\* |^#{1,3} |<\/?sub>|\[run \d+\]\(<https:\/\/[\w./]+>\)|commit [0-9a-f]{40}/g;
const meaningful = /[<>[\]`*_~\\|@&$]|#\d|GH-\d|:\/\/|\bwww\.|:\w+:|\b[0-9a-f]{7,}\b/;
const block = /^(?:\s{4}|\t|#|>|[-+*=]|\d+[.)] )/;

/** A line without its code spans, as CommonMark pairs runs of backticks. */
function withoutCode(line: string): string {
  return line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');
}

/** `anyLines`: fences hold values as they are, and no diffs. */
export function markdownProblems(text: string, { anyLines = false } = {}): string[] {
  const problems: string[] = [];
  let cellsOfTable = 0;
  let fence: string | undefined;
  let folds = 0;
  for (const [index, line] of text.split('\n').entries()) {
    const wrong = (what: string) => problems.push(`${index + 1}: ${what}: ${line.slice(0, 120)}`);
    if (/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(line)) wrong('a character that is carried out');
    if (fence !== undefined) {
      if (line === fence) fence = undefined;
      else if (!anyLines && line !== '' && !/^(?:[-+!] |# |[a-zA-Z…[]|\(|\.)/.test(line))
        wrong('a line of its own in a fence');
      continue;
    }
    if (index === 0) continue;
    fence = fenceOpening.exec(line)?.[1];
    if (fence !== undefined) continue;
    if (line === '<details>') folds += 1;
    else if (line === '</details>') folds -= 1;
    else if (line.startsWith('<summary>')) {
      if (!summary.test(line)) wrong('a summary that is not whole');
    } else if (line.startsWith('|')) {
      const cells = withoutCode(line).replace(own, '').split('|');
      cellsOfTable ||= line.split('|').length;
      if (line.split('|').length !== cellsOfTable) wrong('a row with other cells than the first');
      else if (!/^\|(?:---\|)+$/.test(line) && cells.slice(1, -1).some((cell) => meaningful.test(cell)))
        wrong('not plain');
    } else {
      const text = withoutCode(line).replace(own, '');
      if (meaningful.test(text) || block.test(text)) wrong('not plain');
    }
    if (!line.startsWith('|')) cellsOfTable = 0;
    if (folds < 0) wrong('a fold too many is closed');
  }
  if (fence !== undefined) problems.push('a fence stays open');
  if (folds !== 0) problems.push(`${folds} folds stay open`);
  return problems;
}
