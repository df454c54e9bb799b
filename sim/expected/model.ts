/** A scenario as the mean-field model sees it; what many scenarios share is kept. */
import { type ParameterValues, PROFILES, parameterValues } from '../../models/profile/registry.ts';
import type { GuestSpec, Scenario } from '../../scenarios/scenario.ts';
import { invariant } from '../kernel/assert.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import { payloadBytesPerNs } from '../machine/link.ts';
import { type PolicyModules, policyOf } from '../mechanism/policies.ts';
import type { PreCopyPolicy } from '../mechanism/policy.ts';
import { type Carriage, constantCarriage, pipelineCarriage } from './carriage.ts';
import type { Dom0Spec } from './dom0-turns.ts';
import type { Machine } from './duty-cell.ts';
import { dutyTable } from './duty-table.ts';
import { suspendPagesOf, writtenOf } from './written-of.ts';
import type { WrittenSpec } from './written-pages.ts';

/** All that a migration in the mean hangs on. */
export interface Model {
  readonly parameters: ParameterValues;
  readonly guest: GuestSpec;
  readonly policy: PreCopyPolicy;
  readonly pages: number;
  readonly p2mPages: number;
  readonly suspendPages: number;
  readonly written: readonly WrittenSpec[];
  readonly carriage: Carriage;
  readonly slowdown: number;
  /** Whether Dom0s and a link carry it. */
  readonly isPipeline: boolean;
}

/** @param scenario one that `requireExpected` lets pass. */
export function modelOf(scenario: Scenario, policies: PolicyModules | undefined): Model {
  const migration = scenario.migrations[0] as Scenario['migrations'][number];
  const guest = scenario.guests[migration.guest];
  invariant(guest !== undefined, `no guest ${migration.guest}`);
  const parameters = parametersOf(scenario);
  const policy = policyOf(migration.policy, policies);
  const pages = guest.memoryBytes / PAGE_BYTES;
  const p2mPages = pages + parameters.p2mSlack / PAGE_BYTES;
  const ground = { parameters, pages, p2mPages, scan: migration.policy.scan };
  const slowdown = 1 + copySlowdownOf(guest, ground);
  const { transport } = migration;
  const facts = { parameters, p2mPages, skips: policy.skips, slowdown };
  const carriage =
    transport.kind === 'pipeline'
      ? pipelineCarriage(cellOf(scenario, { parameters, policy, slowdown }), facts)
      : constantCarriage(transport.kind === 'constant' ? transport.pageTimeNs / 1e9 : 0);
  const isPipeline = transport.kind === 'pipeline';
  const suspendPages = isPipeline ? suspendPagesOf(ground) : 0;
  const written = writtenOf(guest, ground);
  const memory = { pages, p2mPages, suspendPages, written };
  return { parameters, guest, policy, ...memory, carriage, slowdown, isPipeline };
}

/** What it costs the sender more that the guest reads its memory; see `models/workload/read.ts`. */
function copySlowdownOf(
  { workload }: GuestSpec,
  { pages, parameters }: { readonly pages: number; readonly parameters: ParameterValues },
): number {
  if (workload.kind !== 'read') return 0;
  return ((workload.workingSetBytes / PAGE_BYTES / pages) * parameters.readCopySlowdown) / 100;
}

/** Parameters by the overrides of a scenario: many scenarios share one object of them. */
const knownParameters = new WeakMap<object, Map<string, ParameterValues>>();
const NO_OVERRIDES = {};

function parametersOf({ machine, parameters }: Scenario): ParameterValues {
  const overrides = Object.keys(parameters).length > 0 ? parameters : NO_OVERRIDES;
  let byMachine = knownParameters.get(overrides);
  if (byMachine === undefined) {
    byMachine = new Map();
    knownParameters.set(overrides, byMachine);
  }
  let values = byMachine.get(machine);
  if (values === undefined) {
    const profile = PROFILES[machine];
    invariant(profile !== undefined, `no machine ${machine}`);
    values = parameterValues(profile, overrides);
    byMachine.set(machine, values);
  }
  return values;
}

interface CellKey {
  readonly parameters: ParameterValues;
  readonly policy: PreCopyPolicy;
  readonly slowdown: number;
}

function cellOf(scenario: Scenario, { parameters, policy, slowdown }: CellKey): Float64Array {
  const { hosts, guests, migrations, machine, scheduler } = scenario;
  const [migration] = migrations;
  const to = migration?.to ?? '';
  const from = guests[migration?.guest ?? '']?.host ?? '';
  const debit = scenario.debit ?? PROFILES[machine]?.hypervisor.debit ?? 'sampled';
  const turns: Dom0Spec['turns'] = scheduler === 'fluid' ? 'fluid' : debit;
  const dom0 = (host: string) => ({
    vcpus: hosts[host]?.dom0.vcpus ?? parameters.dom0Vcpus,
    turns,
  });
  const built: Machine = {
    dom0: [dom0(from), dom0(to)],
    pipe: {
      sendBufferBytes: parameters.sendBuffer,
      receiveBufferBytes: parameters.receiveBuffer,
      bytesPerNs: wayOf(scenario, [from, to], parameters),
    },
    background: parameters.dom0Background / 100,
    work: { parameters, wire: policy.wire, skips: policy.skips, slowdown },
  };
  const capOf = (host: string): number => hosts[host]?.dom0.capPercent ?? 0;
  return dutyTable(built).at(capOf(from), capOf(to));
}

/** Payload rate between two hosts, as `sim/build/network.ts` has it. */
function wayOf(
  { links }: Scenario,
  [from, to]: readonly [string, string],
  { linkRate, linkEfficiency }: ParameterValues,
): number {
  const named = links?.findLast(({ between }) => between.includes(from) && between.includes(to));
  return payloadBytesPerNs(named?.bitsPerSecond ?? linkRate, linkEfficiency / 100);
}
