/** The sandbox's own time: ISO 8601 in UTC, whole seconds. Nothing here looks at the machine's clock. */

const text = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;

/** The moment in the sandbox's own spelling. Throws a RangeError for what is no date. */
export function moment(now: string): string {
  return text(new Date(now));
}

/** True for a moment in the sandbox's own spelling. */
export function isMoment(text: string): boolean {
  return !Number.isNaN(Date.parse(text)) && moment(text) === text;
}

export function addSeconds(now: string, seconds: number): string {
  return text(new Date(Date.parse(now) + seconds * 1000));
}

/** The same day and time a month later; the last day of that month where it is shorter. */
export function addMonth(now: string): string {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + 2, 0);
  date.setUTCDate(Math.min(day, date.getUTCDate()));
  return text(date);
}

/** `2026-11`: the calendar month of a moment. */
export function monthOf(now: string): string {
  return now.slice(0, 7);
}
