/** A console of which an adapter sees and does only a part, as of Tencent's: the rest is a person's. */
import type { Adapter, Operation, Outcome } from '../../src/adapters/adapter.ts';
import { kinds } from '../../src/catalog/index.ts';
import type { ByHand, Capabilities } from '../../src/model.ts';
import { handOf } from '../../src/plan/by-hand.ts';

const reason = 'There is no public API for it.';
const ofConsole = kinds.filter(({ served }) => served === 'console').map(({ name }) => name);

/** What the public APIs serve, without the console: neither is anything of the rest read nor written. */
export const publicApis: Capabilities = {
  byHand: [
    ...ofConsole.map((kind): ByHand => ({ kind, reason })),
    { kind: 'account', action: 'create', where: { attribute: 'type', value: 'admin' }, reason },
  ],
  unseen: ofConsole,
};

/** Nothing is read and nothing written: all that there is was confirmed by a person. */
export const nothingByItself: Capabilities = {
  byHand: kinds.map(({ name }): ByHand => ({ kind: name, reason })),
  unseen: kinds.map(({ name }) => name),
};

/** The same console through an adapter that can do less. It fails where it is asked for more. */
export function partOf(whole: Adapter, capabilities: Capabilities): Adapter {
  const { byHand, unseen } = capabilities;
  return {
    ...whole,
    capabilities: { byHand, unseen },
    async read(scope) {
      const live = await whole.read(scope);
      const { facts: _, ...rest } = live;
      const seen = [...live.objects].filter(([, { kind }]) => !unseen.includes(kind));
      return { ...(unseen.includes('trtc') ? rest : live), objects: new Map(seen) };
    },
    async write(operation: Operation): Promise<Outcome> {
      const { kind, action, patch } = operation;
      if (action === 'invoke' || !handOf(capabilities, kind, action, patch)) return whole.write(operation);
      const message = `Nobody but a person can ${action} ${kind}.`;
      return { ok: false, error: { kind: 'failed', code: 'ByHand', message } };
    },
  };
}
