/** What the error codes of the Chat REST API mean for a call (Chat's page "Error Codes", 1047/34348). */
import { shown } from './said.ts';
import type { Trouble } from './transport.ts';

/** `internal`: the server broke down, so a write may have been carried out. `busy`: it was turned away for now. */
type Nature = 'refused' | 'busy' | 'internal';

const refusals: Readonly<Record<number, string>> = {
  // The gateway.
  60002: 'the address of the request is not understood',
  60003: 'the body of the request is not JSON',
  60004: 'the account or its UserSig is wrong',
  60005: 'the account or its UserSig is wrong',
  60006: 'there is no app with this SDKAppID',
  60009: 'there is no such command',
  60010: 'the account that calls is no admin of the app',
  60012: 'the SDKAppID is missing',
  60015: 'the account that calls is not a text',
  60016: 'the app is disabled',
  60017: 'this request is disabled for the app',
  60020: 'the paid plan of the app has run out; five minutes after it is renewed, this works again',
  60021: 'the app does not take calls from this IP address',
  60025: 'SDKAppID, account or UserSig in the address of the request are faulty',
  60026: 'the app is at another data centre than the address that was called: set the region of the app',
  60027: 'the app is not one of Push',
  60028: 'the calls that a trial app has in 24 hours are used up',
  // Accounts and UserSigs.
  70001: "the UserSig has expired: this machine's clock may be far behind",
  70002: 'the UserSig is empty',
  70003: 'the UserSig is malformed',
  70005: 'the UserSig is malformed',
  70009: 'the UserSig does not verify: the key is wrong, or it is the key of another app',
  70013: 'the UserSig is of another account than the one that calls',
  70014: 'the UserSig is of another app: the key and the SDKAppID do not belong together',
  70016: 'the app signs with a key pair (ECDSA), and has no public key',
  70020: 'there is no app with this SDKAppID',
  70050: 'too many UserSigs did not verify: wait a minute',
  70051: 'the account that calls is blocked',
  70107: 'there is no such account',
  70114: 'the account may not log in',
  70206: 'the number of accounts in one call is not allowed',
  70398: 'the app has all the accounts that it may have (100 in a trial)',
  70399: 'an account that was deleted cannot be imported again for three months',
  70402: 'a parameter is missing or not allowed',
  70403: 'only an admin of the app may do this',
  71000: 'accounts of this app, or in its edition, cannot be deleted',
  72000: 'the active users that the app has for free are used up',
  72001: 'the feature of user status is off',
  72002: 'the monthly active users of the plan are used up',
  // Profiles.
  40001: 'a parameter is missing or not allowed',
  40002: 'To_Account is missing',
  40003: 'there is no such account',
  40004: 'only an admin of the app may do this',
  40007: 'the field may not be read',
  40008: 'the field may not be written',
  40009: 'there is no such profile field',
  40601: 'the value has more than 500 bytes',
  40605: 'the standard field does not take this value',
  40610: 'the standard field has another type',
  // Relations.
  30001: 'a parameter is missing or not allowed',
  30002: 'the SDKAppIDs do not agree',
  30003: 'there is no such account',
  30004: 'only an admin of the app may do this',
  30009: 'the user may not add friends',
  30010: 'the user has all the friends that one may have',
  30011: 'the user has all the lists that one may have',
  30012: 'the user has all the pending requests that one may have',
  30013: 'the block list of the user is full',
  30014: 'the other user has all the friends that one may have',
  // Groups.
  10001: 'the account that calls is not logged in',
  10003: 'there is no such command',
  10004: 'a parameter is missing or not allowed',
  10005: 'there are too many accounts in one call',
  10007: 'this is not permitted: the type of group has it not, or its switch is off',
  10008: 'the edition of the app is too low, or the request is malformed',
  10009: 'the owner cannot leave the group',
  10010: 'there is no such group, or it was dissolved',
  10011: 'the body of the request is not what the command takes',
  10012: 'the UserID of the caller is not allowed',
  10013: 'the user is a member already',
  10014: 'the group is full',
  10015: 'the group ID is not allowed',
  10016: 'the webhook of the app refused this',
  10017: 'the user is muted',
  10018: 'the answer would have more than 1 MB',
  10019: 'there is no such user',
  10021: 'the group ID is taken by somebody else',
  10024: 'this was done already',
  10025: 'the group ID is taken, by a group that the caller owns',
  10026: 'the command is disabled for the app',
  10033: 'this type of group recalls no messages',
  10036: 'the app has all the audio-video groups that it may have',
  10037: 'the user is in all the groups, or made all the groups, that one may',
  10038: 'the group has all the members that it may have',
  10041: 'the app does not allow messages to be recalled in groups',
  10045: 'the name of a group attribute has more than 32 bytes',
  10046: 'the value of a group attribute has more than 4,000 bytes',
  10047: 'a group has at most 16 attributes',
  10048: 'the attributes of a group have more than 16,000 bytes',
  10050: 'there is no such group attribute',
  10054: 'the command has to be called page by page',
  10056: 'somebody else changed the attributes at the same time',
  10058: 'the app has all the groups that it may have (100 in a trial)',
  10059: 'this needs the highest edition',
  10060: 'the group has more members than read receipts work for',
  11000: 'the feature of communities is off',
  // Messages and push to all.
  80001: 'the moderation of texts refused this',
  80002: 'the message is too long',
  90001: 'the body of the request is not JSON, or not what the command takes',
  90002: 'MsgBody is malformed',
  90003: 'To_Account is missing or not allowed',
  90005: 'MsgRandom is missing or not a whole number',
  90006: 'MsgTimeStamp is not a whole number',
  90007: 'MsgBody is not a list',
  90008: 'From_Account is not allowed, or is no account',
  90009: 'only an admin of the app may do this',
  90010: 'the request is malformed',
  90011: 'more than 500 receivers are named',
  90012: 'a receiver is no account',
  90018: 'too many accounts are named',
  90020: 'a tag has more than 50 bytes',
  90022: 'a tag is named twice',
  90030: 'the length of an attribute is not allowed',
  90032: 'more than ten tags are named',
  90033: 'the attribute is not allowed',
  90034: 'a tag has more than 50 bytes',
  90039: 'tags and attributes stand in one condition',
  90040: 'a tag is empty',
  90045: 'push to all users is off',
  90047: 'the pushes to all users of the day are used up',
  90048: 'there is no such account',
  // Statistics and mutes.
  130001: 'the body of the request is not what the command takes',
  130002: 'Get_Account is missing',
  130003: 'Get_Account is not allowed',
  130004: 'Set_Account is missing',
  130005: 'Set_Account is not allowed',
  130008: 'the duration of the mute is missing',
};

