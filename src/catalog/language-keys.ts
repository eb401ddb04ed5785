/** The keys of a file of the configuration, without its schema, which takes far longer to make. */
import { root } from './index.ts';

export function languageKeys(): readonly string[] {
  return ['chatform', 'variables', 'guardrails', 'templates', ...root.children.keys(), 'moved', 'removed'];
}
