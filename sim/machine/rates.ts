/**
 * The rates of one component: who moves how fast until the next change.
 *
 * Writers, readers and the way between the buffers each share a resource max-min fairly (a virtual
 * CPU, the links). Where a buffer stands at a bound they also depend on each other:
 *
 *     send buffer empty: way <= writer      send buffer full: writer <= way
 *     receive buffer empty: reader <= way   receive buffer full: way <= reader
 *
 * Rates are solved without these, then each one that is broken ties the two into one demand that
 * uses the resources of both, and the rates are solved again. Ties are only added, so this ends.
 */
import type { Activity } from './activity.ts';
import type { Bundle, Mover } from './bundle.ts';
import type { ByteStream } from './byte-stream.ts';
import type { Component } from './component.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';
import { maxMinRates, type Usage } from './max-min.ts';

/** All movers of a component, and the capacities of what they use. */
interface Solving {
  readonly capacities: number[];
  readonly movers: Mover[];
  /** Who is tied to nobody stands. */
  readonly nobody: Bundle;
}

/** Relative difference of two rates that counts as none. */
const RATE_EPSILON = 1e-12;

/** Sets `rate` of every activity and stream of the component. */
export function solveRates(component: Component): void {
  const solving: Solving = { capacities: [], movers: [], nobody: newBundle([], 0) };
  for (const vcpu of component.vcpus) addActivities(vcpu, solving);
  addWays(component.streams, solving);
  do solveBundles(solving);
  while (tieBroken(component.streams, solving.nobody));
  for (const mover of solving.movers) mover.rate = mover.bundle.rate;
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
    const free = costNs > 0 ? Infinity : vcpu.speed > 0 ? FREE_RATE : 0;
    activity.bundle = newBundle(usages, Math.min(free, activity.rateMax), activity);
    movers.push(activity);
  }
}

/**
 * Rate of what nothing else bounds, bytes per ns (128 Gbit/s): above the links of today, yet
 * finite.
 */
const FREE_RATE = 16;

function addWays(streams: readonly ByteStream[], { capacities, movers }: Solving): void {
  const resources = new Map<Link, number>();
  for (const stream of streams) {
    const usages = stream.path.map((link) => {
      const resource = resources.get(link) ?? capacities.push(link.bytesPerNs) - 1;
      resources.set(link, resource);
      return { resource, cost: 1, weight: 1 };
    });
    stream.bundle = newBundle(usages, stream.open ? FREE_RATE : 0, stream);
    movers.push(stream);
  }
}

function newBundle(usages: Usage[], rateMax: number, mover?: Mover): Bundle {
  return { members: mover === undefined ? [] : [mover], usages, rateMax, rate: 0, solved: 0 };
}

/** Solves for what moves together, in the order of the first mover of each. */
function solveBundles({ capacities, movers, nobody }: Solving): void {
  const turn = nobody.solved + 1;
  const distinct: Bundle[] = [nobody];
  nobody.solved = turn;
  for (const { bundle } of movers) {
    if (bundle.solved === turn) continue;
    bundle.solved = turn;
    distinct.push(bundle);
  }
  const rates = maxMinRates(capacities, distinct);
  distinct.forEach((bundle, index) => {
    bundle.rate = rates[index] as number;
  });
}

/** Ties what the buffers at their bounds force together; false when nothing was broken. */
function tieBroken(streams: readonly ByteStream[], nobody: Bundle): boolean {
  let broken = false;
  const hold = (slower: Mover | undefined, faster: Mover | undefined): void => {
    const low = slower?.bundle ?? nobody;
    const high = faster?.bundle ?? nobody;
    if (low === high || high.rate <= low.rate * (1 + RATE_EPSILON)) return;
    tie(low, high);
    broken = true;
  };
  for (const stream of streams) {
    if (stream.sendEmpty) hold(stream.writer, stream);
    if (stream.sendFull) hold(stream, stream.writer);
    if (stream.receiveEmpty) hold(stream, stream.reader);
    if (stream.receiveFull) hold(stream.reader, stream);
  }
  return broken;
}

/** Makes two bundles one. */
function tie(low: Bundle, high: Bundle): void {
  for (const usage of high.usages) addUsage(low.usages, usage);
  low.rateMax = Math.min(low.rateMax, high.rateMax);
  low.members.push(...high.members);
  for (const member of high.members) member.bundle = low;
}

function addUsage(usages: Usage[], { resource, cost, weight }: Usage): void {
  const at = usages.findIndex((usage) => usage.resource === resource);
  const present = usages[at];
  if (present === undefined) usages.push({ resource, cost, weight });
  else usages[at] = { resource, cost: present.cost + cost, weight: present.weight + weight };
}
