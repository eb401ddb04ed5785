// Where the key of the account is found, what is wrong with it, and that no message tells anything of it.
import path from 'node:path';
import { expect, test } from 'vitest';
import { credentialsFrom, type ReadFile } from '../../../src/adapters/tencent/credentials.ts';

const home = path.join(path.sep, 'home', 'alice');
const now = 1_700_000_000_000;
const ini = path.join(home, '.tencentcloud', 'credentials');
const tccli = (profile: string) => path.join(home, '.tccli', `${profile}.credential`);
const id = 'TENCENTCLOUD_SECRET_ID';
const key = 'TENCENTCLOUD_SECRET_KEY';

type Files = Readonly<Record<string, string | { readonly text: string; readonly mode: number }>>;

/** What is found with these files; secrets in them begin with NEVERSHOWN. */
function find(env: Record<string, string>, files: Files = {}, profile?: string) {
  const readFile: ReadFile = (file) => {
    const contents = files[file];
    if (contents === undefined) return undefined;
    return typeof contents === 'string' ? { text: contents, mode: 0o600 } : contents;
  };
  const found = credentialsFrom(env, readFile, { home, now, ...(profile !== undefined && { profile }) });
  if ('problem' in found) expect(found.problem).not.toContain('NEVERSHOWN');
  else expect(found.warning ?? '').not.toContain('NEVERSHOWN');
  return found;
}

const aliceIni = '[default]\nsecret_id = AKIDINI\nsecret_key = NEVERSHOWNINI\n';
const aliceTccli = '{"secretId": "AKIDCLI", "secretKey": "NEVERSHOWNCLI"}';

test('the environment comes first', () => {
  const env = { [id]: 'AKIDENV', [key]: 'NEVERSHOWNENV' };
  expect(find(env, { [ini]: aliceIni, [tccli('default')]: aliceTccli })).toEqual({
    credentials: { secretId: 'AKIDENV', secretKey: 'NEVERSHOWNENV' },
    from: 'the environment',
  });
});

test.each(['TENCENTCLOUD_SECURITY_TOKEN', 'TENCENTCLOUD_TOKEN'])('%s is the session token', (name) => {
  const env = { [id]: 'AKIDENV', [key]: 'NEVERSHOWNENV', [name]: 'NEVERSHOWNTOKEN' };
  expect(find(env)).toMatchObject({ credentials: { token: 'NEVERSHOWNTOKEN' } });
});

test('the file of the SDKs comes next, and then that of tccli', () => {
  expect(find({}, { [ini]: aliceIni, [tccli('default')]: aliceTccli })).toEqual({
    credentials: { secretId: 'AKIDINI', secretKey: 'NEVERSHOWNINI' },
    from: ini,
  });
  expect(find({}, { [tccli('default')]: aliceTccli })).toEqual({
    credentials: { secretId: 'AKIDCLI', secretKey: 'NEVERSHOWNCLI' },
    from: tccli('default'),
  });
});

test('empty variables count as missing', () => {
  expect(find({ [id]: '', [key]: '' }, { [ini]: aliceIni })).toMatchObject({ from: ini });
});

test.each([
  [{ [id]: 'AKIDENV' }, `${id} is set, and ${key} is not`],
  [{ [id]: 'AKIDENV', [key]: '' }, `${id} is set, and ${key} is not`],
  [{ [key]: 'NEVERSHOWN' }, `${key} is set, and ${id} is not`],
  [{ [id]: ' AKIDENV', [key]: 'NEVERSHOWN' }, `${id} has white space at its beginning or its end`],
  [{ [id]: 'AKIDENV', [key]: 'NEVERSHOWN\n' }, `${key} has white space at its beginning or its end`],
  [{ [id]: 'AKIDENV', [key]: 'NEVER SHOWN' }, `${key} has characters that no key has`],
  [
    { [id]: 'AKIDENV', [key]: 'NEVERSHOWN', TENCENTCLOUD_SECURITY_TOKEN: 'NEVERSHOWN\u00e9' },
    'TENCENTCLOUD_SECURITY_TOKEN has characters that no key has',
  ],
])('half a key, or a damaged one, is named (%#)', (env, problem) => {
  expect(find(env, { [ini]: aliceIni })).toEqual({ problem });
});

test('nothing anywhere: it says what to set', () => {
  expect(find({})).toEqual({
    problem:
      'there is no key of Tencent Cloud: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or run "tccli configure"',
  });
});

test('a profile is looked for in both places', () => {
  const files = {
    [ini]: `${aliceIni}[prod]\nsecret_id=AKIDPROD\nsecret_key=NEVERSHOWN\n`,
    [tccli('default')]: aliceTccli,
    [tccli('lab')]: aliceTccli,
  };
  expect(find({}, files, 'prod')).toMatchObject({ from: ini, credentials: { secretId: 'AKIDPROD' } });
  expect(find({}, files, 'lab')).toMatchObject({ from: tccli('lab') });
  expect(find({ TCCLI_PROFILE: 'lab' }, files)).toMatchObject({ from: tccli('lab') });
  expect(find({ TCCLI_PROFILE: 'lab' }, files, 'prod')).toMatchObject({ from: ini });
  expect(find({}, files, 'test')).toEqual({
    problem: 'there is no profile "test" in ~/.tencentcloud/credentials or ~/.tccli',
  });
});

test.each(['../../etc/passwd', 'a/b', '.', '', 'x'.repeat(65)])('the profile "%s" is none', (profile) => {
  expect(find({}, {}, profile)).toEqual({ problem: 'the name of the profile is none' });
});

