/**
 * The guests of a scenario. A guest's memory is laid out from below as the kernel's own working
 * set, then the workload's; the pages of the suspend are at the top. So no two dirtying models
 * share a page.
 */
import { uniform } from '../../models/dirtying/uniform.ts';
import type { ParameterValues } from '../../models/profile/registry.ts';
import { background } from '../../models/workload/background.ts';
import type { Workload } from '../../models/workload/workload.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import { invariant } from '../kernel/assert.ts';
import type { Simulation } from '../kernel/simulation.ts';
import { Domain } from '../machine/domain.ts';
import { Guest } from '../machine/guest.ts';
import { GuestMemory, PAGE_BYTES } from '../machine/guest-memory.ts';
import type { Host } from '../machine/host.ts';
import type { Reach } from '../machine/io-flow.ts';
import type { Machinery } from '../machine/machinery.ts';
import { buildWorkload } from './workloads.ts';

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
}

/** Builds one guest and starts it on its host. */
export function buildGuest(scenario: Scenario, name: string, around: Surroundings): BuiltGuest {
  const spec = scenario.guests[name];
  invariant(spec !== undefined, `no guest ${name}`);
  const host = around.hosts.get(spec.host);
  invariant(host !== undefined, `no host ${spec.host}`);
  const { parameters } = around;
  const memory = new GuestMemory({
    pages: spec.memoryBytes / PAGE_BYTES,
    slackPages: parameters.p2mSlack / PAGE_BYTES,
    scan: scanOf(scenario, name),
  });
  // A measured profile holds what the kernel writes.
  const kernelSet = spec.workload.kind === 'profile' ? 0 : parameters.guestWorkingSet;
  const kernelPages = Math.min(kernelSet, Math.floor(memory.pages / 4));
  const random = around.simulation.random(`${name}/background`);
  const housekeeping = uniform({ firstPfn: 0, pages: kernelPages }, random, memory);
  const suspendPages = Math.min(parameters.guestSuspendPages, Math.floor(memory.pages / 4));
  const room = { firstPfn: kernelPages, pages: memory.pages - kernelPages - suspendPages };
  const writes = around.simulation.random(`${name}/writes`);
  const workload = buildWorkload(spec.workload, { memory, room, random: writes, parameters });
  const { vcpus, weight, capPercent } = spec;
  const domain = new Domain(name, { vcpus, weight, capPercent });
  const kernel = kernelPages === 0 ? [] : [background(parameters.guestDirtyRate, housekeeping)];
  const lives = [...kernel, workload];
  const { machinery, reach } = around;
  return { guest: new Guest(machinery, host, { domain, memory, lives, reach }), workload };
}

/** The order in which its migration scans it; plain for a guest that does not migrate. */
function scanOf(scenario: Scenario, guest: string): 'rotated' | 'plain' {
  const migration = scenario.migrations.find((each) => each.guest === guest);
  return migration?.policy.scan ?? 'plain';
}
