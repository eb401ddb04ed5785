/** The key of the account that API 3.0 is called with. */

/** An API key of Tencent Cloud, or a temporary one with its session token. */
export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}
