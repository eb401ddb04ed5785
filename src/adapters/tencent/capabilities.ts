/** What the public APIs cannot do or show: all that the console alone serves, and making an admin. */
import { kinds } from '../../catalog/index.ts';
import type { Kind } from '../../catalog/kind.ts';
import type { ByHand, Capabilities } from '../../model.ts';
import type { Operation } from '../adapter.ts';

const consoleKinds: readonly Kind[] = kinds.filter((kind) => kind.served === 'console');

const noApi = ({ name }: Kind): ByHand => ({
  kind: name,
  reason: 'Tencent publishes no API for it: a person does it in the console.',
});

/** ACC-1: `account_import` makes general accounts only. */
const adminByHand: ByHand = {
  kind: 'account',
  action: 'create',
  where: { attribute: 'type', value: 'admin' },
  reason: 'Admins are made in the console: the Chat REST API imports general accounts only.',
};

export const capabilities: Capabilities = {
  byHand: [...consoleKinds.map(noApi), adminByHand],
  unseen: consoleKinds.map((kind) => kind.name),
};

/** Why an operation is for a person to do; undefined for one that a public API carries out. */
export function handReason({ action, kind, patch }: Operation): string | undefined {
  return capabilities.byHand.find(
    (one) =>
      one.kind === kind &&
      (one.action === undefined || one.action === action) &&
      (one.where === undefined || patch[one.where.attribute] === one.where.value),
  )?.reason;
}
