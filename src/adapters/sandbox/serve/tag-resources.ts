/** Apps as the Tag service names them: `qcs::im::uin/100000000001:sdkappid/1400000001`. */
import type { Tables } from '../tables.ts';
import { type CloudError, cloudError, type Desk } from './cloud-answer.ts';

export const service = 'im';
export const prefix = 'sdkappid';

/** A tag that is bound to an app. */
export interface Bound {
  readonly sdkAppId: string;
  readonly key: string;
  readonly value: string;
}

/** All of them, by app and key. */
export function boundTags(tables: Tables): Bound[] {
  return tables
    .all('SELECT app, key, value FROM tags ORDER BY app, key')
    .map(([app, key, value]) => ({ sdkAppId: String(app), key: String(key), value: String(value) }));
}

export const nameOf = ({ account }: Desk, sdkAppId: string) =>
  `qcs::${service}::uin/${account}:${prefix}/${sdkAppId}`;

/** An empty uin means the account that calls. Whether there is such an app is not looked at. */
export function sdkAppIdIn(desk: Desk, resource: string): { readonly sdkAppId: string } | CloudError {
  const [qcs, project, itsService, region, account, path, ...rest] = resource.split(':');
  const [itsPrefix, id, ...more] = (path ?? '').split('/');
  const wrong = (code: string) => cloudError(`InvalidParameterValue.${code}`, `${resource} is no resource.`);
  if (qcs !== 'qcs' || project !== '' || path === undefined || rest.length > 0 || more.length > 0) {
    return wrong('ResourceDescriptionError');
  }
  if (itsService !== service) return wrong('ServiceTypeInvalid');
  if (region !== '') return wrong('RegionInvalid');
  if (account !== 'uin/' && account !== `uin/${desk.account}`) return wrong('UinInvalid');
  if (itsPrefix !== prefix) return wrong('ResourcePrefixInvalid');
  return id !== undefined && /^[0-9]{1,15}$/.test(id) ? { sdkAppId: id } : wrong('ResourceIdInvalid');
}
