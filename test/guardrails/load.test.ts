import { describe, expect, test } from 'vitest';
import { loadGuardrails } from '../../src/guardrails/load.ts';
import { judged, messages, rule, slipsOf, words } from './judging.ts';

/** A rule in single quotes, as people write them: its first character stands at 5:12. */
const quoted = (expression: string) =>
  `guardrails:\n  our-rule:\n    level: deny\n    message: our rule\n    rule: '${expression}'\n`;

describe('a rule is refused when it is loaded, with its place,', () => {
  test.each([
    [
      'where it is no expression',
      'change.kind = "app"',
      '5:24 "=" is not expected here; what is equal is compared with ==',
    ],
    ['where something is missing', 'change.kind == ', '5:24 what follows "==" cannot be read'],
    ['where a bracket is open', '(change.kind == "app"', '5:33 it ends too early'],
    ['where a quote is open', 'change.kind == "app', '5:24 what follows "==" cannot be read'],
    [
      'where a variable does not exist',
      'chang.kind == "app"',
      '5:12 there is no variable "chang". Did you mean "change"?',
    ],
    [
      'where a field of a change does not exist',
      'change.acton == "delete"',
      '5:18 there is no "acton" in change. Did you mean "action"?',
    ],
    [
      'where no kind has the attribute',
      'change.kind != "webhook" || change.after.ulr == ""',
      '5:52 there is no "ulr" in change.after. Did you mean "url"?',
    ],
    [
      'where a field does not exist in what no plan would lead to',
      'true || change.before.ulr == ""',
      '5:33 there is no "ulr" in change.before. Did you mean "url"?',
    ],
    [
      'where it only asks whether there is such a field',
      '!has(change.after.ulr)',
      '5:13 there is no "ulr" in change.after. Did you mean "url"?',
    ],
    [
      'where a field deep in a group does not exist',
      'change.kind != "group-type" || change.after.notifications.memberChange.invited == "off"',
      '5:82 there is no "invited" in change.after.notifications.memberChange. Did you mean "invite"?',
    ],
    [
      'where a fixed key does not exist',
      'change.kind != "group-field" || change.after.groupTypes.Publik.write != "all"',
      '5:67 there is no "Publik" in change.after.groupTypes. Did you mean "Public"?',
    ],
    [
      'where a field of the changes of a plan does not exist',
      'plan.changes.filter(c, c.action == "delete").all(c, c.kynd != "app")',
      '5:65 there is no "kynd" in c. Did you mean "kind"?',
    ],
    [
      'where a count does not exist',
      'plan.counts.deletes < 3',
      '5:23 there is no "deletes" in plan.counts. Did you mean "delete"?',
    ],
    [
      'where a function does not exist',
      'change.address.startWith("apps")',
      '5:26 there is no function "startWith". Did you mean "startsWith"?',
    ],
    [
      'where a regular expression cannot be read',
      'change.kind == "app" || change.address.matches("(")',
      '5:50 the regular expression cannot be read: missing closing ): `(`',
    ],
    [
      'where it gives no truth',
      'change.kind',
      '5:12 when it is tried on a plan that creates something of kind "app", it gives "app", and must give true or false',
    ],
    [
      'where it compares what cannot be compared',
      'change.kind != "messages" || change.after.recallSeconds < "120"',
      '5:68 when it is tried on a plan that creates something of kind "messages", "<" cannot be used with an integer and a text',
    ],
    [
      'where it forgets that a deletion leaves nothing',
      'change.kind != "app" || change.after.edition != "premium"',
      '5:48 when it is tried on a plan that deletes something of kind "app", there is no "edition" in change.after, which is null here',
    ],
    [
      'where it forgets that a creation begins with nothing',
      'change.kind != "app" || change.before.edition == "premium"',
      '5:49 when it is tried on a plan that creates something of kind "app", there is no "edition" in change.before, which is null here',
    ],
    [
      'where it takes a key for granted that people choose',
      'change.tags.env == "prod"',
      '5:23 when it is tried on a plan that creates something of kind "app", there is no "env" in change.tags',
    ],
    [
      'where it fails only for the last of the choices of a value',
      'change.kind != "app" || change.action == "delete" || change.after.edition != "premium" || change.before.enabled',
      '5:115 when it is tried on a plan that creates something of kind "app", there is no "enabled" in change.before, which is null here',
    ],
    [
      'where it takes for granted that a list has something in it',
      'change.kind != "webhook" || change.after.events[0] != "State.StateChange"',
      '5:40 when it is tried on a plan that creates something of kind "webhook", there is no item 0 in the list',
    ],
    [
      'where it takes for granted that a plan changes something',
      'plan.changes[0].kind == "app"',
      '5:12 when it is tried on a plan, there is no item 0 in the list',
    ],
  ])('%s', (_, expression, slip) => {
    expect(slipsOf(quoted(expression))).toEqual([slip]);
  });

  test('in the line of a block where the slip is', () => {
    const block = `guardrails:
  our-rule:
    level: deny
    message: our rule
    rule: |
      change.kind != "webhook"
        || change.after.ulr == ""
`;
    expect(slipsOf(block)).toEqual(['7:24 there is no "ulr" in change.after. Did you mean "url"?']);
  });

  test('in its condition', () => {
    expect(slipsOf(rule('true', '    when: \'change.knd == "app"\'\n'))).toEqual([
      '6:18 there is no "knd" in change. Did you mean "kind"?',
    ]);
  });

  test.each([
    [
      'where the message names no field',
      '{change.adress} is wrong',
      '4:22 in the message, there is no "adress" in change. Did you mean "address"?',
    ],
    ['where a brace is open', '{change.address', '4:15 a "{" alone in the message; write "{{" for a brace'],
    ['where a brace is closed alone', 'so}', '4:17 a "}" alone in the message; write "}}" for a brace'],
  ])('in its message, %s', (_, message, slip) => {
    const yaml = `guardrails:\n  our-rule:\n    level: deny\n    message: '${message}'\n    rule: change.kind == "app"\n`;
    expect(slipsOf(yaml)).toEqual([slip]);
  });

  test('where the rule is over the plan, and its message speaks of a change', () => {
    const yaml = `guardrails:\n  our-rule:\n    level: deny\n    message: '{change.address}'\n    rule: plan.counts.delete < 3\n`;
    expect(slipsOf(yaml)).toEqual(['4:15 the rule is about the whole plan, and its message has no `change`']);
  });
});

