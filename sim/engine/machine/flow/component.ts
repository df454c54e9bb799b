/**
 * What depends on what. Virtual CPUs, streams and links are the nodes of a graph. A coupled group
 * is all virtual CPUs and streams that activities join. A component is all groups whose streams
 * share links that can be full. Over other links the groups are independent: the uplink of a rack
 * may be wider than all of its hosts' interfaces.
 */

import { violated } from '../../kernel/assert.ts';
import { addAll } from '../../kernel/lists.ts';
import type { EventHandle } from '../../kernel/queue.ts';
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Vcpu } from './domain.ts';
import type { Touchable } from './fixed-point.ts';
import type { Link } from './link.ts';

/** A virtual CPU with what uses it. */
export class CpuNode implements Touchable {
  readonly vcpu: Vcpu;
  /** Present activities of the tasks placed here, in the order in which they began. */
  readonly activities: Activity[] = [];
  /** Streams that need this CPU at either end. */
  readonly streams = new Set<StreamNode>();
  /** Undefined until it was asked for. */
  group: CoupledGroup | undefined;
  /** When the next burn here is complete. */
  timer: EventHandle | undefined;
  /** Has the machinery look at it; made when first needed. */
  wake: (() => void) | undefined;
  place = -1;

  constructor(vcpu: Vcpu) {
    this.vcpu = vcpu;
  }
}

/** An open stream with its ends. */
export class StreamNode implements Touchable {
  readonly stream: ByteStream;
  readonly path: readonly Link[];
  readonly cpus: readonly CpuNode[];
  readonly links: readonly LinkNode[];
  /** Number of streams that were opened before it. */
  readonly order: number;
  writer: Activity | undefined;
  reader: Activity | undefined;
  group: CoupledGroup | undefined;
  /** When the next activity or buffer is at its end. */
  timer: EventHandle | undefined;
  wake: (() => void) | undefined;
  place = -1;
  /** True until its share of the links is found. */
  rises = false;

  constructor(
    stream: ByteStream,
    cpus: readonly CpuNode[],
    links: readonly LinkNode[],
    order: number,
  ) {
    this.stream = stream;
    this.path = stream.path;
    this.cpus = cpus;
    this.links = links;
    this.order = order;
  }
}

/** A link with the streams that use it now. */
export class LinkNode {
  readonly link: Link;
  readonly streams = new Set<StreamNode>();
  /** While shares are found: bytes per ns not shared out, and the weights that still rise. */
  left = 0;
  rising = 0;

  constructor(link: Link) {
    this.link = link;
  }
}

/** Some virtual CPUs, and streams in the order in which they were opened. */
export interface Coupled {
  readonly cpus: readonly CpuNode[];
  readonly streams: readonly StreamNode[];
}

export interface CoupledGroup extends Coupled {
  readonly component: Component;
}

export interface Component extends Coupled {
  readonly groups: readonly CoupledGroup[];
  /** Those that its streams share and can fill. */
  readonly links: readonly LinkNode[];
  /** True once streams or links have changed, so that it is no longer what it was. */
  stale: boolean;
  /** True where its groups could not be solved one by one, or were not solved yet. */
  joint: boolean;
}

/** Finds the component of a node, and sets the group of each of its nodes. */
function componentOf(start: CpuNode | StreamNode): Component {
  const found = new Set<StreamNode>();
  const groups: Coupled[] = [];
  const links = new Set<LinkNode>();
  const ahead = start instanceof StreamNode ? [start] : [...start.streams];
  if (start instanceof CpuNode && ahead.length === 0) groups.push({ cpus: [start], streams: [] });
  for (let stream = ahead.pop(); stream !== undefined; stream = ahead.pop()) {
    if (found.has(stream)) continue;
    const streams = groupFrom(stream, found);
    groups.push({ cpus: [...new Set(streams.flatMap(({ cpus }) => cpus))], streams });
    for (const link of streams.flatMap((each) => each.links)) {
      if (links.has(link) || !canBeFilled(link.link, link.streams)) continue;
      links.add(link);
      addAll(ahead, link.streams);
    }
  }
  groups.sort((one, other) => orderOf(one) - orderOf(other));
  // Wherever the search began, links come in the same order.
  const inOrder = new Set(groups.flatMap(({ streams }) => streams.flatMap((each) => each.links)));
  return joined(
    groups,
    [...inOrder].filter((link) => links.has(link)),
  );
}

