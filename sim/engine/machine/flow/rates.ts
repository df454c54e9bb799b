/**
 * The rates of one component: who moves how fast until the next change.
 *
 * Writers, readers and the way between the buffers each share a resource max-min fairly (a virtual
 * CPU, the links). Where a buffer stands at a bound, one may not be faster than the other:
 *
 *     send buffer empty: way <= writer      send buffer full: writer <= way
 *     receive buffer empty: reader <= way   receive buffer full: way <= reader
 *
 * Where no virtual CPU serves two streams, all is found step by step: what each would have alone,
 * then down to what buffers allow, then down to what the links have; what a held stream leaves of
 * its CPU goes to the others there. Else see `shared-rates.ts`.
 */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Component, Nodes } from './component.ts';
import { shareCpu } from './cpu-shares.ts';
import type { Vcpu } from './domain.ts';
import { FREE_RATE, freeRate, isFaster } from './free-rate.ts';
import type { Link } from './link.ts';
import { shareLinks } from './link-shares.ts';
import { solveShared } from './shared-rates.ts';

/**
 * Sets the rates of a strand as if its links had room for all. @returns false, with nothing set,
 * where two streams share a virtual CPU.
 */
export function solveAlone({ vcpus, streams }: Nodes): boolean {
  if (vcpus.some(servesTwo)) return false;
  for (const vcpu of vcpus) giveAll(vcpu);
  for (const stream of streams) {
    let rate = stream.open ? FREE_RATE : 0;
    for (const { bytesPerNs } of stream.path) rate = Math.min(rate, bytesPerNs);
    stream.rate = rate;
    holdAll(stream);
  }
  for (const vcpu of vcpus) giveRest(vcpu);
  return true;
}

/** True where the links have room for the rates that all streams would have alone. */
export function hasRoom({ links }: Component): boolean {
  return !links.some(isOverfull);
}

/** Sets `rate` of every activity and stream of the component, and whether it is `joint`. */
export function solveRates(component: Component): void {
  const isApart = solveAlone(component);
  component.joint = !isApart || !hasRoom(component);
  if (!component.joint) return;
  const { vcpus, streams, links } = component;
  if (!isApart) {
    solveShared(component);
    return;
  }
  shareLinks(streams, links);
  for (const stream of streams) holdAll(stream);
  for (const vcpu of vcpus) giveRest(vcpu);
}

/** True where a virtual CPU is at work on two streams. */
function servesTwo({ activities }: Vcpu): boolean {
  if (activities.length < 2) return false;
  let count = 0;
  for (const { stream } of activities) if (stream !== undefined) count += 1;
  return count > 1;
}

/** Shares a virtual CPU as if no stream were held by others. */
function giveAll(vcpu: Vcpu): void {
  const { activities, speed } = vcpu;
  if (activities.length === 0) return;
  if (activities.length > 1) {
    shareCpu(vcpu);
    return;
  }
  const [activity] = activities as [Activity];
  const { costNs, rateMax } = activity;
  activity.rate = Math.min(costNs > 0 ? speed / costNs : freeRate(speed), rateMax);
}

/** What the end of a stream leaves of its virtual CPU, the others there share. */
function giveRest(vcpu: Vcpu): void {
  const { activities } = vcpu;
  if (activities.length < 2) return;
  const end = activities.find(({ stream }) => stream !== undefined);
  if (end !== undefined) shareCpu(vcpu, end);
}

/** True when rates of those who know of no others are more than a link has. */
function isOverfull(link: Link): boolean {
  let sum = 0;
  for (const { rate } of link.streams) sum += rate;
  return isFaster(sum, link.bytesPerNs);
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
  const othersOpen = stream.movers.every((mover) => mover === activity.vcpu || mover.responsive);
  if (!othersOpen) return false;
  if (activity.kind === 'write') return !stream.receiveFull || moves(stream.reader);
  return !stream.sendEmpty || moves(stream.writer);
}

function moves(activity: Activity | undefined): boolean {
  return activity !== undefined && activity.rate > 0;
}
