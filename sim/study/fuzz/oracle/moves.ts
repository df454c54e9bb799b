/**
 * One migration of one guest between two hosts, put together by hand so that a test can replace any
 * part.
 */
import { PROFILES, parameterValues } from '../../../../models/machine/registry.ts';
import { xen32 } from '../../../../models/policy/xen-3.2.ts';
import { Simulation } from '../../../engine/kernel/simulation.ts';
import { Domain } from '../../../engine/machine/flow/domain.ts';
import { Link } from '../../../engine/machine/flow/link.ts';
import { Machinery } from '../../../engine/machine/flow/machinery.ts';
import { Guest } from '../../../engine/machine/guest/guest.ts';
import type { GuestActivity } from '../../../engine/machine/guest/guest-activity.ts';
import { Host } from '../../../engine/machine/guest/host.ts';
import { GuestMemory } from '../../../engine/machine/memory/guest-memory.ts';
import type { ScanOrderName } from '../../../engine/machine/memory/scan-order.ts';
import { FluidScheduler } from '../../../engine/machine/scheduler/fluid-scheduler.ts';
import { migrate, type Transport } from '../../../engine/mechanism/migrate.ts';
import type { Migration, Outcome } from '../../../engine/mechanism/migration.ts';
import { PageVersions } from '../../../engine/mechanism/page-versions.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import type { PreCopyPolicy } from '../../../engine/mechanism/policy.ts';

/** A migration, on a simulation of its own. */
export interface Move extends Migration {
  readonly simulation: Simulation;
}

export interface MoveOptions {
  readonly pages: number;
  readonly slackPages: number;
  readonly scan: ScanOrderName;
  readonly activity: (simulation: Simulation, memory: GuestMemory) => GuestActivity;
  /** A stretch of pages that hold nothing but zeros; default none. */
  readonly zeros?: { readonly firstPfn: number; readonly pages: number };
  readonly maxRounds?: number;
  readonly maxFactor?: number;
  readonly minPages?: number;
  /** CPUs of each host, all of them its Dom0's; default 4, of which it has one. */
  readonly cpus?: number;
  /** Of the link; default 0.125 bytes per ns. */
  readonly bytesPerNs?: number;
  /** What differs from the machine's. */
  readonly parameters?: Partial<ParameterValues>;
  /** Share of pages that no compression makes smaller. */
  readonly incompressible?: number;
  /** Instead of Xen 3.2's, to which the numbers before belong. */
  readonly policy?: PreCopyPolicy;
}

/** A migration ready to be started, with page contents followed. */
export function newMove(options: MoveOptions): Move {
  const profile = PROFILES['opteron-xen-3.2.1'];
  if (profile === undefined) throw new Error('no such profile');
  const simulation = new Simulation('1');
  const machinery = new Machinery(simulation);
  const { cpus, bytesPerNs = 0.125, incompressible = 0 } = options;
  const dom0 = { vcpus: cpus ?? 1, weight: 256, capPercent: Infinity };
  const host = (name: string): Host => {
    const scheduler = new FluidScheduler(cpus ?? 4, machinery.touch);
    return new Host(machinery, { name, scheduler, memoryBytes: 2 ** 40, dom0 });
  };
  const source = host('source');
  const { pages, slackPages, scan, zeros } = options;
  const memory = new GuestMemory({ pages, slackPages, scan });
  if (zeros !== undefined) memory.holdZeros(memory.select(zeros.firstPfn, zeros.pages));
  const activities = [options.activity(simulation, memory)];
  const guest = new Guest(machinery, source, {
    domain: new Domain('vm', { ...dom0, vcpus: 1 }),
    memory,
    activities,
  });
  const link = (): Link => new Link('link', { bytesPerNs, latencyNs: 0 });
  return {
    simulation,
    machinery,
    parameters: { ...parameterValues(profile), ...options.parameters },
    incompressible,
    guest,
    source,
    destination: host('destination'),
    path: [link()],
    storage: { in: link(), out: link(), server: new Domain('storage', dom0) },
    toolstack: 'xend',
    policy:
      options.policy ??
      xen32({
        maxRounds: options.maxRounds ?? 29,
        maxFactor: options.maxFactor ?? 3,
        minPages: options.minPages ?? 50,
        adaptive: false,
      }),
    versions: new PageVersions(memory),
  };
}

/** Runs it to its end. */
export function carryOut(move: Move, transport: Transport): Outcome {
  const process = move.simulation.start(migrate(move, 'pre-copy', transport));
  move.simulation.run({ finished: () => process.finished });
  return process.result as Outcome;
}
