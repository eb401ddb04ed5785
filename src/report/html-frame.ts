/** What stands around the body of a page: nothing is loaded from anywhere. */
import { createHash } from 'node:crypto';
import { type Content, html, type Markup, textOf } from './html-markup.ts';
import { style } from './html-style.ts';

/** What a page loads: its style beside that of all pages, and its script. */
interface Loaded {
  readonly script?: string;
  readonly style?: string;
}

/** A whole page. Its style and script are allowed by their hashes, and nothing else is. */
export function pageText(title: string, body: Markup, loaded: Loaded): string {
  return [...pageTexts(title, [body], loaded)].join('');
}

/** The same in small texts, with a body of several parts. */
export function* pageTexts(
  title: string,
  body: Iterable<Content>,
  { script, style: more = '' }: Loaded,
): Generator<string> {
  const look = style + more;
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(look)}'`,
    ...(script === undefined ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = html`<meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>\n`;
  yield `<!doctype html>\n<html lang="en">\n<head>\n${textOf(head)}<style>${look}</style>\n</head>\n<body>\n`;
  for (const part of body) yield textOf(part);
  if (script !== undefined) yield `\n<script>${script}</script>`;
  yield '\n</body>\n</html>\n';
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
