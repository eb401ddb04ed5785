// What the page of a plan says, and that nothing in it is carried out or loaded.
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Change, type Leaf, type Plan, secret, unknown } from '../../src/model.ts';
import { planHtml } from '../../src/report/html.ts';
import { hostileAbout, hostileCases, hostilePlan } from './hostile.ts';
import { about, fieldsPlan, gamesPlan, quietPlan } from './html-plan.ts';

const games = planHtml(gamesPlan, about);

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The elements between the opening tag of a page's section and the next section. */
function sectionOf(page: string, id: string): string {
  return new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(page)?.[0] ?? '';
}

/** What is read of some HTML: its text, with white space as a browser shows it. */
function read(html: string): string {
  return html
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity] ?? '')
    .replace(/\s+/g, ' ')
    .replace(/ ([.,:;?)])/g, '$1')
    .replace(/\( /g, '(')
    .trim();
}

/** What is inside of a change, as HTML; nothing in these tests folds anything in it but a long value. */
function bodyOf(page: string, address: string): string {
  const start = page.indexOf(`<div class="body" id="/${address}">`);
  return start < 0 ? '' : page.slice(start, page.indexOf('</div></details>', start));
}

/** The rows of a change's table, cells parted by bars. */
function rowsOf(page: string, address: string): string[] {
  const rows = [...bodyOf(page, address).matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].slice(1);
  return rows.map(([, row = '']) => {
    const cells = [...row.matchAll(/<(?:td|th)[^>]*>([\s\S]*?)<\/(?:td|th)>/g)];
    return cells
      .map(([, cell = '']) => read(cell))
      .join(' | ')
      .trim();
  });
}

/** The games' plan with one change, of the lobby, that has these values. */
function withLeaves(leaves: readonly Leaf[], more: Partial<Change> = {}): Plan {
  const change: Change = {
    address: 'apps.lobby',
    segments: ['apps', 'lobby'],
    kind: 'app',
    action: 'update',
    before: {},
    after: {},
    leaves,
    consequences: [],
    via: 'console',
    dependsOn: [],
    ...more,
  };
  return { ...gamesPlan, changes: [change] };
}

const bodyWith = (leaf: Leaf) => bodyOf(planHtml(withLeaves([leaf]), about), 'apps.lobby');
const rowsWith = (leaf: Leaf) => rowsOf(planHtml(withLeaves([leaf]), about), 'apps.lobby');

