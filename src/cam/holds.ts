/** Whether something holds of a request: no, yes, or only under conditions that are not known here. */

/** Undefined: no. Empty: yes. Else what it depends on, in words; all of it has to be so. */
export type Holds = readonly string[] | undefined;

export const yes: Holds = [];
export const no = undefined;

/** Yes or no. */
export const whether = (is: boolean): Holds => (is ? yes : no);

/** All of them hold. */
export function every(all: readonly Holds[]): Holds {
  const on: string[] = [];
  for (const one of all) {
    if (one === no) return no;
    on.push(...one);
  }
  return on.length > 1 ? [...new Set(on)].sort() : on;
}

/** One that holds in any case, or else the first that may. */
export function some(all: Iterable<Holds>): Holds {
  let found: Holds = no;
  for (const one of all) {
    if (one?.length === 0) return one;
    found ??= one;
  }
  return found;
}
