// A runbook can be followed on the sandbox's pages: what its steps name is there under the same name.
import { describe, expect, test } from 'vitest';
import { formatAddress } from '../../../../src/address.ts';
import { kinds } from '../../../../src/catalog/index.ts';
import type { Kind } from '../../../../src/catalog/kind.ts';
import type { Json } from '../../../../src/json.ts';
import type { Change, Leaf, Plan } from '../../../../src/model.ts';
import { runbookOf } from '../../../../src/report/runbook.ts';
import { runbookJson } from '../../../../src/report/runbook-json.ts';
import { byHandPlan, now } from '../../../report/by-hand-plan.ts';
import { bodyWith, type Form, formsOf, samplesOf, segmentsOf, settable } from '../../samples.ts';
import { done, newApp, newSandbox } from '../sandbox.ts';
import { deskAt, unescaped } from './pages.ts';

interface Value {
  readonly label: string;
  readonly before: { readonly labels?: readonly string[] };
  readonly after: { readonly labels?: readonly string[] };
}

interface Step {
  readonly areas: readonly { readonly clicks: readonly string[]; readonly values: readonly Value[] }[];
}

function stepFor(change: Change): Step {
  const plan: Plan = { ...byHandPlan, changes: [change], bindings: { 'apps.support': '1400000001' } };
  const { steps } = runbookJson(runbookOf(plan, now)) as { steps: readonly [Step] };
  return steps[0];
}

/** The change of a body, told leaf by leaf. */
function changeOf({ kind }: Form, segments: readonly string[], leaves: readonly Leaf[]): Change {
  return {
    address: formatAddress(segments),
    segments,
    kind: kind.name,
    action: kind.form === 'object' && kind.name !== 'app' ? 'create' : 'update',
    before: {},
    after: {},
    leaves,
    consequences: [],
    via: 'console',
    byHand: { reason: 'no API' },
    dependsOn: [],
  };
}

/** Maps by keys of a list are told key by key. */
function leavesFor({ kind }: Form, path: readonly string[], value: Json): Leaf[] {
  if (kind.name.startsWith('group-') && path[0] === 'groupTypes')
    return Object.entries(value as Record<string, Record<string, Json>>).flatMap(([type, levels]) =>
      Object.entries(levels).map(([name, after]) => ({ path: [...path, type, name], after })),
    );
  return [{ path, after: value }];
}

const textsOf = (html: string, tag: RegExp): string[] =>
  [...html.matchAll(tag)].map(([, text = '']) =>
    unescaped(text.replace(/<[^>]+>/g, ''))
      .replace(/\s+/g, ' ')
      .trim(),
  );

/** What a page calls its areas, controls and choices. */
const namesOn = (html: string): string[] => [
  ...textsOf(
    html,
    /<(?:h1|h2|legend|label|b|dt|th|option)\b[^>]*>([\s\S]*?)<\/(?:h1|h2|legend|label|b|dt|th|option)>/g,
  ),
  ...textsOf(html, /<li>(<a [^>]*>[^<]*<\/a>)<\/li>/g),
];

/** A name with more words after it is the name still: `iOS: APNs or VoIP`. */
const isNamed = (name: string, names: readonly string[]): boolean =>
  names.some((one) => one.startsWith(name) && !/^[\p{L}\p{N}]/u.test(one.slice(name.length)));

/** `Group Type: Work group: Read` are three names; a name that has a colon in it is one. */
const isLabel = (label: string, names: readonly string[]): boolean =>
  isNamed(label, names) || label.split(': ').every((part) => isNamed(part, names));

/** All pages on which something of a form is done. */
async function pagesFor(form: Form): Promise<string> {
  const sandbox = await newSandbox();
  const app = await newApp(sandbox, 'developer');
  for (const userId of ['support-bot', 'duty-officer'])
    await done(sandbox, 'ImportAccount', { sdkAppId: app, userId });
  const desk = deskAt(sandbox);
  const { kind, chosen } = form;
  const urls =
    kind.form === 'object' && kind.name !== 'app'
      ? [{}, chosen].map(
          (query) => `/console/create?${new URLSearchParams({ kind: kind.name, app, ...query })}`,
        )
      : [`/console/edit?${new URLSearchParams({ at: formatAddress(segmentsOf(form, app)) })}`];
  const pages = await Promise.all(urls.map((url) => desk.get(url)));
  for (const { status } of pages) expect(status).toBe(200);
  return pages.map(({ html }) => html).join('\n');
}

const byConsole = kinds.filter(({ listed, body }) => !listed && body.type === 'object');

