/**
 * What Dom0 has to do besides migrations: short jobs that come at random instants (a Poisson
 * stream) and do not go away while Dom0 may not run. Even arrivals would beat with the ticks of the
 * scheduler.
 *
 * On a host that no migration leaves or comes to, on which nothing else has begun for long and
 * nothing goes on, it rests until something does: the gaps have no memory, so that it goes on as if
 * it had never stopped, and a day in which nothing happens costs nothing.
 */
import { log } from '../../kernel/portable.ts';
import type { Body } from '../../kernel/process.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import { NS_PER_SECOND } from '../../kernel/unit.ts';
import type { Task } from '../flow/task.ts';
import type { Host } from './host.ts';

/** CPU of one job, ns; assumed, of the order of a request to xenstored. */
const JOB_NS = 1_000_000;

/** How long a host is still before its background load rests. */
export const REST_AFTER_NS = 600 * NS_PER_SECOND;

/** @param share CPU wanted in the long run, share of one CPU, above 0. */
export function* backgroundLoad(
  simulation: Simulation,
  task: Task,
  { host, share }: { readonly host: Host; readonly share: number },
): Body {
  const random = simulation.random(`${task.name}/arrivals`);
  const meanGapNs = JOB_NS / share;
  for (let arrivalNs = 0; ; ) {
    arrivalNs += -log(1 - random.double()) * meanGapNs;
    const waitNs = Math.ceil(arrivalNs) - simulation.nowNs;
    if (waitNs > 0) {
      const { nowNs } = simulation;
      yield* host.untilStirred(REST_AFTER_NS);
      arrivalNs += simulation.nowNs - nowNs;
      yield waitNs;
    }
    yield* task.burn(JOB_NS);
  }
}
