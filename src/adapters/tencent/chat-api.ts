/** The Chat REST API v4 over HTTP: a UserSig for each call, paced by the limits of each command, errors read. */
import { carryOut, ended, type Tried } from './again.ts';
import { chatTrouble } from './chat-errors.ts';
import { originProblem } from './hosts.ts';
import { writeWire } from './json.ts';
import { limiters } from './limiter.ts';
import { shown } from './said.ts';
import { exchange, lost, type Trouble, type Wires } from './transport.ts';
import type { ChatApi, ChatIdentity, Pace, WireMap } from './wire.ts';

/** Makes a UserSig; times in whole seconds. May throw for a UserID that cannot be one. */
export type SignUser = (input: {
  readonly sdkAppId: number;
  readonly userId: string;
  readonly key: Uint8Array;
  readonly now: number;
  readonly expire: number;
}) => string;

/** What a client of the Chat REST API is made of. */
export interface ChatOptions extends Wires {
  /** Who calls for an app, or why nobody can: a clause. */
  readonly identityOf: (sdkAppId: string) => ChatIdentity | { readonly problem: string };
  readonly sign: SignUser;
  readonly pace: Pace;
}

/** Seconds that a UserSig is good for. It is made for one call; an hour bears a clock that is off. */
const validFor = 3600;

/** A client of the Chat REST API. */
export function chatApi(options: ChatOptions): ChatApi {
  const { identityOf, pace } = options;
  const turn = limiters(pace);
  return {
    call: async (sdkAppId, command, body, as) => {
      if (!commandForm.test(command)) throw new RangeError('This is no command of the Chat REST API.');
      const identity = callerOf(sdkAppId, identityOf);
      if ('kind' in identity) return ended(identity, false);
      const call = { sdkAppId, command, body: writeWire(body), userId: as ?? identity.admin, identity };
      const attempt = async () => {
        await turn(`${sdkAppId} ${command}`, callsASecond(command));
        return tryOnce(call, options);
      };
      return carryOut(readsChat(command), attempt, pace, options.tell);
    },
  };
}

function callerOf(sdkAppId: string, identityOf: ChatOptions['identityOf']): ChatIdentity | Trouble {
  if (!/^[1-9]\d{0,11}$/.test(sdkAppId)) return unsent('SdkAppId', `${shown(sdkAppId)} is no SDKAppID`);
  const identity = identityOf(sdkAppId);
  if ('problem' in identity) return unsent('NoIdentity', identity.problem);
  const wrong = originProblem(identity.origin);
  return wrong ? unsent('NoIdentity', `the address of the Chat REST API ${wrong}`) : identity;
}

const commandForm = /^[A-Za-z]\w*\/[A-Za-z]\w*$/;

/** True for a command that changes nothing, by the verb in its name. */
function readsChat(command: string): boolean {
  const name = command.slice(command.indexOf('/') + 1);
  return (
    /^(?:im_)?(?:get|query|check)(?:_|[a-z])|_(?:get|check|get_list|get_simple|get_info)$|^GetIPList$/.test(
      name,
    ) || name === 'search_contact_group'
  );
}

/** Calls a second of an app ("RESTful API Overview", 1047/34620, and the pages of the commands). */
function callsASecond(command: string): number {
  if (command.startsWith('all_member_push/')) return command.endsWith('/im_push') ? 1 : 100;
  return rates[command] ?? 200;
}

const rates: Readonly<Record<string, number>> = {
  'im_open_login_svc/multiaccount_import': 100,
  'im_open_login_svc/account_delete': 100,
  'im_open_login_svc/account_check': 100,
  'group_open_http_svc/get_appid_group_list': 1,
  'group_open_http_svc/send_broadcast_msg': 1,
  'open_msg_svc/get_history': 10,
};

interface Call {
  readonly sdkAppId: string;
  readonly command: string;
  readonly body: string;
  readonly userId: string;
  readonly identity: ChatIdentity;
}

async function tryOnce(call: Call, options: ChatOptions): Promise<Tried> {
  const { command, body, userId, identity } = call;
  let userSig: string;
  let url: URL;
  try {
    userSig = signed(call, options);
    url = addressOf(call, userSig, options.pace);
  } catch {
    // Its message is not repeated: it was made from a key.
    const message = `no UserSig can be made for ${shown(userId)}: is it a UserID, and is there a key?`;
    return { ok: false, error: unsent('UserSig', message) };
  }
  const answer = await exchange({ url, headers: { 'content-type': 'application/json' }, body }, options);
  if (!answer.ok) return answer;
  const opened = open(answer.body, command, [userSig, Buffer.from(identity.key).toString()]);
  return opened.ok ? opened : { ok: false, error: withKey(opened.error, identity) };
}

/** Codes that say that a key does not fit. */
const aboutKeys = ['Chat.70003', 'Chat.70009', 'Chat.70014', 'Chat.70016'];

/** Which key it is that does not fit. */
function withKey(error: Trouble, { from }: ChatIdentity): Trouble {
  if (from === undefined || !aboutKeys.includes(error.code)) return error;
  return { ...error, message: `${error.message}; the key is that of ${from}` };
}

/** Signed at the last moment: a call may have waited for its turn. */
function signed({ sdkAppId, userId, identity }: Call, { sign, pace }: ChatOptions): string {
  const now = Math.floor(pace.now() / 1000);
  return sign({ sdkAppId: Number(sdkAppId), userId, key: identity.key, now, expire: validFor });
}

function addressOf({ sdkAppId, command, userId, identity }: Call, userSig: string, pace: Pace): URL {
  const url = new URL(`/v4/${command}`, identity.origin);
  const parameters = {
    sdkappid: sdkAppId,
    identifier: userId,
    usersig: userSig,
    random: String(Math.floor(pace.random() * 2 ** 32)),
    contenttype: 'json',
  };
  // Not URLSearchParams: it writes a blank as "+", which is a plus sign in a UserID.
  url.search = Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
  return url;
}

/** The answer, or the error in it: only ErrorCode tells, since not every service sends ActionStatus. */
function open(body: WireMap, command: string, secrets: readonly string[]): Tried {
  const { ErrorCode: errorCode, ErrorInfo: errorInfo } = body;
  if (typeof errorCode !== 'number' || !Number.isSafeInteger(errorCode)) {
    return lost(
      'BadEnvelope',
      `the answer to ${command} has no ErrorCode: is this the address of the Chat REST API?`,
    );
  }
  if (errorCode === 0) return { ok: true, body };
  const said = typeof errorInfo === 'string' ? errorInfo : '';
  return {
    ok: false,
    error: chatTrouble({ errorCode, errorInfo: said, command, reads: readsChat(command) }, secrets),
  };
}

/** Nothing was sent. */
function unsent(code: string, message: string): Trouble {
  return { kind: 'failed', code: `ClientError.${code}`, message, passing: false };
}
