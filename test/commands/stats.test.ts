import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CallError, WireMap } from '../../src/adapters/tencent/wire.ts';
import { statsBy } from '../../src/commands/stats.ts';
import type { World } from '../../src/commands/world.ts';
import { fakeChat, februaryDays } from '../support/chat.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { asking, useProjectWithApps } from './asking.ts';
import { chatform } from './chatform.ts';

const project = useProjectWithApps();

// In Beijing it is 16:00 on the first of March.
const stats = (
  line: string,
  { answer = { Result: februaryDays(28) }, ...world }: Partial<World> & { answer?: WireMap | CallError } = {},
) => asking(statsBy, fakeChat(answer).chat, project(), `stats ${line}`, world);

const json = async (line: string, world: Parameters<typeof stats>[1] = {}) =>
  JSON.parse((await stats(`${line} --json`, world)).out).statistics;

test('the last seven days of an app are shown, up to yesterday in Beijing', async () => {
  const { code, out, err } = await stats('support');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(
    /^Statistics of support \(SDKAppID 1400000001\)\n2026-02-22 to 2026-02-28, days of Beijing/,
  );
  expect(out).toContain('\n  Peak DAU of this month      0\n');
  expect(out).toContain('\n  2026-02-22  121    +0.8%  53,091     0.0%  1,052     0.0%\n');
});

test('an app is named by its key, its address or its SDKAppID', async () => {
  const chat = fakeChat({ Result: februaryDays(28) });
  for (const said of ['support', 'apps.support', '1400000001'])
    expect(await asking(statsBy, chat.chat, project(), `stats ${said}`)).toMatchObject({ code: 0 });
  expect(chat.asked.map((one) => one.sdkAppId)).toEqual(['1400000001', '1400000001', '1400000001']);
});

test.each([
  ['--days 7', '2026-02-22', '2026-02-28', 7],
  ['--days 14', '2026-02-15', '2026-02-28', 14],
  ['--days 30', '2026-01-30', '2026-02-28', 30],
  ['--from 2026-02-10', '2026-02-10', '2026-02-28', 19],
  ['--from 2026-02-10 --to 2026-02-12', '2026-02-10', '2026-02-12', 3],
  ['--from 2026-01-30 --to 2026-01-30', '2026-01-30', '2026-01-30', 1],
])('%s is %s to %s', async (flags, from, to, count) => {
  const { users, ...rest } = await json(`support ${flags}`);
  expect(rest).toMatchObject({ from, to });
  expect(users.days).toHaveLength(count);
});

test('a day begins in Beijing, eight hours before it does in UTC', async () => {
  expect(await json('support', { now: () => '2026-02-28T15:59:59Z' })).toMatchObject({ to: '2026-02-27' });
  expect(await json('support', { now: () => '2026-02-28T16:00:00Z' })).toMatchObject({ to: '2026-02-28' });
});

test('before about ten, yesterday is not there yet, and that is said', async () => {
  const { out } = await stats('support', { answer: { Result: februaryDays(27) } });
  expect(out).toContain(
    'Note: 2026-02-28 is not there yet: figures of a day come at about 10:00 in Beijing on the next.\n',
  );
});

test('an app without any figures is told of, and is no error', async () => {
  const { code, out } = await stats('support', { answer: {} });
  expect(code).toBe(0);
  expect(out).toContain('Note: The console has no figures for any of these days.\n');
});

describe('--format', () => {
  test('csv', async () => {
    const { out } = await stats('support --format csv');
    expect(out.split('\r\n')).toHaveLength(9);
    expect(out).toMatch(/^Date,App,SDKAppID,DAU,/);
    expect(out).toContain('\r\n2026-02-22,support,1400000001,121,0.83,');
  });

  test('html', async () => {
    expect((await stats('support --format html')).out).toMatch(/^<!doctype html>\n/);
  });

  test('json, as --json', async () => {
    const { out } = await stats('support --format json');
    expect(out).toBe((await stats('support --json')).out);
    expect(JSON.parse(out).statistics.users.days[6]).toMatchObject({
      date: '2026-02-28',
      dau: { value: 127, dayOverDay: 0.79 },
    });
  });
});

