/** Checks of what people write that a JSON Schema cannot express, or not in words. All are pure. */
import type { TextRule } from './kind.ts';

/** What is wrong with a text: a sentence, and the rule that says so. */
export interface TextProblem {
  readonly message: string;
  readonly rule?: string;
}

const patterns = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  let made = patterns.get(pattern);
  if (!made) {
    made = new RegExp(`^(?:${pattern})$`, 'u');
    patterns.set(pattern, made);
  }
  return made;
}

/** The letters of all scripts: to make an expression that knows them takes a millisecond, and most text needs none. */
const letters = '[\\p{L}\\p{M}\\p{N}';

/** Whether all of a text is as a pattern has it. */
function isWhole(pattern: string, text: string): boolean {
  if (pattern.includes(letters) && compiled(pattern.replaceAll(letters, '[A-Za-z0-9')).test(text))
    return true;
  return compiled(pattern).test(text);
}

const encoder = new TextEncoder();

/** Says what is wrong with a text, or nothing. `what` opens the sentence: "The name of the user field". */
export function checkText(rule: TextRule, text: string, what: string): TextProblem | undefined {
  const message = problemOf(rule, text);
  if (message === undefined) return undefined;
  const told = `${what} ${message}`;
  return rule.rule === undefined ? { message: told } : { message: told, rule: rule.rule };
}

/** A function that is true for the texts of which `checkText` says nothing: made once for a rule, it is quicker. */
export function textFits(rule: TextRule): (text: string) => boolean {
  const { minLength = 0, maxLength = Infinity, maxBytes = Infinity, pattern } = rule;
  return (text) => {
    // A character has one or two UTF-16 units, and a unit at most three bytes.
    const { length } = text;
    if (length < 2 * minLength - 1 || length > maxLength || 3 * length > maxBytes)
      return problemOf(rule, text) === undefined;
    return pattern === undefined || isWhole(pattern, text);
  };
}

function problemOf(rule: TextRule, text: string): string | undefined {
  const characters = [...text].length;
  if (characters < (rule.minLength ?? 0)) {
    if (characters === 0) return 'is empty.';
    return `has ${count(characters, 'character')}; at least ${rule.minLength} are needed.`;
  }
  if (rule.maxLength !== undefined && characters > rule.maxLength) {
    return `has ${count(characters, 'character')}; at most ${rule.maxLength} are allowed.`;
  }
  const bytes = rule.maxBytes === undefined ? 0 : encoder.encode(text).length;
  if (rule.maxBytes !== undefined && bytes > rule.maxBytes) {
    return `takes ${count(bytes, 'byte')} in UTF-8; at most ${rule.maxBytes} are allowed.`;
  }
  if (rule.pattern !== undefined && !isWhole(rule.pattern, text)) {
    return `is not allowed: it has to be ${rule.hint ?? `like ${rule.pattern}`}.`;
  }
  return undefined;
}

const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;

export interface UrlProblem {
  readonly message: string;
  readonly rule: 'WHK-1' | 'WHK-2';
}

const longestDomain = 63;
const highestPort = 65_535;

/** Says why the console would not take a webhook URL (WHK-1, WHK-2), or nothing. */
export function checkWebhookUrl(url: string): UrlProblem | undefined {
  const rest = /^https?:\/\/(.*)$/su.exec(url)?.[1];
  if (rest === undefined) return refuse('WHK-1', 'A webhook URL begins with http:// or https://.');
  // Control characters are blanks to everybody who reads a URL.
  const bad = /[\s\p{Cc}!$&?]/u.exec(rest)?.[0];
  if (bad !== undefined) {
    const named = /[!$&?]/.test(bad) ? `"${bad}"` : 'a blank';
    return refuse('WHK-2', `A webhook URL has no blanks and none of ! $ & ?, but there is ${named} in it.`);
  }
  const authority = /^[^/#]*/u.exec(rest)?.[0] ?? '';
  if (authority.includes('@')) return refuse('WHK-2', 'A webhook URL has no user name or password.');
  const [, host = '', colonAndPort] = /^(\[[^\]]*\]|[^:]*)(:.*)?$/u.exec(authority) ?? [];
  return checkHost(host) ?? checkPort(colonAndPort?.slice(1));
}

function checkHost(host: string): UrlProblem | undefined {
  if (host === '') return refuse('WHK-1', 'The webhook URL has neither a domain nor an IP address.');
  if (host.startsWith('[')) return checkIpv6(host);
  const labels = host.split('.');
  // Browsers and servers read a host whose last label is a number as an IPv4 address.
  if (/^\d+$/.test(labels.at(-1) ?? '')) return checkIpv4(host, labels);
  return checkDomain(host, labels);
}

function checkIpv6(host: string): UrlProblem | undefined {
  if (/^\[[\dA-Fa-f:.]+\]$/.test(host) && URL.canParse(`http://${host}/`)) return undefined;
  return refuse('WHK-1', `${host} is not an IPv6 address in brackets, such as [2001:db8::1].`);
}

function checkIpv4(host: string, octets: readonly string[]): UrlProblem | undefined {
  const fine =
    octets.length === 4 &&
    octets.every((octet) => /^(?:0|[1-9]\d{0,2})$/.test(octet) && Number(octet) <= 255);
  if (fine) return undefined;
  return refuse('WHK-1', `${host} is not an IP address: four numbers from 0 to 255, without leading zeros.`);
}

function checkDomain(host: string, labels: readonly string[]): UrlProblem | undefined {
  if (host.length > longestDomain) {
    return refuse('WHK-2', `The domain has ${host.length} characters; at most ${longestDomain} are allowed.`);
  }
  if (labels.includes('')) return refuse('WHK-2', 'The domain has an empty part: a dot too many.');
  if (!/^[\dA-Za-z.-]+$/.test(host)) {
    return refuse('WHK-2', `The domain ${host} may only have letters a to z, digits, hyphens and dots.`);
  }
  if (host.includes('--')) {
    return refuse(
      'WHK-2',
      `The domain ${host} has a doubled hyphen; so names like xn--… cannot be used either.`,
    );
  }
  if (labels.some((label) => label.startsWith('-') || label.endsWith('-'))) {
    return refuse('WHK-2', `In the domain ${host} a hyphen stands first, last or alone.`);
  }
  return undefined;
}

function checkPort(port: string | undefined): UrlProblem | undefined {
  if (port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= highestPort)) return undefined;
  return refuse('WHK-1', `The port of the webhook URL is not a number from 1 to ${highestPort}.`);
}

const refuse = (rule: UrlProblem['rule'], message: string): UrlProblem => ({ message, rule });

/** The port that a webhook URL stands for: its own, or 80 or 443 by its scheme (WHK-3). */
export function webhookPort(url: string): string {
  const port = /^https?:\/\/(?:\[[^\]]*\]|[^/:]*):(\d+)/u.exec(url)?.[1];
  return port ?? (url.startsWith('https:') ? '443' : '80');
}

/** Says why a group of a type cannot have an ID: only a Community's begins with @TGS#_, and it has to. */
export function checkGroupId(id: string, type: string): TextProblem | undefined {
  if (type === 'Community') {
    if (id.startsWith('@TGS#_')) return undefined;
    return {
      message: `The ID of a Community group begins with @TGS#_, and "${id}" does not.`,
      rule: 'GRM-1',
    };
  }
  if (!id.startsWith('@TGS#')) return undefined;
  return {
    message: `Only the ID of a Community group begins with @TGS#, and this is a ${type} group.`,
    rule: 'GRM-1',
  };
}
