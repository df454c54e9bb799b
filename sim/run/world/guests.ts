/** The guests of a scenario. */

import { uniform } from '../../../models/dirtying/uniform.ts';
import { policyOf } from '../../../models/policy/index.ts';
import { background } from '../../../models/workload/background.ts';
import { kindOf } from '../../../models/workload/index.ts';
import { UNCHANGED, type ValueChange, type WriterChanges } from '../../../models/workload/kind.ts';
import type { Workload } from '../../../models/workload/workload.ts';
import { invariant } from '../../engine/kernel/assert.ts';
import type { RandomStream } from '../../engine/kernel/random.ts';
import type { Simulation } from '../../engine/kernel/simulation.ts';
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { Domain } from '../../engine/machine/flow/domain.ts';
import type { Machinery } from '../../engine/machine/flow/machinery.ts';
import { Guest } from '../../engine/machine/guest/guest.ts';
import type { Host } from '../../engine/machine/guest/host.ts';
import type { Reach } from '../../engine/machine/guest/io-flow.ts';
import { GuestMemory } from '../../engine/machine/memory/guest-memory.ts';
import type { Devices } from '../../engine/mechanism/devices.ts';
import { parametersFor } from '../../engine/mechanism/guest-type.ts';
import type { LocalDisk } from '../../engine/mechanism/local-disk.ts';
import type { PageRing } from '../../engine/mechanism/page-ring.ts';
import type { ParameterValues } from '../../engine/mechanism/parameters.ts';
import type { WireFormat } from '../../engine/mechanism/wire-format.ts';
import type { GuestSpec, Scenario } from '../../scenario/scenario.ts';
import { settingOf } from '../../scenario/settings.ts';
import { followWorkload } from './follow.ts';
import { balloonedPagesOf, layoutOf } from './layout.ts';
import { hintedOf, zerosOf } from './zeros.ts';

/** A guest and its workload, whose rate timed changes may set. */
export interface BuiltGuest {
  readonly guest: Guest;
  readonly workload: Workload;
  /** Devices whose state goes with it. */
  readonly devices: readonly Devices[];
  /** Disks that only its host reaches. */
  readonly disks: readonly LocalDisk[];
  /** Pages that it gives back before it moves. */
  readonly balloonedPages: number;
  /** Share of its pages with contents that no compression makes smaller. */
  readonly incompressible: number;
  readonly ring?: Contents['ring'];
}

/** What guests are built in. */
export interface Surroundings {
  readonly contents: ContentsMaker;
  readonly parameters: ParameterValues;
  readonly simulation: Simulation;
  /** The stream of that name for what is drawn of guests' pages. */
  readonly random: (name: string) => RandomStream;
  readonly machinery: Machinery;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly reach: Reach;
  /** By the guest that moves. */
  readonly migrations: ReadonlyMap<string, Move>;
  /** Timed changes of writers, by guest. */
  readonly changes: ReadonlyMap<string, WriterChanges>;
}

type Move = Scenario['migrations'][number];

/** What a guest has and does. */
export interface Contents {
  readonly memory: GuestMemory;
  readonly workload: Workload;
  /** What its kernel does beside it. */
  readonly housekeeping: readonly Workload[];
  /** Its pages for bursts, where its memory has no bitmap. */
  readonly ring?: (wire: WireFormat) => PageRing;
}

/** Makes the contents of one guest. */
export type ContentsMaker = (scenario: Scenario, name: string, around: Surroundings) => Contents;

/** Builds one guest and starts it on its host. */
export function buildGuest(scenario: Scenario, name: string, machine: Surroundings): BuiltGuest {
  const spec = specOf(scenario, name);
  const host = machine.hosts.get(spec.host);
  invariant(host !== undefined, `no host ${spec.host}`);
  const { machinery, reach, simulation } = machine;
  const parameters = parametersFor(spec.type ?? 'pv', machine.parameters);
  const around = { ...machine, parameters };
  const { memory, workload, housekeeping, ring } = machine.contents(scenario, name, around);
  const { vcpus, weight, capPercent = Infinity } = spec;
  const domain = new Domain(name, { vcpus, weight, capPercent });
  const activities = [...housekeeping, workload];
  const { guestCpuPerClean: cleanCpuNs, qemuWakeUp: wakeUpNs } = parameters;
  const options = { domain, memory, activities, reach, cleanCpuNs, wakeUpNs };
  const guest = new Guest(machinery, host, options);
  followWorkload(simulation, guest, workload);
  const balloonedPages = balloonedPagesOf(spec);
  const { devices = [], incompressiblePages = parameters.guestIncompressiblePages } = spec;
  const incompressible = incompressiblePages / 100;
  const disks = Object.entries(spec.disks ?? {}).flatMap(([disk, { shared, ...of }]) =>
    shared ? [] : [{ name: disk, ...of }],
  );
  return { guest, workload, ring, balloonedPages, devices, disks, incompressible };
}

/** Contents page by page. */
export function pageContents(scenario: Scenario, name: string, around: Surroundings): Contents {
  const { parameters, migrations } = around;
  const spec = specOf(scenario, name);
  const { pages, holes } = layoutOf(spec, parameters);
  const memory = new GuestMemory({
    pages,
    holes,
    type: spec.type ?? 'pv',
    slackPages: slackOf(spec, parameters),
    scan: scanOf(migrations.get(name)),
  });
  if (zerosMatter(migrations.get(name))) {
    const random = around.random(`${name}/zeros`);
    const changes = changesOf(around, name);
    memory.holdZeros(zerosOf(spec, { parameters, changes, memory, random }));
  }
  if (spec.hintedPages !== undefined) {
    const changes = changesOf(around, name);
    memory.reportFree(hintedOf(spec, { parameters, changes, memory }));
  }
  return { memory, ...deedsOf(scenario, name, { ...around, memory }) };
}

/** Frames of a PV guest above its memory; others have holes. */
export function slackOf(spec: GuestSpec, { p2mSlack }: ParameterValues): number {
  const { type = 'pv' } = spec;
  return type === 'pv' ? p2mSlack / PAGE_BYTES + balloonedPagesOf(spec) : 0;
}

/** What a guest does to its memory. */
export function deedsOf(
  scenario: Scenario,
  name: string,
  around: Surroundings & Pick<Contents, 'memory'>,
): Pick<Contents, 'workload' | 'housekeeping'> {
  const { parameters, memory } = around;
  const spec = specOf(scenario, name);
  const { kernel, room } = layoutOf(spec, parameters);
  const workload = kindOf(spec.workload).build(spec.workload, {
    memory,
    room,
    random: around.random(`${name}/writes`),
    parameters,
    vcpus: spec.vcpus,
    changes: changesOf(around, name),
    dirtyings: new Map(),
  });
  const housekeeping = kernel.map(({ stream, region, writesPerSecond }) => {
    const random = around.random(`${name}/${stream}`);
    return background(writesPerSecond, uniform(region, random, memory));
  });
  return { workload, housekeeping };
}

function specOf({ guests }: Scenario, name: string): GuestSpec {
  const spec = guests[name];
  invariant(spec !== undefined, `no guest ${name}`);
  return spec;
}

/** What timed changes make of a guest's writes. */
export function changesOf({ changes }: Surroundings, name: string): WriterChanges {
  return changes.get(name) ?? UNCHANGED;
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
