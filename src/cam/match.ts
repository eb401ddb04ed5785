/**
 * Patterns with `*`, compared without ever going back: the parts between the stars are looked for from left to
 * right, each at the first place where it can be. No regular expression is built from what people wrote.
 */

/** A pattern cut at its stars: `im:Describe*` is `['im:Describe', '']`. One part: no star in it. */
export type Pattern = readonly string[];

export function patternOf(text: string): Pattern {
  return text.split('*');
}

/** True when the pattern matches the whole text; a `*` is any text, also none. */
export function matches(pattern: Pattern, text: string): boolean {
  const first = pattern[0] ?? '';
  const last = pattern.at(-1) ?? '';
  if (pattern.length === 1) return text === first;
  if (!text.startsWith(first)) return false;
  let here = first.length;
  for (let i = 1; i < pattern.length - 1; i++) {
    const part = pattern[i] ?? '';
    const found = text.indexOf(part, here);
    if (found === -1) return false;
    here = found + part.length;
  }
  return text.length - last.length >= here && text.endsWith(last);
}

/** A character that no policy has: only a `*` can match it. */
export const anything = '\u{10FFFF}';

/** One text that stands for all that a pattern matches: what matches this one matches them all. */
export function typical(pattern: Pattern): string {
  return pattern.join(anything);
}

/** True when all that `narrower` matches is matched by `wider` as well. */
export function covers(wider: Pattern, narrower: Pattern): boolean {
  return matches(wider, typical(narrower));
}
