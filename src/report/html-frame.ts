/** What stands around the body of a page: nothing is loaded from anywhere. */
import { createHash } from 'node:crypto';
import { html, type Markup, textOf } from './html-markup.ts';
import { style } from './html-style.ts';

/** A whole page. Its style and script are allowed by their hashes, and nothing else is. */
export function pageText(
  title: string,
  body: Markup,
  { script, style: more = '' }: { readonly script?: string; readonly style?: string },
): string {
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
  return [
    `<!doctype html>\n<html lang="en">\n<head>\n${textOf(head)}<style>${look}</style>\n</head>\n<body>\n`,
    textOf(body),
    script === undefined ? '' : `\n<script>${script}</script>`,
    '\n</body>\n</html>\n',
  ].join('');
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
