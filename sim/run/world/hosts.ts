/** Hosts with their schedulers, and with what their Dom0s do besides migrations. */
import type { Simulation } from '../../engine/kernel/simulation.ts';
import type { Machinery } from '../../engine/machine/flow/machinery.ts';
import { backgroundLoad } from '../../engine/machine/guest/background-load.ts';
import { Host, type HostOptions } from '../../engine/machine/guest/host.ts';
import type { SchedulerOptions } from '../../engine/machine/scheduler/scheduler-options.ts';
import { SCHEDULERS, type SchedulerKind } from '../../engine/machine/scheduler/schedulers.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';

/** Xen's default for every domain. */
export const DEFAULT_WEIGHT = 256;

/** What a scheduler depends on beside its host. */
type SchedulerTuning = Pick<SchedulerOptions, 'rateLimitNs' | 'switchNs' | 'countsInFlight'>;

/** Those of a machine. */
export function tuningOf(parameters: ParameterValues): SchedulerTuning {
  return {
    rateLimitNs: parameters.schedulerRateLimit,
    switchNs: parameters.schedulerSwitchCpu,
    countsInFlight: parameters.credit2CountsInFlight > 0,
  };
}

/** What a host is built from. */
export interface HostSpec extends Omit<HostOptions, 'scheduler'> {
  readonly cpus: number;
  readonly turns: SchedulerKind;
  readonly tuning: SchedulerTuning;
  /** CPU that Dom0 uses for other things, share of a CPU. */
  readonly background: number;
}

/** Its random streams depend on the seed and its name. */
export function buildHost(
  { simulation, machinery }: { readonly simulation: Simulation; readonly machinery: Machinery },
  { cpus, turns, tuning, background, ...options }: HostSpec,
): Host {
  const { touch: changed } = machinery;
  const settle = machinery.settle.bind(machinery);
  const own = { host: options.name, cpus, changed, settle };
  const scheduler = SCHEDULERS[turns](simulation, { ...own, ...tuning });
  const host = new Host(machinery, { ...options, scheduler });
  if (background > 0) {
    const task = host.newTask('background', 'background');
    simulation.start(backgroundLoad(simulation, task, { host, share: background }));
  }
  return host;
}
