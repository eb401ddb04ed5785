/** What the planner works on between the comparison and the plan. */
import type { Kind } from '../catalog/kind.ts';
import type { JsonMap } from '../json.ts';
import type {
  Action,
  Diagnostic,
  Drift,
  Leaf,
  LiveObject,
  Refusal,
  Release,
  Removal,
  Resource,
  Source,
  ValueMap,
} from '../model.ts';
import type { Entry } from '../state/state.ts';

/** A change on its way: what the comparison found, before rules have looked at it. */
export interface Draft {
  readonly address: string;
  readonly segments: readonly string[];
  readonly kind: Kind;
  readonly action: Action;
  readonly reason?: string;
  readonly resource?: Resource;
  /** Where the resource is written: asked while its file is at hand. */
  readonly source?: Source;
  readonly removal?: Removal;
  readonly live?: LiveObject;
  readonly before: JsonMap | null;
  readonly after: ValueMap | null;
  readonly leaves: readonly Leaf[];
}

/** All that the comparison found. */
export interface Drafts {
  readonly drafts: Map<string, Draft>;
  readonly released: Release[];
  readonly drift: Drift[];
  readonly refused: Refused[];
  readonly diagnostics: Diagnostic[];
  /** What an apply writes down of resources that need no call. */
  readonly bookkeeping: Entry[];
  /** Addresses that could not be compared, since they could not be read. */
  readonly unread: string[];
}

/** A refusal before it is known what it holds up. */
export type Refused = Omit<Refusal, 'holds'>;
