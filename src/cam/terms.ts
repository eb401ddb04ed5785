/** Actions and places in words. */
import type { Unlisted } from './action-classes.ts';
import type { Grant } from './grants.ts';
import type { Label } from './labels.ts';
import { short } from './short.ts';

const products: Readonly<Record<string, string>> = {
  im: 'Chat',
  trtc: 'TRTC',
  cam: 'CAM',
  sts: 'STS',
  tag: 'Tag',
};
const otherProducts = 'any other product';

/** One term; the term of a whole product is told by the product, so that several can be told together. */
export type Term = { readonly all: string } | { readonly text: string };

/** The words for a label of a product; undefined for all products that no policy names. */
export function termOf(label: Label, service: string | undefined): Term {
  const product = service === undefined ? otherProducts : (products[service] ?? service);
  const text = (name: string) => (service === undefined ? name : `${service}:${name}`);
  if ('name' in label) return { text: text(label.name) };
  if ('unlisted' in label) return { text: `any other ${unlistedIn(label.unlisted, text)}` };
  const { pattern, but, rest } = label;
  const whole = pattern === '*' ? `everything ${rest ? 'else ' : ''}in ${product}` : text(pattern);
  const all = rest && pattern !== '*' ? `the rest of ${whole}` : whole;
  if (but.length > 0)
    return { text: `${all} but ${list(but.map(service === undefined ? text : plain(pattern, text)))}` };
  if (rest) return { text: all };
  return pattern === '*' ? { all: product } : { text: text(pattern) };
}

// Beside the product's own name its actions go by theirs, as long as these are no patterns.
const plain = (pattern: string, text: (name: string) => string) => (name: string) =>
  pattern === '*' && !name.includes('*') ? name : text(name);

/** `everything in Chat and CAM, im:Describe*`. */
export function termsIn(terms: readonly Term[]): string {
  const whole = [...new Set(terms.flatMap((term) => ('all' in term ? [term.all] : [])))];
  const rest = [...new Set(terms.flatMap((term) => ('text' in term ? [term.text] : [])))];
  const named = Object.values(products).every((one) => whole.includes(one));
  if (named && whole.includes(otherProducts)) return list(['everything in all products', ...rest], mostTerms);
  return list([...(whole.length > 0 ? [`everything in ${list(whole)}`] : []), ...rest], mostTerms);
}

const mostTerms = 6;

function unlistedIn({ matching, butNot }: Unlisted, text: (name: string) => string): string {
  const narrow = matching.filter((one) => one !== '*');
  const named = list((narrow.length > 0 ? narrow : matching).map(text), mostPlaces);
  const others = butNot.filter((one) => one.includes('*')).map(text);
  return others.length === 0 ? named : `${named} that is not ${list(others, mostPlaces, 'or')}`;
}

const mostPlaces = 5;

/** `on apps.support and apps.lobby`; empty for actions that are done to no app, and for all resources. */
export function placesIn({
  places,
  everyApp,
  elsewhere,
}: Pick<Grant, 'places' | 'everyApp' | 'elsewhere'>): string {
  if (everyApp) return 'on every app';
  const named = places.flatMap(({ what }) => {
    if (what === 'operation') return [];
    if ('app' in what) return [what.app];
    if ('otherApps' in what)
      return [
        what.otherApps === '*' ? 'every app to come' : `apps to come with the SDKAppID ${what.otherApps}`,
      ];
    return what.resources === '*' ? [] : [what.resources];
  });
  if (elsewhere) return named.length > 0 ? `on ${list(named, mostPlaces)} and elsewhere` : 'elsewhere';
  const isAll = places.some(
    ({ what }) => typeof what === 'object' && 'resources' in what && what.resources === '*',
  );
  return named.length === 0 || isAll ? '' : `on ${list(named, mostPlaces)}`;
}

/** `a, b and c`, and `a, b and 7 more` where there are more than a number. */
export function list(items: readonly string[], most = items.length, and = 'and'): string {
  const shown =
    items.length > most + 1 ? [...items.slice(0, most), `${items.length - most} more`] : [...items];
  const last = short(shown.pop() ?? '');
  return shown.length === 0 ? last : `${shown.map((one) => short(one)).join(', ')} ${and} ${last}`;
}
