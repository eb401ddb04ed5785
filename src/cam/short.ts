/** Text that people wrote, short enough to stand in a sentence. */

/** The beginning of a long text, with a sign that there is more of it. */
export function short(text: string, most = 100): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}

/** In quotes. */
export const quoted = (text: string): string => `"${short(text)}"`;
