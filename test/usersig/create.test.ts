import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createUserSig } from '../../src/usersig/create.ts';

const key = Buffer.from('5bd2850fff3ecb11d7c805251c51ee463a25727bddc2385f3fa8bfee1bb93b5e');
const subject = { sdkAppId: 1400000001, userId: 'administrator', now: 1_700_000_000, expire: 86_400 };

/** What is in a UserSig, read without the code under test. */
function inside(sig: string): string {
  const base64 = sig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
  return inflateSync(Buffer.from(base64, 'base64')).toString();
}

test("a UserSig is that of Tencent's library for the same key, user and second (api 3.1)", () => {
  const made = createUserSig({ ...subject, key });
  expect(inside(made)).toBe(
    '{"TLS.ver":"2.0","TLS.identifier":"administrator","TLS.sdkappid":1400000001,"TLS.time":1700000000,' +
      '"TLS.expire":86400,"TLS.sig":"HpmcAAyy2lBvHxsl+l0TmpRT7w0Io7gDBRdUMtNKoEo="}',
  );
  expect(made).toMatch(/^eJ[A-Za-z0-9*-]+_{0,2}$/);
});
