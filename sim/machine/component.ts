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
}

/**
 * All that can be reached from a node: over activities from CPU to stream and back, and over shared
 * links.
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
  return { vcpus: [...vcpus], streams: [...streams] };
}

function reachFromStream(stream: ByteStream, ahead: Node[], links: Set<Link>): void {
  for (const vcpu of stream.ends) ahead.push(vcpu);
  for (const link of stream.path) {
    if (links.has(link)) continue;
    links.add(link);
    for (const other of link.streams) ahead.push(other);
  }
}
