/** The service tag (api.md §2.3). */
import type { CloudAction } from './cloud-answer.ts';
import { tagReadActions } from './tag-reads.ts';
import { tagWriteActions } from './tag-writes.ts';

export const tagActions: Readonly<Record<string, CloudAction>> = { ...tagWriteActions, ...tagReadActions };
