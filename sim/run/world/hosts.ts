/** Hosts with their schedulers, and with what their Dom0s do besides migrations. */
import type { Simulation } from '../../engine/kernel/simulation.ts';
import type { Machinery } from '../../engine/machine/flow/machinery.ts';
import { backgroundLoad } from '../../engine/machine/guest/background-load.ts';
import { Host, type HostOptions } from '../../engine/machine/guest/host.ts';
import type { Debit } from '../../engine/machine/scheduler/credit-accounting.ts';
import { FluidScheduler } from '../../engine/machine/scheduler/fluid-scheduler.ts';
import { OnOffScheduler } from '../../engine/machine/scheduler/on-off-scheduler.ts';

/** Xen's default for every domain. */
export const DEFAULT_WEIGHT = 256;

/** What a host is built from. */
export interface HostSpec extends Omit<HostOptions, 'scheduler'> {
  readonly cpus: number;
  /** `fluid`: a capped domain is a slower CPU; else it runs in turns, charged as said. */
  readonly turns: Debit | 'fluid';
  /** Who has run less than this is not preempted, ns. */
  readonly rateLimitNs: number;
  /** CPU that Dom0 uses for other things, share of a CPU. */
  readonly background: number;
}

/** Its random streams depend on the seed and its name. */
export function buildHost(
  { simulation, machinery }: { readonly simulation: Simulation; readonly machinery: Machinery },
  { cpus, turns, rateLimitNs, background, ...options }: HostSpec,
): Host {
  const { touch: changed } = machinery;
  const settle = machinery.settle.bind(machinery);
  const own = { host: options.name, cpus, changed, settle };
  const scheduler =
    turns === 'fluid'
      ? new FluidScheduler(cpus, changed)
      : new OnOffScheduler(simulation, { ...own, version: { debit: turns, rateLimitNs } });
  const host = new Host(machinery, { ...options, scheduler });
  if (background > 0) {
    const task = host.newTask('background', 'background');
    simulation.start(backgroundLoad(simulation, task, background));
  }
  return host;
}
