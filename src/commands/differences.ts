/** What a state would become, in lines for people. */
import { printable } from '../printable.ts';
import { comparedParts, type Differences } from '../state/differences.ts';

const mostShown = 20;

const signs = { added: '+', changed: '~', removed: '-' } as const;

/** Counts for each part, with the addresses: at most twenty of each part. */
export function differenceLines(differences: Differences): string {
  const lines = comparedParts.flatMap((part) => {
    const difference = differences[part];
    const ways = ['added', 'changed', 'removed'] as const;
    const counts = ways
      .filter((way) => difference[way].length > 0)
      .map((way) => `${difference[way].length} ${way}`);
    if (counts.length === 0) return [];
    const all = ways.flatMap((way) => difference[way].map((address) => `    ${signs[way]} ${address}`));
    const more = all.length > mostShown ? [`    and ${all.length - mostShown} more`] : [];
    return [`  ${part}: ${counts.join(', ')}`, ...all.slice(0, mostShown), ...more];
  });
  return lines.map((line) => `${printable(line)}\n`).join('');
}
