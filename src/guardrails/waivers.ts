/** Waivers: which of them hold on a day, and which have to be looked at. */
import type { Diagnostic, Waiver } from '../model.ts';
import type { Guardrail } from './rule.ts';

/** The waivers that hold at a time, by address. The last day belongs to them, in UTC. */
export function standing(waivers: readonly Waiver[], now: string): ReadonlyMap<string, Waiver> {
  return new Map(waivers.filter((one) => !isPast(one, now)).map((one) => [one.address, one]));
}

/** Waivers past their day, which are errors, and those of addresses that are nowhere. */
export function waiverDiagnostics(
  guardrails: readonly Guardrail[],
  now: string,
  isKnown: (address: string) => boolean,
): Diagnostic[] {
  return guardrails.flatMap(({ name, waivers }) =>
    waivers.flatMap((waiver): Diagnostic[] => {
      const { address, by, until, source } = waiver;
      if (isPast(waiver, now)) {
        const message = `the waiver of "${name}" for ${address} by ${by} ended on ${until}; keep the rule and take the waiver out, or have it renewed`;
        return [{ severity: 'error', message, address, source }];
      }
      if (isKnown(address)) return [];
      const message = `the waiver of "${name}" is for ${address}, which is not there; take it out`;
      return [{ severity: 'warning', message, address, source }];
    }),
  );
}

function isPast({ until }: Waiver, now: string): boolean {
  return now.slice(0, until.length) > until;
}
