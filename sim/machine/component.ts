/** A component: all virtual CPUs and streams whose rates depend on each other. */
import { ByteStream } from './byte-stream.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';

/** What rates hang on. */
export type Node = Vcpu | ByteStream;

/** In the order in which they were reached, which depends on the simulation only. */
export interface Component {
  readonly vcpus: readonly Vcpu[];
  readonly streams: readonly ByteStream[];
  /** Those that its streams share and can fill. */
  readonly links: readonly Link[];
}

/**
 * All that can be reached from a node: over activities from CPU to stream and back, and over shared
 * links that can be full. Over others nobody feels another: the uplink of a rack may be wider than
 * all of its hosts' interfaces.
 */
export function componentOf(start: Node): Component {
  const vcpus = new Set<Vcpu>();
  const streams = new Set<ByteStream>();
  const links = new Set<Link>();
  const ahead: Node[] = [start];
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    if (node instanceof ByteStream) {
      if (streams.has(node)) continue;
      streams.add(node);
      reachFromStream(node, ahead, links);
    } else {
      if (vcpus.has(node)) continue;
      vcpus.add(node);
      for (const stream of node.streams) ahead.push(stream);
    }
  }
  return { vcpus: [...vcpus], streams: [...streams], links: [...links] };
}

function reachFromStream(stream: ByteStream, ahead: Node[], links: Set<Link>): void {
  for (const vcpu of stream.ends) ahead.push(vcpu);
  for (const link of stream.path) {
    if (links.has(link) || !canBeFilled(link, link.streams)) continue;
    links.add(link);
    for (const other of link.streams) ahead.push(other);
  }
}

/**
 * True when the users of a link together could ask for more than it has: each is bounded by the
 * narrowest link of its way, and those with the same one together by that.
 */
export function canBeFilled(link: Link, users: ReadonlySet<Pick<ByteStream, 'path'>>): boolean {
  if (users.size < 2) return false;
  const narrowest = new Set<Link>();
  let most = 0;
  for (const { path } of users) {
    let least = link;
    for (const other of path) if (other.bytesPerNs < least.bytesPerNs) least = other;
    if (least === link) return true;
    if (narrowest.has(least)) continue;
    narrowest.add(least);
    most += least.bytesPerNs;
  }
  return most > link.bytesPerNs * (1 + RATE_EPSILON);
}

/** Sums of rates that differ by less, relatively, are equal but for rounding. */
const RATE_EPSILON = 1e-9;
