/**
 * What was written in the lifetime of an adapter. CAM shows a write some seconds after it answered, and Terraform's
 * provider waits ten: a reading waits for what is remembered here.
 */
import type { JsonMap } from '../../json.ts';

/** A custom policy as it was left: gone, or there with what was set of it. */
export type PolicyWritten =
  | { readonly there: false }
  | { readonly there: true; readonly description?: string; readonly document?: JsonMap };

/** An attachment, and whether it was left there. */
export interface AttachmentWritten {
  readonly segments: readonly string[];
  readonly there: boolean;
}

export interface Memory {
  /** By the name of the policy. */
  readonly policies: Map<string, PolicyWritten>;
  /** By live address. */
  readonly attachments: Map<string, AttachmentWritten>;
  /** SDKAppID → tag key → its value, or null for a tag that was taken away. */
  readonly tags: Map<string, Map<string, string | null>>;
  /** PolicyId → when the policy was created here, in milliseconds since 1970. */
  readonly newPolicies: Map<string, number>;
  /** Names of policies of which the answer to a creation was lost. */
  readonly lostPolicies: Set<string>;
  /** Groups that were created here, as JSON of SDKAppID and group ID, and may still lack members. */
  readonly newGroups: Set<string>;
}

export function emptyMemory(): Memory {
  return {
    policies: new Map(),
    attachments: new Map(),
    tags: new Map(),
    newPolicies: new Map(),
    lostPolicies: new Set(),
    newGroups: new Set(),
  };
}
