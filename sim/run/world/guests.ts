/**
 * The guests of a scenario. A guest's memory is laid out from below as the kernel's own working
 * set, then the workload's; the pages of the suspend are at the top, those that hold nothing but
 * zeros below them. So no two dirtying models share a page, and a workload that needs all of the
 * memory leaves no zeros.
 */

import type { Region } from '../../../models/dirtying/dirtying.ts';
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
import type { GuestActivity } from '../../engine/machine/guest/guest-activity.ts';
import type { Host } from '../../engine/machine/guest/host.ts';
import type { Reach } from '../../engine/machine/guest/io-flow.ts';
import { GuestMemory } from '../../engine/machine/memory/guest-memory.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { GuestSpec, Scenario } from '../../scenario/scenario.ts';
import { settingOf } from '../../scenario/settings.ts';
import { followWorkload } from './follow.ts';

/** A guest and its workload, whose rate timed changes may set. */
export interface BuiltGuest {
  readonly guest: Guest;
  readonly workload: Workload;
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
  const pages = spec.memoryBytes / PAGE_BYTES;
  const kind = kindOf(spec.workload);
  const kernelSet = kind.holdsKernelWrites ? 0 : parameters.guestWorkingSet;
  const kernelPages = Math.min(kernelSet, Math.floor(pages / 4));
  const suspendPages = Math.min(parameters.guestSuspendPages, Math.floor(pages / 4));
  const changes = around.changes.get(name) ?? UNCHANGED;
  const room = { firstPfn: kernelPages, pages: pages - kernelPages - suspendPages };
  const memory = new GuestMemory({
    pages,
    slackPages: parameters.p2mSlack / PAGE_BYTES,
    scan: scanOf(around.migrations.get(name)),
    ...(zerosMatter(around.migrations.get(name))
      ? { zeros: zerosIn(room, spec, { parameters, changes }) }
      : {}),
  });
  const writes = around.simulation.random(`${name}/writes`);
  const { vcpus, weight, capPercent = Infinity } = spec;
  const workload = kind.build(spec.workload, {
    memory,
    room,
    random: writes,
    parameters,
    vcpus,
    changes,
    dirtyings: new Map(),
  });
  const domain = new Domain(name, { vcpus, weight, capPercent });
  const activities = [...housekeeping(name, kernelPages, memory, around), workload];
  const { machinery, reach, simulation } = around;
  const options = { domain, memory, activities, reach, cleanCpuNs: parameters.guestCpuPerClean };
  const guest = new Guest(machinery, host, options);
  followWorkload(simulation, guest, workload);
  return { guest, workload };
}

/** What its kernel writes: a few pages most of the time, the rest of its set now and then. */
function housekeeping(
  name: string,
  pages: number,
  memory: GuestMemory,
  { parameters, simulation }: Surroundings,
): GuestActivity[] {
  const hotPages = Math.min(parameters.guestHotPages, pages);
  const kind = (stream: string, region: Region, rate: number): GuestActivity[] => {
    if (region.pages === 0 || rate === 0) return [];
    return [background(rate, uniform(region, simulation.random(`${name}/${stream}`), memory))];
  };
  const rest = { firstPfn: hotPages, pages: pages - hotPages };
  return [
    ...kind('background-hot', { firstPfn: 0, pages: hotPages }, parameters.guestHotRate),
    ...kind('background', rest, parameters.guestDirtyRate),
  ];
}

/** The top of the room, as far down as the guest has zeros; the workload's pages have none. */
function zerosIn(
  room: Region,
  spec: GuestSpec,
  { parameters, changes }: { parameters: ParameterValues; changes: WriterChanges },
): Region {
  const { zeroPagesPercent = parameters.guestZeroPages, memoryBytes, workload } = spec;
  const wanted = Math.floor(((memoryBytes / PAGE_BYTES) * zeroPagesPercent) / 100);
  const sizes = [
    kindOf(workload).bytes(workload),
    ...changes.workingSets.map(({ value }) => value),
  ];
  const used = Math.min(room.pages, Math.ceil(Math.max(...sizes) / PAGE_BYTES));
  const pages = Math.min(wanted, room.pages - used);
  return { firstPfn: room.firstPfn + room.pages - pages, pages };
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
