/** The one webhook of an app: where it goes, and what for. */
import { type JsonMap, mergePatch } from '../../json.ts';
import { carryOut, type Refused, refuse } from './answer.ts';
import { type Action, onApp } from './app.ts';
import { lockedOut } from './editions.ts';
import { formOf } from './forms.ts';
import { saveSection, sectionOf } from './settings.ts';
import { illegal } from './values.ts';

const maxHost = 63; // characters (WHK-2)
const maxPort = 65_535;

/** Scheme, host and port of a URL as people write it; the path is not looked at. */
const shape = /^(https?):\/\/([^/:?#]*)(?::([^/?#]*))?(?:\/.*)?$/;

/** WHK-1, WHK-2: what is wrong with a URL. */
function illegalUrl(url: string): Refused | undefined {
  const wrong = (rule: string, what: string) => refuse('InvalidParameterValue.WebhookUrl', rule, what);
  if (!/^https?:\/\//.test(url)) return wrong('WHK-1', 'The URL begins with http:// or https://.');
  if (/[\s!$&?]/.test(url)) return wrong('WHK-2', 'The URL has no blanks and none of ! $ & ?.');
  const [, , host = '', port] = shape.exec(url) ?? [];
  if (host.length === 0 || host.length > maxHost) {
    return wrong('WHK-2', `The domain has 1 to ${maxHost} characters.`);
  }
  if (!host.split('.').every((label) => /^[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*$/.test(label))) {
    return wrong('WHK-2', 'The domain has letters, digits, and single hyphens between them.');
  }
  if (port !== undefined && !(/^[1-9][0-9]*$/.test(port) && Number(port) <= maxPort)) {
    return wrong('WHK-2', `The port is a number from 1 to ${maxPort}.`);
  }
  return undefined;
}

/** The port that a URL names, or that its scheme implies (WHK-3). */
function portOf(url: string): string {
  const [, scheme, , port] = shape.exec(url) ?? [];
  return port ?? (scheme === 'https' ? '443' : '80');
}

/** WHK-3: when a URL is replaced, neither port may be the beginning of the other. The same port will do. */
function portsClash(before: JsonMap, after: JsonMap): Refused | undefined {
  if (typeof before.url !== 'string' || typeof after.url !== 'string') return undefined;
  const [from, to] = [portOf(before.url), portOf(after.url)];
  if (from === to || !(from.startsWith(to) || to.startsWith(from))) return undefined;
  return refuse(
    'FailedOperation.WebhookPortPrefix',
    'WHK-3',
    `The port cannot change from ${from} to ${to}: one begins with the other.`,
  );
}

const setWebhook = onApp((tables, app, { sdkAppId: _, ...patch }) => {
  const form = formOf('webhook');
  const before = sectionOf(tables, app.id, 'webhook');
  const after = mergePatch({ events: [] }, mergePatch(before, patch)) as JsonMap;
  const refused =
    illegal(form, after) ??
    (typeof after.url === 'string' ? illegalUrl(after.url) : undefined) ??
    portsClash(before, after) ??
    lockedOut(form, after, app.edition);
  return carryOut(refused, () => saveSection(tables, app.id, 'webhook', after));
});

export const webhookActions: Readonly<Record<string, Action>> = { SetWebhook: setWebhook };
