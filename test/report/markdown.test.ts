import { describe, expect, test } from 'vitest';
import type { Change, Plan } from '../../src/model.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { readMarker } from '../../src/report/marker.ts';
import type { About } from '../../src/report/outline.ts';
import { planned, type Scene } from '../support/scene.ts';
import { keyOf, manyApps } from './many-apps.ts';
import { markdownProblems } from './markdown-problems.ts';

const about: About = {
  toolVersion: '0.1.0',
  root: 'chat/',
  commit: '0123456789abcdef0123456789abcdef01234567',
  run: { url: 'https://github.example/acme/chat/actions/runs/7', number: 7, id: 7 },
};

const scene: Scene = {
  yaml: `
apps:
  support:
    name: Acme Support
    edition: premium
    messages: { recallSeconds: 300 }
cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement: [{ effect: allow, action: ["name/im:Get*"], resource: ["*"] }]
removed:
  - { address: apps.lobby, destroy: true, because: the game was closed }
  - { address: apps.arena, destroy: true }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'standard', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 600, relationshipCheck: true },
      'apps.1400000002': { name: 'Game Lobby', edition: 'developer', enabled: true },
      'apps.1400000003': { name: 'Game Arena', edition: 'standard', enabled: false },
      'cam.policies.operators': {
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
      'cam.policies.operators': {},
    },
  },
};

function planOf(parts: Partial<Plan> = {}): Plan {
  const { plan } = planned(scene);
  return { ...plan, digest: 'e3b0c442', inputs: { ...plan.inputs, environment: 'production' }, ...parts };
}

/** A plan in which nothing is to be done. */
const quiet: Partial<Plan> = { changes: [], refusals: [], drift: [], released: [], moved: [], capacity: [] };

test('A plan is told worst first, folded by app, with its digest at the end', () => {
  const text = planMarkdown(planOf(), { ...about, files: ['chat/apps.yaml', 'chat/apps/lobby.yaml'] });
  expect(markdownProblems(text)).toEqual([]);
  expect(text).toBe(`\
<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":"production","root":"chat/","digest":"e3b0c442","commit":"0123456789abcdef0123456789abcdef01234567","run":7} -->
## chatform plan for \`production\` in \`chat/\`

**Plan: 0 to add, 3 to change, 1 to destroy. 1 refused. 1 released.**

⛔ **The console would refuse 1 change**: this plan cannot be applied as it is.

⚠️ **Look twice**: 1 destroyed, 2 irreversible, 1 data-loss, 1 billable.

> [!CAUTION]
> **1 resource will be destroyed**: 1 app.

\`\`\`diff
- apps.lobby (because the game was closed)
\`\`\`

### Consequences

| Class | What it means | Where |
|---|---|---|
| **irreversible** | An upgraded app cannot go back to the edition that it had. (APP-7) | \`apps.support\` |
| **irreversible** | A deleted app and its SDKAppID cannot be brought back. (APP-3) | \`apps.lobby\` |
| **data-loss** | All data of the SDKAppID goes with the app. (APP-3) | \`apps.lobby\` |
| **billable** | Upgrading buys a paid plan. (APP-7) | \`apps.support\` |

### Refused by the rules of the console

- ⛔ **\`apps.arena\`** is refused (APP-5): a standard app cannot be disabled, and so not deleted, by hand
  - At \`chat/apps.yaml:15\`
  - What to do: ask support to delete it, and write \`destroy: false\` to stop managing it

### Changes

<details>
<summary><code>apps.lobby</code>: 1 to destroy</summary>

\`\`\`diff
# apps.lobby will be destroyed  chat/apps.yaml:14
# (because the game was closed)
-   name    = "Game Lobby"
-   edition = "developer"
-   enabled = true
\`\`\`

</details>

<details>
<summary><code>apps.support</code>: 2 to change</summary>

\`\`\`diff
# apps.support will be updated in-place  chat/apps.yaml:3
!   edition = "standard" -> "premium"

# apps.support.messages will be updated in-place  chat/apps.yaml:6
!   recallSeconds = 600 -> 300
\`\`\`

</details>

<details>
<summary><code>cam</code>: 1 to change</summary>

\`\`\`diff
# cam.policies.operators will be updated in-place  chat/apps.yaml:9
!   document
-     statement[0].action: "name/im:Describe*"
+     statement[0].action: "name/im:Get*"
\`\`\`

</details>

<details>
<summary>Changed outside of chatform since the last apply (drift): 1 resource</summary>

\`\`\`diff
# apps.support.messages has changed
!   recallSeconds = 120 -> 600
\`\`\`

</details>

<details>
<summary>No longer declared, and no longer managed: 1</summary>

- \`apps.support.messages.relationshipCheck\` keeps \`true\`

</details>

<details>
<summary>Limits: 1</summary>

- \`account\`: 2 of 300 apps used after this plan, 298 left (before: 3)

</details>

<details>
<summary>Which files lead to which changes</summary>

- \`chat/apps.yaml\`: \`apps.support\`, \`apps.support.messages\`, \`cam.policies.operators\`, \`apps.lobby\`, \`apps.arena\`
- \`chat/apps/lobby.yaml\` declares nothing that this plan changes

</details>

<sub>Digest \`e3b0c442\` · chatform \`0.1.0\` · commit 0123456789abcdef0123456789abcdef01234567 · [run 7](<https://github.example/acme/chat/actions/runs/7>)</sub>
`);
});