describe('the top of the page', () => {
  test('the title tells environment, counts and verdict', () => {
    expect(read(/<title>.*<\/title>/.exec(games)?.[0] ?? '')).toBe(
      'production: 3 to add, 7 to change, 2 to destroy, refused - chatform',
    );
  });

  test('the header tells verdict, counts and where the plan comes from', () => {
    const header = read(/<header>[\s\S]*<\/header>/.exec(games)?.[0] ?? '');
    expect(header).toContain('Plan for production');
    expect(header).toContain('Cannot be applied as it is: the console would refuse one wanted change.');
    expect(header).toContain('+ add 3 ~ change 7 − destroy 2 ✗ refused 1 ○ released 1 → moved 1 ≠ drifted 1');
    expect(header).toContain(`Digest ${gamesPlan.digest}`);
    expect(header).toContain('Commit 0123456789abcdef0123456789abcdef01234567 Run #7 Directory chat/');
    expect(header).toContain('Account 100000000001 through sandbox State serial 7 Made by chatform 0.1.0');
  });

  test('the contents lead to each part that there is', () => {
    expect(read(/<nav[\s\S]*<\/nav>/.exec(games)?.[0] ?? '')).toBe(
      'Consequences 9 Destroyed 2 Refused 1 Changes 12 Drift 1 Moved 1 Released 1 Limits 1 Not managed 1 Rules 7',
    );
  });

  test('only addresses of the web are links to the run', () => {
    const run = (url: string) => planHtml(quietPlan, { ...about, run: { url, number: 7, id: 7 } });
    expect(run('https://github.example/acme/chat/actions/runs/7')).toContain(
      '<a href="https://github.example/acme/chat/actions/runs/7" rel="noopener noreferrer">#7</a>',
    );
    expect(run('javascript:alert(1)')).toContain('<dd>#7</dd>');
    expect(run('javascript:alert(1)')).not.toContain('javascript:');
    expect(run('no address')).toContain('<dd>#7</dd>');
  });

  test.each<readonly [sentence: string, plan: Plan]>([
    ['No changes. The console matches the configuration.', quietPlan],
    ['Can be applied. Read the consequences first: irreversible, billable.', fieldsPlan(1)],
    ['Can be applied.', withLeaves([], {})],
    [
      'Cannot be applied as it is: the console would refuse 1,200 wanted changes.',
      { ...gamesPlan, refusals: Array.from({ length: 1_200 }, () => gamesPlan.refusals).flat() },
    ],
    [
      'Cannot be applied: 1 error to put right first.',
      { ...gamesPlan, diagnostics: [{ severity: 'error', message: 'apps.arena has two names' }] },
    ],
  ])('the verdict is: %s', (sentence, plan) => {
    const all = { ...plan, refusals: plan.changes.length === 1 ? [] : plan.refusals };
    expect(planHtml(all, about)).toContain(`</span> ${sentence}</p>`);
  });

  test('a plan that could not be made says so, and where the errors are', () => {
    const text = '    editon: premium';
    const source = { file: 'apps/arena.yaml', line: 3, column: 5, endLine: 3, endColumn: 11, text };
    const message = 'unknown key `editon`; did you mean `edition`?';
    const plan: Plan = { ...quietPlan, diagnostics: [{ severity: 'error', message, source, rule: 'APP-7' }] };
    const page = planHtml(plan, about);
    expect(read(page)).toContain('No plan could be made: 1 error to put right first.');
    expect(read(sectionOf(page, 'diagnostics'))).toBe(
      'Errors and warnings 1 error unknown key editon; did you mean edition? (APP-7) chat/apps/arena.yaml:3:5 3 │ editon: premium',
    );
    expect(page).not.toContain('class="counts"');
    expect(page).not.toContain(plan.digest);
  });

  test('a plan of which something was left out says so', () => {
    const sentence = 'This plan is not complete: something was left out.';
    expect(read(games)).not.toContain(sentence);
    expect(read(planHtml({ ...gamesPlan, complete: false }, about))).toContain(sentence);
  });
});

