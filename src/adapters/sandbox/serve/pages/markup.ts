/** HTML as a value: hono's template, of which everything is escaped that is not markup itself. */
import { html as template } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { printable } from '../../../../printable.ts';

export type Markup = HtmlEscapedString;

/** What a template takes; nothing for what is absent. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  // A promise only comes of promises, and contents have none.
  return template(strings, ...contents) as Markup;
}

/** A text of somebody else's as it is looked at: what cannot be seen in it stands as an escape. Not for forms. */
export const seen = (text: string): string => printable(text);

/** For identifiers and addresses of pages: `Push Settings` → `push-settings`. */
export function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
