/** A way to PostgreSQL that breaks where a test wants it: it knows the messages of the protocol in both directions. */
import net, { type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Message {
  /** From 1 on, over both directions, in the order in which they came. */
  readonly number: number;
  readonly from: 'client' | 'server';
  readonly bytes: Buffer;
}

/** What becomes of a message. `before` and `after` cut the connection before or after it, `half` in its middle. */
export type Fate = 'pass' | 'before' | 'half' | 'after';

export interface Proxy {
  readonly port: number;
  /** How many messages there were. */
  count(): number;
}

/** The proxy until the test is over. Each message waits until its fate is known. */
export async function proxyTo(
  port: number,
  fateOf: (message: Message) => Fate | Promise<Fate>,
): Promise<Proxy> {
  let number = 0;
  const sockets = new Set<Socket>();
  const server = net.createServer((client) => {
    const upstream = net.connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
      sockets.add(socket.on('error', () => undefined));
      socket.setNoDelay(true);
    }
    let isCut = false;
    const cut = () => {
      isCut = true;
      // What the server has been sent, it shall read: an end, and no reset.
      upstream.end();
      client.destroy();
    };
    const relay = (from: Message['from'], [source, target]: readonly [Socket, Socket]) => {
      let rest = Buffer.alloc(0);
      let isFirst = from === 'client';
      let turn = Promise.resolve();
      source.on('data', (data) => {
        rest = Buffer.concat([rest, data]);
        for (let length = lengthOf(rest, isFirst); length <= rest.length; length = lengthOf(rest, isFirst)) {
          const bytes = rest.subarray(0, length);
          rest = rest.subarray(length);
          isFirst = false;
          turn = turn.then(async () => {
            if (isCut) return;
            number += 1;
            const fate = await fateOf({ number, from, bytes });
            if (isCut) return;
            if (fate === 'pass' || fate === 'after') target.write(bytes);
            if (fate === 'half') target.write(bytes.subarray(0, bytes.length >> 1));
            if (fate !== 'pass') cut();
          });
        }
      });
      source.on('close', () => void turn.then(() => target.end()));
    };
    relay('client', [client, upstream]);
    relay('server', [upstream, client]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, count: () => number };
}

/** The first message of a client has no type before its length. */
function lengthOf(bytes: Buffer, isFirst: boolean): number {
  const before = isFirst ? 0 : 1;
  return bytes.length < before + 4 ? Number.POSITIVE_INFINITY : before + bytes.readInt32BE(before);
}
