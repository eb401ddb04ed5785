/** Long output, written as fast as it is read. */
import type { Writable } from 'node:stream';

/**
 * Writes pieces, of which no more than one is waiting to be read. Ends when all is written, or with the first piece
 * that could not be: what is done about that, the listeners of the stream say.
 */
export async function writeAll(stream: Writable, pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    const error = await new Promise<Error | null | undefined>((resolve) => stream.write(piece, resolve));
    if (error) return;
  }
}
