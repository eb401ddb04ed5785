/**
 * Keys and numbers of the sandbox's account. All are derived from names, so that they are the same after every
 * start, and nothing has to keep them. They open nothing but a sandbox on this machine.
 */
import { createHash } from 'node:crypto';

const digest = (...parts: readonly string[]) =>
  createHash('sha256')
    .update(['chatform sandbox', ...parts].join('\n'))
    .digest();

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** 32 letters and digits. */
const word = (...parts: readonly string[]) =>
  [...digest(...parts)].map((byte) => letters[byte % letters.length]).join('');

/** From `first` on, `range` numbers at most: the first 48 bits of the digest. */
const number = (first: number, range: number, ...parts: readonly string[]) =>
  first + (digest(...parts).readUIntBE(0, 6) % range);

/** The API key of the root account: what signs calls of the Cloud API. */
export function keysOf(account: string): { secretId: string; secretKey: string } {
  return { secretId: `AKID${word('SecretId', account)}`, secretKey: word('SecretKey', account) };
}

/** The key of an app, which signs its UserSigs: 64 hexadecimal digits (APP-10). */
export function appKeyOf(account: string, sdkAppId: string): string {
  return digest('app key', account, sdkAppId).toString('hex');
}

/** The AppID of the account, which comes with its uin. */
export function appIdOf(account: string): number {
  return number(1_250_000_000, 100_000_000, 'AppId', account);
}

/** The uin of a sub-account: twelve digits. Two names of an account share one as good as never. */
export function uinOf(account: string, user: string): number {
  return number(200_000_000_000, 800_000_000_000, 'uin', account, user);
}

/** The other number of a sub-account, its Uid: ten digits. */
export function uidOf(account: string, user: string): number {
  return number(1_000_000_000, 1_000_000_000, 'Uid', account, user);
}

/** The number of a user group: ten digits. */
export function groupIdOf(account: string, group: string): number {
  return number(1_000_000_000, 1_000_000_000, 'GroupId', account, group);
}
