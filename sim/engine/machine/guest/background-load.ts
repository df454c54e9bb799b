/**
 * What Dom0 has to do besides migrations: short jobs that come at random instants (a Poisson
 * stream) and do not go away while Dom0 may not run. Even arrivals would beat with the ticks of the
 * scheduler.
 */
import { log } from '../../kernel/portable.ts';
import type { Body } from '../../kernel/process.ts';
import type { Simulation } from '../../kernel/simulation.ts';
import type { Task } from '../flow/task.ts';

/** CPU of one job, ns; assumed, of the order of a request to xenstored. */
const JOB_NS = 1_000_000;

/** @param share CPU wanted in the long run, share of one CPU, above 0. */
export function* backgroundLoad(simulation: Simulation, task: Task, share: number): Body {
  const random = simulation.random(`${task.name}/arrivals`);
  const meanGapNs = JOB_NS / share;
  for (let arrivalNs = 0; ; ) {
    arrivalNs += -log(1 - random.double()) * meanGapNs;
    const waitNs = Math.ceil(arrivalNs) - simulation.nowNs;
    if (waitNs > 0) yield waitNs;
    yield* task.burn(JOB_NS);
  }
}
