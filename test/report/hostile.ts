/** Texts that try to break out of a report, and plans that hold one wherever a plan holds a text. */
import { formatAddress } from '../../src/address.ts';
import type { Change, DocumentChange, Leaf, Plan, Source, Verdict } from '../../src/model.ts';
import type { About } from '../../src/report/outline.ts';
import { planned } from '../support/scene.ts';

const backticks = Array.from({ length: 48 }, (_, index) => '`'.repeat(index + 3));

/** What somebody might write into a name, a description or a file's name. */
export const hostileTexts: readonly string[] = [
  '</details><script>alert(1)</script>',
  '</summary></details><img src=x onerror=alert(1)>',
  '</code></pre><iframe src="javascript:alert(1)">',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</script><script>alert(1)</script>',
  '</style><style>* { display: none }</style>',
  '@everyone',
  'see @octocat, #1, GH-2, octocat/hello#3 and 0123456789abcdef0123456789abcdef01234567',
  'https://example.com/?a=1&b=2 www.example.com ops@example.com',
  ...backticks,
  '`a` ``b`` ```c``` ````',
  '\n```\n</details>\n\n# A heading of its own\n\n```diff\n+ added',
  '~~~\n~~~~',
  '\u001b[31mred\u001b[0m \u001b]8;;https://example.com\u0007link\u001b]8;;\u0007 \u001b[2J',
  'abc\u202edef\u2066ghi\u2069',
  'one\u2028two\u2029three\u0085four\u0000five\u0008\u007f',
  'x'.repeat(10_000),
  '字'.repeat(10_000),
  '😀'.repeat(10_000),
  'many words '.repeat(1_000),
  '::error::x',
  '\n::error file=a.yaml,line=1::x',
  '\r\n  ##[error]x',
  '##[add-mask]x',
  '| a | b |',
  '\\| a \\\\| b \\',
  '| --- |\n| --- |',
  '--> <!--',
  '<!-- chatform: {"tool":"chatform"} -->',
  '[x](javascript:alert(1))',
  '![x](https://example.com/x.png)',
  '[x]: https://example.com',
  '<https://example.com>',
  '&lt;script&gt; &#64;everyone &amp;',
  '*a* _b_ **c** ~~d~~ $e$ :tada:',
  '# A heading',
  '- a list\n- of two',
  '1. one\n2. two',
  '> a quote',
  '---',
  '===',
  '    indented',
  '\ta tab',
  '   ',
  '',
  '__proto__',
  'constructor',
  '\ud800 half a character',
  'x\n\n</details><script>@everyone',
  'chat\u200b.acme\u00a0\u{e0041}\u{e007f}',
];

/** The texts with a short name for a test's title, in which nothing is carried out. */
export const hostileCases: readonly (readonly [name: string, text: string])[] = hostileTexts.map((text) => [
  JSON.stringify(text.length > 60 ? `${text.slice(0, 40)}… (${text.length})` : text).replace(
    /[^ -~…]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  ),
  text,
]);

