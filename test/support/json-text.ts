/** JSON as people like to read it: what fits on a line stands on one. It is how the formatter leaves it. */
const columns = 110;

export function jsonText(value: unknown): string {
  return `${print(value, '', 0)}\n`;
}

/** `used`: the columns that stand before and after the value on its line. */
function print(value: unknown, indent: string, used: number): string {
  const line = inline(value);
  if (indent.length + used + line.length <= columns || typeof value !== 'object' || value === null)
    return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${print(item, inner, 1)}`);
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = entriesOf(value).map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `;
    return `${inner}${name}${print(item, inner, name.length + 1)}`;
  });
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

const entriesOf = (value: object) => Object.entries(value).filter(([, item]) => item !== undefined);

function inline(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`;
  const entries = entriesOf(value).map(([key, item]) => `${JSON.stringify(key)}: ${inline(item)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}