describe('a rule is taken', () => {
  test.each([
    ['over a kind', 'change.kind != "webhook" || change.after.url.startsWith("https://")'],
    ['over an app by its key, where some changes have none', '!change.app.startsWith("prod-")'],
    ['over tags, by a key in brackets', '!("env" in change.tags) || change.tags["env"] != "prod"'],
    ['over consequences', '!change.consequences.exists(c, c.class == "irreversible")'],
    ['over what changes', '!("edition" in change.changed)'],
    ['over integers, as integers', 'change.kind != "messages" || change.after.historyDays + 1 < 400'],
    [
      'over a policy',
      'change.kind != "cam-policy" || change.action == "delete" || change.after.document.statement.all(s, size(s.action) > 0)',
    ],
    ['over all changes', 'plan.changes.filter(c, c.action == "delete").map(c, c.app).all(a, a != "support")'],
    ['over counts', 'plan.counts.delete * 10 < plan.existing || plan.existing < 10'],
    ['over capacity', 'plan.capacity.all(c, c.limit - c.after >= 2)'],
    ['over a change within its plan', 'change.kind != "app" || plan.counts.update < 20'],
    ['that looks at nothing: a freeze', 'false'],
  ])('%s', (_, expression) => {
    expect(slipsOf(quoted(expression))).toEqual([]);
  });
});

test('no guardrails are none: nothing is loaded for them', () => {
  expect(loadGuardrails([])).toEqual([]);
});

describe('a rule that cannot be used', () => {
  const scene = {
    yaml: 'apps: {support: {name: Acme Support, messages: {recallSeconds: 300}}}',
  };

  test('denies every plan and says why, also when it only warns', () => {
    const judgement = judged(rule('change.knd == "app"').replace('level: deny', 'level: warn'), scene);
    expect(words(judgement)).toEqual({ 'our-rule': 'broken' });
    expect(messages(judgement)).toEqual(['there is no "knd" in change. Did you mean "kind"?']);
    expect(judgement.denies).toBe(true);
  });

  test('denies a plan in which nothing changes', () => {
    expect(judged(rule('change.knd == "app"'), { yaml: '{}' }).denies).toBe(true);
  });

  test('leaves the verdicts of other rules as they are', () => {
    const both = `${rule('change.knd == "app"')}  no-deletions:\n    level: deny\n    message: nothing is deleted\n    rule: change.action != "delete"\n`;
    expect(words(judged(both, scene))).toEqual({ 'no-deletions': 'passed', 'our-rule': 'broken' });
  });

  test('because it spends all its steps leaves the next rule its own', () => {
    const endless = `[1]${'.map(a, a + a)'.repeat(60)} != []`.replaceAll('1', '[1]');
    const next = `  z-next: {level: deny, message: m, rule: '!change.address.matches("^cam")'}\n`;
    expect(words(judged(`${rule(endless)}${next}`, scene))).toEqual({
      'our-rule': 'broken',
      'z-next': 'passed',
    });
  });

  test('because of this plan alone denies it, and names the change', () => {
    const fragile = 'change.kind != "app" || change.action == "delete" || int(change.after.type) == 1';
    expect(slipsOf(rule(fragile))[0]).toContain('when it is tried on a plan that creates something');
    const late = 'change.kind != "app" || change.after.name == "sample" || int(change.after.name) > 1';
    const judgement = judged(
      rule(late.replace('change.kind != "app"', 'change.kind != "app" || change.action == "delete"')),
      scene,
    );
    expect(words(judgement)).toEqual({ 'our-rule': 'broken' });
    expect(messages(judgement)).toEqual(['for apps.support, a text that is no integer']);
  });
});
