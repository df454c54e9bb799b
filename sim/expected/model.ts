/** A scenario as the mean-field model sees it; what many scenarios share is kept. */
import { type ParameterValues, PROFILES, parameterValues } from '../../models/profile/registry.ts';
import type { GuestSpec, Scenario } from '../../scenarios/scenario.ts';
import { Network } from '../build/network.ts';
import { invariant } from '../kernel/assert.ts';
import { PAGE_BYTES } from '../machine/guest-memory.ts';
import { payloadBytesPerNs } from '../machine/link.ts';
import { type PolicyModules, policyOf } from '../mechanism/policies.ts';
import type { PreCopyPolicy } from '../mechanism/policy.ts';
import { type Carriage, type CellFacts, constantCarriage, pipelineCarriage } from './carriage.ts';
import type { Dom0Spec } from './dom0-turns.ts';
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
  /** Where nobody else is on its hosts and links. */
  readonly carriage: Carriage;
  readonly slowdown: number;
  /** Whether Dom0s and a link carry it. */
  readonly isPipeline: boolean;
  /** Only where they do. */
  readonly duty: Duty | undefined;
  readonly facts: CellFacts;
}

/** What the times of a pipeline hang on. */
export interface Duty {
  /** How it may use the Dom0s of both hosts where it is alone there. */
  readonly alone: readonly [Dom0Share, Dom0Share];
  /** Of the narrowest link on its way. */
  readonly bytesPerNs: number;
  carriage(source: Dom0Share, destination: Dom0Share, facts: CellFacts): Carriage;
}

/** How the processes of a migration may use the Dom0 of a host. */
export interface Dom0Share {
  /** Percent of one CPU; 0 for no cap. */
  readonly capPercent: number;
  readonly turns: Dom0Spec['turns'];
}

/** What many models share. */
export interface ModelOptions {
  readonly policies: PolicyModules | undefined;
  /** The links of the scenario; built where it is needed if absent. */
  readonly network?: Network;
}

type Migration = Scenario['migrations'][number];

/** @param scenario one that `requireExpected` lets pass. */
export function modelOf(scenario: Scenario, migration: Migration, options: ModelOptions): Model {
  const { policies } = options;
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
  const isPipeline = transport.kind === 'pipeline';
  const pageSeconds = transport.kind === 'constant' ? transport.pageTimeNs / 1e9 : 0;
  const key = { parameters, policy, slowdown };
  const duty = isPipeline ? dutyOf(scenario, migration, { ...options, ...key }) : undefined;
  const carriage = duty?.carriage(...duty.alone, facts) ?? constantCarriage(pageSeconds);
  const suspendPages = isPipeline ? suspendPagesOf(ground) : 0;
  const written = writtenOf(guest, ground);
  const memory = { pages, p2mPages, suspendPages, written };
  return { parameters, guest, policy, ...memory, carriage, slowdown, isPipeline, duty, facts };
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

const LEAST_CAP_PERCENT = 1;

interface DutyKey extends ModelOptions {
  readonly parameters: ParameterValues;
  readonly policy: PreCopyPolicy;
  readonly slowdown: number;
}

function dutyOf(scenario: Scenario, { guest, to }: Migration, key: DutyKey): Duty {
  const { hosts, guests, machine, scheduler } = scenario;
  const { parameters, policy, slowdown } = key;
  const from = guests[guest]?.host ?? '';
  const debit = scenario.debit ?? PROFILES[machine]?.hypervisor.debit ?? 'sampled';
  const turns: Dom0Spec['turns'] = scheduler === 'fluid' ? 'fluid' : debit;
  const alone = (host: string): Dom0Share => {
    return { capPercent: hosts[host]?.dom0.capPercent ?? 0, turns };
  };
  const vcpusOf = (host: string) => hosts[host]?.dom0.vcpus ?? parameters.dom0Vcpus;
  const vcpus = [vcpusOf(from), vcpusOf(to)] as const;
  const bytesPerNs = wayOf(scenario, [from, to], key);
  const built = {
    pipe: {
      sendBufferBytes: parameters.sendBuffer,
      receiveBufferBytes: parameters.receiveBuffer,
      bytesPerNs,
    },
    background: parameters.dom0Background / 100,
    work: { parameters, wire: policy.wire, skips: policy.skips, slowdown },
  };
  const carriage: Duty['carriage'] = (source, destination, facts) => {
    const dom0 = [
      { vcpus: vcpus[0], turns: source.turns },
      { vcpus: vcpus[1], turns: destination.turns },
    ] as const;
    const cell = dutyTable({ ...built, dom0 }).at(source.capPercent, destination.capPercent);
    const longer = Math.max(longerBy(source), longerBy(destination));
    return pipelineCarriage(longer > 1 ? cell.map((seconds) => longer * seconds) : cell, facts);
  };
  return { alone: [alone(from), alone(to)], bytesPerNs, carriage };
}

/** Times go with 1 / cap, and cells end at the least cap that a scenario may have. */
function longerBy({ capPercent }: Dom0Share): number {
  return capPercent > 0 ? Math.max(1, LEAST_CAP_PERCENT / capPercent) : 1;
}

/** Payload rate between two hosts, as `sim/build/network.ts` has it. */
function wayOf(
  scenario: Scenario,
  [from, to]: readonly [string, string],
  { parameters, network }: Pick<DutyKey, 'parameters' | 'network'>,
): number {
  const { links, switches } = scenario;
  if (network !== undefined || switches !== undefined) {
    const path = (network ?? new Network(scenario, parameters)).path(from, to);
    return path.reduce((least, { bytesPerNs }) => Math.min(least, bytesPerNs), Infinity);
  }
  const { linkRate, linkEfficiency } = parameters;
  const named = links?.findLast(({ between }) => between.includes(from) && between.includes(to));
  return payloadBytesPerNs(named?.bitsPerSecond ?? linkRate, linkEfficiency / 100);
}
