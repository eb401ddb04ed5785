import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { driftMarkdown } from '../../src/report/markdown-drift.ts';
import { readMarker } from '../../src/report/marker.ts';
import type { About } from '../../src/report/outline.ts';
import { planned } from '../support/scene.ts';
import { hostileAbout, hostileCases, hostilePlan } from './hostile.ts';
import { manyApps } from './many-apps.ts';
import { markdownProblems } from './markdown-problems.ts';

const about: About = {
  toolVersion: '0.1.0',
  root: 'chat/',
  commit: '0123456789abcdef0123456789abcdef01234567',
  run: { url: 'https://github.example/acme/chat/actions/runs/7', number: 7, id: 7 },
};

const { plan } = planned({
  yaml: `
apps:
  support:
    name: Acme Support
    messages: { recallSeconds: 300 }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 600 },
    },
  },
  state: {
    bindings: { support: '1400000001' },
    records: {
      'apps.support': { name: 'Acme Support' },
      'apps.support.messages': { recallSeconds: 300 },
    },
  },
});

function drifted(parts: Partial<Plan> = {}): Plan {
  return { ...plan, digest: 'e3b0c442', inputs: { ...plan.inputs, environment: 'production' }, ...parts };
}

test('What somebody changed comes first and open, then what would put it right', () => {
  const text = driftMarkdown(drifted(), about);
  expect(markdownProblems(text)).toEqual([]);
  expect(text).toBe(`\
<!-- chatform: {"tool":"chatform","version":1,"command":"drift","environment":"production","root":"chat/","digest":"e3b0c442","commit":"0123456789abcdef0123456789abcdef01234567","run":7} -->
## Not as declared for \`production\` in \`chat/\`

**1 resource was changed outside of chatform since the last apply.**

### Changed outside of chatform since the last apply

\`\`\`diff
# apps.support.messages has changed
!   recallSeconds = 300 -> 600
\`\`\`

## What would put it right

**Plan: 0 to add, 1 to change, 0 to destroy.**

### Changes

<details>
<summary><code>apps.support</code>: 1 to change</summary>

\`\`\`diff
# apps.support.messages will be updated in-place  chat/apps.yaml:5
!   recallSeconds = 600 -> 300
\`\`\`

</details>

<sub>Digest \`e3b0c442\` · chatform \`0.1.0\` · commit 0123456789abcdef0123456789abcdef01234567 · [run 7](<https://github.example/acme/chat/actions/runs/7>)</sub>
`);
});

test('What was declared and never applied is said to be no change of others', () => {
  const text = driftMarkdown(drifted({ drift: [] }), about);
  expect(text).toContain(
    '**Nothing was changed outside of chatform since the last apply**, but what is declared was not applied.',
  );
  expect(text).not.toContain('### Changed outside');
});

test('What somebody changed to the wanted value has nothing that would put it right', () => {
  const text = driftMarkdown(drifted({ changes: [], capacity: [] }), about);
  expect(text).toContain('# apps.support.messages has changed\n');
  expect(text).not.toContain('put it right');
});

test('With errors nothing could be compared', () => {
  const diagnostics = [{ severity: 'error' as const, message: 'unknown key `nmae`' }];
  const text = driftMarkdown(drifted({ changes: [], drift: [], capacity: [], diagnostics }), about);
  expect(text).toContain('❌ **There are errors**, and so nothing could be compared.\n\n### Errors\n');
  expect(text.split('\n')[0]).not.toContain('digest');
});

test('Of very many apps all that would be destroyed is named, and what was cut is said', () => {
  const text = driftMarkdown(manyApps(300), about, 20_000);
  expect(text.length).toBeLessThanOrEqual(20_000);
  expect(markdownProblems(text)).toEqual([]);
  expect(text.match(/^- apps\.app-\d+$/gm)).toHaveLength(100);
  expect(text).toContain('> Too long for one issue, and cut. For all of it, see [run 7]');
});

describe.each(hostileCases)('%s everywhere in a plan', (_, text) => {
  test('breaks out of nothing, and leaves the marker readable', () => {
    const markdown = driftMarkdown(hostilePlan(text), hostileAbout(text));
    expect(markdownProblems(markdown)).toEqual([]);
    expect(markdown.length).toBeLessThanOrEqual(60_000);
    expect(readMarker(markdown)).toMatchObject({ command: 'drift', environment: text, root: `${text}/` });
  });
});
