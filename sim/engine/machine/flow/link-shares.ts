/**
 * Max-min fair shares of links: the ways of streams rise together until one has all it wants or a
 * link has no more; that one stands, the others rise on.
 */
import type { ByteStream } from './byte-stream.ts';
import type { Link } from './link.ts';

/**
 * Lowers the rates of ways, each of which is what it would have alone, to what the links have.
 * @param links those that can be full; all their streams are among `streams`.
 */
export function shareLinks(streams: readonly ByteStream[], links: readonly Link[]): void {
  for (const link of links) {
    link.left = link.bytesPerNs;
    link.rising = link.streams.size;
  }
  let rising = streams.length;
  for (const stream of streams) stream.rises = true;
  while (rising > 0) {
    const level = levelOf(links);
    const stopped = stopContent(streams, level);
    rising -= stopped > 0 ? stopped : stopAt(links, level);
  }
}

/** How far all that rise may, before the first link is full. */
function levelOf(links: readonly Link[]): number {
  let level = Infinity;
  for (const { rising, left } of links) if (rising > 0) level = Math.min(level, left / rising);
  return level;
}

/** Stops those that want no more than the level. @returns how many. */
function stopContent(streams: readonly ByteStream[], level: number): number {
  let count = 0;
  for (const stream of streams) {
    if (!stream.rises || stream.rate > level) continue;
    stop(stream);
    count += 1;
  }
  return count;
}

/** Stops all on the links that are full at the level. @returns how many. */
function stopAt(links: readonly Link[], level: number): number {
  let count = 0;
  for (const link of links) {
    if (link.rising === 0 || link.left / link.rising > level) continue;
    for (const stream of link.streams) {
      if (!stream.rises) continue;
      stream.rate = level;
      stop(stream);
      count += 1;
    }
  }
  return count;
}

function stop(stream: ByteStream): void {
  stream.rises = false;
  for (const link of stream.path) {
    link.left = Math.max(0, link.left - stream.rate);
    link.rising -= 1;
  }
}
