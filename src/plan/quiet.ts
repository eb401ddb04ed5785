/**
 * Apps of which a plan has nothing to do and nothing to say. As long as nothing that they depend on is another, the
 * next plan can leave their inside out of all three models: this is what the rest of a plan needs to know of them.
 */
import type { JsonMap } from '../json.ts';
import type { Unmanaged } from '../model.ts';

/** What is left of an app whose inside is left out. */
export interface Quiet {
  /** SHA-256 of the resources that it declares: `configDigest` is made of it. */
  readonly digest: string;
  /** How many of its resources are there. */
  readonly existing: number;
  /** Of each limit within it, by kind: how many there are, and how many of them are not managed here. */
  readonly uses: Readonly<Record<string, readonly [before: number, unmanaged: number]>>;
  readonly unmanaged: readonly Unmanaged[];
  /** Its live tags: policies may go by them. */
  readonly tags: JsonMap;
}

/** Address of the app → what is left of it. */
export type QuietApps = ReadonlyMap<string, Quiet>;
