/**
 * Addresses: `apps.support.userFields.Level`. A segment with other characters than letters, digits,
 * `_` and `-` is quoted: `cam.policies["ops.read"]`.
 */

const PLAIN = /^[A-Za-z0-9_-]+$/;

/** The text of an address. */
export function formatAddress(segments: readonly string[]): string {
  let text = '';
  for (const segment of segments) {
    if (!PLAIN.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/** The address of what lies right in another: `apps.support.accounts` and `alice`. */
export function addressIn(parent: string, segment: string): string {
  return PLAIN.test(segment) ? `${parent}.${segment}` : `${parent}[${JSON.stringify(segment)}]`;
}

const SEGMENT = /\.?([A-Za-z0-9_-]+)|\[("(?:[^"\\]|\\.)*")\]/y;

/** The segments of an address; undefined where the text is none. */
export function parseAddress(text: string): string[] | undefined {
  const segments: string[] = [];
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < text.length) {
    const start = SEGMENT.lastIndex;
    const match = SEGMENT.exec(text);
    if (!match || (match[0].startsWith('.') && start === 0)) return undefined;
    if (match[1] !== undefined) {
      if (start > 0 && !match[0].startsWith('.')) return undefined;
      segments.push(match[1]);
    } else {
      try {
        segments.push(JSON.parse(match[2] ?? '') as string);
      } catch {
        return undefined;
      }
    }
  }
  return segments.length > 0 ? segments : undefined;
}

/** True when `address` is `ancestor` itself or lies below it. */
export function isWithin(address: string, ancestor: string): boolean {
  return (
    address.startsWith(ancestor) &&
    (address.length === ancestor.length ||
      address[ancestor.length] === '.' ||
      address[ancestor.length] === '[')
  );
}
