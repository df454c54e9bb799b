/**
 * The event loop alone, by the hold model: each of a number of pending events schedules another
 * after an exponential delay.
 */
import { log } from '../sim/engine/kernel/portable.ts';
import { Simulation } from '../sim/engine/kernel/simulation.ts';
import type { Job } from './harness.ts';
import { plainEvents } from './yardstick/plain.ts';

/** How much of the yardstick's time a million of our events may take. */
const BOUND_RATIO = 45;

export function kernelJobs(events: number): Job[] {
  return [1000, 10_000].map((pending) => ({
    name: `${events} events, ${pending} pending`,
    samples: 7,
    yardstick: plainEvents((BOUND_RATIO * events) / 1e6),
    run: () => hold(pending, events),
  }));
}

/** Returns the clock after this number of events. */
function hold(pending: number, events: number): number {
  const simulation = new Simulation('bench');
  const random = simulation.random('delays');
  const next = (): void => {
    simulation.schedule(Math.ceil(-log(1 - random.double()) * 1000), next);
  };
  for (let count = 0; count < pending; count += 1) next();
  simulation.run({ finished: () => simulation.eventCount >= events });
  return simulation.nowNs;
}
