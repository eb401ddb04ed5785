/** What differs between two environments, as text and as JSON. */
import { formatAddress, parseAddress } from '../address.ts';
import { type Difference, isSecret, type Source, type Value } from '../model.ts';
import { printable } from '../printable.ts';
import { placeText } from './diagnostics.ts';
import { type Look, plural } from './layout.ts';
import { expressionsOf, valueText, withoutUnknowns } from './values.ts';

/** Grouped by resource: `- left`, `+ right`, each with its place. */
export function differencesText(
  found: readonly Difference[],
  names: readonly [left: string, right: string],
  look: Look,
): string {
  const [left, right] = names.map(printable) as [string, string];
  if (found.length === 0) return `${left} and ${right} declare the same.\n`;
  const lines: string[] = [look.paint('remove', `--- ${left}`), look.paint('add', `+++ ${right}`)];
  let address = '';
  for (const one of found) {
    if (one.path.length === 0) {
      const side = one.left === undefined ? right : left;
      lines.push('', `${look.paint('strong', `# ${printable(one.address)}`)} only in ${side}`);
      continue;
    }
    if (one.address !== address) lines.push('', look.paint('strong', `# ${printable(one.address)}`));
    address = one.address;
    const name = printable(formatAddress(one.path));
    lines.push(
      side('-', name, one.left, one.leftSource, look),
      side('+', name, one.right, one.rightSource, look),
    );
  }
  const resources = new Set(found.map((one) => one.address)).size;
  return `${[...lines, '', `${plural(found.length, 'difference')} in ${plural(resources, 'resource')}.`].join('\n')}\n`;
}

function side(
  sign: '-' | '+',
  name: string,
  value: Value | undefined,
  source: Source | undefined,
  look: Look,
): string {
  const place = source ? look.paint('faint', `  ${placeText(source)}`) : '';
  // Where a secret is may differ, and is none itself.
  const plain = isSecret(value) ? value.reference : value;
  const shown = plain === undefined ? '(not declared)' : valueText(plain);
  return `  ${look.paint(sign === '-' ? 'remove' : 'add', sign)} ${name} = ${shown}${place}`;
}

/** The same for programs; an unknown string is left out of the value and named with its expression. */
export function differencesJson(found: readonly Difference[], names: readonly [string, string]): object {
  const shown = (value: Value | undefined, source: Source | undefined) => {
    if (value === undefined) return null;
    const unknown = expressionsOf(value);
    return {
      value: withoutUnknowns(value) ?? null,
      ...(isSecret(value) && { reference: value.reference }),
      ...(unknown.length > 0 && { unknown }),
      ...(source && { source: { file: source.file, line: source.line, column: source.column } }),
    };
  };
  return {
    format_version: '1.0',
    left: names[0],
    right: names[1],
    differences: found.map((one) => ({
      address: one.address,
      type: one.kind,
      app: parseAddress(one.address)?.[0] === 'apps' ? parseAddress(one.address)?.[1] : null,
      path: one.path,
      left: shown(one.left, one.leftSource),
      right: shown(one.right, one.rightSource),
    })),
  };
}
