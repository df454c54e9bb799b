/** Runs the events of a world until its migrations have ended. */
import { invariant } from '../../engine/kernel/assert.ts';
import type { Process } from '../../engine/kernel/process.ts';
import { Standstill } from '../../engine/kernel/simulation.ts';
import { Problem } from '../../text/problem.ts';
import { NotOver, type Steps } from '../result/steps.ts';
import type { UnderWay } from './under-way.ts';

/** Events of a step. */
const STEP_EVENTS = 8192;

/** What is waited for. */
export interface Awaited {
  /** When it is given up, ns; absent: never. */
  readonly stopNs: number | undefined;
  /** Migrations that have not ended. */
  readonly left: () => number;
  /** Those of migrations that have begun, at their places. */
  readonly processes: readonly Pick<Process, 'waits' | 'isTimed'>[];
  /** Waits of other processes that count as progress. */
  readonly waits: () => number;
}

/** @throws NotOver at `stopNs`; Problem where no migration can ever end. */
export function* untilOver(underWay: UnderWay, awaited: Awaited): Steps<void> {
  const { stopNs = Infinity, left, processes, waits } = awaited;
  const { simulation, hosts } = underWay.world;
  const finished = (): boolean => left() === 0;
  const { plannedNs } = underWay;
  const progress = (): number => {
    const begun = processes.reduce((sum, process) => sum + process.waits, waits());
    const sum = [...hosts.values()].reduce((cpu, host) => cpu + host.migrationCpuNsNow, begun);
    const isTimed = processes.some((process) => process.isTimed);
    return isTimed || simulation.nowNs < plannedNs ? sum + simulation.nowNs : sum;
  };
  const look = (): ReturnType<UnderWay['look']> => underWay.look();
  try {
    const options = { finished, progress, untilNs: stopNs, mostEvents: STEP_EVENTS };
    while (simulation.run(options)) yield look;
  } catch (error) {
    throw error instanceof Standstill ? endless(error, underWay) : error;
  }
  if (!finished() && stopNs < Infinity) throw new NotOver(look());
  if (!finished() && simulation.outlivesClock) throw tooLong();
  invariant(finished(), `${left()} migrations never ended`);
}

function tooLong(): Problem {
  const message = 'it takes more than 104 days of simulated time, where the clock ends';
  const hint = 'give Dom0 or the link more to work with';
  return new Problem([{ where: 'migrations', message, hint }]);
}

/** What has no world of its own. @throws Problem where it never ends. */
export function* endingOf<Result>(steps: Steps<Result>): Steps<Result> {
  try {
    return yield* steps;
  } catch (error) {
    throw error instanceof Standstill ? endless(error) : error;
  }
}

function endless({ sinceSeconds }: Standstill, underWay?: UnderWay): Problem {
  const [{ guest, round } = { guest: 'a migration', round: 1 }] = underWay?.look().moves ?? [];
  const message = `${guest} never ends: in round ${round}, nothing is done after ${sinceSeconds} s`;
  const hint = 'give Dom0 and the link something to work with, or end what holds it';
  return new Problem([{ where: 'migrations', message, hint }]);
}
