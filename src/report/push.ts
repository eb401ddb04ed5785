/** What the status of a user means for offline push (DEV-2; Chat's page "Online Status Management", 1047/33518). */

/** `background`: once the app is in the background. `unknown`: Tencent said something that is not known here. */
export type Push = 'yes' | 'background' | 'no' | 'unknown';

export interface Reach {
  readonly push: Push;
  /** A sentence. */
  readonly because: string;
}

/** Whether offline push reaches a device. */
export function reachOfDevice(platform: string, status: string): Reach {
  const kind = platform.toLowerCase();
  if (status === 'Offline') return { push: 'no', because: 'Not signed in.' };
  if (status !== 'Online' && status !== 'PushOnline')
    return { push: 'unknown', because: 'This status is not known here.' };
  if (kind === 'android')
    return status === 'PushOnline'
      ? { push: 'yes', because: 'The app was ended, or cannot be reached.' }
      : { push: 'no', because: 'The app runs. Android is pushed to only in the status PushOnline.' };
  if (kind === 'iphone' || kind === 'ipad' || kind === 'ios')
    return status === 'PushOnline'
      ? { push: 'yes', because: 'The app was ended, or cannot be reached.' }
      : { push: 'background', because: 'The app runs. iOS is pushed to while it is in the background.' };
  if (['web', 'pc', 'mac', 'windows', 'linux'].includes(kind))
    return { push: 'no', because: 'There is no offline push to this kind of client.' };
  return { push: 'unknown', because: 'This kind of client is not known here.' };
}

/** Whether offline push reaches a user: one device is enough. Without devices the status alone tells less. */
export function reachOfUser(
  status: string,
  devices: readonly { readonly platform: string; readonly status: string }[],
): Reach {
  if (status === 'Offline')
    return {
      push: 'no',
      because: 'Not signed in: signed out, never signed in, or not seen for seven days. Nothing is pushed.',
    };
  const reaches = devices.map((one) => reachOfDevice(one.platform, one.status));
  for (const push of ['yes', 'background', 'unknown', 'no'] as const) {
    const found = reaches.find((one) => one.push === push);
    if (found) return found;
  }
  if (status === 'PushOnline') return { push: 'yes', because: 'The app was ended, or cannot be reached.' };
  if (status === 'Online')
    return {
      push: 'background',
      because: 'The app runs, on what is not said. Android must be PushOnline, and iOS in the background.',
    };
  return { push: 'unknown', because: 'This status is not known here.' };
}