test('A plan of nothing is a short and friendly text', () => {
  const plan = planOf({ ...quiet, inputs: { ...planOf().inputs, environment: null } });
  expect(planMarkdown(plan, { toolVersion: '0.1.0', root: '' })).toBe(`\
<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":null,"root":"","digest":"e3b0c442"} -->
## chatform plan

✅ **No changes. The console matches the configuration.**

<sub>chatform \`0.1.0\`</sub>
`);
});

test('Where no plan could be made, the title says so and the errors are all there is', () => {
  const source = { file: 'apps.yaml', line: 3, column: 5, endLine: 3, endColumn: 9, text: '    nmae: 1' };
  const plan = planOf({
    ...quiet,
    diagnostics: [
      { severity: 'error', message: 'unknown attribute "nmae"; did you mean `name`?', source },
      { severity: 'error', message: 'there is no such app', address: 'apps.lobby', rule: 'APP-1' },
      { severity: 'warning', message: 'this field is not used', rule: 'FLD-2' },
    ],
  });
  expect(planMarkdown(plan, { ...about, files: ['chat/apps.yaml'] })).toBe(`\
<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":"production","root":"chat/","commit":"0123456789abcdef0123456789abcdef01234567","run":7} -->
## chatform: no plan could be made for \`production\` in \`chat/\`

❌ **There are errors**, and so nothing was planned.

### Errors

- ❌ \`chat/apps.yaml:3:5\`: unknown attribute "nmae"; did you mean \`name\`?
  - \`nmae: 1\`
- ❌ \`apps.lobby\`: there is no such app (APP-1)

### Warnings

- ⚠️ this field is not used (FLD-2)

<sub>chatform \`0.1.0\` · commit 0123456789abcdef0123456789abcdef01234567 · [run 7](<https://github.example/acme/chat/actions/runs/7>)</sub>
`);
});

test('A plan that was not asked for everything says what it was asked for', () => {
  const inputs = { ...planOf().inputs, targets: ['apps.support'], excludes: ['apps.lobby'] };
  expect(planMarkdown(planOf({ complete: false, inputs }), about)).toContain(
    '⚠️ This plan is not complete: it was asked for only `apps.support`, not `apps.lobby`.',
  );
  expect(planMarkdown(planOf({ complete: false }), about)).toContain(
    '⚠️ This plan is not complete: something was left out.',
  );
});

