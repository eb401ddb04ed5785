// How a request can end: what was surely not done, what may have been, and what is said about it.
import net from 'node:net';
import { expect, test } from 'vitest';
import { type Answer, exchange, type Fetch, type Wires } from '../../../src/adapters/tencent/transport.ts';
import { listen, type Sent, serve } from './loopback.ts';

const userSig = 'eJwNEVERSHOWN';
const key = 'NEVERSHOWNKEY';

function ask(origin: string, wires: Partial<Wires> = {}): Promise<Answer> {
  return exchange(
    {
      url: new URL(`/v4/profile/portrait_get?usersig=${userSig}`, origin),
      headers: { authorization: key, 'content-type': 'application/json' },
      body: '{}',
    },
    { fetch, ...wires },
  );
}

/** The error, after a look at whether it says too much. */
function errorOf(answer: Answer) {
  if (answer.ok) throw new Error('it went well');
  const text = JSON.stringify(answer.error);
  expect(text).not.toContain(userSig);
  expect(text).not.toContain(key);
  expect(text).not.toContain('/v4/');
  const { message, ...rest } = answer.error;
  return { ...rest, message: message.replaceAll(/127\.0\.0\.1:\d+/g, 'HOST') };
}

/** The error for an answer of a server. */
async function errorFor(sent: Sent, wires?: Partial<Wires>) {
  const { origin } = await serve(() => sent);
  return errorOf(await ask(origin, wires));
}

test('a JSON map under HTTP 200 is the answer, with the time of the server', async () => {
  const { origin, arrived } = await serve(() => ({
    headers: { date: 'Tue, 14 Nov 2023 22:13:20 GMT' },
    body: '{"PolicyId":9007199254740993}',
  }));
  const answer = await ask(origin);
  expect(answer).toMatchObject({ ok: true, date: 1_700_000_000_000 });
  expect(answer.ok && answer.body.PolicyId).toBe(9007199254740993n);
  expect(arrived).toHaveLength(1);
  expect(arrived[0]).toMatchObject({
    method: 'POST',
    url: `/v4/profile/portrait_get?usersig=${userSig}`,
    body: '{}',
    headers: { authorization: key, 'content-type': 'application/json' },
  });
});

test.each<[string, Sent, object]>([
  [
    'a fault of the server',
    { status: 502, body: '<html>Bad gateway</html>' },
    {
      kind: 'lost',
      code: 'ClientError.HttpStatusCodeError',
      message: 'HOST answered with HTTP 502',
      passing: true,
    },
  ],
  [
    'an address that is none of the API',
    { status: 404, body: '{}' },
    {
      kind: 'failed',
      code: 'ClientError.HttpStatusCodeError',
      message: 'HOST answered with HTTP 404: is this the address of the API, or is a proxy in between?',
      passing: false,
    },
  ],
  [
    'too many requests',
    { status: 429, body: '{}' },
    {
      kind: 'failed',
      code: 'RequestLimitExceeded.Http429',
      message: 'HOST answered with HTTP 429: too many requests',
      passing: true,
    },
  ],
  [
    'another success than 200',
    { status: 202, body: '{}' },
    {
      kind: 'lost',
      code: 'ClientError.HttpStatusCodeError',
      message: 'HOST answered with HTTP 202: is this the address of the API, or is a proxy in between?',
      passing: false,
    },
  ],
  [
    'a login page',
    { headers: { 'content-type': 'text/html' }, body: '\n<!doctype html><p>Log in</p>' },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'HOST answered with HTML, not JSON: is a proxy or a login page in between?',
      passing: true,
    },
  ],
  [
    'some text',
    { headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'OK' },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'HOST answered with text/plain that is not JSON',
      passing: true,
    },
  ],
  [
    'nothing',
    { body: '' },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'the answer of HOST is empty',
      passing: true,
    },
  ],
  [
    'half of an answer',
    { body: '{"Response":{"Poli' },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'the answer of HOST breaks off',
      passing: true,
    },
  ],
  [
    'a list',
    { body: '[]' },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'the answer of HOST is no map',
      passing: false,
    },
  ],
  [
    'bytes that are no UTF-8',
    { body: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]) },
    {
      kind: 'lost',
      code: 'ClientError.ParseJsonError',
      message: 'the answer of HOST is no UTF-8',
      passing: true,
    },
  ],
])('%s', async (_, sent, error) => {
  expect(await errorFor(sent)).toEqual(error);
});

test('a redirect is not followed', async () => {
  const { origin, arrived } = await serve(() => ({ status: 302, headers: { location: '/v4/elsewhere' } }));
  expect(errorOf(await ask(origin))).toEqual({
    kind: 'failed',
    code: 'ClientError.HttpStatusCodeError',
    message: 'HOST leads elsewhere (HTTP 302), which is not followed: is this the address of the API?',
    passing: false,
  });
  expect(arrived).toHaveLength(1);
});

test('an answer is read up to its limit, and not beyond', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(1000) });
  const { origin } = await serve(() => ({ body }));
  expect(await ask(origin, { largest: body.length })).toMatchObject({ ok: true });
  expect(errorOf(await ask(origin, { largest: body.length - 1 }))).toEqual({
    kind: 'lost',
    code: 'ClientError.ResponseTooLarge',
    message: `HOST answered with more than ${body.length - 1} bytes`,
    passing: false,
  });
});

test('an answer without end is broken off', async () => {
  let closed: Promise<unknown> | undefined;
  const port = await listen((socket) => {
    closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"a":"');
    const more = () => socket.write('x'.repeat(65_536), (error) => (error ? undefined : more()));
    more();
  });
  expect(errorOf(await ask(`http://127.0.0.1:${port}`))).toMatchObject({
    kind: 'lost',
    code: 'ClientError.ResponseTooLarge',
    message: 'HOST answered with more than 16777216 bytes',
  });
  await closed;
});

