/**
 * The rates of a component in which streams share virtual CPUs, for all at once.
 *
 * Rates are solved without the bounds of buffers, then each one that is broken makes the faster
 * follow the slower (`part.ts`): they are one demand that uses the resources of both, and the rates
 * are solved again. A way between an empty send buffer and a full receive buffer follows the slower
 * of its two ends; the other goes on by itself.
 */
import type { ByteStream } from './byte-stream.ts';
import type { Nodes } from './component.ts';
import type { Vcpu } from './domain.ts';
import { FREE_RATE, freeRate, isFaster } from './free-rate.ts';
import type { Link } from './link.ts';
import { maxMinRates } from './max-min.ts';
import { type Mover, Part, STANDING } from './part.ts';

/** All movers of a component, and the capacities of what they use. */
interface Solving {
  readonly capacities: number[];
  readonly movers: Mover[];
}

/** Sets `rate` of every activity and stream. */
export function solveShared(component: Nodes): void {
  const solving: Solving = { capacities: [], movers: [] };
  for (const vcpu of component.vcpus) addActivities(vcpu, solving);
  addWays(component.streams, solving);
  do solveParts(solving);
  while (boundBroken(component.streams));
  for (const mover of solving.movers) mover.rate = mover.part.rate;
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
