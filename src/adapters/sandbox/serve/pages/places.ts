/** Addresses of the pages. All of them are below `/console`. */
import { formatAddress } from '../../../../address.ts';
import type { Kind } from '../../../../catalog/kind.ts';
import { type MenuPage, pageOf, scopeOf } from './menu.ts';

export const base = '/console';

/** The forms that are opened on a thing. */
export type Form = 'edit' | 'delete' | 'invoke';

export const overviewUrl = `${base}/`;

export const menuUrl = (page: MenuPage, sdkAppId: string): string =>
  page.kinds[0] && scopeOf(page.kinds[0]) === 'cam'
    ? `${base}/cam/${page.slug}`
    : `${base}/apps/${encodeURIComponent(sdkAppId)}/${page.slug}`;

/** The page on which a thing is shown. */
export const shownUrl = (kind: Kind, segments: readonly string[]): string =>
  menuUrl(pageOf(kind), segments[1] ?? '');

export const appUrl = (sdkAppId: string): string => `${base}/apps/${encodeURIComponent(sdkAppId)}`;

export const formUrl = (
  form: Form,
  segments: readonly string[],
  more: Readonly<Record<string, string>> = {},
) => `${base}/${form}?${new URLSearchParams({ at: formatAddress(segments), ...more })}`;

/** `sdkAppId`: of the app that it is to be in, where it is in one. */
export function createUrl(
  kind: Kind,
  sdkAppId?: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = { kind: kind.name, ...(sdkAppId !== undefined && { app: sdkAppId }), ...more };
  return `${base}/create?${new URLSearchParams(query)}`;
}