test.each([
  ['quotes and no blanks', '[default]\nsecret_id="AKIDINI"\nsecret_key=\'NEVERSHOWN\'\n'],
  [
    'Windows line ends and a byte order mark',
    '\ufeff[default]\r\nsecret_id = AKIDINI\r\nsecret_key = NEVERSHOWN\r\n',
  ],
  [
    'comments and other sections',
    '# mine\n[other]\nsecret_id = AKIDOTHER\n; more\n[ default ]\nSecret_Id: AKIDINI\n#secret_key = x\nsecret_key: NEVERSHOWN\n[last]\nsecret_id = AKIDLAST\n',
  ],
])('the file of the SDKs may have %s', (_, text) => {
  expect(find({}, { [ini]: text })).toMatchObject({
    credentials: { secretId: 'AKIDINI', secretKey: 'NEVERSHOWN' },
  });
});

test.each(['token', 'session_token'])('the file of the SDKs may have a %s', (name) => {
  const text = `${aliceIni}${name} = NEVERSHOWNTOKEN\n`;
  expect(find({}, { [ini]: text })).toMatchObject({ credentials: { token: 'NEVERSHOWNTOKEN' } });
});

test.each([
  ['[default]\nsecret_id = AKIDINI\n', `secret_id in ${ini} is set, and secret_key in ${ini} is not`],
  ['[default]\n', `the section [default] of ${ini} has no secret_id and no secret_key`],
  [
    `[default]\nsecret_id = AKIDINI\nsecret_key = NEVER SHOWN\n`,
    `secret_key in ${ini} has characters that no key has`,
  ],
  ['x'.repeat(70_000), `${ini} is too long for a file of keys`],
  [
    `${aliceIni}role_arn = qcs::cam::uin/1:roleName/ops\n`,
    `${ini} names a role to take on, which chatform does not do: get temporary keys of the role, and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN`,
  ],
])('what is wrong in the file of the SDKs is named (%#)', (text, problem) => {
  expect(find({}, { [ini]: text, [tccli('default')]: aliceTccli })).toEqual({ problem });
});

test('TENCENTCLOUD_CREDENTIALS_FILE names another file, which has to be there', () => {
  const file = path.join(path.sep, 'run', 'keys');
  const env = { TENCENTCLOUD_CREDENTIALS_FILE: file };
  const others = { [ini]: aliceIni, [tccli('default')]: aliceTccli };
  expect(find(env, { ...others, [file]: aliceIni })).toMatchObject({ from: file });
  expect(find(env, others)).toEqual({
    problem: `there is no file ${file}, which TENCENTCLOUD_CREDENTIALS_FILE names`,
  });
  expect(find(env, { ...others, [file]: '[other]\n' })).toEqual({
    problem: `${file} has no section [default]`,
  });
  expect(find({ TENCENTCLOUD_CREDENTIALS_FILE: '' }, others)).toEqual({
    problem: 'TENCENTCLOUD_CREDENTIALS_FILE is set, and empty',
  });
});

test("tccli's temporary key has a token, and is taken until it expires", () => {
  const keys = { type: 'oauth', secretId: 'AKIDCLI', secretKey: 'NEVERSHOWN', token: 'NEVERSHOWNTOKEN' };
  const file = tccli('default');
  expect(find({}, { [file]: JSON.stringify({ ...keys, expiresAt: 1_700_000_001 }) })).toMatchObject({
    credentials: { secretId: 'AKIDCLI', secretKey: 'NEVERSHOWN', token: 'NEVERSHOWNTOKEN' },
  });
  expect(find({}, { [file]: JSON.stringify({ ...keys, expiresAt: 1_700_000_000 }) })).toEqual({
    problem: `the temporary key in ${file} has expired: run any tccli command, or log in with tccli again`,
  });
});

test.each([
  ['{"secretKey": "NEVERSHOWN"', 'FILE is no JSON as tccli writes it'],
  ['[]', 'FILE is no JSON as tccli writes it'],
  ['{}', 'FILE has no secretId and no secretKey'],
  ['{"secretKey": "NEVERSHOWN"}', 'secretKey in FILE is set, and secretId in FILE is not'],
  [
    '{"type": "cvm-role"}',
    "FILE takes the key from the machine's own role (cvm-role), which chatform does not do",
  ],
  [
    '{"secretId": "AKIDCLI", "secretKey": "NEVERSHOWN", "role-arn": "qcs::cam::uin/1:roleName/ops"}',
    'FILE names a role to take on, which chatform does not do: get temporary keys of the role, and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN',
  ],
])("what is wrong in tccli's file is named (%#)", (text, problem) => {
  const file = tccli('default');
  expect(find({}, { [file]: text })).toEqual({ problem: problem.replaceAll('FILE', file) });
});

test('a file that cannot be read is named', () => {
  const readFile = () => {
    throw Object.assign(new Error('NEVERSHOWN'), { code: 'EACCES' });
  };
  expect(credentialsFrom({}, readFile, { home, now })).toEqual({ problem: `${ini} cannot be read (EACCES)` });
});

test('a file that others can read is taken, with a warning', () => {
  for (const mode of [0o644, 0o620, 0o601]) {
    expect(find({}, { [ini]: { text: aliceIni, mode } })).toMatchObject({
      credentials: { secretId: 'AKIDINI' },
      warning: `others than you can read or change ${ini}: run chmod 600 on it`,
    });
  }
  expect(find({}, { [ini]: { text: aliceIni, mode: 0o400 } })).not.toHaveProperty('warning');
});
