/** Sandboxes for tests: in folders of their own, which are gone after the test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../../src/adapters/sandbox/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import type { Live } from '../../../src/model.ts';

export const start = '2026-11-02T09:00:00Z';

export function newFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'chatform-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Alice and Bob run the support chat, the auditor looks on. */
export async function newSandbox(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await openSandbox({
    directory: options.directory ?? newFolder(),
    account: '100000000001',
    users: ['alice', 'bob', 'auditor'],
    groups: { 'chat-operators': ['bob'] },
    now: start,
    ...options,
  });
  onTestFinished(() => sandbox.adapter.close());
  return sandbox;
}

/** A call that the console has to carry out; gives the SDKAppID of a new app. */
export async function done(
  sandbox: Sandbox,
  action: string,
  request: JsonMap,
  secrets?: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const answer = await sandbox.console.call(action, request, secrets);
  if (!answer.ok) throw new Error(`${action}: ${answer.refused.code}: ${answer.refused.message}`);
  return answer.id ?? '';
}

/** A new app, and its SDKAppID. */
export async function newApp(
  sandbox: Sandbox,
  edition = 'developer',
  name = 'Acme Support',
): Promise<string> {
  const sdkAppId = await done(sandbox, 'RegisterApp', { name });
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition });
  return sdkAppId;
}

/** Everything that the console shows. */
export async function show(sandbox: Sandbox): Promise<Live> {
  return sandbox.adapter.read({ apps: sandbox.status().apps.map(({ sdkAppId }) => sdkAppId) });
}

/** The body of one live object; undefined where there is none. */
export async function bodyAt(sandbox: Sandbox, address: string): Promise<JsonMap | undefined> {
  return (await show(sandbox)).objects.get(address)?.body;
}

/** The code and rule of a refusal, which has to leave everything as it was; `ok` for a call that was carried out. */
export async function refused(
  sandbox: Sandbox,
  action: string,
  request: JsonMap,
  secrets?: ReadonlyMap<string, Uint8Array>,
): Promise<string> {
  const before = await show(sandbox);
  const answer = await sandbox.console.call(action, request, secrets);
  if (answer.ok) return 'ok';
  const after = await show(sandbox);
  expect([...after.objects.values()]).toEqual([...before.objects.values()]);
  expect(sandbox.log().at(-1)).toMatchObject({ action, request });
  expect(sandbox.log().at(-1)?.result).toBe(answer.refused.code);
  expect(answer.refused.message).toMatch(/^\S.*\.$/);
  return [answer.refused.code, answer.refused.rule].join(' ').trim();
}
