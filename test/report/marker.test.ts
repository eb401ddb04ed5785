import { expect, test } from 'vitest';
import { isSamePlace, type Marker, markerText, readMarker } from '../../src/report/marker.ts';
import { hostileCases } from './hostile.ts';

const marker: Marker = {
  command: 'plan',
  environment: 'production',
  root: 'chat/',
  digest: 'e3b0c442',
  commit: '0123456789abcdef0123456789abcdef01234567',
  run: 7,
};

test('A marker is one line of HTML comment, and is read back as it was', () => {
  const text = markerText(marker);
  expect(text).toBe(
    '<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":"production",' +
      '"root":"chat/","digest":"e3b0c442","commit":"0123456789abcdef0123456789abcdef01234567","run":7} -->',
  );
  expect(readMarker(`${text}\n## chatform plan`)).toEqual(marker);
});

test('What is not known is left out of it', () => {
  const least: Marker = { command: 'drift', environment: null, root: '' };
  expect(readMarker(markerText(least))).toEqual(least);
});

test.each(hostileCases)('No name in it ends the comment: %s', (_, text) => {
  const hostile: Marker = { command: 'plan', environment: text, root: `${text}/` };
  const line = markerText(hostile);
  expect(line.slice('<!--'.length, -'-->'.length)).not.toMatch(/[<>]|--/);
  expect(line).not.toContain('\n');
  expect(readMarker(`${line}\nand more`)).toEqual(hostile);
});

test.each([
  ['no marker at all', '## chatform plan'],
  ['a marker that is not the first line', `hello\n${markerText(marker)}`],
  ["another tool's", '<!-- chatform: {"tool":"terraform","version":1,"command":"plan","root":""} -->'],
  ['one of a version that this is not', markerText(marker).replace('"version":1', '"version":2')],
  ['one of no command', markerText(marker).replace('"plan"', '"apply"')],
  [
    'one without a root',
    '<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":null} -->',
  ],
  ['no JSON', '<!-- chatform: {plan} -->'],
])('%s is not read', (_, text) => {
  expect(readMarker(text)).toBeUndefined();
});

test('Markers of one place agree in command, environment and directory, whatever else differs', () => {
  expect(isSamePlace(marker, { ...marker, digest: 'ffff', run: 8 })).toBe(true);
  expect(isSamePlace(marker, { ...marker, command: 'drift' })).toBe(false);
  expect(isSamePlace(marker, { ...marker, environment: null })).toBe(false);
  expect(isSamePlace(marker, { ...marker, root: '' })).toBe(false);
});
