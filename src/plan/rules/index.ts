/** The rules that the planner holds before the console would. Each is a function; the list is the registry. */
import { withinLimits } from '../capacity.ts';
import type { PlanRule } from '../context.ts';
import {
  deleteDeveloperOnly,
  disableDeveloperOnly,
  editionUnseen,
  ownIdUnknown,
  resumedByRenewal,
} from './apps.ts';
import { attachmentsExist } from './cam.ts';
import { groupFieldNames, readableAndWritable } from './fields.ts';
import {
  adminLimit,
  audioVideoGroupLimit,
  communityGroups,
  groupIds,
  memberLimit,
  membersRegistered,
  userLimit,
} from './people.ts';
import { audioVideoGroups, severalDevices, storageOnceAMonth, topicsNeedCommunity } from './sections.ts';
import { callNeedsTrtc, callTrials, certificateFile, trialsNeedCall } from './services.ts';
import { ownFooting } from './standing.ts';
import { declaredFeaturesKept, editionGates, immutable, upOnly } from './values.ts';
import { webhookPorts, webhookUrl } from './webhook.ts';

export const planRules: readonly PlanRule[] = [
  { ids: ['APP-2', 'FLD-1', 'FLD-2', 'FLD-3', 'FLD-4'], check: withinLimits },
  { ids: ['APP-7', 'APP-11', 'RTC-1', 'RTC-2'], check: upOnly },
  { ids: ['APP-4', 'APP-5'], check: disableDeveloperOnly },
  { ids: ['APP-7'], check: resumedByRenewal },
  { ids: ['APP-3', 'APP-5'], check: deleteDeveloperOnly },
  { ids: ['APP-1'], check: ownIdUnknown },
  { ids: ['EDN-10', 'EDN-11', 'EDN-12', 'EDN-13', 'EDN-14', 'EDN-16'], check: editionGates },
  { ids: ['EDN-15'], check: declaredFeaturesKept },
  { ids: ['EDN-15'], check: editionUnseen },
  { ids: ['FLD-1', 'FLD-2', 'ACC-3', 'GRM-2', 'PSH-1', 'PSH-2'], check: immutable },
  { ids: ['FLD-2'], check: readableAndWritable },
  { ids: ['FLD-6'], check: groupFieldNames },
  { ids: ['MSG-2'], check: severalDevices },
  { ids: ['MSG-3'], check: storageOnceAMonth },
  { ids: ['GRP-6'], check: topicsNeedCommunity },
  { ids: ['GRP-1', 'GRP-2', 'GRP-3'], check: audioVideoGroups },
  { ids: ['GRP-5'], check: communityGroups },
  { ids: ['RTC-1'], check: callNeedsTrtc },
  { ids: ['RTC-2', 'RTC-3'], check: callTrials },
  { ids: ['RTC-2'], check: trialsNeedCall },
  { ids: ['PSH-1', 'PSH-2'], check: certificateFile },
  { ids: ['ACC-2'], check: adminLimit },
  { ids: ['EDN-1'], check: userLimit },
  { ids: ['EDN-4'], check: audioVideoGroupLimit },
  { ids: ['EDN-5'], check: memberLimit },
  { ids: ['GRM-1'], check: groupIds },
  { ids: ['GRM-1', 'GRM-3'], check: membersRegistered },
  { ids: ['WHK-1', 'WHK-2'], check: webhookUrl },
  { ids: ['WHK-3'], check: webhookPorts },
  { ids: ['CAM-1', 'CAM-2'], check: attachmentsExist },
  { ids: ['API-2'], check: ownFooting },
];
