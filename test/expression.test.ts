// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { appReference, appsOf, escapeText, evaluate, partsOf } from '../src/expression.ts';

test('a text is taken apart into texts and references', () => {
  expect(partsOf('https://${var.host}/${ apps.lobby.sdkAppId }')).toEqual([
    { text: 'https://' },
    { reference: 'var.host', offset: 8 },
    { text: '/' },
    { reference: 'apps.lobby.sdkAppId', offset: 20 },
  ]);
});

test('a reference that nothing closes is told by its offset', () => {
  expect(partsOf('a $${b} ${var.host')).toEqual({ unclosed: 8 });
});

test('every escaped text stands for itself, before and after a reference', () => {
  const text = fc
    .array(fc.constantFrom('$', '{', '}', "'", 'a', '${', "${'$'}"))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const expression = `${escapeText(before)}\${apps.lobby.sdkAppId}${escapeText(after)}`;
      expect(evaluate(expression, '100000000001', () => '1400000001')).toBe(`${before}1400000001${after}`);
      expect(appsOf(expression)).toEqual(['apps.lobby']);
    }),
    { numRuns: 500, seed: 20260301 },
  );
});

test('an expression has no value while an app that it needs has no SDKAppID', () => {
  const ids = new Map([['apps.lobby', '1400000001']]);
  const idOf = (address: string) => ids.get(address);
  expect(evaluate('${apps.lobby.sdkAppId}/${apps.support.sdkAppId}', '1', idOf)).toBe(undefined);
  expect(evaluate('${apps.lobby.resource}', '100000000001', idOf)).toBe(
    'qcs::im::uin/100000000001:sdkappid/1400000001',
  );
});

test('only sdkAppId and resource of an app can be referred to', () => {
  expect(appReference('apps.lobby.resource')).toEqual({ key: 'lobby', attribute: 'resource' });
  expect(appReference('apps.lobby.name')).toBe(undefined);
  expect(appReference('apps.lobby.sdkAppId.x')).toBe(undefined);
});
