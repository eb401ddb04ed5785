/** How an apply ended, as text and as JSON. */
import type { Consequence, Plan } from '../model.ts';
import { printable } from '../printable.ts';
import { type Look, plural, wrapped } from './layout.ts';
import { countsJson } from './plan-json.ts';
import { isBlind, isEmpty, planLine } from './summary.ts';

interface Ending {
  readonly change: {
    readonly address: string;
    readonly action: string;
    readonly consequences: readonly Consequence[];
    readonly byHand?: object;
  };
  /** `waiting`: a person has to do it, or what it needs. */
  readonly status: 'done' | 'failed' | 'skipped' | 'not-started' | 'waiting';
  readonly error?: { readonly code: string; readonly message: string; readonly rule?: string };
}

export interface RunResult {
  readonly record: {
    readonly id: string;
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly outcome: string;
    readonly digest: string;
    readonly added: number;
    readonly changed: number;
    readonly destroyed: number;
    readonly failed: number;
  };
  readonly endings: readonly Ending[];
  readonly stopped: boolean;
  /** The plan made after it; undefined when it was not verified. */
  readonly remaining: Plan | undefined;
  /** The file with what is to be done by hand, as people are to be told of it. */
  readonly runbook?: string;
}

/** The line that scripts read, and before it what went wrong. */
export function runText(result: RunResult, look: Look): string {
  const { record, endings, remaining } = result;
  const of = (status: Ending['status']) => endings.filter((one) => one.status === status);
  const lines: string[] = [];
  for (const { change, error } of of('failed')) {
    const rule = error?.rule === undefined ? '' : ` (${error.rule})`;
    lines.push(
      `${look.paint('danger', '✗')} ${look.paint('strong', printable(change.address))} failed: ${error?.code ?? ''}${rule}`,
    );
    lines.push(...wrapped(printable(error?.message ?? ''), look.columns, '    '));
  }
  if (of('skipped').length > 0)
    lines.push(`Not tried, since what they need failed: ${names(of('skipped'))}.`);
  if (of('not-started').length > 0) lines.push(`Not started: ${names(of('not-started'))}.`);
  if (lines.length > 0) lines.push('');
  const counts = `${record.added} added, ${record.changed} changed, ${record.destroyed} destroyed.`;
  lines.push(look.paint('strong', `${headOf(result)} Resources: ${counts}`));
  lines.push(...waitingLines(result, look));
  if (remaining && isBlind(remaining)) lines.push(...unseenLines(remaining, look));
  const settling = of('done').filter(({ change }) =>
    change.consequences.some((one) => one.class === 'delayed'),
  ).length;
  if (settling > 0)
    lines.push(
      `Settling: ${plural(settling, 'change takes', 'changes take')} effect after a while; the plan said which.`,
    );
  if (remaining && !isEmpty(remaining) && !isExpected(remaining, endings)) {
    lines.push(
      look.paint(
        'warning',
        `A plan made after it is not empty: ${planLine(remaining)} Run \`chatform plan\` to see it.`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function headOf({ endings, stopped, remaining }: RunResult): string {
  const left = endings.filter((one) => one.status !== 'done');
  if (left.length === 0) return remaining && isBlind(remaining) ? 'Apply incomplete.' : 'Apply complete!';
  if (stopped) return 'Apply interrupted.';
  if (left.some((one) => one.status !== 'waiting')) return 'Apply incomplete.';
  return `Apply complete but for ${left.filter(isByHand).length} by hand.`;
}

/** What could not be read was left alone: which it is stands in the warnings of the plan made after it. */
function unseenLines({ diagnostics }: Plan, look: Look): string[] {
  const reasons = diagnostics.filter((one) => one.severity === 'warning').map((one) => one.message);
  const first = reasons.slice(0, 3).map((reason) => `  - ${printable(reason)}`);
  const more = reasons.length > 3 ? [`  and ${reasons.length - 3} more: \`chatform plan\` shows them`] : [];
  return [
    look.paint('warning', 'Not all of the console could be read, and what could not was left alone:'),
    ...[...first, ...more].flatMap((line) => wrapped(line.trim(), look.columns, '  ')),
    'Mend that, and run `chatform apply` again.',
  ];
}

function isByHand({ change }: Ending): boolean {
  return change.byHand !== undefined;
}

/** What waits for a person, and what waits for that. */
function waitingLines({ endings, runbook }: RunResult, look: Look): string[] {
  const waiting = endings.filter((one) => one.status === 'waiting');
  const byHand = waiting.filter(isByHand);
  if (byHand.length === 0) return [];
  const where = runbook === undefined ? '`chatform runbook`' : printable(runbook);
  const held = waiting.filter((one) => !isByHand(one));
  const texts = [
    `${byHand.length} by hand: ${names(byHand)}. What to do is in the runbook: ${where}. Say that it was done by \`chatform confirm\`.`,
    held.length > 0 ? `Waiting for that, and done by the next apply: ${names(held)}.` : '',
  ];
  return texts.filter((text) => text !== '').flatMap((text) => wrapped(text, look.columns, ''));
}

/** True where a plan has nothing but what waits anyway. */
function isExpected({ changes, refusals, released, moved }: Plan, endings: readonly Ending[]): boolean {
  const waiting = new Set(
    endings.filter((one) => one.status === 'waiting').map(({ change }) => change.address),
  );
  const others = refusals.length + released.length + moved.length;
  return others === 0 && changes.every((change) => waiting.has(change.address));
}

function names(endings: readonly Ending[]): string {
  const first = endings.slice(0, 6).map((one) => printable(one.change.address));
  return first.join(', ') + (endings.length > 6 ? ` and ${endings.length - 6} more` : '');
}

/** The same for programs. */
export function runJson({ record, endings, stopped, remaining, runbook }: RunResult): object {
  const waiting = endings.filter((one) => one.status === 'waiting');
  return {
    format_version: '1.1',
    ...record,
    interrupted: stopped,
    verified: remaining === undefined ? null : isEmpty(remaining) && !isBlind(remaining),
    remaining: remaining ? countsJson(remaining) : null,
    by_hand: waiting.filter(isByHand).length,
    waiting: waiting.length,
    ...(runbook !== undefined && { runbook }),
    resources: endings.map(({ change, status, error }) => ({
      address: change.address,
      action: change.action,
      status,
      ...(error && {
        error: {
          code: error.code,
          message: error.message,
          ...(error.rule !== undefined && { rule: error.rule }),
        },
      }),
    })),
  };
}
