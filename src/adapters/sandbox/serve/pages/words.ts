/**
 * What the console calls its areas and buttons, by the console guide. A kind or a setting that is not named here
 * has the words that most of them have.
 */
import type { Kind } from '../../../../catalog/kind.ts';
import { pageOf } from './menu.ts';

/** A part of a page with an Edit of its own. */
export interface Area {
  readonly title: string;
  /** The button that opens the form. */
  readonly edit: string;
  /** The button that saves it. */
  readonly confirm: string;
  /** The attributes in it, at the first level of the body. */
  readonly attributes: readonly string[];
  /** What else is shown in it. */
  readonly facts: readonly string[];
  readonly oneShots: readonly string[];
}

interface Words {
  readonly add?: string;
  readonly edit?: string;
  readonly remove?: string;
  /** Ends the form that adds something. */
  readonly confirm?: string;
  /** Ends the form that edits it. */
  readonly save?: string;
  /** The area of all that stands in no other. */
  readonly rest?: string;
  /** Beside those that the catalogue names with the settings in them. */
  readonly areas?: readonly (Pick<Area, 'title' | 'attributes'> & Partial<Area>)[];
}

const words: Readonly<Record<string, Words>> = {
  app: {
    add: 'Create Application',
    rest: 'Basic Info',
    save: 'Save',
    areas: [
      {
        title: 'Standard Billing Plan',
        edit: 'Upgrade Plan',
        confirm: 'Upgrade Now',
        attributes: ['edition'],
        facts: ['createdAt', 'expiresAt'],
        oneShots: ['extend'],
      },
      { title: 'Status', confirm: 'OK', attributes: ['enabled'], facts: ['status'] },
      { title: 'Basic Information', attributes: ['keyAlgorithm'] },
    ],
  },
  trtc: {
    areas: [
      { title: 'TRTC', edit: 'Activate', confirm: 'Activate', attributes: ['activated'] },
      { title: 'Call', attributes: ['call', 'callTrials'], facts: ['callTrials', 'callExpiresAt'] },
    ],
  },
  tags: { rest: 'Tag Configuration', save: 'OK' },
  certificate: { add: 'Add Certificate' },
  'user-field': { edit: 'Change Permissions' },
  webhook: {
    rest: 'Webhook Configuration',
    areas: [{ title: 'Webhook URL Configuration', confirm: 'OK', attributes: ['url'] }],
  },
  account: { add: 'Create account' },
  group: { add: 'Add Group', confirm: 'OK' },
  'cam-policy': { add: 'Create Custom Policy' },
  'cam-policy-user': { add: 'Associate Policy', remove: 'Unassociate' },
  'cam-policy-group': { add: 'Associate Policy', remove: 'Unassociate' },
  'cam-preset-user': { add: 'Associate Policy', remove: 'Unassociate' },
  'cam-preset-group': { add: 'Associate Policy', remove: 'Unassociate' },
};

export interface KindWords {
  readonly add: string;
  readonly edit: string;
  readonly remove: string;
  readonly confirm: string;
  readonly save: string;
}

export function wordsOf({ name }: Kind): KindWords {
  return { add: 'Add', edit: 'Edit', remove: 'Delete', confirm: 'Confirm', save: 'Confirm', ...own(name) };
}

const own = (name: string): Words => (Object.hasOwn(words, name) ? words[name] : undefined) ?? {};

const lastOf = (page: string): string => page.split(' > ').at(-1) ?? page;

/** What a table of things is called: as its part of a page, where the page has more than that. */
export function tableTitle(kind: Kind): string {
  return pageOf(kind).kinds[0]?.page === kind.page ? kind.title : lastOf(kind.page);
}

/** The areas of a kind's page. Each attribute, fact and one-shot of the kind is in one of them. */
export function areasOf(kind: Kind): readonly Area[] {
  const { rest = lastOf(kind.page), areas = [] } = own(kind.name);
  const { edit, save } = wordsOf(kind);
  const attributes = kind.body.type === 'object' ? kind.body.attributes : {};
  const plain = { edit, confirm: save, facts: [], oneShots: [] };
  const named = [
    ...Object.entries(attributes).flatMap(([name, { area: title }]) =>
      title === undefined ? [] : [{ ...plain, title, attributes: [name] }],
    ),
    ...areas.map((area) => ({ ...plain, confirm: 'Confirm', ...area })),
  ];
  const without = (all: object | undefined, part: 'attributes' | 'facts' | 'oneShots') => {
    const taken = new Set(named.flatMap((area) => area[part]));
    return Object.keys(all ?? {}).filter((name) => !taken.has(name));
  };
  const remaining: Area = {
    ...plain,
    title: rest,
    attributes: without(attributes, 'attributes'),
    facts: without(kind.facts, 'facts'),
    oneShots: without(kind.oneShots, 'oneShots'),
  };
  const isEmpty = [remaining.attributes, remaining.facts, remaining.oneShots].every(
    (part) => part.length === 0,
  );
  return isEmpty && kind.body.type === 'object' ? named : [remaining, ...named];
}
