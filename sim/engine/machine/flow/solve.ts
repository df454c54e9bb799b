/**
 * The rates of a component until the next change.
 *
 * Activities share their virtual CPU, and streams share links, max-min fairly. Where a buffer is at
 * a bound, one side may not be faster than the other:
 *
 *     send buffer empty: way <= writer      send buffer full: writer <= way
 *     receive buffer empty: reader <= way   receive buffer full: way <= reader
 *
 * Where no virtual CPU serves two streams, rates are found step by step: what each would have
 * alone, then down to what buffers allow, then down to what the links have; what a held stream
 * leaves of its CPU goes to the others there. `solve-coupled.ts` solves all other components.
 */
import type { Activity } from './activity.ts';
import type { Component, Coupled, CpuNode, LinkNode, StreamNode } from './component.ts';
import { type Demand, FREE_RATE, freeRate, isFaster, maxMinLevel } from './max-min.ts';
import { solveCoupled } from './solve-coupled.ts';

/** Sets `rate` of every activity and stream of the component, and whether it is `joint`. */
export function solve(component: Component): void {
  const isApart = solveAlone(component);
  component.joint = !isApart || !hasRoom(component);
  if (!isApart) solveCoupled(component);
  else if (component.joint) {
    shareLinks(component);
    for (const stream of component.streams) holdAll(stream);
    for (const cpu of component.cpus) giveRest(cpu);
  }
}

/**
 * Sets rates as if the links had room for all. @returns false, with nothing set, where two streams
 * share a virtual CPU.
 */
export function solveAlone({ cpus, streams }: Coupled): boolean {
  if (cpus.some(servesTwo)) return false;
  for (const cpu of cpus) giveAll(cpu);
  for (const node of streams) {
    const { stream } = node;
    let rate = stream.open ? FREE_RATE : 0;
    for (const { bytesPerNs } of stream.path) rate = Math.min(rate, bytesPerNs);
    stream.rate = rate;
    holdAll(node);
  }
  for (const cpu of cpus) giveRest(cpu);
  return true;
}

/** True where a virtual CPU is at work on two streams. */
function servesTwo({ activities }: CpuNode): boolean {
  if (activities.length < 2) return false;
  let count = 0;
  for (const { stream } of activities) if (stream !== undefined) count += 1;
  return count > 1;
}

/** True where the links have room for the rates that all streams would have alone. */
export function hasRoom({ links }: Component): boolean {
  return !links.some(isOverfull);
}

function isOverfull({ link, streams }: LinkNode): boolean {
  let sum = 0;
  for (const { stream } of streams) sum += stream.rate;
  return isFaster(sum, link.bytesPerNs);
}

/** Shares a virtual CPU as if no stream were held by others. */
function giveAll(cpu: CpuNode): void {
  const { activities, vcpu } = cpu;
  if (activities.length === 0) return;
  if (activities.length > 1) {
    shareCpu(cpu);
    return;
  }
  const [activity] = activities as [Activity];
  const { costNs, rateMax } = activity;
  activity.rate = Math.min(costNs > 0 ? vcpu.speed / costNs : freeRate(vcpu.speed), rateMax);
}

/** What the end of a stream leaves of its virtual CPU, the others there share. */
function giveRest(cpu: CpuNode): void {
  const { activities } = cpu;
  if (activities.length < 2) return;
  const end = activities.find(({ stream }) => stream !== undefined);
  if (end !== undefined) shareCpu(cpu, end);
}

/** Sets the rates of all activities, or of all but one that goes at a rate of its own. */
function shareCpu({ activities, vcpu: { speed } }: CpuNode, apart?: Activity): void {
  const demands: Demand[] = [];
  for (const activity of activities) {
    const { costNs, rateMax } = activity;
    if (activity !== apart && costNs > 0) demands.push({ most: rateMax * costNs, weight: 1 });
  }
  const level = maxMinLevel(apart === undefined ? speed : speed - apart.share, demands);
  for (const activity of activities) {
    const { costNs, rateMax } = activity;
    if (activity === apart) continue;
    activity.rate = Math.min(costNs > 0 ? level / costNs : freeRate(speed), rateMax);
  }
}

/** Slows what is too fast for buffers at their bounds until nothing is. */
function holdAll(node: StreamNode): void {
  while (isHeld(node)) {}
}

/** Slows what is too fast for buffers at their bounds; false when nothing was. */
function isHeld({ stream, writer, reader }: StreamNode): boolean {
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

/**
 * Lowers the rates of streams, each of which is what it would have alone, to max-min fair shares of
 * the links, by their weights. All rise together until one has what it would have alone, or a link
 * is full: that one stops there, the others rise on.
 */
function shareLinks({ streams, links }: Component): void {
  for (const node of links) {
    node.left = node.link.bytesPerNs;
    node.rising = 0;
    for (const { stream } of node.streams) node.rising += stream.weight;
  }
  let rising = streams.length;
  for (const node of streams) node.rises = true;
  while (rising > 0) {
    let level = Infinity;
    for (const link of links) level = Math.min(level, levelOf(link));
    const content = stopContent(streams, level);
    rising -= content > 0 ? content : stopAtFull(links, level);
  }
}

/** How far the streams that still rise may, before the link is full. */
function levelOf({ left, rising }: LinkNode): number {
  return rising > 0 ? left / rising : Infinity;
}

/** Stops streams that want no more than the level. @returns their number. */
function stopContent(streams: readonly StreamNode[], level: number): number {
  let count = 0;
  for (const node of streams) {
    const { rate, weight } = node.stream;
    if (!node.rises || rate > level * weight) continue;
    stop(node, rate);
    count += 1;
  }
  return count;
}

/** Stops all streams on the links that are full at the level. @returns their number. */
function stopAtFull(links: readonly LinkNode[], level: number): number {
  let count = 0;
  for (const link of links) {
    if (levelOf(link) > level) continue;
    for (const node of link.streams) {
      if (!node.rises) continue;
      stop(node, level * node.stream.weight);
      count += 1;
    }
  }
  return count;
}

function stop(node: StreamNode, rate: number): void {
  node.stream.rate = rate;
  node.rises = false;
  for (const link of node.links) {
    link.left = Math.max(0, link.left - rate);
    link.rising -= node.stream.weight;
  }
}

/** True when an activity could proceed, given CPU: it waits neither for room nor for bytes. */
export function canProceed(activity: Activity, node: StreamNode | undefined): boolean {
  if (node === undefined) return true;
  const { kind } = activity;
  const { stream } = node;
  const isAtBound = kind === 'write' ? stream.sendFull : stream.receiveEmpty;
  return !isAtBound || stream.rate > 0 || mightMove(activity, node);
}

/** True when only this activity's own virtual CPU keeps the way from moving. */
function mightMove({ kind, vcpu }: Activity, { stream, writer, reader }: StreamNode): boolean {
  if (!vcpu.held) return false;
  const othersOpen = stream.movers.every((mover) => mover === vcpu || mover.responsive);
  if (!othersOpen) return false;
  if (kind === 'write') return !stream.receiveFull || moves(reader);
  return !stream.sendEmpty || moves(writer);
}

function moves(activity: Activity | undefined): boolean {
  return activity !== undefined && activity.rate > 0;
}
