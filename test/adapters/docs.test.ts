// docs/adapters.md is what people write adapters by: what it shows works, and it names what there is.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Adapter, Operation } from '../../src/adapters/adapter.ts';
import * as kit from '../../src/adapters/kit.ts';
import { loadOwnAdapter } from '../../src/adapters/own.ts';
import { writePatiently } from '../../src/apply/retry.ts';
import { temporaryFolder } from '../support/temporary.ts';

const page = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/adapters.md'), 'utf8');
const blocks = [...page.matchAll(/```js\n([\s\S]*?)```/g)].map(([, text = '']) => text);

test('the page names every function of chatform/adapter', () => {
  const section = page.slice(page.indexOf('## What `chatform/adapter` has'), page.indexOf('## The contract'));
  expect(Object.keys(kit).filter((name) => !new RegExp(`\`${name}[(\`]`).test(section))).toEqual([]);
});

test('the codes that the page calls "later" are tried again, and others are not', async () => {
  const [, list = ''] = /Tried again are the codes ([\s\S]*?), and those/.exec(page) ?? [];
  const codes = [...list.matchAll(/`([\w.]+)`/g)].map(([, code = '']) => code);
  expect(codes).toHaveLength(6);
  const tries = async (code: string) => {
    let count = 0;
    const write = async () => {
      count += 1;
      return kit.failed(code, 'Later.');
    };
    const adapter = { write } as unknown as Adapter;
    const patience = { wait: async () => {}, random: () => 0, stopping: () => false };
    await writePatiently(adapter, {} as Operation, patience);
    return count;
  };
  for (const code of codes) expect([await tries(code), await tries(`${code}.More`)]).toEqual([6, 6]);
  expect(await tries('NoSuchPage')).toBe(1);
});

describe('the smallest adapter of the page', () => {
  const account = '100000000001';
  const id = '1400000001';

  /** The adapter over an API with one app, whose answers can be changed. */
  async function opened(answers: Readonly<Record<string, () => Response>> = {}) {
    const folder = temporaryFolder();
    fs.writeFileSync(path.join(folder, 'adapter.mjs'), blocks[0] ?? '');
    const calls: string[] = [];
    let webhook: object = { url: 'https://chat.acme.example/im', events: [] };
    vi.stubGlobal('fetch', async (url: string, { method, body, headers }: RequestInit) => {
      const call = `${method} ${url.replace('http://api.acme.example/', '')}`;
      calls.push(`${call} ${(headers as Record<string, string>).authorization}`);
      const answer = answers[call];
      if (answer) return answer();
      if (call === 'GET apps') return Response.json([{ id, name: 'Acme Support', edition: 'premium' }]);
      if (method === 'PUT') webhook = JSON.parse(String(body));
      return Response.json(webhook);
    });
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    const adapter = await loadOwnAdapter({
      directory: folder,
      path: './adapter.mjs',
      account,
      options: { url: 'http://api.acme.example' },
      env: { ACME_CONSOLE_TOKEN: 'a-token' },
    });
    if ('problem' in adapter) throw new Error(adapter.problem);
    return { adapter, calls };
  }

  const update: Operation = {
    action: 'update',
    kind: 'webhook',
    segments: ['apps', id, 'webhook'],
    patch: { events: ['State.StateChange'] },
  };
  const no = () => new Response('', { status: 503 });
  const forbidden = () => new Response('', { status: 403 });

  test('reads apps and webhooks, and writes webhooks', async () => {
    const { adapter, calls } = await opened();
    expect(await adapter.write(update)).toEqual({ ok: true });
    const { objects, unreadable } = await adapter.read({ apps: [id, '1400000002'] });
    expect(unreadable).toEqual([]);
    expect([...objects].map(([address, { body }]) => [address, body])).toEqual([
      [`apps.${id}`, { name: 'Acme Support', edition: 'premium' }],
      [`apps.${id}.webhook`, { url: 'https://chat.acme.example/im', events: ['State.StateChange'] }],
    ]);
    expect(calls).toEqual([
      `GET apps/${id}/webhook Bearer a-token`,
      `PUT apps/${id}/webhook Bearer a-token`,
      'GET apps Bearer a-token',
      `GET apps/${id}/webhook Bearer a-token`,
    ]);
  });

  test('names what it could not read', async () => {
    const { adapter } = await opened({ [`GET apps/${id}/webhook`]: no });
    const { objects, unreadable } = await adapter.read({ apps: [id] });
    expect([...objects.keys()]).toEqual([`apps.${id}`]);
    expect(unreadable).toEqual([
      { address: `apps.${id}.webhook`, reason: `GET apps/${id}/webhook answered 503` },
    ]);
    const all = await opened({ 'GET apps': no });
    expect((await all.adapter.read({ apps: [] })).unreadable).toEqual([
      { address: '', reason: './adapter.mjs: read() failed: GET apps answered 503' },
    ]);
  });

  test('tells what failed from what was refused and what was lost', async () => {
    const failed = await opened({ [`GET apps/${id}/webhook`]: no });
    expect(await failed.adapter.write(update)).toMatchObject({ error: { kind: 'failed' } });
    const refused = await opened({ [`PUT apps/${id}/webhook`]: forbidden });
    expect(await refused.adapter.write(update)).toMatchObject({
      error: { kind: 'refused', code: 'Http403' },
    });
    const lost = await opened({ [`PUT apps/${id}/webhook`]: no });
    expect(await lost.adapter.write(update)).toMatchObject({ error: { kind: 'lost' } });
  });

  test('leaves the rest to people, apps too', async () => {
    const { adapter } = await opened();
    const byHand = adapter.capabilities.byHand.map(({ kind }) => kind);
    expect(kit.kinds.map(({ name }) => name).filter((name) => !byHand.includes(name))).toEqual(['webhook']);
    expect(adapter.capabilities.unseen).not.toContain('app');
  });
});
