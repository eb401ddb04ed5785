/** What all pages have: the sandbox behind them, and what is read of it for one answer. */
import { formatAddress } from '../../../../address.ts';
import type { Kind } from '../../../../catalog/kind.ts';
import { type Edition, editions } from '../../../../catalog/kind.ts';
import type { Live, LiveObject } from '../../../../model.ts';
import type { Sandbox } from '../../index.ts';

export interface Site {
  readonly sandbox: Sandbox;
  /** The key of an app by its SDKAppID: only shown on request (APP-10). */
  readonly appKey: (sdkAppId: string) => string;
  /** Stands in every form that is answered, so that no other site can send one. */
  readonly token: string;
}

/** The account, and the inside of one app. */
export async function readSite({ sandbox }: Site, sdkAppId?: string): Promise<Live> {
  return sandbox.adapter.read({ apps: sdkAppId === undefined ? [] : [sdkAppId] });
}

export const objectAt = (live: Live, segments: readonly string[]): LiveObject | undefined =>
  live.objects.get(formatAddress(segments));

/** The things of a kind, in an app where it is one of an app's, in the order of their addresses. */
export function objectsOf(live: Live, kind: Kind, sdkAppId?: string): readonly LiveObject[] {
  return [...live.objects.values()].filter(
    (object) =>
      object.kind === kind.name &&
      (kind.path[0] !== 'apps' || isApp(kind) || object.segments[1] === sdkAppId),
  );
}

/** An app itself: its key is the SDKAppID, which the console chooses. */
export const isApp = (kind: Kind): boolean => kind.path.length === 2 && kind.path[0] === 'apps';

/** The edition of the app that something is in. */
export function editionOf(live: Live, segments: readonly string[]): Edition | undefined {
  if (segments[0] !== 'apps') return undefined;
  const edition = objectAt(live, segments.slice(0, 2))?.body.edition;
  return editions.find((one) => one === edition);
}
