/**
 * The rates of one component: who moves how fast until the next change.
 *
 * Writers, readers and the way between the buffers each share a resource max-min fairly (a virtual
 * CPU, the links). Where a buffer stands at a bound, one may not be faster than the other:
 *
 *     send buffer empty: way <= writer      send buffer full: writer <= way
 *     receive buffer empty: reader <= way   receive buffer full: way <= reader
 *
 * Rates are solved without these, then each one that is broken makes the faster follow the slower
 * (`part.ts`): they are one demand that uses the resources of both, and the rates are solved again.
 * A way between an empty send buffer and a full receive buffer follows the slower of its two ends;
 * the other goes on by itself.
 */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Component, Nodes } from './component.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';
import { shareLinks } from './link-shares.ts';
import { maxMinRates } from './max-min.ts';
import { type Mover, Part, STANDING } from './part.ts';

/** All movers of a component, and the capacities of what they use. */
interface Solving {
  readonly capacities: number[];
  readonly movers: Mover[];
}

/** Relative difference of two rates that counts as none. */
const RATE_EPSILON = 1e-12;

/**
 * Sets the rates of a strand as if its links had room for all. @returns false, with nothing set,
 * where activities share a virtual CPU.
 */
export function solveAlone({ vcpus, streams }: Nodes): boolean {
  for (const { activities } of vcpus) if (activities.length > 1) return false;
  solveApart(vcpus, streams);
  return true;
}

/** True where the links of a component have room for the rates that its streams would have alone. */
export function hasRoom({ links }: Component): boolean {
  return !links.some(isOverfull);
}

/** Sets `rate` of every activity and stream of the component, and whether it is `joint`. */
export function solveRates(component: Component): void {
  const isApart = solveAlone(component);
  component.joint = !isApart || !hasRoom(component);
  if (!component.joint) return;
  const { streams, links } = component;
  if (!isApart) {
    solveShared(component);
    return;
  }
  shareLinks(streams, links);
  for (const stream of streams) holdAll(stream);
}

/** True when rates of those who know of no others are more than a link has. */
function isOverfull(link: Link): boolean {
  let sum = 0;
  for (const { rate } of link.streams) sum += rate;
  return isFaster(sum, link.bytesPerNs);
}

/**
 * The same rates as `solveShared` gives where no virtual CPU is shared and no link is full: those
 * that everybody has alone, then down to what buffers allow. Where links are full, these are what
 * the ways ask of them.
 */
function solveApart(vcpus: readonly Vcpu[], streams: readonly ByteStream[]): void {
  for (const { activities, speed } of vcpus) {
    for (const activity of activities) {
      const { costNs, rateMax } = activity;
      activity.rate = Math.min(costNs > 0 ? speed / costNs : freeRate(speed), rateMax);
    }
  }
  for (const stream of streams) {
    let rate = stream.open ? FREE_RATE : 0;
    for (const { bytesPerNs } of stream.path) rate = Math.min(rate, bytesPerNs);
    stream.rate = rate;
    holdAll(stream);
  }
}

/** Slows who is too fast until nobody is. */
function holdAll(stream: ByteStream): void {
  while (isHeld(stream)) {}
}

/** Slows who is too fast for buffers at their bounds; false when nobody was. */
function isHeld(stream: ByteStream): boolean {
  const { writer, reader } = stream;
  const writeRate = writer?.rate ?? 0;
  const readRate = reader?.rate ?? 0;
  let most = stream.rate;
  if (stream.sendEmpty && isFaster(most, writeRate)) most = writeRate;
  if (stream.receiveFull && isFaster(most, readRate)) most = readRate;
  const slowed = most < stream.rate;
  stream.rate = most;
  const holdsWriter = writer !== undefined && stream.sendFull && isFaster(writeRate, most);
  if (holdsWriter) writer.rate = most;
  const holdsReader = reader !== undefined && stream.receiveEmpty && isFaster(readRate, most);
  if (holdsReader) reader.rate = most;
  return slowed || holdsWriter || holdsReader;
}

