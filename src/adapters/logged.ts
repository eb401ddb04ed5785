/** An adapter that says what it is asked and how long it took: for `CHATFORM_LOG=debug`. */
import type { Adapter } from './adapter.ts';

/** Takes a line of the log: a sentence and what belongs to it. Values of settings are never in it. */
export type Log = (message: string, fields: Readonly<Record<string, unknown>>) => void;

export function logged(adapter: Adapter, log: Log, clock: () => number): Adapter {
  const timed = async <T>(
    message: string,
    fields: Record<string, unknown>,
    work: Promise<T>,
    tell: (result: T) => object,
  ) => {
    const start = clock();
    const result = await work;
    log(message, { ...fields, ...tell(result), ms: Math.round(clock() - start) });
    return result;
  };
  return {
    ...adapter,
    read: (scope) =>
      timed('read', { adapter: adapter.name, apps: scope.apps.length }, adapter.read(scope), (live) => ({
        objects: live.objects.size,
        unreadable: live.unreadable.length,
      })),
    write: (operation) => {
      const { action, kind, segments, patch } = operation;
      const fields = {
        adapter: adapter.name,
        action,
        kind,
        target: segments.join('/'),
        attributes: Object.keys(patch),
      };
      return timed('write', fields, adapter.write(operation), (outcome) =>
        outcome.ok ? { ok: true } : { ok: false, error: outcome.error.kind, code: outcome.error.code },
      );
    },
  };
}
