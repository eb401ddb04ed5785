// A change that cannot be seen is one that nobody reviews.
import { expect, test } from 'vitest';
import type { Change, Plan } from '../../src/model.ts';
import { planHtml } from '../../src/report/html.ts';
import { plain } from '../../src/report/layout.ts';
import { planMarkdown } from '../../src/report/markdown.ts';
import { readSavedPlan, savedPlan } from '../../src/report/saved-plan.ts';
import { planText } from '../../src/report/text.ts';
import { about, gamesPlan } from './html-plan.ts';

const [first] = gamesPlan.changes as [Change];

function renamed(before: string, after: string): Plan {
  const leaves = [{ path: ['name'], before, after }];
  return { ...gamesPlan, changes: [{ ...first, action: 'update', leaves }] };
}

const reports = {
  text: (plan: Plan) => planText(plan, { paint: plain, columns: 100 }),
  Markdown: (plan: Plan) => planMarkdown(plan, about),
  HTML: (plan: Plan) => planHtml(plan, about).replace(/<\/?mark>/g, ''),
};

test.each(Object.entries(reports))('An invisible character in a new name is seen in %s', (_, write) => {
  const shown = write(renamed('chat.acme', 'chat\u200b.acme'));
  expect(shown).toContain('chat\\u200b.acme');
  expect(shown).not.toContain('chat\u200b.acme');
});

test.each(Object.entries(reports))('An emoji of several characters stays whole in %s', (_, write) => {
  expect(write(renamed('👨‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥'))).toContain('🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️‍🔥');
});

test('A saved plan shows it, and is read back with it', () => {
  const plan = renamed('chat.acme', 'chat\u200b.acme');
  const text = savedPlan(plan, '0.1.0');
  expect(text).toContain('chat\\u200b.acme');
  expect(text).not.toContain('\u200b');
  expect(readSavedPlan(text)).toMatchObject({ plan: { changes: [{ leaves: plan.changes[0]?.leaves }] } });
});

test('An emoji that becomes another is marked whole on the page', () => {
  const page = planHtml(renamed('chat of a 👨', 'chat of a 👩'), about);
  expect(page).toContain('chat of a <mark>👨</mark>');
  expect(page).toContain('chat of a <mark>👩</mark>');
});
