/** How an apply ended, as text and as JSON. */
import type { Consequence, Plan } from '../model.ts';
import { printable } from '../printable.ts';
import { type Look, plural, wrapped } from './layout.ts';
import { countsOf, isBlind, isEmpty, planLine } from './summary.ts';

interface Ending {
  readonly change: {
    readonly address: string;
    readonly action: string;
    readonly consequences: readonly Consequence[];
  };
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
}

/** The line that scripts read, and before it what went wrong. */
export function runText(result: RunResult, look: Look): string {
  const { record, endings, stopped, remaining } = result;
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
  const isWhole = of('done').length === endings.length;
  const counts = `${record.added} added, ${record.changed} changed, ${record.destroyed} destroyed.`;
  const head = isWhole ? 'Apply complete!' : stopped ? 'Apply interrupted.' : 'Apply incomplete.';
  lines.push(look.paint('strong', `${head} Resources: ${counts}`));
  const settling = of('done').filter(({ change }) =>
    change.consequences.some((one) => one.class === 'delayed'),
  ).length;
  if (settling > 0)
    lines.push(
      `Settling: ${plural(settling, 'change takes', 'changes take')} effect after a while; the plan said which.`,
    );
  if (remaining && !isEmpty(remaining)) {
    lines.push(
      look.paint(
        'warning',
        `A plan made after it is not empty: ${planLine(remaining)} Run \`chatform plan\` to see it.`,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function names(endings: readonly Ending[]): string {
  const first = endings.slice(0, 6).map((one) => printable(one.change.address));
  return first.join(', ') + (endings.length > 6 ? ` and ${endings.length - 6} more` : '');
}

/** The same for programs. */
export function runJson({ record, endings, stopped, remaining }: RunResult): object {
  return {
    format_version: '1.0',
    ...record,
    interrupted: stopped,
    verified: remaining === undefined ? null : isEmpty(remaining) && !isBlind(remaining),
    remaining: remaining ? countsOf(remaining) : null,
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
