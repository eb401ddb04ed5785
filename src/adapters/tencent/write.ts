/** One operation of the port as the calls that carry it out. */
import type { Operation, Outcome } from '../adapter.ts';
import { writeAccount } from './accounts-write.ts';
import type { Tencent } from './adapter-options.ts';
import { writeAttachment, writePolicy } from './cam-write.ts';
import { handReason } from './capabilities.ts';
import { writeGroup } from './groups-write.ts';
import { writeTags } from './tags-write.ts';
import { refuse, unlessUnread } from './write-outcome.ts';

type Write = (tencent: Tencent, operation: Operation) => Promise<Outcome>;

/** Kind → how it is written. What is not here, the console alone can write. */
const writes: Readonly<Record<string, Write>> = {
  tags: writeTags,
  'cam-policy': writePolicy,
  'cam-policy-user': writeAttachment,
  'cam-policy-group': writeAttachment,
  'cam-preset-user': writeAttachment,
  'cam-preset-group': writeAttachment,
  account: writeAccount,
  group: writeGroup,
};

const ofChat = ['account', 'group'];

/** Carries out an operation. The account is known to be the one that the configuration is for. */
export async function writeTencent(tencent: Tencent, operation: Operation): Promise<Outcome> {
  const { action, kind, segments } = operation;
  const write = Object.hasOwn(writes, kind) ? writes[kind] : undefined;
  const reason = handReason(operation);
  if (!write || action === 'invoke' || reason !== undefined) {
    return refuse('ByHand', reason ?? 'Tencent publishes no API for it.');
  }
  const problem = ofChat.includes(kind) ? tencent.chatProblem(segments[1] ?? '') : undefined;
  if (problem !== undefined) {
    return refuse('NotSigned', `Calls of app ${segments[1]} cannot be signed: ${problem}.`);
  }
  return unlessUnread(() => write(tencent, operation));
}
