/** `chatform extend ADDRESS`: a Developer app's validity by one month, on request and once (APP-8). */
import type { Adapter } from '../adapters/adapter.ts';
import { parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import { type Kind, needsAllow } from '../catalog/kind.ts';
import { handOf } from '../plan/by-hand.ts';
import { liveAddress, liveSegments } from '../plan/locate.ts';
import { jsonText, printable } from '../printable.ts';
import { refusedBy } from './ask.ts';
import { withSession } from './session.ts';
import { exitCodes, Failure, type Run } from './world.ts';

/** @throws Failure where a person has to ask for it */
function requireOwnWork({ capabilities }: Adapter, kind: Kind, address: string): void {
  const hand = handOf(capabilities, kind.name, 'update', null);
  if (!hand) return;
  throw new Failure(
    `${address} is extended by hand, in the console at ${kind.page}. ${hand.reason}`,
    exitCodes.refused,
  );
}

export const run: Run = async ({ arguments: [address = ''], options }, world) => {
  const segments = parseAddress(address) ?? [];
  const kind = kindAt(segments);
  const oneShot = kind?.oneShots?.extend;
  if (!kind || !oneShot)
    throw new Failure(`${address} cannot be extended; give the address of an app, such as apps.support.`);
  return withSession('extend', options, world, async ({ adapter, session }) => {
    const live = liveSegments(segments, session.state.bindings);
    if (!live)
      throw new Failure(
        `${address} has no SDKAppID in the state; \`chatform state list\` lists what it knows.`,
      );
    requireOwnWork(adapter, kind, address);
    const before = await expiry();
    const costly = oneShot.effects.filter((effect) => needsAllow.includes(effect.class));
    const question = `Extend ${address} by one month (now until ${before ?? 'unknown'})?`;
    if (!options.autoApprove || costly.length > 0) {
      const code = await refusedBy(world, question, {
        otherwise: 'Give --auto-approve.',
        undone: 'Nothing was done.',
      });
      if (code !== undefined) return code;
    }
    const outcome = await adapter.write({
      action: 'invoke',
      kind: kind.name,
      segments: live,
      patch: {},
      oneShot: 'extend',
    });
    if (!outcome.ok) {
      const { kind: how, code, message, rule } = outcome.error;
      const why = `${printable(message)} (${rule ?? code}).`;
      // A lost answer is not asked again: it may have been granted, and each grant counts.
      if (how === 'lost')
        throw new Failure(
          `${address} may have been extended: ${why} Look at its expiry before you ask again: it is ${(await expiry()) ?? 'unknown'} now.`,
        );
      throw new Failure(
        `${address} was not extended: ${why}`,
        how === 'refused' ? exitCodes.refused : exitCodes.error,
      );
    }
    const until = await expiry();
    if (options.json) world.print(`${jsonText({ address, expiresAt: until ?? null }, 0)}\n`);
    else world.print(`${address} is valid until ${until ?? 'unknown'}.\n`);
    return exitCodes.done;

    async function expiry(): Promise<string | undefined> {
      const at = liveAddress(segments, session.state.bindings) ?? '';
      const expires = (await adapter.read({ apps: [] })).objects.get(at)?.facts.expiresAt;
      return typeof expires === 'string' ? expires : undefined;
    }
  });
};
