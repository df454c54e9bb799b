/** The guests of a scenario. */

import { uniform } from '../../../models/dirtying/uniform.ts';
import { policyOf } from '../../../models/policy/index.ts';
import { background } from '../../../models/workload/background.ts';
import { kindOf } from '../../../models/workload/index.ts';
import { UNCHANGED, type ValueChange, type WriterChanges } from '../../../models/workload/kind.ts';
import type { Workload } from '../../../models/workload/workload.ts';
import { invariant } from '../../engine/kernel/assert.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { Domain } from '../../engine/machine/flow/domain.ts';
import type { Machinery } from '../../engine/machine/flow/machinery.ts';
import { Guest } from '../../engine/machine/guest/guest.ts';
import type { Host } from '../../engine/machine/guest/host.ts';
import type { Reach } from '../../engine/machine/guest/io-flow.ts';
import { GuestMemory } from '../../engine/machine/memory/guest-memory.ts';
import type { Devices } from '../../engine/mechanism/devices.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { settingOf } from '../../scenario/settings.ts';
import { followWorkload } from './follow.ts';
import { layoutOf } from './layout.ts';
import { zerosOf } from './zeros.ts';

/** A guest and its workload, whose rate timed changes may set. */
export interface BuiltGuest {
  readonly guest: Guest;
  readonly workload: Workload;
  /** Devices whose state goes with it. */
  readonly devices: readonly Devices[];
}

interface Surroundings {
  readonly parameters: ParameterValues;
  readonly simulation: Simulation;
  readonly machinery: Machinery;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly reach: Reach;
  /** By the guest that moves. */
  readonly migrations: ReadonlyMap<string, Move>;
  /** Timed changes of writers, by guest. */
  readonly changes: ReadonlyMap<string, WriterChanges>;
}

type Move = Scenario['migrations'][number];

/** Builds one guest and starts it on its host. */
export function buildGuest(scenario: Scenario, name: string, around: Surroundings): BuiltGuest {
  const spec = scenario.guests[name];
  invariant(spec !== undefined, `no guest ${name}`);
  const host = around.hosts.get(spec.host);
  invariant(host !== undefined, `no host ${spec.host}`);
  const { parameters } = around;
  const { pages, kernel, room } = layoutOf(spec, parameters);
  const changes = around.changes.get(name) ?? UNCHANGED;
  const memory = new GuestMemory({
    pages,
    slackPages: parameters.p2mSlack / PAGE_BYTES,
    scan: scanOf(around.migrations.get(name)),
  });
  if (zerosMatter(around.migrations.get(name))) {
    const random = around.simulation.random(`${name}/zeros`);
    memory.holdZeros(zerosOf(spec, { parameters, changes, memory, random }));
  }
  const writes = around.simulation.random(`${name}/writes`);
  const { vcpus, weight, capPercent = Infinity } = spec;
  const workload = kindOf(spec.workload).build(spec.workload, {
    memory,
    room,
    random: writes,
    parameters,
    vcpus,
    changes,
    dirtyings: new Map(),
  });
  const domain = new Domain(name, { vcpus, weight, capPercent });
  const { machinery, reach, simulation } = around;
  const housekeeping = kernel.map(({ stream, region, writesPerSecond }) => {
    const random = simulation.random(`${name}/${stream}`);
    return background(writesPerSecond, uniform(region, random, memory));
  });
  const activities = [...housekeeping, workload];
  const { guestCpuPerClean: cleanCpuNs, qemuWakeUp: wakeUpNs } = parameters;
  const options = { domain, memory, activities, reach, cleanCpuNs, wakeUpNs };
  const guest = new Guest(machinery, host, options);
  followWorkload(simulation, guest, workload);
  return { guest, workload, devices: spec.devices ?? [] };
}

/** True when a migration of it tells pages of zeros from others. */
function zerosMatter(migration: Move | undefined): boolean {
  if (migration === undefined) return false;
  const { mechanism, policy } = migration;
  if (mechanism === 'post-copy' || policy.name === 'module') return true;
  return policyOf(policy).wire.seesZeroPages;
}

/** Timed changes of writers' rates and working sets, by guest: points of their courses. */
export function writerChangesOf({ changes }: Scenario): Map<string, WriterChanges> {
  const found = new Map<string, { rates: ValueChange[]; workingSets: ValueChange[] }>();
  for (const { atNs, settings } of changes) {
    for (const setting of settings) {
      const { course } = settingOf(setting);
      if (course === undefined) continue;
      const known = found.get(setting.of) ?? { rates: [], workingSets: [] };
      found.set(setting.of, known);
      known[course].push({ atNs, value: setting.value as number });
    }
  }
  return found;
}

/**
 * The order in which its migration scans it; plain for a guest that does not migrate. Post-copy
 * pushes in the mixed order: a guest's working set, which lies in one piece here, is spread over
 * its memory in reality, and pushed first it would never be missed.
 */
function scanOf(migration: Move | undefined): 'rotated' | 'plain' {
  if (migration?.mechanism === 'post-copy') return 'rotated';
  return migration?.policy.scan ?? 'plain';
}
