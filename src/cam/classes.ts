/**
 * Which of several patterns can match one and the same text: the classes that they cut all texts into. So two
 * sets of policies can be compared over every action there is or will be, without a list of them.
 *
 * Each pattern is a machine that reads a text character by character; all of them read at once, and each
 * combination of states that can come about is visited once.
 */
import type { Pattern } from './match.ts';

export interface Classes {
  /** For each class, the indexes of the patterns that match its texts; the class that none matches is left out. */
  readonly classes: readonly (readonly number[])[];
  /** False when there were too many combinations to visit all. */
  readonly complete: boolean;
}

/** State → character → next state. */
interface Machine {
  readonly start: number;
  readonly next: readonly (readonly number[])[];
  readonly accepts: ReadonlySet<number>;
}

const dead = 0;
/** How many single steps of a machine are made before it is given up: well under a second. */
const maxSteps = 5_000_000;
/** How many classes there can be: each is compared for everybody on every place, and nobody reads more. */
const mostClasses = 200;

/** The classes of the texts that at least one pattern matches. */
export function classesOf(patterns: readonly Pattern[]): Classes {
  // All characters that no pattern names are alike; `null` stands for them.
  const alphabet = [...new Set(patterns.flatMap((pattern) => [...pattern.join('')])), null];
  const machines = patterns.map((pattern) => machineOf(pattern, alphabet));
  const first = machines.map((machine) => machine.start);
  const seen = new Set([first.join()]);
  const classes = new Map<string, number[]>();
  const waiting = [first];
  let steps = 0;
  for (let states = waiting.pop(); states; states = waiting.pop()) {
    const matched = [...machines.keys()].filter((i) => machines[i]?.accepts.has(states?.[i] ?? dead));
    if (matched.length > 0) classes.set(matched.join(), matched);
    steps += alphabet.length * machines.length;
    if (steps > maxSteps || classes.size > mostClasses)
      return { classes: [...classes.values()], complete: false };
    for (const character of alphabet.keys()) {
      const reached = machines.map((machine, i) => machine.next[states?.[i] ?? dead]?.[character] ?? dead);
      const key = reached.join();
      if (seen.has(key)) continue;
      seen.add(key);
      waiting.push(reached);
    }
  }
  return { classes: [...classes.values()], complete: true };
}

/**
 * A state is how much of which part was read. The first part has to be read at once; each further one is
 * looked for, and what is read of it in vain may be its beginning again (Knuth, Morris, Pratt).
 */
function machineOf(pattern: Pattern, alphabet: readonly (string | null)[]): Machine {
  const parts = pattern.map((part) => [...part]);
  const offsets: number[] = [];
  let size = dead + 1;
  for (const part of parts) {
    offsets.push(size);
    size += part.length + 1;
  }
  const last = parts.length - 1;
  /** The state at the beginning of a part; a part without text is read already, unless it is the last. */
  const enter = (index: number): number =>
    index < last && parts[index]?.length === 0 ? enter(index + 1) : (offsets[index] ?? dead);

  const next: number[][] = Array.from({ length: size }, () => alphabet.map(() => dead));
  for (const [index, part] of parts.entries()) {
    const offset = offsets[index] ?? dead;
    const fallback = fallbacks(part);
    for (let read = 0; read <= part.length; read++) {
      // What has been read wholly is behind us, except at the end of the text.
      if (read === part.length && index < last) continue;
      for (const [character, letter] of alphabet.entries()) {
        const more =
          index === 0 ? (part[read] === letter ? read + 1 : -1) : advance(part, fallback, read, letter);
        if (more === -1) continue;
        const state = more === part.length && index < last ? enter(index + 1) : offset + more;
        (next[offset + read] as number[])[character] = state;
      }
    }
  }
  return { start: enter(0), next, accepts: new Set([(offsets[last] ?? dead) + (parts[last]?.length ?? 0)]) };
}

/** How much of a part is read after one more letter; 0 when nothing. */
function advance(
  part: readonly string[],
  fallback: readonly number[],
  read: number,
  letter: string | null,
): number {
  let here = read;
  while (here > 0 && (here === part.length || part[here] !== letter)) here = fallback[here - 1] ?? 0;
  return part[here] === letter && here < part.length ? here + 1 : 0;
}

/** For each beginning of a part: how long its longest own beginning is that is also its end. */
function fallbacks(part: readonly string[]): number[] {
  const lengths = part.map(() => 0);
  for (let i = 1; i < part.length; i++) {
    let length = lengths[i - 1] ?? 0;
    while (length > 0 && part[i] !== part[length]) length = lengths[length - 1] ?? 0;
    lengths[i] = part[i] === part[length] ? length + 1 : 0;
  }
  return lengths;
}
