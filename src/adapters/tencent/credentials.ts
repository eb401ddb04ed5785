/**
 * Where the key of the account comes from: the environment, or a file that Tencent's own tools read
 * (Go and Python SDK: `~/.tencentcloud/credentials`; tccli: `~/.tccli/PROFILE.credential`). No message repeats
 * anything of a key.
 */
import path from 'node:path';
import { isMap } from '../../json.ts';

/** An API key of Tencent Cloud, or a temporary one with its session token. */
export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

/** A key that was found. */
export interface Found {
  readonly credentials: Credentials;
  /** Where: `the environment`, or the path of a file. */
  readonly from: string;
  /** What is not as it should be, and no obstacle: a clause. */
  readonly warning?: string;
}

/** Reads a file; undefined if there is none. May throw. `mode`: the permission bits, where there are such. */
export type ReadFile = (file: string) => { readonly text: string; readonly mode?: number } | undefined;

type Environment = Readonly<Record<string, string | undefined>>;

export interface Where {
  /** The folder of the user. */
  readonly home: string;
  /** In place of TCCLI_PROFILE, and of `default`. */
  readonly profile?: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The key to use, or why there is none: a clause for people. */
export function credentialsFrom(
  env: Environment,
  readFile: ReadFile,
  where: Where,
): Found | { readonly problem: string } {
  try {
    const profile = where.profile ?? (env.TCCLI_PROFILE || 'default');
    // It becomes part of a path.
    if (!/^[\w@+-][\w.@+-]{0,63}$/.test(profile)) throw new Unfit('the name of the profile is none');
    const found =
      fromEnvironment(env) ??
      fromIni(iniFileOf(env, where.home), profile, readFile) ??
      fromTccli(path.join(where.home, '.tccli', `${profile}.credential`), readFile, where.now);
    if (found) return found;
    throw new Unfit(
      where.profile === undefined
        ? 'there is no key of Tencent Cloud: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or run "tccli configure"'
        : `there is no profile "${profile}" in ~/.tencentcloud/credentials or ~/.tccli`,
    );
  } catch (error) {
    if (error instanceof Unfit) return { problem: error.message };
    throw error;
  }
}

class Unfit extends Error {}

function fromEnvironment(env: Environment): Found | undefined {
  const [idName, keyName] = ['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY'];
  // The first is Terraform's name for it, and the second tccli's.
  const tokenName = env.TENCENTCLOUD_SECURITY_TOKEN ? 'TENCENTCLOUD_SECURITY_TOKEN' : 'TENCENTCLOUD_TOKEN';
  if (!env[idName] && !env[keyName]) return undefined;
  const credentials = keyOf(
    { name: idName, value: env[idName] },
    { name: keyName, value: env[keyName] },
    { name: tokenName, value: env[tokenName] },
  );
  return { credentials, from: 'the environment' };
}

interface Named {
  readonly name: string;
  readonly value: string | undefined;
}

function keyOf(id: Named, key: Named, token: Named): Credentials {
  for (const [missing, there] of [
    [id, key],
    [key, id],
  ] as const) {
    if (!missing.value) throw new Unfit(`${there.name} is set, and ${missing.name} is not`);
  }
  const session = token.value ? { token: checked(token) } : {};
  return { secretId: checked(id), secretKey: checked(key), ...session };
}

function checked({ name, value = '' }: Named): string {
  if (value !== value.trim()) throw new Unfit(`${name} has white space at its beginning or its end`);
  // They go into headers, where anything else would be an error that quotes them.
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Unfit(`${name} has characters that no key has`);
  return value;
}

/** The Go SDK's variable for another file; it is an error there, too, if it is empty. */
function iniFileOf(env: Environment, home: string): { file: string; given: boolean } {
  const file = env.TENCENTCLOUD_CREDENTIALS_FILE;
  if (file === undefined) return { file: path.join(home, '.tencentcloud', 'credentials'), given: false };
  if (file.trim() === '') throw new Unfit('TENCENTCLOUD_CREDENTIALS_FILE is set, and empty');
  return { file, given: true };
}

function fromIni(
  { file, given }: { file: string; given: boolean },
  profile: string,
  readFile: ReadFile,
): Found | undefined {
  const read = contentsOf(file, readFile);
  if (!read) {
    if (given) throw new Unfit(`there is no file ${file}, which TENCENTCLOUD_CREDENTIALS_FILE names`);
    return undefined;
  }
  const section = sectionOf(read.text, profile);
  if (!section) {
    if (given) throw new Unfit(`${file} has no section [${profile}]`);
    return undefined;
  }
  refuseRole(section.get('role_arn'), file);
  const named = (name: string) => ({ name: `${name} in ${file}`, value: section.get(name) });
  if (!section.get('secret_id') && !section.get('secret_key')) {
    throw new Unfit(`the section [${profile}] of ${file} has no secret_id and no secret_key`);
  }
  const token = section.has('token') ? named('token') : named('session_token');
  return {
    credentials: keyOf(named('secret_id'), named('secret_key'), token),
    from: file,
    ...warned(file, read),
  };
}

/** The settings of a section of an INI file, or undefined where there is no such section. */
function sectionOf(text: string, wanted: string): ReadonlyMap<string, string> | undefined {
  let section: Map<string, string> | undefined;
  let inside = false;
  for (const line of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]*?)\s*\]/.exec(line);
    if (header) {
      inside = header[1] === wanted;
      if (inside) section ??= new Map();
      continue;
    }
    const [, name, value = ''] = /^\s*([^#;=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (inside && name !== undefined) section?.set(name.toLowerCase(), value.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return section;
}

function fromTccli(file: string, readFile: ReadFile, now: number): Found | undefined {
  const read = contentsOf(file, readFile);
  if (!read) return undefined;
  const contents = jsonOf(read.text, file);
  const text = (name: string) => {
    const value = contents[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (text('type') === 'cvm-role') {
    throw new Unfit(
      `${file} takes the key from the machine's own role (cvm-role), which chatform does not do`,
    );
  }
  refuseRole(text('role-arn') ?? text('roleArn'), file);
  // Written by "tccli auth login" and "tccli sso login"; tccli gets new keys when it is run.
  const { expiresAt } = contents;
  if (typeof expiresAt === 'number' && expiresAt * 1000 <= now) {
    throw new Unfit(
      `the temporary key in ${file} has expired: run any tccli command, or log in with tccli again`,
    );
  }
  if (!text('secretId') && !text('secretKey')) throw new Unfit(`${file} has no secretId and no secretKey`);
  const named = (name: string) => ({ name: `${name} in ${file}`, value: text(name) });
  const credentials = keyOf(named('secretId'), named('secretKey'), named('token'));
  return { credentials, from: file, ...warned(file, read) };
}

/** The key alone would act as somebody else than the role that the person has in mind. */
function refuseRole(role: string | undefined, file: string): void {
  if (!role) return;
  throw new Unfit(
    `${file} names a role to take on, which chatform does not do: get temporary keys of the role, and set TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN`,
  );
}

const longest = 65_536;

function contentsOf(file: string, readFile: ReadFile): ReturnType<ReadFile> {
  let read: ReturnType<ReadFile>;
  try {
    read = readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new Unfit(`${file} cannot be read${code}`);
  }
  if (read && read.text.length > longest) throw new Unfit(`${file} is too long for a file of keys`);
  return read;
}

function jsonOf(text: string, file: string): { readonly [key: string]: unknown } {
  let contents: unknown;
  try {
    contents = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
  }
  if (!isMap(contents)) throw new Unfit(`${file} is no JSON as tccli writes it`);
  return contents;
}

function warned(file: string, { mode = 0 }: { readonly mode?: number }): { warning?: string } {
  if ((mode & 0o077) === 0) return {};
  return { warning: `others than you can read or change ${file}: run chmod 600 on it` };
}
