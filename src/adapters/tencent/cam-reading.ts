/** What the parts of a reading of CAM share. */
import type { Tencent } from './adapter-options.ts';
import type { Sheet } from './read-sheet.ts';
import type { AttachmentWritten } from './write-memory.ts';

/** A reading of CAM under way. */
export interface CamReading {
  readonly tencent: Tencent;
  readonly sheet: Sheet;
  /** Until when it waits for what was written: see `untilShown`. */
  readonly deadline: number;
  /** Uin → name of a sub-account, and GroupId → name of a user group. */
  readonly holders: Readonly<Record<'users' | 'groups', ReadonlyMap<string, string>>>;
  /** The IDs of the sub-account whose key makes the calls, and of its user groups. */
  readonly own: Readonly<Record<'users' | 'groups', ReadonlySet<string>>>;
  /** Addresses of the policies whose attachments are asked for, whatever the list of policies says of them. */
  readonly wanted: ReadonlySet<string>;
  /** Address of a policy → what was written here of its attachments, by live address. */
  readonly written: ReadonlyMap<string, readonly (readonly [string, AttachmentWritten])[]>;
}

/** CAM never showed something that was written: what follows is made from what it shows. */
export function noteLate(sheet: Sheet, what: string): void {
  sheet.notices.add(
    `CAM did not show within a minute what was written of ${what}. It is taken to be as CAM shows it; read it again later.`,
  );
}

/** Why something with a name that is there twice is not read. */
export const twoOf = (noun: string, name: string) =>
  `there are two ${noun} of the name ${name}, and it cannot be told which one is meant`;

/** Why an attachment to somebody of a name that is there twice is not read. */
export const twinReason = (holder: string | undefined, name: string): string =>
  twoOf(holder === 'users' ? 'sub-accounts' : 'user groups', name);
