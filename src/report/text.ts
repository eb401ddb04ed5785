/** A plan as text for people: what cannot be taken back first, then everything, then the counts. */

import { formatAddress } from '../address.ts';
import type { ConsequenceClass } from '../catalog/kind.ts';
import {
  type Capacity,
  type Change,
  type Drift,
  isSecret,
  type Leaf,
  type Plan,
  type Refusal,
  type Release,
} from '../model.ts';
import { diagnosticsText, placeText, quote } from './diagnostics.ts';
import { type Look, plural, printable, type Tone, wrapped } from './layout.ts';
import { consequencesOf, isGrave } from './outline.ts';
import { isEmpty, isErrored, planLine, unmanagedLine } from './summary.ts';
import { blockText, valueText } from './values.ts';

/** The whole report. */
export function planText(plan: Plan, look: Look): string {
  const sections = [
    plan.diagnostics.length > 0 ? diagnosticsText(plan.diagnostics, look).trimEnd().split('\n') : [],
    consequencesPart(plan, look),
    refusalsPart(plan.refusals, look),
    driftPart(plan.drift, look),
    changesPart(plan.changes, look),
    movedPart(plan.moved, look),
    releasedPart(plan.released, look),
    capacityPart(plan.capacity, look),
    endPart(plan, look),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** Only what somebody else changed. */
export function driftText(plan: Plan, look: Look): string {
  if (plan.drift.length === 0) return 'No drift. The console is as chatform left it.\n';
  return `${driftPart(plan.drift, look).join('\n')}\n\n${plural(plan.drift.length, 'resource')} drifted.\n`;
}

const few = 6;

/** Addresses, the first few of many. */
function some(addresses: readonly string[]): string {
  const names = addresses.slice(0, few).map(printable).join(', ');
  return addresses.length > few ? `${names} and ${addresses.length - few} more` : names;
}

function consequencesPart(plan: Plan, look: Look): string[] {
  const lines: string[] = [];
  let name: ConsequenceClass | undefined;
  for (const told of consequencesOf(plan)) {
    if (told.class !== name)
      lines.push(`  ${look.paint(isGrave(told.class) ? 'danger' : 'faint', told.class)}`);
    name = told.class;
    lines.push(...wrapped(printable(told.sentence), look.columns, '    '));
    const addresses = wrapped(some(told.addresses), look.columns, '      ');
    lines.push(...addresses.map((line) => look.paint('faint', line)));
  }
  return lines.length === 0 ? [] : [look.paint('strong', 'Consequences:'), '', ...lines];
}

function refusalsPart(refusals: readonly Refusal[], look: Look): string[] {
  if (refusals.length === 0) return [];
  const lines = refusals.flatMap((one) => {
    const inside = one.path.length > 0 ? `.${one.path.join('.')}` : '';
    return [
      '',
      `  ${look.paint('danger', '✗')} ${look.paint('strong', printable(one.address + inside))} ${look.paint('danger', 'is refused')} (${one.rule})`,
      ...wrapped(printable(one.message), look.columns, '      '),
      ...(one.source
        ? [look.paint('faint', `      ${placeText(one.source)}`), ...quote(one.source, look, '        ')]
        : []),
      ...(one.remedy === undefined
        ? []
        : wrapped(printable(`What to do: ${one.remedy}`), look.columns, '      ')),
      ...(one.holds.length === 0
        ? []
        : wrapped(`Held back with it: ${some(one.holds)}`, look.columns, '      ')),
    ];
  });
  return [look.paint('strong', 'Refused by the rules of the console:'), ...lines];
}

function driftPart(drift: readonly Drift[], look: Look): string[] {
  if (drift.length === 0) return [];
  const lines = drift.flatMap((one) => {
    if (one.after === null)
      return ['', `  ${look.paint('strong', `# ${printable(one.address)}`)} has been deleted`];
    return [
      '',
      `  ${look.paint('strong', `# ${printable(one.address)}`)} has changed`,
      ...one.leaves.flatMap((leaf) => leafLines(leaf, look)),
    ];
  });
  return [look.paint('strong', 'Changed outside of chatform since the last apply (drift):'), ...lines];
}

const headings: Readonly<Record<Change['action'], readonly [string, Tone]>> = {
  create: ['will be created', 'add'],
  update: ['will be updated in-place', 'change'],
  delete: ['will be destroyed', 'remove'],
};

function changesPart(changes: readonly Change[], look: Look): string[] {
  if (changes.length === 0) return [];
  const lines = changes.flatMap((change) => {
    const [words, tone] = headings[change.action];
    const place = change.source ? look.paint('faint', `  ${placeText(change.source)}`) : '';
    const because = becauseOf(change);
    return [
      '',
      `  ${look.paint('strong', `# ${printable(change.address)}`)} ${look.paint(tone, words)}${place}`,
      ...(because === undefined ? [] : [`  # (because ${because})`]),
      ...changeLines(change, look),
    ];
  });
  return [look.paint('strong', 'Changes:'), ...lines];
}

function becauseOf({ reason, because }: Change): string | undefined {
  if (because !== undefined) return printable(because);
  return reason === 'delete_because_no_resource_config' ? 'it is not in the configuration' : undefined;
}

function changeLines(change: Change, look: Look): string[] {
  if (change.action !== 'delete') return change.leaves.flatMap((leaf) => leafLines(leaf, look));
  return Object.entries(change.before ?? {}).flatMap(([key, before]) =>
    leafLines({ path: [key], before }, look),
  );
}

function leafLines(leaf: Leaf, look: Look): string[] {
  const name = printable(formatAddress(leaf.path));
  const reset = leaf.reset ? look.paint('faint', " (the console's default)") : '';
  if (leaf.details) {
    const inner = leaf.details.map(({ path, before, after }) => {
      const [sign, tone] = signOf(before, after);
      return `        ${look.paint(tone, sign)} ${printable(path)}: ${fromTo(before, after)}`;
    });
    return [`    ${look.paint('change', '~')} ${name}`, ...inner];
  }
  const [sign, tone] = signOf(leaf.before, leaf.after);
  const line = `    ${look.paint(tone, sign)} ${name} = ${fromTo(leaf.before, leaf.after)}${reset}`;
  if (leaf.before === undefined && leaf.after !== undefined && line.length > look.columns) {
    const [first = '', ...rest] = blockText(leaf.after, '  ');
    return [`    ${look.paint(tone, sign)} ${name} = ${first}`, ...rest.map((text) => `      ${text}`)];
  }
  return [line];
}

function signOf(before: unknown, after: unknown): readonly [string, Tone] {
  if (before === undefined) return ['+', 'add'];
  return after === undefined ? ['-', 'remove'] : ['~', 'change'];
}

function fromTo(before: Leaf['before'], after: Leaf['after']): string {
  if (before === undefined) return valueText(after);
  if (isSecret(after)) return `${valueText(after)} -> ${valueText(after)}`;
  return after === undefined ? valueText(before) : `${valueText(before)} -> ${valueText(after)}`;
}

function movedPart(moved: Plan['moved'], look: Look): string[] {
  if (moved.length === 0) return [];
  const lines = moved.map(
    ({ from, to }) => `  ${look.paint('strong', `# ${printable(from)}`)} has moved to ${printable(to)}`,
  );
  return [look.paint('strong', 'Moved, with all in them; the console is not touched:'), '', ...lines];
}

function releasedPart(released: readonly Release[], look: Look): string[] {
  if (released.length === 0) return [];
  const lines = released.flatMap((one) => {
    const name = printable(one.path.length > 0 ? `${one.address}.${one.path.join('.')}` : one.address);
    const keeps = one.path.length > 0 ? ` keeps ${valueText(one.value)}` : ' stays as it is';
    return [
      `  ${look.paint('strong', `# ${name}`)}${keeps}`,
      ...(one.note === undefined ? [] : wrapped(printable(one.note), look.columns, '      ')),
    ];
  });
  return [look.paint('strong', 'No longer declared, and no longer managed:'), '', ...lines];
}

function capacityPart(capacity: readonly Capacity[], look: Look): string[] {
  const moved = capacity.filter((one) => one.before !== one.after);
  if (moved.length === 0) return [];
  const shown = moved.slice(0, 20).map(({ scope, noun, limit, before, after, unmanaged }) => {
    const others = unmanaged > 0 ? `, ${unmanaged} not managed here` : '';
    return `  ${printable(scope)}: ${after} of ${limit} ${noun} used after this plan, ${limit - after} left (before: ${before}${others})`;
  });
  const rest = moved.length > 20 ? [`  … and ${moved.length - 20} more`] : [];
  return [look.paint('strong', 'Limits:'), '', ...shown, ...rest];
}

function endPart(plan: Plan, look: Look): string[] {
  const lines = [look.paint('strong', planLine(plan))];
  const unmanaged = unmanagedLine(plan);
  if (unmanaged !== undefined) lines.push(look.paint('faint', unmanaged));
  if (!plan.complete && !isErrored(plan))
    lines.push(look.paint('warning', 'This plan is not complete: something was left out.'));
  if (!isEmpty(plan)) lines.push(look.paint('faint', `Digest: ${plan.digest}`));
  return lines;
}
