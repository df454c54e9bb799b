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
import type { ByteStream } from './byte-stream.ts';
import type { Component } from './component.ts';
import type { Vcpu } from './domain.ts';
import type { Link } from './link.ts';
import { type Demand, maxMinRates, type Usage } from './max-min.ts';

/** An activity, or the way of a stream between its buffers. */
type Mover = Activity | ByteStream;

/** What moves at one rate together. */
interface Bundle {
  readonly members: Mover[];
  readonly usages: Usage[];
  rateMax: number;
  rate: number;
}

/** Relative difference of two rates that counts as none. */
const RATE_EPSILON = 1e-12;

/** Sets `rate` of every activity and stream of the component. */
export function solveRates(component: Component): void {
  const capacities: number[] = [];
  const bundles = new Map<Mover | undefined, Bundle>();
  const nobody: Bundle = { members: [], usages: [], rateMax: 0, rate: 0 };
  bundles.set(undefined, nobody);
  for (const vcpu of component.vcpus) addActivities(vcpu, capacities, bundles);
  addWays(component.streams, capacities, bundles);
  do solveBundles(capacities, bundles);
  while (tieBroken(component.streams, bundles));
  for (const [mover, bundle] of bundles) if (mover !== undefined) mover.rate = bundle.rate;
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

function addActivities(
  vcpu: Vcpu,
  capacities: number[],
  bundles: Map<Mover | undefined, Bundle>,
): void {
  const resource = capacities.length;
  capacities.push(vcpu.speed);
  for (const activity of vcpu.activities) {
    const { costNs } = activity;
    const usages = costNs > 0 ? [{ resource, cost: costNs, weight: 1 }] : [];
    const free = costNs > 0 ? Infinity : vcpu.speed > 0 ? FREE_RATE : 0;
    const rateMax = Math.min(free, activity.rateMax);
    bundles.set(activity, { members: [activity], usages, rateMax, rate: 0 });
  }
}

/**
 * Rate of what nothing else bounds, bytes per ns (128 Gbit/s): above the links of today, yet
 * finite.
 */
const FREE_RATE = 16;

function addWays(
  streams: readonly ByteStream[],
  capacities: number[],
  bundles: Map<Mover | undefined, Bundle>,
): void {
  const resources = new Map<Link, number>();
  for (const stream of streams) {
    const usages = stream.path.map((link) => {
      const resource = resources.get(link) ?? capacities.push(link.bytesPerNs) - 1;
      resources.set(link, resource);
      return { resource, cost: 1, weight: 1 };
    });
    const rateMax = stream.open ? FREE_RATE : 0;
    bundles.set(stream, { members: [stream], usages, rateMax, rate: 0 });
  }
}

function solveBundles(
  capacities: readonly number[],
  bundles: Map<Mover | undefined, Bundle>,
): void {
  const distinct = [...new Set(bundles.values())];
  const demands: Demand[] = distinct;
  const rates = maxMinRates(capacities, demands);
  distinct.forEach((bundle, index) => {
    bundle.rate = rates[index] as number;
  });
}

/** Ties what the buffers at their bounds force together; false when nothing was broken. */
function tieBroken(
  streams: readonly ByteStream[],
  bundles: Map<Mover | undefined, Bundle>,
): boolean {
  let broken = false;
  const hold = (slower: Mover | undefined, faster: Mover | undefined): void => {
    const low = bundles.get(slower) as Bundle;
    const high = bundles.get(faster) as Bundle;
    if (low === high || high.rate <= low.rate * (1 + RATE_EPSILON)) return;
    tie(low, high, bundles);
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

/** Makes two bundles one. What is tied to nobody stands. */
function tie(low: Bundle, high: Bundle, bundles: Map<Mover | undefined, Bundle>): void {
  for (const usage of high.usages) addUsage(low.usages, usage);
  low.rateMax = Math.min(low.rateMax, high.rateMax);
  low.members.push(...high.members);
  for (const member of high.members) bundles.set(member, low);
}

function addUsage(usages: Usage[], { resource, cost, weight }: Usage): void {
  const at = usages.findIndex((usage) => usage.resource === resource);
  const present = usages[at];
  if (present === undefined) usages.push({ resource, cost, weight });
  else usages[at] = { resource, cost: present.cost + cost, weight: present.weight + weight };
}