function isFaster(rate: number, than: number): boolean {
  return rate > than * (1 + RATE_EPSILON);
}

function solveShared(component: Nodes): void {
  const solving: Solving = { capacities: [], movers: [] };
  for (const vcpu of component.vcpus) addActivities(vcpu, solving);
  addWays(component.streams, solving);
  do solveParts(solving);
  while (boundBroken(component.streams));
  for (const mover of solving.movers) mover.rate = mover.part.rate;
}

/** True when an activity could go on, given CPU: it waits neither for room nor for bytes. */
export function canProceed(activity: Activity): boolean {
  const { kind, stream } = activity;
  if (stream === undefined) return true;
  if (kind === 'write') return !stream.sendFull || stream.rate > 0 || mightMove(activity, stream);
  return !stream.receiveEmpty || stream.rate > 0 || mightMove(activity, stream);
}

/** True when only this activity's own virtual CPU keeps the way from moving. */
function mightMove(activity: Activity, stream: ByteStream): boolean {
  if (!activity.vcpu.held) return false;
  const othersOpen = stream.ends.every((end) => end === activity.vcpu || end.responsive);
  if (!othersOpen) return false;
  if (activity.kind === 'write') return !stream.receiveFull || moves(stream.reader);
  return !stream.sendEmpty || moves(stream.writer);
}

function moves(activity: Activity | undefined): boolean {
  return activity !== undefined && activity.rate > 0;
}

function addActivities(vcpu: Vcpu, { capacities, movers }: Solving): void {
  const resource = capacities.length;
  capacities.push(vcpu.speed);
  for (const activity of vcpu.activities) {
    const { costNs } = activity;
    const usages = costNs > 0 ? [{ resource, cost: costNs, weight: 1 }] : [];
    const free = costNs > 0 ? Infinity : freeRate(vcpu.speed);
    activity.part = new Part(usages, Math.min(free, activity.rateMax));
    movers.push(activity);
  }
}

/**
 * Rate of what nothing else bounds, bytes per ns (128 Gbit/s): above the links of today, yet
 * finite.
 */
const FREE_RATE = 16;

/** Of what costs no CPU, on a virtual CPU. */
function freeRate(speed: number): number {
  return speed > 0 ? FREE_RATE : 0;
}

function addWays(streams: readonly ByteStream[], { capacities, movers }: Solving): void {
  const resources = new Map<Link, number>();
  for (const stream of streams) {
    const usages = stream.path.map((link) => {
      const resource = resources.get(link) ?? capacities.push(link.bytesPerNs) - 1;
      resources.set(link, resource);
      return { resource, cost: 1, weight: 1 };
    });
    stream.part = new Part(usages, stream.open ? FREE_RATE : 0);
    movers.push(stream);
  }
}

/** Solves for what moves together, in the order of the movers. */
function solveParts({ capacities, movers }: Solving): void {
  for (const { part } of movers) part.scatter();
  for (const { part } of movers) part.gather();
  const leaders: Part[] = [];
  for (const { part } of movers) if (part.root === part) leaders.push(part);
  const rates = maxMinRates(
    capacities,
    leaders.map(({ demand }) => demand),
  );
  leaders.forEach((leader, index) => {
    leader.rate = rates[index] as number;
  });
  for (const { part } of movers) part.rate = part.root.rate;
}

/** Makes followers of who is too fast for buffers at their bounds; false when nobody was. */
function boundBroken(streams: readonly ByteStream[]): boolean {
  let broken = false;
  const hold = (slower: Mover | undefined, faster: Mover | undefined): void => {
    const low = slower?.part ?? STANDING;
    const high = faster?.part ?? STANDING;
    if (isFaster(high.rate, low.rate) && high.follow(low)) broken = true;
  };
  for (const stream of streams) {
    if (stream.sendEmpty) hold(stream.writer, stream);
    if (stream.sendFull) hold(stream, stream.writer);
    if (stream.receiveEmpty) hold(stream, stream.reader);
    if (stream.receiveFull) hold(stream.reader, stream);
  }
  return broken;
}
