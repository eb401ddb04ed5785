/**
 * `${…}` references in text. `$${` stands for a literal `${`, and `${'$'}` for a `$` that a reference follows.
 */

const DOLLAR = "'$'";

export type Part = { readonly text: string } | { readonly reference: string; readonly offset: number };

/** The parts of a text, or the offset of a `${` that nothing closes. */
export function partsOf(text: string): readonly Part[] | { readonly unclosed: number } {
  const parts: Part[] = [];
  let literal = '';
  let here = 0;
  for (let next = text.indexOf('${'); next !== -1; next = text.indexOf('${', here)) {
    if (text[next - 1] === '$' && next > here) {
      literal += `${text.slice(here, next - 1)}\${`;
      here = next + 2;
      continue;
    }
    const end = text.indexOf('}', next);
    if (end === -1) return { unclosed: next };
    literal += text.slice(here, next);
    here = end + 1;
    const reference = text.slice(next + 2, end).trim();
    if (reference === DOLLAR) {
      literal += '$';
      continue;
    }
    if (literal !== '') parts.push({ text: literal });
    literal = '';
    parts.push({ reference, offset: next });
  }
  literal += text.slice(here);
  if (literal !== '') parts.push({ text: literal });
  return parts;
}

/** A whole text that stands for itself: `$${` is a literal `${`. */
export function literalText(text: string): string {
  // A function, since `$$` in a replacement stands for one `$`.
  return text.replaceAll('${', () => '$${');
}

/** Text that stands for itself in an expression, whatever follows it. */
export function escapeText(text: string): string {
  return literalText(text).replace(/\$+$/, (dollars) => `\${${DOLLAR}}`.repeat(dollars.length));
}

/** An `apps.KEY.sdkAppId` or `apps.KEY.resource` reference. */
export interface AppReference {
  readonly key: string;
  readonly attribute: 'sdkAppId' | 'resource';
}

const APP = /^apps\.([A-Za-z0-9_-]+)\.(sdkAppId|resource)$/;

/** The app that a reference names, if it is such a reference. */
export function appReference(reference: string): AppReference | undefined {
  const match = APP.exec(reference);
  return match ? { key: match[1] ?? '', attribute: match[2] as AppReference['attribute'] } : undefined;
}

/** The addresses of the apps that an expression needs. */
export function appsOf(expression: string): string[] {
  const parts = partsOf(expression);
  if ('unclosed' in parts) return [];
  return parts.flatMap((part) => {
    const app = 'reference' in part ? appReference(part.reference) : undefined;
    return app ? [`apps.${app.key}`] : [];
  });
}

/**
 * The text of an expression once the SDKAppIDs are known; undefined while one of them is not.
 * `resource` is the app's six-segment CAM resource (CAM-3).
 */
export function evaluate(
  expression: string,
  account: string,
  sdkAppId: (address: string) => string | undefined,
): string | undefined {
  const parts = partsOf(expression);
  if ('unclosed' in parts) return expression;
  let text = '';
  for (const part of parts) {
    if ('text' in part) {
      text += part.text;
      continue;
    }
    const app = appReference(part.reference);
    const id = app && sdkAppId(`apps.${app.key}`);
    if (!app || id === undefined) return undefined;
    text += app.attribute === 'sdkAppId' ? id : `qcs::im::uin/${account}:sdkappid/${id}`;
  }
  return text;
}
