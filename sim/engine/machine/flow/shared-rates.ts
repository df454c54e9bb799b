/**
 * The rates of a component in which streams share virtual CPUs.
 *
 * Each virtual CPU and each link has a level: what one of its users may have of it. An activity or
 * the way of a stream goes as fast as the levels of what it uses, and buffers at their bounds, let
 * it. The level of one of them hangs on what its users would take of it, and so on all others'
 * (`water-level.ts`): each is found from the others in turn, until none changes. Then whoever could
 * go faster is kept by a buffer, or is on a full virtual CPU or link of which nobody has more.
 */
import type { Activity } from './activity.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Component } from './component.ts';
import type { Vcpu } from './domain.ts';
import { FREE_RATE, freeRate } from './free-rate.ts';
import type { Link } from './link.ts';
import { type Want, waterLevel } from './water-level.ts';

/** Turns after which levels that still change only fall, which leaves some unused: 3 are usual. */
const TURNS_MAX = 100;
/** Relative change of a level that counts as none. */
const LEVEL_EPSILON = 1e-12;

/** Sets `rate` of every activity and stream. @param turnsMax 1 or more. */
export function solveShared(component: Component, turnsMax = TURNS_MAX): void {
  const { vcpus, streams, links } = component;
  for (const resource of [...vcpus, ...links]) resource.level = Infinity;
  let turns = 1;
  while (findLevels(component) && turns < turnsMax) turns += 1;
  if (turns === turnsMax) lowerLevels(component);
  for (const { activities } of vcpus) {
    for (const activity of activities) activity.rate = rateOf(activity);
  }
  for (const stream of streams) stream.rate = wayOf(stream);
  for (const link of links) link.level = Infinity;
}

/** Finds each level from the others. @returns false where none has changed. */
function findLevels({ vcpus, links }: Component): boolean {
  let changed = false;
  for (const vcpu of vcpus) {
    const before = vcpu.level;
    vcpu.level = cpuLevel(vcpu);
    changed ||= differ(before, vcpu.level);
  }
  for (const link of links) {
    const before = link.level;
    link.level = linkLevel(link);
    changed ||= differ(before, link.level);
  }
  return changed;
}

/** Levels that nobody can raise again: none is used beyond what it has. */
function lowerLevels({ vcpus, links }: Component): void {
  for (const vcpu of vcpus) vcpu.level = Math.min(vcpu.level, cpuLevel(vcpu));
  for (const link of links) link.level = Math.min(link.level, linkLevel(link));
}

function differ(one: number, other: number): boolean {
  if (one === other) return false;
  const [low, high] = one < other ? [one, other] : [other, one];
  return low < high * (1 - LEVEL_EPSILON);
}

/** CPU that each activity may have, given all other levels. */
function cpuLevel(vcpu: Vcpu): number {
  const { level, activities, speed } = vcpu;
  vcpu.level = Infinity;
  const wants: Want[] = [];
  for (const activity of activities) {
    const { costNs } = activity;
    if (costNs === 0) continue;
    wants.push({ most: rateOf(activity) * costNs, weight: weightOf(activity) });
  }
  vcpu.level = level;
  return waterLevel(speed, wants);
}

/**
 * Part of the level that an activity can use: less than all where it follows the other end of its
 * stream, at the same virtual CPU, which has more to do for each byte.
 */
function weightOf({ kind, stream, vcpu, costNs }: Activity): number {
  if (stream === undefined) return 1;
  const leader = kind === 'write' ? stream.reader : stream.writer;
  if (leader?.vcpu !== vcpu) return 1;
  const follows =
    kind === 'write'
      ? holdsWriter(stream) && stream.receiveFull
      : holdsReader(stream) && stream.sendEmpty;
  return follows ? Math.min(1, costNs / leader.costNs) : 1;
}

/** Bytes per ns that each stream may have, given all other levels. */
function linkLevel(link: Link): number {
  const { level, streams, bytesPerNs } = link;
  link.level = Infinity;
  const wants = Array.from(streams, (stream): Want => ({ most: wayOf(stream), weight: 1 }));
  link.level = level;
  return waterLevel(bytesPerNs, wants);
}

/** Units per ns that an activity does at the present levels. */
function rateOf(activity: Activity): number {
  const { kind, costNs, rateMax, vcpu, stream } = activity;
  const own = Math.min(rateMax, costNs > 0 ? vcpu.level / costNs : freeRate(vcpu.speed));
  if (stream === undefined) return own;
  const isHeld = kind === 'write' ? holdsWriter(stream) : holdsReader(stream);
  return isHeld ? Math.min(own, wayOf(stream)) : own;
}

/** True when the writer follows the way: not where that follows the writer, for want of room. */
function holdsWriter({ sendFull, sendEmpty }: ByteStream): boolean {
  return sendFull && !sendEmpty;
}

/** True when the reader follows the way: not where that follows the reader, for want of room. */
function holdsReader({ receiveEmpty, receiveFull }: ByteStream): boolean {
  return receiveEmpty && !receiveFull;
}

/** Bytes per ns that go from buffer to buffer at the present levels. */
function wayOf(stream: ByteStream): number {
  let rate = stream.open ? FREE_RATE : 0;
  for (const { bytesPerNs, level } of stream.path) rate = Math.min(rate, bytesPerNs, level);
  if (stream.sendEmpty) rate = Math.min(rate, movedBy(stream.writer));
  if (stream.receiveFull) rate = Math.min(rate, movedBy(stream.reader));
  return rate;
}

function movedBy(end: Activity | undefined): number {
  return end === undefined ? 0 : rateOf(end);
}