const busy: Readonly<Record<number, string>> = {
  10006: 'groups were called too often',
  10023: 'messages came too often',
  10049: 'group attributes were written too often',
  30008: 'relations of the user were written at the same time by another call',
  60007: 'the command was called too often',
  60011: 'the app was called too often',
  60018: 'the app was called too often',
  60019: 'the app was called too often',
  90024: 'pushes to all users are less than a second apart',
};

const internal: Readonly<Record<number, string>> = {
  1003: 'history had an internal error',
  10002: 'groups had an internal error',
  20004: 'messages had a fault in their network',
  20005: 'messages had an internal error',
  30006: 'relations had an internal error',
  30007: 'relations did not answer in time',
  40006: 'profiles had an internal error',
  50004: 'conversations had an internal error',
  50005: 'conversations did not answer in time',
  60008: 'the service behind the gateway did not answer in time',
  60013: 'the service behind the gateway answered with what is not JSON',
  60014: 'the account of the caller could not be looked up in time',
  70169: 'accounts did not answer in time',
  70202: 'accounts did not answer in time',
  70500: 'accounts had an internal error',
  90992: 'messages had an internal error',
  90994: 'messages had an internal error',
  90995: 'messages had an internal error',
  91000: 'messages had an internal error',
  130009: 'statistics had an internal error',
  130010: 'statistics had an internal error',
  130011: 'statistics had an internal error',
  130012: 'statistics had an internal error',
  130014: 'statistics had an internal error',
};

const natures: readonly (readonly [Nature, Readonly<Record<number, string>>])[] = [
  ['refused', refusals],
  ['busy', busy],
  ['internal', internal],
];

/** An answer with an ErrorCode. */
export interface ChatFailure {
  readonly errorCode: number;
  readonly errorInfo: string;
  readonly command: string;
  readonly reads: boolean;
}

/**
 * How a call ended whose answer has an ErrorCode. What turned it away for now has the code
 * `RequestLimitExceeded.N`, which is tried again as the one of API 3.0 is; all else has `Chat.N`.
 */
export function chatTrouble(failure: ChatFailure, secrets: readonly string[] = []): Trouble {
  const { errorCode, command, reads } = failure;
  const [nature, own] = meaningOf(errorCode);
  const info = shown(failure.errorInfo, secrets);
  const why = own ?? (info || 'no reason was given');
  // Tencent's own words say more where a parameter is wrong.
  const said = own !== undefined && info !== '' ? ` (${info})` : '';
  const message = `${command}: ${why}${said}`;
  if (nature === 'busy') {
    return { kind: 'failed', code: `RequestLimitExceeded.${errorCode}`, message, passing: true };
  }
  const code = `Chat.${errorCode}`;
  if (nature === 'refused') return { kind: 'refused', code, message, passing: false };
  return { kind: reads ? 'failed' : 'lost', code, message, passing: true };
}

function meaningOf(errorCode: number): readonly [Nature, string | undefined] {
  for (const [nature, texts] of natures) {
    if (Object.hasOwn(texts, errorCode)) return [nature, texts[errorCode]];
  }
  return ['refused', undefined];
}
