/** A Chat REST API for tests: it notes what it is asked, and answers what it is told. */
import type { CallError, ChatApi, Reply, WireMap } from '../../src/adapters/tencent/wire.ts';

export interface Asked {
  readonly sdkAppId: string;
  readonly command: string;
  readonly body: WireMap;
}

/** Answers each call with the next of these; the last one stays. */
export function fakeChat(...answers: readonly (WireMap | CallError)[]): { chat: ChatApi; asked: Asked[] } {
  const asked: Asked[] = [];
  const chat: ChatApi = {
    call: async (sdkAppId, command, body) => {
      asked.push({ sdkAppId, command, body });
      const answer = answers[Math.min(asked.length, answers.length) - 1] ?? {};
      return isError(answer) ? { ok: false, error: answer } : ({ ok: true, body: answer } satisfies Reply);
    },
  };
  return { chat, asked };
}

function isError(answer: WireMap | CallError): answer is CallError {
  return 'kind' in answer;
}

/** One day as `openconfigsvr/getappinfo` gives it: all values are texts. */
export function dayOf(date: string, values: Readonly<Record<string, number | string>> = {}): WireMap {
  const all = {
    ActiveUserNum: 2_014,
    RegistUserNumTotal: 53_091,
    RegistUserNumOneDay: 1_052,
    C2CUpMsgNum: 52_209,
    GroupUpMsgNum: 8_433,
    C2CSendMsgUserNum: 9,
    GroupSendMsgUserNum: 12,
    APNSMsgNum: 84,
    GroupNewGroupNum: 35_904,
    GroupAllGroupNum: 41_913,
    GroupSendMsgGroupNum: 5_189,
    ...values,
  };
  const texts = Object.entries(all).map(([name, value]) => [name, String(value)] as const);
  return Object.fromEntries([['Date', date.replaceAll('-', '')], ...texts]);
}

/** Days from the first of February 2026 on, as many as asked for, with their place as DAU: 100, 101, … */
export function februaryDays(count: number, first = 1): WireMap[] {
  return Array.from({ length: count }, (_, i) => {
    const date = new Date(Date.UTC(2026, 1, first + i)).toISOString().slice(0, 10);
    return dayOf(date, { ActiveUserNum: 100 + i });
  });
}