describe('--out', () => {
  test.each(['text', 'csv', 'json', 'html'])('writes %s, and writes over what it wrote', async (format) => {
    const folder = temporaryFolder();
    const line = `support --format ${format} --out ${path.join(folder, 'figures')}`;
    const { code, out, err } = await stats(line);
    const file = path.join(folder, 'figures');
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: `The statistics were saved to ${file}.\n` });
    expect(readFileSync(file, 'utf8')).toBe((await stats(`support --format ${format}`)).out);
    expect(await stats(`${line} --days 14`)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe((await stats(`support --days 14 --format ${format}`)).out);
  });

  test('writes no colours into a file', async () => {
    const file = path.join(temporaryFolder(), 'figures.txt');
    const look = { paint: (_: unknown, text: string) => `<${text}>`, columns: 100 };
    await stats(`support --out ${file}`, { look });
    expect(readFileSync(file, 'utf8')).toMatch(/^Statistics of support/);
  });

  test('does not write over anything else', async () => {
    const folder = temporaryFolder();
    const yaml = path.join(folder, 'chatform.yaml');
    writeFileSync(yaml, 'apps: {}\n');
    mkdirSync(path.join(folder, 'folder'));
    symlinkSync(yaml, path.join(folder, 'link'));
    for (const name of ['chatform.yaml', 'folder', 'link']) {
      const { code, err } = await stats(`support --out ${path.join(folder, name)}`);
      expect([name, code]).toEqual([name, 1]);
      expect(err).toContain('is there already, and holds no statistics. Choose another name for --out.');
    }
    expect(readFileSync(yaml, 'utf8')).toBe('apps: {}\n');
    expect(statSync(path.join(folder, 'folder')).isDirectory()).toBe(true);
  });

  test('says where it cannot write', async () => {
    const file = path.join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    const { code, err } = await stats(`support --out ${path.join(file, 'figures.csv')}`);
    expect(code).toBe(1);
    expect(err).toMatch(/figures\.csv/);
  });
});

describe('is refused', () => {
  test.each([
    [
      'support --days 8',
      64,
      "argument '8' is invalid. Give one of 7, 14, 30; --from and --to take other periods.",
    ],
    ['support --days 7 --from 2026-02-10', 64, 'Give --days, or --from and --to.'],
    ['support --to 2026-02-10', 64, '--to goes with --from, the first day.'],
    ['support --from 2026-02-12 --to 2026-02-10', 64, '--from 2026-02-12 is after the last day, 2026-02-10.'],
    ['support --from 2026-03-01', 64, '--from 2026-03-01 is after the last day, 2026-02-28.'],
    [
      'support --from 2026-01-29',
      64,
      'The console has the statistics of 30 days: now from 2026-01-30 to 2026-02-28, in Beijing.',
    ],
    ['support --from 2026-02-10 --to 2026-03-01', 64, 'The console has the statistics of 30 days'],
    ['support --from 2026-02-30', 64, '. Give a date such as 2026-03-01.'],
    ['support --from yesterday', 64, '. Give a date such as 2026-03-01.'],
    ['support --format yaml', 64, "'yaml' is invalid"],
    [
      'suport',
      1,
      'The configuration declares no app suport; there are games, support. Did you mean "support"?',
    ],
    [
      'games',
      1,
      'apps.games has no SDKAppID yet: it was not applied, or nobody confirmed that it was made by hand.',
    ],
    ['', 64, 'Say of which app: games, support.'],
  ])('stats %s', async (line, code, message) => {
    const ended = await stats(line);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: '' });
    expect(ended.err).toContain(message);
  });

  test('with the words and the code of a call that failed', async () => {
    const answer = {
      kind: 'refused',
      code: '60010',
      message: 'administrator is no admin of the app',
    } as const;
    expect(await stats('support', { answer })).toEqual({
      code: 1,
      out: '',
      err: 'The statistics of apps.support could not be read: administrator is no admin of the app (60010).',
    });
  });

  test('by the sandbox, where nobody sends anything', async () => {
    const { code, out, err } = await chatform(project(), 'stats support');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('`chatform sandbox serve` answers the Chat REST API');
  });
});