test.each(byConsole.flatMap(formsOf).map((form) => [form.title, form] as const))(
  '%s: labels and choices of a runbook are on the page',
  async (_, form) => {
    const names = namesOn(await pagesFor(form));
    const segments = segmentsOf(form, 'support');
    const missing: string[] = [];
    for (const { path, attribute } of settable(form)) {
      const isChosen = Object.hasOwn(form.chosen, path.join('.'));
      const samples = isChosen ? [form.chosen[path.join('.')] as Json] : valuesOf(form, path, attribute);
      for (const value of samples) {
        const { areas } = stepFor(changeOf(form, segments, leavesFor(form, path, value)));
        for (const { label, before, after } of areas.flatMap(({ values }) => values)) {
          if (!isLabel(label, names)) missing.push(label);
          for (const choice of [...(before.labels ?? []), ...(after.labels ?? [])])
            if (!isNamed(choice, names)) missing.push(`${label} = ${choice}`);
        }
      }
    }
    expect(missing).toEqual([]);
  },
);

/** Every word of a list, and two values of all else. */
function valuesOf(
  form: Form,
  path: readonly string[],
  attribute: Parameters<typeof samplesOf>[2],
): readonly Json[] {
  if (attribute.type === 'enum') {
    const values = Object.keys(attribute.values);
    // What only goes up starts at what a new app has.
    return attribute.upOnly ? values.slice(values.indexOf(String(attribute.default))) : values;
  }
  if (attribute.type === 'set') return Object.keys(attribute.values).map((value) => [value]);
  return samplesOf(form, path, attribute);
}

describe('the areas that clicks lead to', () => {
  /** `the Login Settings area`, in the clicks of everything that can be done to a kind. */
  const areasIn = (kind: Kind): readonly string[] => [
    ...new Set(
      JSON.stringify(kind)
        .match(/(?<= the )(?!area|top-right|upper)[^".,]*?(?= area\b)/g)
        ?.map((name) => name.split(' the ').at(-1) ?? name),
    ),
  ];
  const named = kinds
    .filter(({ served }) => served === 'console')
    .flatMap((kind) => areasIn(kind).map((area) => [area, kind] as const));

  test('are these', () => {
    expect(named.map(([area]) => area)).toEqual([
      'Basic Info',
      'Standard Billing Plan',
      'Basic Information',
      'TRTC',
      'push settings',
      'Login Settings',
      'Historical Message Storage Period Settings',
      'Message Recall Settings',
      'Multi-client Synchronization Settings',
      'Set user status query and status change notification',
      'Set message extension',
      'Push to all users',
      'Configuration of conversations to pull',
      'Blocklist check',
      'Relationship Check',
      'Default Verification for Adding Friends',
      'Custom Friend Field',
      'Community',
      'List of online audio-video group members',
      'Broadcast messaging of audio-video group',
      'Audio-video group member banning',
      'Message History for New Members',
      'Read receipts for group messages',
      'webhook URL configuration',
      'webhook configuration',
    ]);
  });

  test.each(named)('“%s” is a heading of the page', async (area, kind) => {
    const sandbox = await newSandbox();
    const app = await newApp(sandbox);
    const desk = deskAt(sandbox);
    const { location } = await desk.get(`/console/apps/${app}`);
    const { html } = await desk.get(location ?? '');
    const menu = [...html.matchAll(/href="(\/console\/apps\/[^"]+)"/g)].map(([, url = '']) => unescaped(url));
    const pages = await Promise.all([...new Set(menu)].map((url) => desk.get(url)));
    const page = pages.find((one) => {
      const title = textsOf(one.html, /<h1>([^<]*)</g)[0] ?? '';
      return kind.page.split(' > ').includes(title);
    });
    const headings = textsOf(page?.html ?? '', /<h2[^>]*>([^<]*)</g).map((text) => text.toLowerCase());
    expect(headings).toContain(area.toLowerCase());
  });
});

test("the name of a certificate, which only the pages ask for, is said to be chatform's own (PSH-1)", () => {
  const [form] = formsOf(kinds.find(({ name }) => name === 'certificate') as Kind) as [Form];
  const body = bodyWith(form, ['platform'], 'mi');
  const leaves = Object.entries(body).map(([name, after]) => ({ path: [name], after }));
  const step = stepFor(changeOf(form, segmentsOf(form, 'support'), leaves));
  expect(step.areas[0]?.clicks[1]).toBe(
    "Set the values below in the Add Certificate dialog. The name phones is chatform's own: only the dialog of a sandbox asks for it.",
  );
});
