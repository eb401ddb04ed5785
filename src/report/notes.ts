/** What is to be said at places in files: errors, refusals and grave consequences, worst first. */
import { formatAddress } from '../address.ts';
import type { Change, Consequence, Plan, Source } from '../model.ts';
import { isGrave } from './outline.ts';

/** One thing to say, in the words of GitHub's annotations. */
export interface Note {
  readonly level: 'error' | 'warning' | 'notice';
  /** A rule's ID, a class of consequences, or what kind of thing it is. */
  readonly title: string;
  readonly message: string;
  readonly address?: string;
  readonly source: Source;
}

/** The notes of a plan; what has no place in a file is in the other reports only. */
export function notesOf(plan: Plan): Note[] {
  const notes = [...diagnosticNotes(plan), ...refusalNotes(plan), ...plan.changes.flatMap(consequenceNotes)];
  return [
    ...notes.filter((one) => one.level === 'error'),
    ...notes.filter((one) => one.level === 'warning'),
    ...notes.filter((one) => one.level === 'notice'),
  ];
}

function diagnosticNotes({ diagnostics }: Plan): Note[] {
  return diagnostics.flatMap(({ severity, message, rule, address, source }) =>
    source
      ? [
          {
            level: severity,
            title: rule ?? severity,
            message,
            source,
            ...(address !== undefined && { address }),
          },
        ]
      : [],
  );
}

function refusalNotes({ refusals }: Plan): Note[] {
  return refusals.flatMap(({ address, path, rule, message, remedy, source }) => {
    if (!source) return [];
    const what = remedy === undefined ? '' : ` What to do: ${remedy}.`;
    const name = [address, ...(path.length > 0 ? [formatAddress(path)] : [])].join('.');
    return [
      {
        level: 'error' as const,
        title: `refused (${rule})`,
        message: `${name}: ${message}.${what}`,
        address,
        source,
      },
    ];
  });
}

/** Of a change: what it destroys, and each class of grave consequence at the attribute that brings it. */
function consequenceNotes(change: Change): Note[] {
  const { address, action } = change;
  const grave = change.consequences.filter((one) => isGrave(one.class));
  const notes = grave.flatMap((one): Note[] => {
    const source = placeOf(change, one);
    if (!source) return [];
    return [{ level: 'warning', title: one.class, message: `${address}: ${one.because}`, address, source }];
  });
  if (action !== 'delete' || notes.length > 0 || !change.source) return notes;
  return [
    {
      level: 'warning',
      title: 'destroyed',
      message: `${address} will be destroyed`,
      address,
      source: change.source,
    },
  ];
}

function placeOf({ leaves, source }: Change, { path }: Consequence): Source | undefined {
  const name = formatAddress(path);
  return leaves.find((leaf) => formatAddress(leaf.path) === name)?.source ?? source;
}