describe('the parts', () => {
  test('consequences come first, worst first, with their rule and the changes that bring them', () => {
    const parts = [...games.matchAll(/<section id="(\w+)"/g)].map(([, id]) => id);
    expect(parts.slice(0, 4)).toEqual(['consequences', 'destroyed', 'refused', 'changes']);
    const items = [...sectionOf(games, 'consequences').matchAll(/<li><div>[\s\S]*?<\/ul>/g)].map(([item]) =>
      read(item),
    );
    expect(items).toEqual([
      'irreversible An upgraded app cannot go back to the edition that it had. (APP-7) apps.duel',
      'irreversible A custom user field can never be deleted or renamed and uses up one of a few slots for good. (FLD-7) apps.support.userFields.Rank',
      'irreversible A deleted app and its SDKAppID cannot be brought back. (APP-3) apps.museum',
      'data-loss All data of the SDKAppID goes with the app. (APP-3) apps.museum',
      'billable A longer period than the edition includes is a value-added service. (MSG-3) apps.arena.messages',
      'billable Upgrading buys a paid plan. (APP-7) apps.duel',
      'disruptive Users online on devices that the new policy does not allow together are signed out. (MSG-1) apps.arena.login',
      'delayed It takes about five minutes until this shows. (FLD-2) apps.support.userFields.Rank',
      'delayed It takes about two minutes until this shows. (WHK-1) apps.support.webhook',
    ]);
    expect(sectionOf(games, 'consequences')).toContain('<a href="#/apps.duel">apps.duel</a>');
    expect(games).toContain('<div class="body" id="/apps.duel">');
  });

  test('of many addresses the first few are seen, and at most 500 are written', () => {
    const some = read(sectionOf(planHtml(fieldsPlan(1), about), 'consequences'));
    expect(some).toContain(
      'apps.game-1.userFields.RankE apps.game-1.userFields.RankF 14 more apps.game-1.userFields.RankG',
    );
    const many = sectionOf(planHtml(fieldsPlan(30), about), 'consequences');
    expect(read(many)).toContain('594 more');
    expect(read(many)).toContain('… and 100 more: see the changes.');
  });

  test('what will be destroyed is named, and why', () => {
    expect(read(sectionOf(games, 'destroyed'))).toBe(
      'Will be destroyed 2 cam.policies.old-operators because it is not in the configuration apps.museum because the game was closed',
    );
  });

  test('a refusal tells rule, message, line and remedy (APP-7)', () => {
    expect(read(sectionOf(games, 'refused'))).toBe(
      'Refused by the rules of the console 1 apps.support.edition is refused (APP-7) Edition cannot go from premium to standard: An upgraded app never goes back to a lower edition. chat/apps.yaml:5:14 5 │ edition: standard What to do: write edition: premium; for another edition create a new app',
    );
    expect(games).toContain('edition: <mark>standard</mark>');
  });

  test('what is held back with a refusal is named', () => {
    const refusals = gamesPlan.refusals.map((one) => ({ ...one, holds: ['apps.support.groupFeatures'] }));
    expect(read(sectionOf(planHtml({ ...gamesPlan, refusals }, about), 'refused'))).toContain(
      'Held back with it: apps.support.groupFeatures',
    );
  });

  test('drift, moves, releases, limits and what is not managed are told', () => {
    expect(read(sectionOf(games, 'drift'))).toContain('apps.support.messages has changed');
    expect(read(sectionOf(games, 'drift'))).toContain('recallSeconds 120 600');
    expect(read(sectionOf(games, 'moved'))).toContain('From To apps.foyer apps.lobby');
    expect(read(sectionOf(games, 'released'))).toContain('apps.support.messages.relationshipCheck true');
    expect(read(sectionOf(games, 'limits'))).toContain('apps.support custom user fields 0 1 20 19 0 FLD-2');
    expect(read(sectionOf(games, 'unmanaged'))).toContain('Kind How many app 1');
  });

  test('what was deleted outside of chatform is told, and what stays as it is', () => {
    const drift = [{ address: 'apps.arena', kind: 'app', before: {}, after: null, leaves: [] }];
    const released = [
      { address: 'apps.arena.tags', kind: 'tags', path: [], value: {}, note: 'still counts' },
    ];
    const page = planHtml({ ...gamesPlan, drift, released }, about);
    expect(read(sectionOf(page, 'drift'))).toContain('apps.arena has been deleted');
    expect(read(sectionOf(page, 'released'))).toContain('apps.arena.tags stays as it is still counts');
  });

  test('the fullest limit is the first', () => {
    const [one] = gamesPlan.capacity.filter(({ before, after }) => before !== after);
    if (!one) throw new Error('the plan moves no limit');
    const capacity = [
      { ...one, scope: 'apps.arena', after: 3 },
      { ...one, scope: 'apps.lobby', after: 19 },
    ];
    expect(read(sectionOf(planHtml({ ...gamesPlan, capacity }, about), 'limits'))).toMatch(
      /apps\.lobby .* 19 20 1 .*apps\.arena .* 3 20 17/,
    );
  });

  test('each rule that is named is told in words, with its source', () => {
    expect(read(sectionOf(games, 'rules'))).toContain(
      'APP-3 Only a disabled app can be deleted, and deleting is irreversible: the service and all data of its SDKAppID are lost. Console guide, Basic Configuration > Disabling/Deleting an app',
    );
    expect(games).toContain('<a href="#rule-APP-3">APP-3</a>');
  });
});