test('Moves are listed', () => {
  const plan = planOf({ moved: [{ from: 'apps.support', to: 'apps.helpdesk' }] });
  expect(planMarkdown(plan, about)).toContain('- `apps.support` has moved to `apps.helpdesk`');
});

describe('A change', () => {
  const [, messages] = planOf().changes as [Change, Change];
  const textOf = (leaf: Partial<Change['leaves'][number]>) =>
    planMarkdown(planOf({ changes: [{ ...messages, leaves: [{ path: ['note'], ...leaf }] }] }), about);

  test('of two long values shows them below each other', () => {
    const [before, after] = ['a'.repeat(60), 'b'.repeat(60)];
    expect(textOf({ before, after })).toContain(`\n-   note = "${before}"\n+   note = "${after}"\n`);
  });

  test('to a long list shows it as people write it, each line with its sign', () => {
    const after = ['a'.repeat(60), 'b'.repeat(60)];
    expect(textOf({ after })).toContain(`\n+   note = [\n+     "${after[0]}"\n+     "${after[1]}"\n+   ]\n`);
  });

  test("back to the console's default says so", () => {
    expect(textOf({ before: 300, after: 120, reset: true })).toContain(
      "\n!   note = 300 -> 120 (the console's default)\n",
    );
  });
});

describe('A plan of 300 apps', () => {
  const plan = manyApps(300);
  const text = planMarkdown(plan, { ...about, files: ['chat/apps.yaml'] });
  const lines = new Set(text.split('\n'));
  const indexes = Array.from({ length: 300 }, (_, index) => index);

  test('is a comment that GitHub takes, well-formed to its end', () => {
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(65_536);
    expect(markdownProblems(text)).toEqual([]);
    expect(readMarker(text)).toMatchObject({ command: 'plan', digest: plan.digest });
  });

  test('names everything that it destroys, and everything that cannot be taken back', () => {
    const destroyed = indexes.filter((index) => index % 3 === 0).map((index) => `- apps.${keyOf(index)}`);
    const lasting = indexes
      .filter((index) => index % 3 === 1)
      .map((index) => `apps.${keyOf(index)}.userFields.Rank`);
    expect(destroyed.filter((line) => !lines.has(line))).toEqual([]);
    expect(lasting.filter((line) => !lines.has(line))).toEqual([]);
  });

  test('says at its beginning that it was cut, and of which apps how many changes are missing', () => {
    expect(text).toContain(
      '> Too long for one comment, and cut. For all of it, see [run 7](<https://github.example/acme/chat/actions/runs/7>).',
    );
    const [, changes, apps] = /\*\*Not shown here\*\*: (\d+) changes of (\d+) apps\./.exec(text) ?? [];
    const left = text.slice(text.indexOf('<summary>By app</summary>')).matchAll(/^apps\.app-\d+: (.*)$/gm);
    const counts = [...left].map(([, count]) => count);
    expect(counts).toHaveLength(Number(apps));
    const sum = counts
      .join()
      .match(/\d+/g)
      ?.reduce((total, count) => total + Number(count), 0);
    expect(sum).toBe(Number(changes));
    const shown = text.match(/^# apps\..* will be /gm) ?? [];
    expect(shown.length + Number(changes)).toBe(400);
  });

  test('keeps the addresses of what is grave in a sixth of the room, and the counts in less', () => {
    const short = planMarkdown(plan, about, 10_000);
    expect(short.length).toBeLessThanOrEqual(10_000);
    expect(markdownProblems(short)).toEqual([]);
    for (const index of indexes) {
      if (index % 3 === 0) expect(short).toContain(`- apps.${keyOf(index)}\n`);
      if (index % 3 === 1) expect(short).toContain(`apps.${keyOf(index)}.userFields.Rank\n`);
    }
    expect(short).toContain('**Not shown here**: 393 changes of 296 apps.');

    const shortest = planMarkdown(plan, about, 3_000);
    expect(shortest.length).toBeLessThanOrEqual(3_000);
    expect(shortest).toContain('> **100 resources will be destroyed**: 100 apps.');
    expect(shortest).toContain('Irreversible, besides what is destroyed: 100 user fields.');
    expect(shortest).toContain('**Not shown here**: 400 changes of 300 apps.');
  });
});

test('Long lists leave room for changes of the apps with grave consequences, in full', () => {
  const plan = manyApps(300);
  const drift = plan.changes.map(({ address, kind }) => ({
    address,
    kind,
    before: {},
    after: {},
    leaves: [{ path: ['name'], before: 'Support'.repeat(20), after: 'Help' }],
  }));
  const files = Array.from({ length: 2_000 }, (_, index) => `chat/regions/region-${index}.yaml`);
  const text = planMarkdown({ ...plan, drift }, { ...about, files });
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(markdownProblems(text)).toEqual([]);
  const shown = text.match(/^# apps\.app-\d+\.userFields\.Rank will be created/gm) ?? [];
  expect(shown.length).toBeGreaterThan(30);
  expect(text.match(/^- apps\.app-\d+$/gm)).toHaveLength(100);
});

test('All addresses of another grave class are listed below the table', () => {
  const [, messages] = planOf().changes as [Change, Change];
  const changes = Array.from(
    { length: 7 },
    (_, index): Change => ({
      ...messages,
      address: `apps.support.webhooks.hook-${index}`,
      consequences: [{ class: 'disruptive', because: 'Users are signed out.', rule: 'APP-9', path: [] }],
    }),
  );
  const text = planMarkdown(planOf({ ...quiet, changes }), about);
  expect(text).toContain(
    '<summary>All 7 disruptive changes (besides what is destroyed)</summary>\n\n```\napps.support.webhooks.hook-0\n',
  );
});

test('Where the addresses alone are too many, what is destroyed is counted by app and kind', () => {
  const [gone] = planOf().changes.filter((change) => change.action === 'delete') as [Change];
  const fields = Array.from({ length: 6_000 }, (_, index): Change => {
    const app = `apps.app-${index % 20}`;
    return { ...gone, address: `${app}.accounts.user-${index}`, kind: 'account', because: 'they left' };
  });
  const text = planMarkdown(planOf({ ...quiet, changes: fields }), about);
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(markdownProblems(text)).toEqual([]);
  expect(text).toContain('> **6000 resources will be destroyed**: 6000 accounts.');
  expect(text).toContain('- apps.app-0: 300 accounts\n- apps.app-1: 300 accounts\n');
});

test('Where the sentences are too many, what cannot be taken back still stands there by its address', () => {
  const [, messages] = planOf().changes as [Change, Change];
  const changes = Array.from({ length: 400 }, (_, index): Change => {
    const because = `Field ${index} can never be deleted or renamed${', and it uses up a slot for good'.repeat(8)}.`;
    return {
      ...messages,
      address: `apps.support.userFields.Field-${index}`,
      consequences: [{ class: 'irreversible', because, rule: 'FLD-7', path: [] }],
    };
  });
  const text = planMarkdown(planOf({ ...quiet, changes }), about);
  expect(text.length).toBeLessThanOrEqual(60_000);
  expect(markdownProblems(text)).toEqual([]);
  expect(changes.filter(({ address }) => !text.includes(`! ${address}\n`))).toEqual([]);
  expect(text).toContain('<summary>All 400 irreversible changes (besides what is destroyed)</summary>');
  expect(text).toMatch(/^\d+ more consequences: see \[run 7\]/m);
});

test('A change of very many values shows the first, and how many more lines there are', () => {
  const [, messages] = planOf().changes as [Change, Change];
  const leaves = Array.from({ length: 500 }, (_, index) => ({ path: [`tag-${index}`], before: 1, after: 2 }));
  const text = planMarkdown(planOf({ changes: [{ ...messages, leaves }] }), about);
  expect(text).toContain('!   tag-78  = 1 -> 2\n# … and 421 more lines\n');
  expect(text).not.toContain('tag-79 ');
});
