/** What differs between two environments, as text and as JSON. */
import { formatAddress, parseAddress } from '../address.ts';
import { type Difference, isSecret, type Source, type Value } from '../model.ts';
import { printable } from '../printable.ts';
import { placeText } from './diagnostics.ts';
import { type Look, plural } from './layout.ts';
import { gathered, LazyList } from './pieces.ts';
import { expressionsOf, valueText, withoutUnknowns } from './values.ts';

/** Grouped by resource: `- left`, `+ right`, each with its place. In pieces. */
export function differencesPieces(
  found: readonly Difference[],
  names: readonly [left: string, right: string],
  look: Look,
): Iterable<string> {
  const [left, right] = names.map(printable) as [string, string];
  if (found.length === 0) return [`${left} and ${right} declare the same.\n`];
  return gathered(differencesTexts(found, [left, right], look));
}

function* differencesTexts(
  found: readonly Difference[],
  [left, right]: readonly [string, string],
  look: Look,
): Generator<string> {
  yield `${look.paint('remove', `--- ${left}`)}\n${look.paint('add', `+++ ${right}`)}\n`;
  let address = '';
  for (const one of found) {
    const name = `\n${look.paint('strong', `# ${printable(one.address)}`)}`;
    if (one.path.length === 0) {
      yield `${name} only in ${one.left === undefined ? right : left}\n`;
      continue;
    }
    if (one.address !== address) yield `${name}\n`;
    address = one.address;
    const path = printable(formatAddress(one.path));
    yield `${side('-', path, one.left, one.leftSource, look)}\n${side('+', path, one.right, one.rightSource, look)}\n`;
  }
  const resources = new Set(found.map((one) => one.address)).size;
  yield `\n${plural(found.length, 'difference')} in ${plural(resources, 'resource')}.\n`;
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
export function differencesJson(
  found: readonly Difference[],
  names: readonly [string, string],
): Readonly<Record<string, unknown>> {
  return {
    format_version: '1.0',
    left: names[0],
    right: names[1],
    differences: new LazyList(function* () {
      for (const one of found) yield differenceJson(one);
    }),
  };
}

function differenceJson(one: Difference): object {
  const segments = parseAddress(one.address);
  return {
    address: one.address,
    type: one.kind,
    app: segments?.[0] === 'apps' ? segments[1] : null,
    path: one.path,
    left: sideJson(one.left, one.leftSource),
    right: sideJson(one.right, one.rightSource),
  };
}

function sideJson(value: Value | undefined, source: Source | undefined): object | null {
  if (value === undefined) return null;
  const unknown = expressionsOf(value);
  return {
    value: withoutUnknowns(value) ?? null,
    ...(isSecret(value) && { reference: value.reference }),
    ...(unknown.length > 0 && { unknown }),
    ...(source && { source: { file: source.file, line: source.line, column: source.column } }),
  };
}
