/**
 * What is wrong, said once. The configuration is looked at in stages, and a later stage sees the same
 * mistakes again: at a place where an earlier stage has complained, it is not heard.
 */
import type { Diagnostic, Source } from '../model.ts';

export interface Complaints {
  /** Adds what a stage has found, but for places that were spoken of before this call. */
  add(found: readonly Diagnostic[]): void;
  /** Nothing more is to be said of a place: what it would be was said elsewhere. */
  hush(source: Source): void;
  /** True when there are errors. */
  hasErrors(): boolean;
  /** By file, line and column, each thing once; what has no place comes first. */
  sorted(): Diagnostic[];
}

export function complaints(): Complaints {
  const said = new Map<string, Diagnostic>();
  const quiet = new Set<string>();
  return {
    add(found) {
      const heard = found.filter((one) => !one.source || !quiet.has(placeKey(one.source)));
      for (const one of heard) {
        const key = `${one.source ? placeKey(one.source) : ''}\0${one.message}`;
        if (!said.has(key)) said.set(key, one);
        if (one.source) quiet.add(placeKey(one.source));
      }
    },
    hush(source) {
      quiet.add(placeKey(source));
    },
    hasErrors: () => [...said.values()].some((one) => one.severity === 'error'),
    sorted: () => [...said.values()].sort(byPlace),
  };
}

function placeKey({ file, line, column }: Source): string {
  return `${file}\0${line}\0${column}`;
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  const [fileA, fileB] = [a.source?.file ?? '', b.source?.file ?? ''];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.source?.line ?? 0) - (b.source?.line ?? 0) || (a.source?.column ?? 0) - (b.source?.column ?? 0);
}
