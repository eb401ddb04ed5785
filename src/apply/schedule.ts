/** Changes that wait for each other: each starts when what it needs has ended, a bounded number at a time. */
import type { Change } from '../model.ts';

/**
 * Runs changes; what a change needs counts only if it is among them. Resolves when all have ended.
 * @throws what `run` rejects with first, once those under way have ended; nothing is started after it
 */
export function schedule(
  changes: readonly Change[],
  parallelism: number,
  run: (change: Change) => Promise<void>,
): Promise<void> {
  const { ready, endOf } = waitingFor(changes);
  return new Promise((resolve, reject) => {
    let next = 0;
    let running = 0;
    let failure: { readonly error: unknown } | undefined;
    const start = () => {
      while (!failure && running < parallelism && next < ready.length) {
        const change = ready[next++] as Change;
        running += 1;
        run(change).then(
          () => end(change),
          (error) => {
            failure ??= { error };
            end(change);
          },
        );
      }
      if (running > 0) return;
      if (failure) reject(failure.error);
      else resolve();
    };
    const end = (change: Change) => {
      running -= 1;
      endOf(change);
      start();
    };
    start();
  });
}

/** The changes that can start, a list that grows as others end. */
function waitingFor(changes: readonly Change[]): { ready: Change[]; endOf: (change: Change) => void } {
  const own = new Set(changes.map((change) => change.address));
  const waiting = new Map<Change, number>();
  const followers = new Map<string, Change[]>();
  const ready: Change[] = [];
  for (const change of changes) {
    const needed = change.dependsOn.filter((address) => own.has(address));
    waiting.set(change, needed.length);
    if (needed.length === 0) ready.push(change);
    for (const address of needed) {
      const list = followers.get(address);
      if (list) list.push(change);
      else followers.set(address, [change]);
    }
  }
  const endOf = ({ address }: Change) => {
    for (const follower of followers.get(address) ?? []) {
      const left = (waiting.get(follower) ?? 0) - 1;
      waiting.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  };
  return { ready, endOf };
}
