// Calls go through the proxy that the environment names, and never to this machine through one.
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, onTestFinished, test } from 'vitest';
import { outward } from '../../../src/adapters/tencent/proxy.ts';
import { exchange } from '../../../src/adapters/tencent/transport.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { listen, serve } from './loopback.ts';

/** A proxy that takes every tunnel to one server, and what it was asked for. */
async function proxyTo(target: number, answer = '200 Connection established') {
  const asked: string[] = [];
  const port = await listen((client) => {
    client.once('data', (data) => {
      const head = data.toString();
      const line = head.split('\r\n')[0] ?? '';
      const authorization = /^proxy-authorization: (.*)$/im.exec(head)?.[1];
      asked.push(authorization ? `${line} [${authorization}]` : line);
      client.write(`HTTP/1.1 ${answer}\r\n\r\n`);
      const server = net.connect(target, '127.0.0.1');
      server.on('error', () => client.destroy());
      server.pipe(client).pipe(server);
    });
  });
  return { address: `http://127.0.0.1:${port}`, asked };
}

const answering = async () => {
  const { origin, arrived } = await serve(() => ({ body: { ErrorCode: 0 } }));
  return { port: Number(new URL(origin).port), origin, arrived };
};

/** A fetch for an environment; its connections end with the test. */
async function opened(env: Record<string, string>) {
  const out = await outward(env, fetch);
  if ('problem' in out) throw new Error(out.problem);
  onTestFinished(() => out.close());
  return out.fetch;
}

const post = (url: string, through: typeof fetch) =>
  exchange({ url: new URL(url), headers: {}, body: '{}' }, { fetch: through });

test('without such variables, fetch is what it was', async () => {
  expect(await outward({ HTTPS_PROXY: '', https_proxy: ' ', NO_PROXY: '*' }, fetch)).toMatchObject({ fetch });
});

test.each(['HTTP_PROXY', 'http_proxy'])('%s: a call goes through it', async (name) => {
  const { port, arrived } = await answering();
  const { address, asked } = await proxyTo(port);
  const through = await opened({ [name]: address });
  expect(await post('http://sandbox.example.com/', through)).toMatchObject({
    ok: true,
    body: { ErrorCode: 0 },
  });
  expect(asked).toEqual(['CONNECT sandbox.example.com:80 HTTP/1.1']);
  expect(arrived).toHaveLength(1);
  expect(arrived[0]).toMatchObject({ body: '{}', headers: { host: 'sandbox.example.com' } });
});

test.each([
  { HTTPS_PROXY: 'PROXY' },
  { https_proxy: 'PROXY' },
  { HTTP_PROXY: 'PROXY' },
  { https_proxy: 'PROXY', HTTPS_PROXY: 'http://elsewhere.example.com' },
  { https_proxy: 'PROXY', HTTP_PROXY: 'http://elsewhere.example.com' },
])('%j: HTTPS goes through it, by a tunnel', async (env) => {
  const { port } = await answering();
  const { address, asked } = await proxyTo(port);
  const entries = Object.entries(env).map(([name, value]) => [name, value.replace('PROXY', address)]);
  const through = await opened(Object.fromEntries(entries));
  // Behind the tunnel is no TLS.
  expect(await post('https://cam.tencentcloudapi.com/', through)).toMatchObject({
    error: { kind: 'failed', code: 'ClientError.TlsError' },
  });
  expect(asked).toEqual(['CONNECT cam.tencentcloudapi.com:443 HTTP/1.1']);
});

test('user and password of the proxy go to the proxy alone', async () => {
  const { port, arrived } = await answering();
  const { address, asked } = await proxyTo(port);
  const through = await opened({ http_proxy: address.replace('//', '//alice:secret@') });
  expect(await post('http://sandbox.example.com/', through)).toMatchObject({ ok: true });
  expect(asked).toEqual(['CONNECT sandbox.example.com:80 HTTP/1.1 [Basic YWxpY2U6c2VjcmV0]']);
  expect(arrived[0]?.headers).not.toHaveProperty('proxy-authorization');
});

