/**
 * The rates of a component in which streams share virtual CPUs.
 *
 * Each virtual CPU and each link has a level: what one of its users may have of it. An activity or
 * the way of a stream goes as fast as the levels of what it uses, and buffers at their bounds, let
 * it. A level depends on what its users would take, and so on all other levels: each is found from
 * the others in turn (`max-min.ts`), until the fixed point. Then whatever could go faster is kept
 * by a buffer, or is on a full virtual CPU or link of which no user has more.
 */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Component, StreamNode } from './component.ts';
import { type Demand, FREE_RATE, freeRate, maxMinLevel } from './max-min.ts';

/** Turns after which levels that still change only fall, which leaves some unused: 3 are usual. */
const TURNS_MAX = 100;
/** Relative change of a level that counts as none. */
const LEVEL_EPSILON = 1e-12;

/** Sets `rate` of every activity and stream. @param turnsMax 1 or more. */
export function solveCoupled(component: Component, turnsMax = TURNS_MAX): void {
  const { loads, ways, resources } = describe(component);
  let turns = 1;
  while (findLevels(resources) && turns < turnsMax) turns += 1;
  if (turns === turnsMax) {
    for (const each of resources) each.level = Math.min(each.level, levelOf(each));
  }
  for (const load of loads) load.activity.rate = load.rate;
  for (const way of ways) way.stream.rate = way.rate;
}

/** A virtual CPU or a link. */
interface Resource {
  readonly capacity: number;
  /** What a user of weight 1 may have at most, given all other levels. */
  level: number;
  readonly users: (Load | Way)[];
}

/** An activity as a user of its virtual CPU. */
class Load implements Demand {
  readonly activity: Activity;
  readonly cpu: Resource;
  readonly way: Way | undefined;
  most = 0;
  weight = 1;
  /** True while it moves only what the way moves. */
  #follows = false;
  readonly #rateMax: number;

  constructor(activity: Activity, cpu: Resource, way: Way | undefined) {
    this.activity = activity;
    this.cpu = cpu;
    this.way = way;
    const { costNs, rateMax, kind } = activity;
    this.#rateMax = costNs > 0 ? rateMax : Math.min(rateMax, freeRate(cpu.capacity));
    if (way === undefined) return;
    // Where the way follows the activity, for want of room, the activity does not follow the way.
    const { sendEmpty, sendFull, receiveEmpty, receiveFull } = way.stream;
    if (kind === 'write') {
      way.writer = this;
      this.#follows = sendFull && !sendEmpty;
    } else {
      way.reader = this;
      this.#follows = receiveEmpty && !receiveFull;
    }
  }

  /**
   * Finds the part of the level that it can use: less than all where it follows the other end of
   * its stream, at the same virtual CPU, which has more to do for each byte.
   */
  weigh(): void {
    const { activity, cpu, way } = this;
    if (way === undefined || !this.#follows) return;
    const isWriter = activity.kind === 'write';
    const leader = isWriter ? way.reader : way.writer;
    const isBound = isWriter ? way.stream.receiveFull : way.stream.sendEmpty;
    if (leader?.cpu !== cpu || !isBound) return;
    this.weight = Math.min(1, activity.costNs / leader.activity.costNs);
  }

  /** Units per ns at the present levels. */
  get rate(): number {
    const { costNs } = this.activity;
    const own = costNs > 0 ? Math.min(this.#rateMax, this.cpu.level / costNs) : this.#rateMax;
    return this.#follows ? Math.min(own, (this.way as Way).rate) : own;
  }

  demand(): void {
    this.most = this.rate * this.activity.costNs;
  }
}

/** The way of a stream as a user of links. */
class Way implements Demand {
  readonly stream: ByteStream;
  readonly links: readonly Resource[];
  writer: Load | undefined;
  reader: Load | undefined;
  most = 0;
  readonly weight: number;
  readonly #rateMax: number;
  readonly #followsWriter: boolean;
  readonly #followsReader: boolean;

  constructor({ stream, path }: StreamNode, links: readonly Resource[]) {
    this.stream = stream;
    this.weight = stream.weight;
    this.links = links;
    let rateMax = stream.open ? FREE_RATE : 0;
    for (const { bytesPerNs } of path) rateMax = Math.min(rateMax, bytesPerNs);
    this.#rateMax = rateMax;
    this.#followsWriter = stream.sendEmpty;
    this.#followsReader = stream.receiveFull;
  }

  /** Bytes per ns that go from buffer to buffer at the present levels. */
  get rate(): number {
    let rate = this.#rateMax;
    for (const { level } of this.links) rate = Math.min(rate, level * this.weight);
    if (this.#followsWriter) rate = Math.min(rate, this.writer?.rate ?? 0);
    if (this.#followsReader) rate = Math.min(rate, this.reader?.rate ?? 0);
    return rate;
  }

  demand(): void {
    this.most = this.rate;
  }
}

/** The component as resources and their users; links that cannot be full have no level. */
function describe({ cpus, streams, links }: Component) {
  const resources: Resource[] = [];
  const newResource = (capacity: number): Resource => {
    const resource = { capacity, level: Infinity, users: [] };
    resources.push(resource);
    return resource;
  };
  const cpuResources = cpus.map(({ vcpu }) => newResource(vcpu.speed));
  const ofLink = new Map(links.map((node) => [node, newResource(node.link.bytesPerNs)]));
  const ofStream = new Map<ByteStream, Way>();
  for (const node of streams) {
    const shared = node.links.flatMap((link) => ofLink.get(link) ?? []);
    ofStream.set(node.stream, new Way(node, shared));
  }
  for (const [node, { users }] of ofLink) {
    for (const { stream } of node.streams) users.push(ofStream.get(stream) as Way);
  }
  const loads: Load[] = [];
  cpus.forEach(({ activities }, index) => {
    const cpu = cpuResources[index] as Resource;
    for (const activity of activities) {
      const load = new Load(activity, cpu, activity.stream && ofStream.get(activity.stream));
      loads.push(load);
      if (activity.costNs > 0) cpu.users.push(load);
    }
  });
  for (const load of loads) load.weigh();
  return { loads, ways: [...ofStream.values()], resources };
}

/** Finds each level from the others. @returns false where none has changed. */
function findLevels(resources: readonly Resource[]): boolean {
  let changed = false;
  for (const resource of resources) {
    const before = resource.level;
    resource.level = levelOf(resource);
    changed ||= differ(before, resource.level);
  }
  return changed;
}

/** The level of one resource, given all other levels. */
function levelOf(resource: Resource): number {
  const { level, users, capacity } = resource;
  resource.level = Infinity;
  for (const user of users) user.demand();
  resource.level = level;
  return maxMinLevel(capacity, users);
}

function differ(one: number, other: number): boolean {
  if (one === other) return false;
  const [low, high] = one < other ? [one, other] : [other, one];
  return low < high * (1 - LEVEL_EPSILON);
}
