/** Diagnostics as text: `file:line:column: message (RULE)`, with the line quoted; and as JSON. */
import type { Diagnostic, Source } from '../model.ts';
import { printable } from '../printable.ts';
import { type Look, plural, widthOf } from './layout.ts';

/** `apps/support.yaml:3:7`. */
export function placeText(source: Source): string {
  return `${printable(source.file)}:${source.line}:${source.column}`;
}

/** The quoted line of a place, with marks under what is meant. */
export function quote(source: Source, { paint }: Look, indent: string): string[] {
  // A line that a plan file left out: see `placeJson`.
  if (source.text === '' && source.column > 1) return [];
  const number = String(source.line);
  const gutter = ' '.repeat(number.length);
  const [text, start] = excerpt(source);
  const before = text.slice(0, start);
  const end = source.endLine === source.line ? start + source.endColumn - source.column : text.length;
  const marked = text.slice(start, Math.max(end, start + 1));
  const marks = '^'.repeat(Math.max(1, widthOf(printable(marked.trimEnd()))));
  const blanks = printable(before).replaceAll('\t', '    ');
  return [
    `${indent}${paint('faint', `${number} |`)} ${printable(text).replaceAll('\t', '    ')}`,
    `${indent}${paint('faint', `${gutter} |`)} ${' '.repeat(widthOf(blanks))}${paint('danger', marks)}`,
  ];
}

const longest = 160;

/** The part of a line to show, and where in it the place begins. A long line is cut around the place. */
export function excerpt(source: Source): [text: string, start: number] {
  const { text, column } = source;
  if (text.length <= longest) return [text, column - 1];
  const from = Math.max(0, column - 1 - longest / 4);
  const part = text.slice(from, from + longest);
  return [`${from > 0 ? '…' : ''}${part}…`, column - 1 - from + (from > 0 ? 1 : 0)];
}

/** All diagnostics, and how many. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], look: Look): string {
  const lines = diagnostics.flatMap((one) => {
    const place = one.source ? `${placeText(one.source)}: ` : '';
    const tone = one.severity === 'error' ? 'danger' : 'warning';
    const rule = one.rule === undefined ? '' : ` (${printable(one.rule)})`;
    const head = `${place}${look.paint(tone, one.severity)}: ${printable(one.message)}${rule}`;
    return one.source ? [head, ...quote(one.source, look, '  '), ''] : [head, ''];
  });
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [errors > 0 ? plural(errors, 'error') : '', warnings > 0 ? plural(warnings, 'warning') : ''];
  return [...lines, `${counts.filter(Boolean).join(', ')}.`, ''].join('\n');
}

/** A diagnostic in Terraform's JSON shape, with the rule in addition. */
export function diagnosticJson(one: Diagnostic): object {
  return {
    severity: one.severity,
    summary: one.message,
    ...(one.address !== undefined && { address: one.address }),
    ...(one.rule !== undefined && { rule: one.rule }),
    ...(one.source && {
      range: {
        filename: one.source.file,
        start: { line: one.source.line, column: one.source.column },
        end: { line: one.source.endLine, column: one.source.endColumn },
      },
      snippet: { code: one.source.text, start_line: one.source.line },
    }),
  };
}

/** What `validate --json` prints. */
export function validationJson(diagnostics: readonly Diagnostic[]): object {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  return {
    format_version: '1.0',
    valid: errors === 0,
    error_count: errors,
    warning_count: diagnostics.length - errors,
    diagnostics: diagnostics.map(diagnosticJson),
  };
}