/** All streams that can be reached over virtual CPUs, in their order. */
function groupFrom(start: StreamNode, found: Set<StreamNode>): StreamNode[] {
  const streams: StreamNode[] = [];
  const ahead = [start];
  for (let stream = ahead.pop(); stream !== undefined; stream = ahead.pop()) {
    if (found.has(stream)) continue;
    found.add(stream);
    streams.push(stream);
    for (const cpu of stream.cpus) addAll(ahead, cpu.streams);
  }
  return streams.sort((one, other) => one.order - other.order);
}

function orderOf({ streams }: Coupled): number {
  return streams[0]?.order ?? 0;
}

function joined(found: readonly Coupled[], links: readonly LinkNode[]): Component {
  const groups: CoupledGroup[] = [];
  const component: Component = {
    cpus: found.flatMap(({ cpus }) => cpus),
    streams: found.flatMap(({ streams }) => streams),
    groups,
    links,
    stale: false,
    joint: true,
  };
  for (const coupled of found) {
    const group = { ...coupled, component };
    groups.push(group);
    for (const cpu of coupled.cpus) cpu.group = group;
    for (const stream of coupled.streams) stream.group = group;
  }
  return component;
}

/** The nodes of a machine. */
export class FlowGraph {
  readonly #cpus = new Map<Vcpu, CpuNode>();
  readonly #streams = new Map<ByteStream, StreamNode>();
  readonly #links = new Map<Link, LinkNode>();
  #opened = 0;

  cpu(vcpu: Vcpu): CpuNode {
    let node = this.#cpus.get(vcpu);
    if (node === undefined) {
      node = new CpuNode(vcpu);
      this.#cpus.set(vcpu, node);
    }
    return node;
  }

  link(link: Link): LinkNode {
    let node = this.#links.get(link);
    if (node === undefined) {
      node = new LinkNode(link);
      this.#links.set(link, node);
    }
    return node;
  }

  /** @throws InvariantError where the stream is not open. */
  stream(stream: ByteStream): StreamNode {
    return this.#streams.get(stream) ?? violated(`${stream.name} is not open`);
  }

  /** Undefined where the stream is not open, or there is none. */
  find(stream: ByteStream | undefined): StreamNode | undefined {
    return stream && this.#streams.get(stream);
  }

  add(stream: ByteStream): void {
    const cpus = stream.ends.map((vcpu) => this.cpu(vcpu));
    const links = stream.path.map((link) => this.link(link));
    const node = new StreamNode(stream, cpus, links, this.#opened++);
    this.#streams.set(stream, node);
    for (const link of links) link.streams.add(node);
    for (const cpu of cpus) cpu.streams.add(node);
    spoilAlong(node);
  }

  remove(node: StreamNode): void {
    spoilAlong(node);
    for (const link of node.links) link.streams.delete(node);
    for (const cpu of node.cpus) cpu.streams.delete(node);
    this.#streams.delete(node.stream);
  }
}

/** The group of a node as it is now. */
export function groupOf(node: CpuNode | StreamNode): CoupledGroup {
  if (node.group?.component.stale !== false) componentOf(node);
  return node.group as CoupledGroup;
}

/** A stream comes or goes: the components that it joins, or has joined, are no longer right. */
function spoilAlong({ cpus, links }: StreamNode): void {
  for (const { group } of cpus) spoil(group);
  // Users of a link that cannot be filled do not depend on each other.
  for (const link of links) if (canBeFilled(link.link, link.streams)) spoilOn(link);
}

/** The components of all users of a link are no longer right. */
export function spoilOn({ streams }: LinkNode): void {
  for (const { group } of streams) spoil(group);
}

function spoil(group: CoupledGroup | undefined): void {
  if (group !== undefined) group.component.stale = true;
}

/** A user of links. */
export interface LinkUser {
  readonly path: readonly Link[];
}

/**
 * True when the users of a link together could ask for more than it has: each is bounded by the
 * narrowest link of its way, and those with the same one together by that.
 */
export function canBeFilled(link: Link, users: ReadonlySet<LinkUser>): boolean {
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
