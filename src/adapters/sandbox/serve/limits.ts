/** Rate limits: at most so many calls of one name in any second. */

/** True if one more call is allowed, which then counts. */
export type Gate = (name: string, perSecond: number) => boolean;

/** `now` in milliseconds. Calls that were turned away do not count. */
export function rateGate(now: () => number): Gate {
  const recent = new Map<string, number[]>();
  return (name, perSecond) => {
    const at = now();
    const calls = (recent.get(name) ?? []).filter((time) => time > at - 1000);
    recent.set(name, calls);
    if (calls.length >= perSecond) return false;
    calls.push(at);
    return true;
  };
}