const base = planned({
  yaml: `
apps:
  support:
    name: Acme Support
    edition: standard
    messages: { recallSeconds: 120 }
    userFields:
      Rank: { type: string, app: [read, write] }
  arena:
    name: Game Arena
    messages: { historyDays: 30 }
cam:
  policies:
    support-operators:
      document:
        version: "2.0"
        statement: [{ effect: allow, action: ["name/im:Get*"], resource: ["*"] }]
removed:
  - { address: apps.lobby, destroy: true, because: the game was closed }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'developer', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 600, relationshipCheck: true },
      'apps.1400000002': { name: 'Game Lobby', edition: 'developer', enabled: true },
      'apps.1400000003': { name: 'Game Arena', edition: 'developer', enabled: true },
      'apps.1400000003.messages': { historyDays: 7 },
      'cam.policies.support-operators': {
        description: '',
        document: {
          version: '2.0',
          statement: [{ effect: 'allow', action: ['name/im:Describe*'], resource: ['*'] }],
        },
      },
    },
  },
  state: {
    bindings: { arena: '1400000003', lobby: '1400000002', support: '1400000001' },
    records: {
      'apps.arena': { name: 'Game Arena' },
      'apps.lobby': { name: 'Game Lobby' },
      'apps.support': { name: 'Acme Support' },
      'apps.support.messages': { recallSeconds: 120, relationshipCheck: true },
      'cam.policies.support-operators': {
        document: {
          version: '2.0',
          statement: [{ effect: 'allow', action: ['name/im:Describe*'], resource: ['*'] }],
        },
      },
    },
  },
}).plan;

const verdictWords = ['broken', 'denied', 'warned', 'waived', 'passed', 'not-applicable'] as const;

/** A plan with that text in all its addresses, values, sentences and places. */
export function hostilePlan(text: string): Plan {
  const sourceOf = (source: Source): Source => ({ ...source, file: `${text}.yaml`, text });
  const addressOf = (segments: readonly string[]) =>
    segments.map((segment, index) => (index === (segments[0] === 'apps' ? 1 : 2) ? text : segment));
  const textDetail = ({ before, after }: DocumentChange): DocumentChange => ({
    path: text,
    ...(before !== undefined && { before: text }),
    ...(after !== undefined && { after: { [text]: text } }),
  });
  const leafOf = (leaf: Leaf): Leaf => ({
    ...leaf,
    path: [...leaf.path, text],
    ...(leaf.before !== undefined && { before: { [text]: text } }),
    ...(leaf.after !== undefined && { after: text }),
    ...(leaf.details && {
      details: leaf.details.map(textDetail),
    }),
    ...(leaf.source && { source: sourceOf(leaf.source) }),
  });
  const changeOf = (change: Change): Change => ({
    ...change,
    segments: addressOf(change.segments),
    address: formatAddress(addressOf(change.segments)),
    because: text,
    effective: text,
    byHand: { reason: text, waitingSince: text },
    before: change.before && { ...change.before, [text]: text },
    after: change.after && { ...change.after, [text]: text },
    leaves: change.leaves.map(leafOf),
    consequences: change.consequences.flatMap((one) => [
      { ...one, because: text },
      { ...one, rule: text },
    ]),
    ...(change.source && { source: sourceOf(change.source) }),
  });
  const address = formatAddress(['apps', text, 'messages']);
  const source: Source = { file: `${text}.yaml`, line: 1, column: 1, endLine: 1, endColumn: 2, text };
  return {
    ...base,
    changes: base.changes.map(changeOf),
    refusals: [
      {
        address,
        path: [text],
        rule: 'APP-7',
        message: text,
        remedy: text,
        holds: [address, text],
        source,
      },
      { address, path: [], rule: text, message: text, holds: [] },
    ],
    drift: [
      ...base.drift.map((one) => ({ ...one, address, leaves: one.leaves.map(leafOf) })),
      { address, kind: 'messages', before: { [text]: text }, after: null, leaves: [] },
    ],
    released: [
      { address, kind: 'messages', path: [text], value: text, note: text },
      { address, kind: 'messages', path: [], value: { [text]: text } },
    ],
    moved: [{ from: formatAddress(['apps', `${text}-old`]), to: formatAddress(['apps', text]) }],
    unmanaged: [{ kind: 'app', address, label: text }],
    confirmed: [{ address, kind: 'messages', by: text, at: text }],
    capacity: [
      {
        scope: address,
        kind: 'user-field',
        noun: text,
        limit: 20,
        before: 1,
        after: 2,
        unmanaged: 1,
        rule: 'FLD-2',
      },
    ],
    diagnostics: [
      { severity: 'error', message: text, source, address, rule: 'APP-1' },
      { severity: 'error', message: text, source: { ...source, text: '' }, rule: text },
      { severity: 'warning', message: text, rule: text },
    ],
    verdicts: verdictWords.map(
      (verdict): Verdict => ({
        name: text,
        level: 'deny',
        origin: 'directory',
        uses: text,
        verdict,
        reason: text,
        findings: [
          { message: text },
          {
            address,
            message: text,
            source,
            waiver: { address, until: text, by: text, reason: text, source },
          },
        ],
        source,
      }),
    ),
    access: [
      { direction: 'gain', who: [{ kind: 'user', name: text }], text, escalation: [text, text] },
      { direction: 'loss', who: [{ kind: 'group', name: text }], text, escalation: [] },
    ],
    inputs: { ...base.inputs, environment: text, targets: [text], excludes: [text] },
  };
}

/** Where such a plan might come from: a directory, and a pull request, with that text in its file names. */
export function hostileAbout(text: string): About {
  return {
    toolVersion: '0.1.0',
    root: `${text}/`,
    commit: '0123456789abcdef0123456789abcdef01234567',
    run: { url: 'https://github.example/acme/chat/actions/runs/7', number: 7, id: 7 },
    files: [`${text}/${text}.yaml`, `${text}/other ${text}.yml`],
  };
}
