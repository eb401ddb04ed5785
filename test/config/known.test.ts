// Files that are as they are known to be are left out, and nothing of the rest is another for it.
import { describe, expect, test } from 'vitest';
import { type Input, type Loaded, load } from '../../src/config/load.ts';
import { head, told } from '../support/configuration.ts';

type Files = Readonly<Record<string, string>>;

const files: Files = {
  'chatform.yaml': `${head}variables: {word: {default: lobby}, key: {sensitive: true, default: x}}
templates:
  base: {type: Game, introduction: "\${var.word} \${env.STAGE}"}
cam: {policies: {play: {document: {version: "2.0", statement: [{effect: allow, action: "im:*", resource: "\${apps.chess.resource}"}]}}}}
`,
  'apps/chess.yaml': 'apps: {chess: {name: Chess, extends: [base]}}\n',
  'apps/go.yaml': 'apps:\n  go:\n    name: Go\n    tags: {team: board}\n',
  'apps/poker.yaml': 'apps: {poker: {name: Poker}}\n',
};

function inputOf(texts: Files, more: Partial<Input> = {}): Input {
  const all = Object.entries(texts).map(([path, text]) => ({ path, text }));
  const environment = all.find(({ path }) => path.startsWith('environments/'));
  return {
    files: all.filter((file) => file !== environment),
    ...(environment && { environment }),
    given: [],
    env: { STAGE: 'test' },
    ...more,
  };
}

const loaded = (input: Input) => {
  const found = load(input);
  if (!found.known) throw new Error(told(found.diagnostics).join('\n'));
  return { ...found, known: found.known() };
};

/** Loads with what was known of the first of two configurations. */
function again(before: Input, after: Input): { quickly: Loaded; thoroughly: Loaded } {
  return { quickly: load(after, { known: loaded(before).known }), thoroughly: load(after) };
}

const addresses = ({ desired }: Loaded) => [...(desired?.resources.keys() ?? [])];

test('known are the files that hold one app and nothing else, with what they are', () => {
  const { known } = loaded(inputOf(files));
  expect([...known.files].map(([path, { app }]) => [path, app])).toEqual([
    ['apps/chess.yaml', 'chess'],
    ['apps/go.yaml', 'go'],
    ['apps/poker.yaml', 'poker'],
  ]);
  // printf 'apps: {poker: {name: Poker}}\n' | openssl dgst -sha256 -binary | base64
  expect(known.files.get('apps/poker.yaml')?.hash).toBe('Lj3yB9+XtesMHJScyHdi8nl7eGgCfaUA+J3nTpCH7F0=');
});

test('all of them are left out where nothing is another', () => {
  const { quickly, thoroughly } = again(inputOf(files), inputOf(files));
  expect([...quickly.asKnown].sort()).toEqual(['chess', 'go', 'poker']);
  expect(addresses(quickly)).toEqual(['cam.policies.play']);
  expect(addresses(thoroughly)).toEqual([
    'apps.chess',
    'apps.go',
    'apps.go.tags',
    'apps.poker',
    'cam.policies.play',
  ]);
  expect(quickly.settings).toEqual(thoroughly.settings);
  expect(quickly.diagnostics).toEqual([]);
});

test('a file that is another is read, and no other; what is written in it has its place', () => {
  const edited = { ...files, 'apps/go.yaml': 'apps:\n  go:\n    name: Weiqi\n' };
  const { quickly } = again(inputOf(files), inputOf(edited));
  expect([...quickly.asKnown].sort()).toEqual(['chess', 'poker']);
  expect(addresses(quickly)).toEqual(['apps.go', 'cam.policies.play']);
  const { file, line, column } = quickly.desired?.resources.get('apps.go')?.locate(['name']) ?? {};
  expect([file, line, column]).toEqual(['apps/go.yaml', 3, 11]);
});

test('an app more, and one fewer that nothing refers to, make no difference to the others', () => {
  const { 'apps/poker.yaml': _, ...rest } = files;
  const { quickly } = again(
    inputOf(files),
    inputOf({ ...rest, 'apps/dice.yaml': 'apps: {dice: {name: Dice}}\n' }),
  );
  expect([...quickly.asKnown].sort()).toEqual(['chess', 'go']);
  expect(addresses(quickly)).toEqual(['apps.dice', 'cam.policies.play']);
});

const without = (path: string) => Object.fromEntries(Object.entries(files).filter(([name]) => name !== path));
const withMain = (from: string, to: string): Files => {
  const main = files['chatform.yaml'] ?? '';
  expect(main).toContain(from);
  return { ...files, 'chatform.yaml': main.replace(from, to) };
};

