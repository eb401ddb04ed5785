/** Tencent Cloud behind the port: CAM, tags and app IDs by API 3.0, accounts and groups by the Chat REST API. */
import type { Adapter, Outcome } from '../adapter.ts';
import type { Tencent, TencentOptions } from './adapter-options.ts';
import { noNames } from './cam-names.ts';
import { capabilities } from './capabilities.ts';
import { probeTencent } from './probe.ts';
import { blind, readTencent } from './read.ts';
import { askCloud, idIn, Unread } from './read-wire.ts';
import { writeTencent } from './write.ts';
import { emptyMemory } from './write-memory.ts';
import { refuse } from './write-outcome.ts';

/** The account that the credentials are of and whose key they are, both as uin, or why that cannot be told. */
type Owner = { readonly uin: string; readonly caller: string } | { readonly problem: Unread };

/** The adapter over an account. Nothing is called before the first `read`, `write` or `probe`. */
export function openTencent(options: TencentOptions): Adapter {
  const tencent: Tencent = { ...options, names: noNames(), memory: emptyMemory() };
  let known: Owner | undefined;
  const ask = async (): Promise<Owner> => {
    known ??= await ownerOf(tencent);
    const owner = known;
    // It may be told the next time.
    if ('problem' in owner) known = undefined;
    return owner;
  };
  return {
    name: 'tencent',
    capabilities,
    async read(scope) {
      const owner = await ask();
      if ('problem' in owner) {
        const reason = `it could not be told which account the credentials are of: ${owner.problem.message}`;
        return blind(tencent, options.account, reason);
      }
      if (owner.uin !== options.account) return blind(tencent, owner.uin, notOurs(options, owner.uin));
      return readTencent(tencent, owner.caller, scope);
    },
    async write(operation) {
      const owner = await ask();
      return forbidden(options, owner) ?? writeTencent(tencent, operation);
    },
    probe: (claims) => probeTencent(tencent, claims),
    close: () => Promise.resolve(),
  };
}

async function ownerOf({ cloud }: Tencent): Promise<Owner> {
  try {
    const answer = await askCloud(cloud, 'cam', 'GetUserAppId');
    return { uin: idIn(answer, 'OwnerUin'), caller: idIn(answer, 'Uin') };
  } catch (error) {
    if (error instanceof Unread) return { problem: error };
    throw error;
  }
}

const notOurs = ({ account }: TencentOptions, uin: string): string =>
  `the credentials are of account ${uin}, and not of ${account}`;

/** Nothing is written while it is not known that it goes to the account that the configuration is for. */
function forbidden(options: TencentOptions, owner: Owner): Outcome | undefined {
  if ('uin' in owner) {
    if (owner.uin === options.account) return undefined;
    return refuse('OtherAccount', `Nothing is written: ${notOurs(options, owner.uin)}.`);
  }
  const { code, message } = owner.problem;
  const told = `Nothing is written while it cannot be told which account the credentials are of: ${message}`;
  return { ok: false, error: { kind: 'failed', code, message: told } };
}
