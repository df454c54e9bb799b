/**
 * A checked scenario: what a simulation run takes in. Plain data, numbers in the unit their name
 * ends in.
 */
import type { MachineFile } from '../../models/machine/machine-file.ts';
import type { MachineMargins } from '../../models/machine/margins.ts';
import type { Profile } from '../../models/machine/profile.ts';
import type { WorkloadSpec } from '../../models/workload/index.ts';
import type { GuestType } from '../engine/machine/memory/frame-space.ts';
import { own } from '../text/tree.ts';
import type { ScenarioFile } from './schema.ts';
import type { PlacedSetting, TimedChange } from './timed-change.ts';
import type { Uncertain } from './uncertain.ts';

/** A virtual machine; the formulas of its workload are read. */
export type GuestSpec = Omit<ScenarioFile['guests'][string], 'workload'> & {
  readonly workload: WorkloadSpec;
};

/** The file when the schema is content and formulas are read. */
export type ResolvedFile = Omit<ScenarioFile, 'guests'> & {
  readonly guests: Record<string, GuestSpec>;
};

/** A checked scenario. What is absent is the machine profile's; an absent cap is no cap. */
export interface Scenario extends Omit<ResolvedFile, 'parameters' | 'changes' | 'sweep'> {
  /** Overridden machine parameters, each in its unit in the profile. */
  readonly parameters: Readonly<Record<string, number>>;
  /** In the order of time; of equal times in the order of the file. */
  readonly changes: readonly TimedChange[];
  /** Name of the machine file, if one gave parameters; `machine` is the profile it changes. */
  readonly machineFile?: string;
  /** Only where the file does not name its machine: by which rule it has this one. */
  readonly machineBy?: MachineRule;
  /** How far measured times leave simulated ones, by the machine file. */
  readonly margins?: MachineMargins;
  /** Values that each run draws; their middles are in their places. */
  readonly uncertain?: readonly Uncertain[];
}

/** `default` where the file says nothing, `auto` where it asks for the one that fits. */
export type MachineRule = 'default' | 'auto';

/** Machine profiles by name. */
export type Profiles = Readonly<Record<string, Profile>>;

/** A scenario while it is checked, with what is needed to point at its places. */
export interface Draft {
  readonly file: ResolvedFile;
  readonly profile: Profile;
  /** The machine file that gave the profile some of its numbers. */
  readonly machineFile?: MachineFile;
  readonly machineBy?: MachineRule;
  readonly parameters: Readonly<Record<string, number>>;
  /** One list an entry of `changes` in the file. */
  readonly changes: readonly (readonly PlacedSetting[])[];
}

/** The scenario of a draft. */
export function toScenario({ file, profile, machineFile, machineBy, ...rest }: Draft): Scenario {
  const { parameters, changes } = rest;
  const { sweep: _, ...said } = file;
  const timed = file.changes.map(
    ({ atNs }, index): TimedChange => ({
      atNs,
      settings: (changes[index] ?? []).map(({ setting }) => setting),
    }),
  );
  const scenario = {
    ...said,
    ...(machineBy === undefined ? {} : { machineBy }),
    ...{ guests: typedGuests(said.guests, profile), parameters },
    changes: timed.sort((a, b) => a.atNs - b.atNs),
  };
  if (machineFile === undefined) return scenario;
  const numbers = Object.entries(machineFile.parameters).map(([name, { value }]) => [name, value]);
  return {
    ...scenario,
    machine: machineFile.base.name,
    machineFile: machineFile.name,
    ...(machineFile.margins === undefined ? {} : { margins: machineFile.margins }),
    parameters: { ...Object.fromEntries(numbers), ...parameters },
  };
}

/** The guests with the type of the profile where they have none; a PV guest goes without. */
function typedGuests(guests: ResolvedFile['guests'], profile: Profile): ResolvedFile['guests'] {
  const entries = Object.entries(guests).map(([name, guest]) => {
    const type = typeOf(guest, profile);
    return [name, type === 'pv' ? guest : { ...guest, type }];
  });
  return Object.fromEntries(entries);
}

/** The type of a guest: its own, else that of its machine. */
export function typeOf({ type }: Pick<GuestSpec, 'type'>, { hypervisor }: Profile): GuestType {
  return type ?? hypervisor.guestType ?? 'pv';
}

/**
 * A machine parameter in force: the override, else the profile's; undefined when the profile has
 * none.
 */
export function parameterOf(draft: Draft, name: string): number | undefined {
  return own(draft.parameters, name) ?? own(draft.profile.parameters, name)?.value;
}

/** CPUs of a host, Infinity when neither the file nor the profile says. */
export function cpusOf(draft: Draft, host: string): number {
  return own(draft.file.hosts, host)?.cpus ?? parameterOf(draft, 'hostCpus') ?? Infinity;
}