test('nobody listens: nothing was sent', async () => {
  // A port that was free a moment ago.
  const { origin } = await new Promise<{ origin: string }>((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as net.AddressInfo;
      server.close(() => resolve({ origin: `http://127.0.0.1:${port}` }));
    });
  });
  expect(errorOf(await ask(origin))).toEqual({
    kind: 'failed',
    code: 'ClientError.NetworkError',
    message: 'HOST cannot be reached: the connection was refused (ECONNREFUSED)',
    passing: true,
  });
});

test('a server that does not answer: it may have been done', async () => {
  const port = await listen(() => {});
  expect(errorOf(await ask(`http://127.0.0.1:${port}`, { timeout: 50 }))).toEqual({
    kind: 'lost',
    code: 'ClientError.ResponseTimeout',
    message: 'HOST did not answer within 0.05 s',
    passing: true,
  });
});

test('a server that stops in the middle of its answer: it may have been done', async () => {
  const port = await listen((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{"a":');
  });
  expect(errorOf(await ask(`http://127.0.0.1:${port}`, { timeout: 50 }))).toMatchObject({
    kind: 'lost',
    code: 'ClientError.ResponseTimeout',
  });
});

test.each([
  ['before its answer', ''],
  ['in the middle of its answer', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"Response":'],
])('a connection that breaks off %s: it may have been done', async (_, sent) => {
  const port = await listen((socket) => {
    socket.once('data', () => socket.write(sent, () => socket.destroy()));
  });
  const error = errorOf(await ask(`http://127.0.0.1:${port}`));
  expect(error).toMatchObject({ kind: 'lost', code: 'ClientError.ConnectionLost', passing: true });
  expect(error.message).toMatch(/^the connection to HOST broke off \([A-Z_]+\)$/);
});

test('what answers in no HTTP may have done it', async () => {
  const port = await listen((socket) => {
    socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n'));
  });
  expect(errorOf(await ask(`http://127.0.0.1:${port}`))).toMatchObject({
    kind: 'lost',
    code: 'ClientError.ConnectionLost',
  });
});

test('a server without TLS: nothing was sent', async () => {
  const port = await listen((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  });
  const error = errorOf(await ask(`https://127.0.0.1:${port}`));
  expect(error).toMatchObject({ kind: 'failed', code: 'ClientError.TlsError', passing: false });
  expect(error.message).toMatch(/^HOST cannot be reached: TLS could not be agreed on \([A-Z_]+\)$/);
});

test('a connection that breaks off before TLS is agreed on: nothing was sent', async () => {
  const port = await listen((socket) => {
    socket.once('data', () => socket.destroy());
  });
  expect(errorOf(await ask(`https://127.0.0.1:${port}`))).toEqual({
    kind: 'failed',
    code: 'ClientError.NetworkError',
    message: 'HOST cannot be reached: the connection broke off before anything was sent (ECONNRESET)',
    passing: true,
  });
});

/** As the fetch of Node fails. */
const failing = (cause: object): Fetch => {
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error(`about ${key}`), cause) });
  return () => Promise.reject(error);
};

test.each([
  [
    { code: 'ENOTFOUND', syscall: 'getaddrinfo' },
    'failed',
    'NetworkError',
    'its name cannot be resolved (ENOTFOUND)',
  ],
  [
    { code: 'EAI_AGAIN', syscall: 'getaddrinfo' },
    'failed',
    'NetworkError',
    'its name cannot be resolved (EAI_AGAIN)',
  ],
  [
    { code: 'EHOSTUNREACH', syscall: 'connect' },
    'failed',
    'NetworkError',
    'there is no way to it (EHOSTUNREACH)',
  ],
  [
    { code: 'UND_ERR_CONNECT_TIMEOUT' },
    'failed',
    'ConnectTimeout',
    'no connection in time (UND_ERR_CONNECT_TIMEOUT)',
  ],
  [
    { code: 'ETIMEDOUT', syscall: 'connect' },
    'failed',
    'ConnectTimeout',
    'no connection in time (ETIMEDOUT)',
  ],
  [
    { code: 'CERT_HAS_EXPIRED' },
    'failed',
    'CertificateError',
    'its certificate is not trusted (CERT_HAS_EXPIRED)',
  ],
  [
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    'failed',
    'CertificateError',
    'its certificate is not trusted (ERR_TLS_CERT_ALTNAME_INVALID)',
  ],
  [
    { code: 'UND_ERR_ABORTED', message: 'Proxy response (407) !== 200 when HTTP Tunneling' },
    'failed',
    'ProxyError',
    'the proxy refused to connect (HTTP 407)',
  ],
] as const)('%j is told in words', async (cause, kind, code, why) => {
  const error = errorOf(await ask('https://cam.tencentcloudapi.com', { fetch: failing(cause) }));
  expect(error).toMatchObject({
    kind,
    code: `ClientError.${code}`,
    message: `cam.tencentcloudapi.com cannot be reached: ${why}`,
  });
});

test.each([{ code: 'ETIMEDOUT', syscall: 'read' }, { code: 'EPIPE' }, { code: key.toLowerCase() }, {}])(
  '%j may have come after it was done',
  async (cause) => {
    const error = errorOf(await ask('https://cam.tencentcloudapi.com', { fetch: failing(cause) }));
    expect(error).toMatchObject({ kind: 'lost', code: 'ClientError.ConnectionLost' });
  },
);
