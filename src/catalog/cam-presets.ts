/** Tencent's preset policies for Chat (CAM-1). */

export interface PresetPolicy {
  readonly name: string;
  /** What the console guide says of it. */
  readonly description: string;
  /**
   * The actions that it is taken to allow on everything. Tencent publishes no document of either (looked for in November 2026): they are
   * inferred from the name and the guide's sentence, and the sandbox has the same.
   */
  readonly actions: readonly string[];
}

export const presetPolicies: readonly PresetPolicy[] = [
  {
    name: 'QcloudAVCFullAccess',
    description: 'IM read and write permissions',
    actions: ['name/im:*', 'name/trtc:*'],
  },
  {
    name: 'QcloudIMReadOnlyAccess',
    description: 'IM read-only permission',
    actions: ['name/im:Describe*', 'name/im:Check*', 'name/im:Can*'],
  },
];