describe('a change', () => {
  test('tells each value with its place, and a line that several share once', () => {
    expect(rowsOf(games, 'apps.support.userFields.Rank')).toEqual([
      'type | "string" | chat/apps.yaml:10:21 Rank: { type: string, app: [read, write] }',
      'app | ["read", "write"] | chat/apps.yaml:10:34 [read, write]',
    ]);
  });

  test('tells both sides of what is updated, and marks what differs in them', () => {
    expect(rowsOf(games, 'apps.support.messages')).toEqual([
      'recallSeconds | 600 | 120 | chat/apps.yaml:7:32 messages: { recallSeconds: 120 }',
    ]);
    expect(games).toContain('chat/<mark>v2/</mark>callback');
  });

  test("says where a value is the console's default", () => {
    expect(rowsOf(games, 'apps.arena.login')).toEqual([
      'policy | "one-per-platform" | "dual-device" (the console\'s default) | chat/apps.yaml:14:22 login: { policy: null }',
    ]);
  });

  test('tells what differs inside a document', () => {
    expect(rowsOf(games, 'cam.policies.support-operators')).toEqual([
      'document | changed inside | chat/apps.yaml:26:9 version: "2.0"',
      'statement[0].action | "name/im:Describe*" | (not set) |',
      'statement[0].action | (not set) | "name/im:Get*" |',
    ]);
  });

  test('that destroys tells the values that go', () => {
    expect(rowsOf(games, 'apps.museum')).toEqual([
      'name | "Game Museum" |',
      'edition | "developer" |',
      'enabled | false |',
    ]);
  });

  test('tells why, what it brings, what it needs, when it shows and where it is declared', () => {
    const body = (address: string) => read(bodyOf(games, address));
    expect(body('apps.museum')).toContain('Because the game was closed');
    expect(body('apps.museum')).toContain('data-loss All data of the SDKAppID goes with the app. (APP-3)');
    expect(body('apps.museum')).toContain('Declared at chat/apps.yaml:29:5 - { address: apps.museum');
    expect(body('apps.lobby')).toContain('Depends on apps.duel');
    expect(body('apps.support.webhook')).toContain('It takes about two minutes until this shows. (WHK-1)');
    const slow = planHtml(
      withLeaves([], { effective: 'It takes about ten minutes until this shows.' }),
      about,
    );
    expect(read(slow)).toContain('Takes effect: It takes about ten minutes until this shows.');
  });

  test('tells a value that is known after apply by its expression', () => {
    expect(rowsOf(games, 'apps.lobby')[0]).toContain(
      `(not set) | (known after apply: Sister of \${apps.duel.sdkAppId})`,
    );
  });

  test('tells of a secret only that it is one (PSH-4)', () => {
    const fingerprint = 'scrypt$16384$c2FsdA$ZmluZ2VycHJpbnQ';
    const after = secret({ env: 'MI_SECRET' }, fingerprint);
    expect(rowsWith({ path: ['appSecret'], after })).toEqual(['appSecret | (not set) | (sensitive value) |']);
    expect(rowsWith({ path: ['appSecret'], before: '(sensitive value)', after })).toEqual([
      'appSecret | (sensitive value) | (sensitive value) |',
    ]);
    const plan = withLeaves([{ path: ['appSecret'], after }], { after: { appSecret: after } });
    expect(planHtml(plan, about)).not.toContain(fingerprint);
  });

  test('of a value longer than 2,000 characters the end is folded, and none of it lost', () => {
    const body = bodyWith({ path: ['introduction'], after: 'x'.repeat(2_500) });
    expect(body.replace(/x{9,}/g, (run) => `x × ${run.length}`)).toContain(
      '<td class="to">&quot;x × 1999<details class="more"><summary>502 more characters</summary>x × 501&quot;</details></td>',
    );
  });

  test('a large value stands on several lines', () => {
    const after = {
      url: 'https://hooks.acme.example/chat',
      events: ['C2C.CallbackBeforeSendMsg', unknown(`\${var.event}`)],
    };
    expect(bodyWith({ path: ['webhook'], after })).toContain(
      `{\n  url: &quot;https://hooks.acme.example/chat&quot;\n  events: [&quot;C2C.CallbackBeforeSendMsg&quot;, (known after apply: \${var.event})]\n}</td>`,
    );
  });
});