test.each(['127.0.0.1', 'localhost'])('%s is never reached through a proxy', async (host) => {
  const { port, arrived } = await listeningBoth();
  const { address, asked } = await proxyTo(port);
  const through = await opened({ http_proxy: address, https_proxy: address });
  expect(await post(`http://${host}:${port}/`, through)).toMatchObject({ ok: true });
  expect(asked).toEqual([]);
  expect(arrived()).toBe(1);
});

// 0.0.0.0 leads here too, and is no loopback address by name: a call needs no name server in either case.
test.each([
  ['0.0.0.0', 'straight'],
  ['tag.example.com, 0.0.0.0', 'straight'],
  ['*', 'straight'],
  ['0.0.0.0:1', 'through the proxy'],
  ['example.com', 'through the proxy'],
  ['', 'through the proxy'],
])('NO_PROXY=%s: a call goes %s', async (noProxy, way) => {
  const { port, arrived } = await answering();
  const { address, asked } = await proxyTo(port);
  const through = await opened({ http_proxy: address, NO_PROXY: noProxy });
  expect(await post(`http://0.0.0.0:${port}/`, through)).toMatchObject({ ok: true });
  expect(asked).toHaveLength(way === 'straight' ? 0 : 1);
  expect(arrived).toHaveLength(1);
});

test('it works in the bundle, where the library is a chunk of its own', async () => {
  const folder = temporaryFolder();
  await build({
    entryPoints: [path.resolve(import.meta.dirname, '../../../src/adapters/tencent/proxy.ts')],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    banner: {
      js: `import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);`,
    },
  });
  const { port } = await answering();
  const { address, asked } = await proxyTo(port);
  const bundled: { outward: typeof outward } = await import(path.join(folder, 'proxy.mjs'));
  const out = await bundled.outward({ http_proxy: address }, fetch);
  if ('problem' in out) throw new Error(out.problem);
  onTestFinished(() => out.close());
  expect(await post('http://sandbox.example.com/', out.fetch)).toMatchObject({ ok: true });
  expect(asked).toHaveLength(1);
});

test('a proxy that refuses is named, and what it refused was not sent', async () => {
  const { port, arrived } = await answering();
  const { address } = await proxyTo(port, '407 Proxy Authentication Required');
  const through = await opened({ http_proxy: address });
  expect(await post('http://sandbox.example.com/', through)).toEqual({
    ok: false,
    error: {
      kind: 'failed',
      code: 'ClientError.ProxyError',
      message: 'sandbox.example.com cannot be reached: the proxy refused to connect (HTTP 407)',
      passing: false,
    },
  });
  expect(arrived).toHaveLength(0);
});

test('a proxy that is not there is a fault of the network', async () => {
  const through = await opened({ http_proxy: 'http://127.0.0.1:1' });
  expect(await post('http://sandbox.example.com/', through)).toMatchObject({
    error: { kind: 'failed', code: 'ClientError.NetworkError' },
  });
});

test.each([
  [{ HTTPS_PROXY: 'proxy.example.com:3128' }, 'HTTPS_PROXY'],
  [{ http_proxy: 'http://' }, 'http_proxy'],
  [{ https_proxy: 'socks5://alice:secret@proxy.example.com' }, 'https_proxy'],
])('%j is no address of a proxy', async (env, name) => {
  expect(await outward(env, fetch)).toEqual({
    problem: `${name} is no address of a proxy, such as http://proxy.example.com:3128`,
  });
});

/** A server that 127.0.0.1 and localhost both lead to. */
async function listeningBoth() {
  let count = 0;
  const server = http.createServer((request, response) => {
    count++;
    request.resume();
    response.end('{"ErrorCode":0}');
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, arrived: () => count };
}