describe('all is read again, and said as ever,', () => {
  test.each<[string, Input]>([
    ['where a template is another', inputOf(withMain('type: Game', 'type: Social'))],
    [
      'where a comment is another in what all share',
      inputOf(withMain('templates:', '# All of ours\ntemplates:')),
    ],
    ['where a variable has another value', inputOf(files, { given: [{ name: 'word', value: 'hall' }] })],
    ['where the environment of the process is another', inputOf(files, { env: { STAGE: 'live' } })],
    [
      'where an environment is laid over',
      inputOf({ ...files, 'environments/dev.yaml': 'apps: {go: {name: Go Dev}}\n' }),
    ],
    [
      'where another file adds to a known app',
      inputOf({ ...files, 'more.yaml': 'apps: {poker: {tags: {team: cards}}}\n' }),
    ],
    [
      'where another file declares the same once more',
      inputOf({ ...files, 'more.yaml': 'apps: {poker: {name: Bluff}}\n' }),
    ],
    ['where an app is gone that something refers to', inputOf(without('apps/chess.yaml'))],
    ['where a file is wrong', inputOf({ ...files, 'apps/go.yaml': 'apps: {go: {nam: Go}}\n' })],
    ['where a file is no YAML', inputOf({ ...files, 'apps/go.yaml': 'apps: {go: {name: Go}\n' })],
    [
      'where a file cannot be read',
      {
        ...inputOf(files),
        files: inputOf(files).files.map((file) =>
          file.path === 'apps/go.yaml'
            ? { ...file, problem: { message: 'may not be read by this user', line: 1, column: 1, text: '' } }
            : file,
        ),
      },
    ],
    [
      'where a file that held one app has something else',
      inputOf({ ...files, 'apps/go.yaml': 'templates: {x: {}}\n' }),
    ],
  ])('%s', (_, after) => {
    const { quickly, thoroughly } = again(inputOf(files), after);
    expect([...quickly.asKnown]).toEqual([]);
    expect(addresses(quickly)).toEqual(addresses(thoroughly));
    expect(told(quickly.diagnostics)).toEqual(told(thoroughly.diagnostics));
  });
});

test.each([`\${ env.STAGE }`, '\\u0024{env.STAGE}'])(
  'all is read again where what all share asks for %s, and that is another',
  (asked) => {
    const texts = withMain(`\${env.STAGE}`, asked);
    const { quickly, thoroughly } = again(inputOf(texts), inputOf(texts, { env: { STAGE: 'live' } }));
    expect(quickly.desired?.resources.get('apps.chess')?.body).toEqual(
      thoroughly.desired?.resources.get('apps.chess')?.body,
    );
  },
);

test('two files that were known to hold the same app are read, and complained of', () => {
  const { 'apps/go.yaml': go = '', ...rest } = files;
  const [before, after] = [inputOf(files), inputOf({ ...rest, 'apps/weiqi.yaml': go })];
  const [first, second] = [loaded(before).known, loaded(after).known];
  const known = { ...first, files: new Map([...first.files, ...second.files]) };
  const both = inputOf({ ...files, 'apps/weiqi.yaml': go });
  const quickly = load(both, { known });
  expect(told(quickly.diagnostics)).toEqual(told(load(both).diagnostics));
  expect(quickly.desired).toBeUndefined();
});

describe('never known is a file', () => {
  const knownIn = (texts: Files, more?: Partial<Input>) => [
    ...loaded(inputOf({ ...files, ...texts }, more)).known.files.keys(),
  ];
  const others = ['apps/chess.yaml', 'apps/poker.yaml'];

  test.each<[string, Files]>([
    ['with two apps', { 'apps/go.yaml': 'apps: {go: {name: Go}, dice: {name: Dice}}\n' }],
    ['with something beside its app', { 'apps/go.yaml': 'apps: {go: {name: Go}}\nremoved: []\n' }],
    ['that refers to another app', { 'apps/go.yaml': `apps: {go: {name: "Not \${apps.chess.sdkAppId}"}}\n` }],
    ['that asks for the environment', { 'apps/go.yaml': `apps: {go: {name: "Go \${env.STAGE}"}}\n` }],
    ['that does so with spaces', { 'apps/go.yaml': `apps: {go: {name: "Go \${ env.STAGE }"}}\n` }],
    ['that does so in escapes', { 'apps/go.yaml': 'apps: {go: {name: "Go \\u0024{env.STAGE}"}}\n' }],
    ['to whose app another one adds', { 'more.yaml': 'apps: {go: {friends: {verification: allow-all}}}\n' }],
    ['to whose app the environment adds', { 'environments/dev.yaml': 'apps: {go: {name: Go Dev}}\n' }],
  ])('%s', (_, texts) => {
    expect(knownIn(texts)).toEqual(others);
  });

  test('of a configuration that is wrong', () => {
    expect(load(inputOf({ ...files, 'apps/go.yaml': 'apps: {go: {nam: Go}}\n' })).known).toBeUndefined();
  });
});

test('a sensitive value is no part of what is known', () => {
  const given = (value: string) => inputOf(files, { given: [{ name: 'key', value }] });
  expect(loaded(given('one')).known).toEqual(loaded(given('two')).known);
});
