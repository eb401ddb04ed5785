/** The name of an app as a resource of CAM and of the Tag service. */

/** The six segments of an app's resource string (CAM-3). */
export function appResource(account: string, sdkAppId: string): string {
  return `qcs::im::uin/${account}:sdkappid/${sdkAppId}`;
}

/** The SDKAppID in a resource string, whatever its other segments; undefined where there is none. */
export function sdkAppIdIn(resource: string): string | undefined {
  return /^qcs:[^:]*:im:.*:sdkappid\/(\d+)$/.exec(resource)?.[1];
}
