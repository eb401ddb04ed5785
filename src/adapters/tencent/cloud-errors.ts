/** What the error codes of API 3.0 mean for a call, and what a person can do (CAM's and Tag's pages of error codes). */
import type { Credentials } from './credentials.ts';
import { shown } from './said.ts';
import type { Trouble } from './transport.ts';

/** An error in an envelope. */
export interface CloudFailure {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
  readonly service: string;
  readonly action: string;
  readonly reads: boolean;
  /** Milliseconds by which this machine's clock is ahead of the server's, where that is known. */
  readonly clockAhead?: number;
}

/** How a call ended whose answer is an error. */
export function cloudTrouble(failure: CloudFailure, credentials: Credentials): Trouble {
  const { code, action, service, reads } = failure;
  const said = shown(failure.message, [credentials.secretKey, credentials.token ?? '', credentials.secretId]);
  const advice = adviceOf(failure, said, credentials.token !== undefined);
  if (advice) return { kind: 'refused', code, message: advice, passing: false };
  const message = `${service} ${action}: ${said || 'no reason was given'}`;
  if (starts(code, 'InternalError')) {
    const request = shown(failure.requestId).slice(0, 64);
    // A fault inside a write may come after what it wrote. A read that is tried again does no harm.
    return {
      kind: reads ? 'failed' : 'lost',
      code,
      message: `${message} (request ${request})`,
      passing: true,
    };
  }
  const busy = isBusy(code);
  return { kind: busy ? 'failed' : 'refused', code, message, passing: busy };
}

/** Codes that say "later", and not "no". A code of ResourceInUse with more to it names what is there already. */
function isBusy(code: string): boolean {
  return (
    starts(code, 'RequestLimitExceeded') ||
    starts(code, 'ResourceUnavailable') ||
    code === 'ResourceInUse' ||
    code === 'FailedOperation.ResourceTagProcessing'
  );
}

const starts = (code: string, start: string) => code === start || code.startsWith(`${start}.`);

/** What a person can do about a key that is not taken. */
function adviceOf(failure: CloudFailure, said: string, temporary: boolean): string | undefined {
  const { code, service, action } = failure;
  switch (code) {
    case 'AuthFailure.SecretIdNotFound':
    case 'AuthFailure.InvalidSecretId':
      return temporary
        ? 'the SecretId (TENCENTCLOUD_SECRET_ID) is not known: temporary keys run out, so get new ones'
        : 'the SecretId (TENCENTCLOUD_SECRET_ID) is not known: was the key deleted or disabled, or is it of the other site?';
    case 'AuthFailure.SignatureFailure':
    case 'AuthFailure.InvalidAuthorization':
      return 'the signature is not accepted: the SecretKey (TENCENTCLOUD_SECRET_KEY) does not belong to the SecretId';
    case 'AuthFailure.SignatureExpire':
      return `the signature counts as expired: ${clockAdvice(failure.clockAhead)}`;
    case 'AuthFailure.TokenFailure':
      return temporary
        ? 'the session token (TENCENTCLOUD_SECURITY_TOKEN, or TENCENTCLOUD_TOKEN) has expired or belongs to another key: get new temporary keys'
        : 'a session token is missing: the keys are temporary ones, so set TENCENTCLOUD_SECURITY_TOKEN';
    case 'AuthFailure.MFAFailure':
      return `${service} ${action} asks for multi-factor authentication, which a key cannot give: allow it for this key in CAM`;
    case 'AuthFailure.UnauthorizedOperation':
    case 'UnauthorizedOperation':
      // What Tencent says there names the resource.
      return `CAM does not allow this key to call ${service} ${action}: its policies need name/${service}:${action}${said && ` (${said})`}`;
    default:
      return undefined;
  }
}

function clockAdvice(ahead: number | undefined): string {
  if (ahead === undefined) return "set this machine's clock, which may be off by at most 5 minutes";
  const seconds = Math.round(Math.abs(ahead) / 1000);
  return `this machine's clock is ${lengthOf(seconds)} ${ahead > 0 ? 'ahead of' : 'behind'} the server's, and may be off by 5 minutes`;
}

function lengthOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
