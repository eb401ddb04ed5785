/** `chatform/change-window`: the times of the week at which changes may be applied. */
import { weekdays } from '../catalog/guardrails.ts';

export type Weekday = keyof typeof weekdays;

export interface ChangeWindow {
  /** The days on which it opens. */
  readonly days: readonly Weekday[];
  /** `09:00`; a `to` that is before `from` is on the next day, and `24:00` is its end. */
  readonly from: string;
  readonly to: string;
  /** An IANA time zone. */
  readonly zone: string;
}

const week = Object.keys(weekdays) as Weekday[];

/** What is wrong with a window, or nothing. */
export function windowProblem({ from, to, zone }: ChangeWindow): string | undefined {
  if (from === to) return `the window closes when it opens, at ${from}`;
  if (from === '24:00') return 'the window cannot open at 24:00; write 00:00, and the day after';
  return isZone(zone) ? undefined : `there is no time zone "${zone}"`;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** True when the window is open at a time, ISO 8601. */
export function isOpen({ days, from, to, zone }: ChangeWindow, now: string): boolean {
  const { day, time } = localTime(now, zone);
  const yesterday = week[(week.indexOf(day) + week.length - 1) % week.length];
  if (from < to) return days.includes(day) && from <= time && time < to;
  return (
    (days.includes(day) && from <= time) || (yesterday !== undefined && days.includes(yesterday) && time < to)
  );
}

/** A window in words: `mon, tue 09:00–16:00 Asia/Shanghai`. */
export function windowText({ days, from, to, zone }: ChangeWindow): string {
  const named =
    days.length === week.length ? 'every day' : week.filter((day) => days.includes(day)).join(', ');
  return `${named} ${from}–${to} ${zone}`;
}

/** A time in words, in the zone of the window: `fri 22:10`. */
export function timeText({ zone }: ChangeWindow, now: string): string {
  const { day, time } = localTime(now, zone);
  return `${day} ${time}`;
}

function localTime(now: string, zone: string): { day: Weekday; time: string } {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = new Map(format.formatToParts(Date.parse(now)).map(({ type, value }) => [type, value]));
  const day = (parts.get('weekday') ?? '').toLowerCase() as Weekday;
  return { day, time: `${parts.get('hour')}:${parts.get('minute')}` };
}
