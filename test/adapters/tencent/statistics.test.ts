import { expect, test } from 'vitest';
import { readStatistics } from '../../../src/adapters/tencent/statistics.ts';
import type { Wire, WireMap } from '../../../src/adapters/tencent/wire.ts';
import { dayOf, fakeChat } from '../../support/chat.ts';

const read = (body: WireMap) => readStatistics(fakeChat(body).chat, '1400000001');

async function daysOf(...result: readonly Wire[]): Promise<unknown> {
  const found = await read({ Result: result });
  return found.ok ? { days: Object.fromEntries(found.days), doubts: found.doubts } : found.error;
}

const figures = {
  dau: 2_014,
  totalUsers: 53_091,
  newUsers: 1_052,
  oneToOneMessages: 52_209,
  groupMessages: 8_433,
  oneToOneSenders: 9,
  groupSenders: 12,
  offlinePushes: 84,
  newGroups: 35_904,
  totalGroups: 41_913,
  activeGroups: 5_189,
};

test('one call asks for what is shown; texts become numbers, and dates have hyphens (api 2.4.7)', async () => {
  const { chat, asked } = fakeChat({ Result: [dayOf('2026-02-27'), dayOf('2026-02-28')] });
  expect(await readStatistics(chat, '1400000001')).toEqual({
    ok: true,
    days: new Map([
      ['2026-02-27', figures],
      ['2026-02-28', figures],
    ]),
    doubts: [],
  });
  expect(asked).toEqual([
    {
      sdkAppId: '1400000001',
      command: 'openconfigsvr/getappinfo',
      body: {
        RequestField: [
          'ActiveUserNum',
          'RegistUserNumTotal',
          'RegistUserNumOneDay',
          'C2CUpMsgNum',
          'GroupUpMsgNum',
          'C2CSendMsgUserNum',
          'GroupSendMsgUserNum',
          'APNSMsgNum',
          'GroupNewGroupNum',
          'GroupAllGroupNum',
          'GroupSendMsgGroupNum',
        ],
      },
    },
  ]);
});

test('an error of the call is handed on', async () => {
  const error = { kind: 'refused', code: '60010', message: 'identifier is no admin' } as const;
  expect(await readStatistics(fakeChat(error).chat, '1400000001')).toEqual({ ok: false, error });
});

test('an app without figures has no days', async () => {
  const nothing = { ok: true, days: new Map(), doubts: [] };
  expect(await read({})).toEqual(nothing);
  expect(await read({ Result: null })).toEqual(nothing);
  expect(await read({ Result: [] })).toEqual(nothing);
});

test.each<readonly [string, Wire]>([
  ['a text', 'OK'],
  ['an object', { Date: '20260228' }],
  ['more days than a year has', Array.from({ length: 401 }, () => dayOf('2026-02-28'))],
])('a result that is %s is an error', async (_, Result) => {
  expect(await read({ Result })).toMatchObject({
    ok: false,
    error: { kind: 'failed', code: 'ClientError.UnexpectedAnswer' },
  });
});

test('numbers are taken as well as texts, and what is no count is left out', async () => {
  expect(
    await daysOf({
      Date: '20260228',
      ActiveUserNum: 7,
      RegistUserNumTotal: '',
      RegistUserNumOneDay: '-1',
      C2CUpMsgNum: '1e3',
      GroupUpMsgNum: 1.5,
      C2CSendMsgUserNum: '99999999999999999999',
      GroupSendMsgUserNum: null,
      APNSMsgNum: ['84'],
      GroupNewGroupNum: ' 5 ',
      GroupAllGroupNum: 12345678901234567890n,
    }),
  ).toEqual({ days: { '2026-02-28': { dau: 7, newGroups: 5 } }, doubts: [] });
});

test('a row without a real date is left out, and said once', async () => {
  const rows = ['20260230', '2026-02-28', '', '20261301', 20260228.5].map((date) => ({ Date: date }));
  expect(await daysOf(...rows, 'OK', null, dayOf('2026-02-27'))).toEqual({
    days: { '2026-02-27': figures },
    doubts: ['A row without a date was left out.'],
  });
});

test('of two rows for a day the first is taken, and it is said', async () => {
  expect(
    await daysOf({ Date: '20260228', ActiveUserNum: '1' }, { Date: '20260228', ActiveUserNum: '2' }),
  ).toEqual({
    days: { '2026-02-28': { dau: 1 } },
    doubts: ['There are two rows for 2026-02-28; the first was taken.'],
  });
});
