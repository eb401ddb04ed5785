/** The service cam: Cloud Access Management (api.md §2.2). */
import { attachmentCloudActions } from './cam-attachments.ts';
import { directoryCloudActions } from './cam-directory.ts';
import { policyCloudActions } from './cam-policies.ts';
import type { CloudAction } from './cloud-answer.ts';

export const camActions: Readonly<Record<string, CloudAction>> = {
  ...policyCloudActions,
  ...attachmentCloudActions,
  ...directoryCloudActions,
};