describe('large plans', () => {
  test('up to 100 changes all are open, up to 1,000 the apps are, above that nothing is', () => {
    const open = (page: string, name: string) =>
      [...page.matchAll(new RegExp(`<details class="${name}[^>]* open>`, 'g'))].length;
    const [small, middle, large] = [4, 5, 48].map((apps) => planHtml(fieldsPlan(apps), about)) as [
      string,
      string,
      string,
    ];
    expect([open(small, 'group'), open(small, 'change')]).toEqual([4, 84]);
    expect([open(middle, 'group'), open(middle, 'change')]).toEqual([5, 0]);
    expect([open(large, 'group'), open(large, 'change')]).toEqual([0, 0]);
    expect([...large.matchAll(/<noscript>/g)]).toHaveLength(48);
    expect(middle).not.toContain('<noscript>');
  });

  test('a closed app tells how many changes of it are grave', () => {
    const summary = /<details class="group" data-app="apps.game-1">\n<summary>[\s\S]*?<\/summary>/;
    expect(read(summary.exec(planHtml(fieldsPlan(48), about))?.[0] ?? '')).toBe(
      'apps.game-1 irreversible 21 billable 1 21 to add',
    );
  });
});

describe('safety', () => {
  test('the same plan gives the same bytes', () => {
    expect(planHtml(structuredClone(quietPlan), { ...about })).toBe(planHtml(quietPlan, about));
    expect(planHtml(gamesPlan, about)).toBe(games);
  });

  test('one style and one script are in it, and its policy allows only these', () => {
    const [styles, scripts] = ['style', 'script'].map((tag) =>
      [...games.matchAll(new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, text = '']) => text),
    ) as [string[], string[]];
    expect([styles.length, scripts.length]).toEqual([1, 1]);
    const hash = (text = '') => `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
    expect(games).toContain(
      `content="default-src &#39;none&#39;; style-src &#39;${hash(styles[0])}&#39;; script-src &#39;${hash(scripts[0])}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    expect(games).not.toMatch(/ (?:style|src|srcset|on\w+)="/);
  });

  /** The elements of a page with their attributes, once each: `div class id`. */
  function shapesOf(page: string): string[] {
    const markup = page.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1>');
    const tags = [...markup.matchAll(/<([^\s>/]+)([^>]*)>/g)];
    const shapes = tags.map(([, name = '', rest = '']) =>
      [name, ...rest.replace(/="[^"]*"/g, '').split(/\s+/)].filter(Boolean).join(' '),
    );
    return [...new Set(shapes)].sort();
  }

  const known = shapesOf(
    `${planHtml(hostilePlan('Game `Lobby`'), hostileAbout('chat'))}${planHtml(hostilePlan('x'.repeat(3_000)), about)}`,
  );

  test.each(hostileCases)('a text makes no element and no attribute: %s', (_, text) => {
    const page = planHtml(hostilePlan(text), hostileAbout(text));
    expect(shapesOf(page).filter((shape) => !known.includes(shape))).toEqual([]);
    expect(/(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029]|\p{Surrogate}/u.exec(page)).toBeNull();
  });

  test('a text is in the page as it was written', () => {
    const page = planHtml(hostilePlan(`<b title='a'>&amp; "b"</b>`), about);
    expect(page).toContain('<p>&lt;b title=&#39;a&#39;&gt;&amp;amp; &quot;b&quot;&lt;/b&gt;</p>');
    expect(planHtml(hostilePlan('abc\u202edef\u001b[2J'), about)).toContain('<p>abc\\u202edef\\u001b[2J</p>');
  });
});
