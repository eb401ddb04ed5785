/** What the console calls the values of an attribute: on the pages of a sandbox and in a runbook alike. */
import type { EnumAttribute, SetAttribute } from './kind.ts';

type Worded = Pick<EnumAttribute | SetAttribute, 'labels' | 'values'>;

/** The console's label of a word: its own, or how its description begins. Undefined for a word that is no value. */
export function wordLabel(word: string, { labels, values }: Worded): string | undefined {
  if (labels && Object.hasOwn(labels, word)) return labels[word];
  return Object.hasOwn(values, word) ? beginning(values[word] ?? word) : undefined;
}

/** `Work group` of `Work group: for colleagues, joined by invitation`. */
export function beginning(description: string): string {
  return description.split(': ')[0] ?? description;
}

/**
 * The label with what it means: `Multi-device online: web, Windows, Android, iOS and so on, all at once`. It begins
 * with the label, and has it once.
 */
export function labelWithMeaning(word: string, attribute: Worded): string | undefined {
  const label = wordLabel(word, attribute);
  const description = Object.hasOwn(attribute.values, word) ? attribute.values[word] : undefined;
  if (label === undefined || description === undefined) return label;
  const first = beginning(description);
  if (first !== description) return label + description.slice(first.length);
  const isNamed = description.startsWith(label) && !/^[\p{L}\p{N}]/u.test(description.slice(label.length));
  return isNamed ? description : `${label}: ${description}`;
}
