/** `chatform status APP USER…`: whether users are signed in, on what, and whether offline push reaches them (DEV-2). */
import type { UserStatus } from '../adapters/tencent/online-status.ts';
import { jsonText, printable } from '../printable.ts';
import { columnOf, padded } from '../report/layout.ts';
import { type Push, reachOfDevice, reachOfUser } from '../report/push.ts';
import { userIdProblem } from '../usersig/signed.ts';
import { type AskedApp, askedApp, type OpenChat, openChat } from './chat.ts';
import { loadProject } from './project.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, type Run, type World } from './world.ts';

/** The command over what opens the Chat REST API. */
export function statusBy(open: OpenChat): Run {
  return async ({ arguments: [said = '', ...words], options }, world) => {
    const users = [...new Set(words)];
    for (const user of users) requireUserId(user);
    const project = loadProject(options, world);
    const state = await (await openStore(project, world)).read();
    const app = askedApp(project, state, said);
    const chat = await open(project, world, state);
    const { readOnlineStatus } = await import('../adapters/tencent/online-status.ts');
    const found = await readOnlineStatus(chat, app.sdkAppId, users);
    requireSome(found, app);
    world.print(options.json ? `${jsonText(statusJson(found, app))}\n` : statusText(found, app, world));
    return found.some((one) => 'error' in one) ? exitCodes.error : exitCodes.done;
  };
}

export const run = statusBy(openChat);

/** @throws Failure */
function requireUserId(user: string): void {
  const problem = userIdProblem(user);
  if (problem !== undefined) throw new Failure(`"${user.slice(0, 100)}": ${problem}`, exitCodes.usage);
}

/** Where no call was answered, there is one error to tell and no status. @throws Failure */
function requireSome(found: readonly UserStatus[], app: AskedApp): void {
  const [first] = found;
  if (!first || !('error' in first)) return;
  if (found.some((one) => !('error' in one) || one.error !== first.error)) return;
  throw new Failure(
    `The status of users of ${app.address} could not be read: ${first.error.message} (${first.error.code}).`,
  );
}

function statusJson(found: readonly UserStatus[], app: AskedApp): object {
  return {
    format_version: '1.0',
    app: app.key,
    sdkAppId: app.sdkAppId,
    users: found.map((one) => {
      if ('error' in one)
        return { user: one.user, error: { code: one.error.code, message: one.error.message } };
      const { user, status, devices } = one;
      return {
        user,
        status,
        ...reachOfUser(status, devices),
        devices: devices.map((device) => ({ ...device, ...reachOfDevice(device.platform, device.status) })),
      };
    }),
  };
}

const pushWords: Readonly<Record<Push, string>> = {
  yes: 'is pushed to',
  background: 'is pushed to in the background',
  no: 'is not pushed to',
  unknown: 'nobody can tell whether it is pushed to',
};

function statusText(found: readonly UserStatus[], app: AskedApp, { look }: World): string {
  const width = columnOf(found.map((one) => one.user));
  const lines = found.flatMap((one) => {
    const name = padded(one.user, width);
    if ('error' in one)
      return [
        `${name}  ${look.paint('danger', printable(one.error.message))} (${printable(one.error.code)})`,
      ];
    const { push, because } = reachOfUser(one.status, one.devices);
    const indent = ' '.repeat(width + 2);
    return [
      `${name}  ${look.paint('strong', printable(one.status))}: ${pushWords[push]}. ${because}`,
      ...one.devices.map((device) => {
        const reach = reachOfDevice(device.platform, device.status);
        return `${indent}${printable(device.platform)}: ${printable(device.status)}, ${pushWords[reach.push]}. ${reach.because}`;
      }),
    ];
  });
  return [`Users of ${app.address} (SDKAppID ${app.sdkAppId})`, ...lines, ''].join('\n');
}
