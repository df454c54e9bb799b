/**
 * Who feels whom. A strand is all that is joined by activities: virtual CPUs, and the streams
 * between them. A component is all strands whose streams share links that can be full. Over others
 * nobody feels another: the uplink of a rack may be wider than all of its hosts' interfaces.
 */
import { ByteStream } from './byte-stream.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';

/** What rates hang on. */
export type Node = Vcpu | ByteStream;

/** Some of what moves: streams in the order in which they were opened, and who is at their ends. */
export interface Nodes {
  readonly vcpus: readonly Vcpu[];
  readonly streams: readonly ByteStream[];
}

export interface Strand extends Nodes {
  readonly component: Component;
}

export interface Component extends Nodes {
  readonly strands: readonly Strand[];
  /** Those that its streams share and can fill. */
  readonly links: readonly Link[];
  /** True once streams or links have changed, so that it is no longer what it was. */
  stale: boolean;
  /** True where its strands could not be solved each by itself, or were not solved yet. */
  joint: boolean;
}

/** Finds the component of a node and tells each of its nodes. */
export function componentOf(start: Node): Component {
  const found = new Set<ByteStream>();
  const strands: { vcpus: Vcpu[]; streams: ByteStream[] }[] = [];
  const links = new Set<Link>();
  const ahead = start instanceof ByteStream ? [start] : [...start.streams];
  if (ahead.length === 0) strands.push({ vcpus: [start as Vcpu], streams: [] });
  for (let stream = ahead.pop(); stream !== undefined; stream = ahead.pop()) {
    if (found.has(stream)) continue;
    const streams = strandFrom(stream, found);
    strands.push({ vcpus: [...new Set(streams.flatMap(({ ends }) => ends))], streams });
    for (const link of streams.flatMap(({ path }) => path)) {
      if (links.has(link) || !canBeFilled(link, link.streams)) continue;
      links.add(link);
      ahead.push(...link.streams);
    }
  }
  strands.sort((one, other) => orderOf(one) - orderOf(other));
  // Wherever the search began, they come in the same order.
  const inOrder = new Set(strands.flatMap(({ streams }) => streams.flatMap(({ path }) => path)));
  const shared = [...inOrder].filter((link) => links.has(link));
  return joined(strands, shared);
}

/** All streams that can be reached over virtual CPUs, in their order. */
function strandFrom(start: ByteStream, found: Set<ByteStream>): ByteStream[] {
  const streams: ByteStream[] = [];
  const ahead = [start];
  for (let stream = ahead.pop(); stream !== undefined; stream = ahead.pop()) {
    if (found.has(stream)) continue;
    found.add(stream);
    streams.push(stream);
    for (const vcpu of stream.ends) ahead.push(...vcpu.streams);
  }
  return streams.sort((one, other) => one.order - other.order);
}

function orderOf({ streams }: Nodes): number {
  return streams[0]?.order ?? 0;
}

function joined(found: readonly Nodes[], links: readonly Link[]): Component {
  const strands: Strand[] = [];
  const component: Component = {
    vcpus: found.flatMap(({ vcpus }) => vcpus),
    streams: found.flatMap(({ streams }) => streams),
    strands,
    links,
    stale: false,
    joint: true,
  };
  for (const nodes of found) {
    const strand = { ...nodes, component };
    strands.push(strand);
    for (const vcpu of nodes.vcpus) vcpu.strand = strand;
    for (const stream of nodes.streams) stream.strand = strand;
  }
  return component;
}

/** A stream comes or goes: those that it joins, or has joined, are to be found anew. */
export function spoilAlong({ ends, path }: ByteStream): void {
  for (const { strand } of ends) spoil(strand);
  for (const link of path) {
    // Who shares a link that nobody can fill never knew of it.
    if (canBeFilled(link, link.streams)) spoilOn(link);
  }
}

/** The components of all who use a link are to be found anew. */
export function spoilOn({ streams }: Link): void {
  for (const { strand } of streams) spoil(strand);
}

function spoil(strand: Strand | undefined): void {
  if (strand !== undefined) strand.component.stale = true;
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
