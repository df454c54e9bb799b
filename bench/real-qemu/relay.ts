/**
 * A link of a set rate between source and destination: what comes from one side is handed to the
 * other no faster. What comes back is handed on as it comes.
 */
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** A running relay. */
export interface Relay {
  readonly port: number;
  readonly stop: () => void;
}

/** What a busy machine delays is caught up, to this much, ms; a longer pause was an idle link. */
const MOST_LATE_MS = 200;
/** Handed on at a time; at 32 MiB/s one takes 2 ms. */
const PIECE_BYTES = 65_536;

/**
 * @param toPort port of the destination on this machine.
 * @param bytesPerSecond rate of the link.
 */
export async function startRelay(toPort: number, bytesPerSecond: number): Promise<Relay> {
  const sockets: Socket[] = [];
  const server = createServer({ highWaterMark: PIECE_BYTES }, (source) => {
    const destination = connect(toPort, '127.0.0.1');
    sockets.push(source, destination);
    // Either end breaks off when its QEMU is ended.
    for (const socket of [source, destination]) socket.on('error', () => undefined);
    destination.pipe(source);
    void pass(source, destination, bytesPerSecond);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const stop = (): void => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: typeof address === 'object' && address !== null ? address.port : 0, stop };
}

async function pass(from: Socket, to: Socket, bytesPerSecond: number): Promise<void> {
  let freeAtMs = 0;
  try {
    for await (const data of from as AsyncIterable<Buffer>) {
      freeAtMs = Math.max(freeAtMs, performance.now() - MOST_LATE_MS);
      freeAtMs += (1000 * data.length) / bytesPerSecond;
      const waitMs = freeAtMs - performance.now();
      if (waitMs >= 1) await setTimeout(waitMs);
      if (!to.write(data)) await new Promise((resolve) => to.once('drain', resolve));
    }
    to.end();
  } catch {
    to.destroy();
  }
}
