/**
 * A link of a set rate between source and destination: `node relay.mjs PORT BYTES_PER_SECOND`
 * prints the port on which it listens and hands on what comes there to PORT, no faster. What comes
 * back is handed on as it comes. It ends with its standard input. Plain Node, in a process of its
 * own, so that it can run with the priority of QEMU.
 */
import { connect, createServer } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** What a busy machine delays is caught up, to this much, ms; a longer pause was an idle link. */
const MOST_LATE_MS = 50;
/** Handed on at a time; at 32 MiB/s one takes 2 ms. */
const PIECE_BYTES = 65_536;

const [toPort, bytesPerSecond] = process.argv.slice(2).map(Number);

const server = createServer({ highWaterMark: PIECE_BYTES }, (source) => {
  const destination = connect(toPort, '127.0.0.1');
  // Either end breaks off when its QEMU is ended.
  for (const socket of [source, destination]) socket.on('error', () => undefined);
  destination.pipe(source);
  void pass(source, destination);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.stdin.on('close', () => process.exit()).resume();

async function pass(from, to) {
  let freeAtMs;
  try {
    for await (const data of from) {
      const nowMs = performance.now();
      freeAtMs = Math.max(freeAtMs ?? nowMs, nowMs - MOST_LATE_MS);
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
