/** The service cim (api.md §2.6): one action, which lists the apps of the account. */
import { listApps } from '../app.ts';
import { type CloudAction, fields } from './cloud-answer.ts';

export const cimActions: Readonly<Record<string, CloudAction>> = {
  DescribeSdkAppid: {
    perSecond: 20,
    isWrite: false,
    run: ({ tables }) => fields({ SdkAppids: listApps(tables).map(({ id }) => id) }),
  },
};
