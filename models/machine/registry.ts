/**
 * The machine profiles there are, by name, and the numbers of one as the simulation uses them. Each
 * is a machine file beside this one, in the form of users' machine files.
 */
import { z } from 'zod';
import { violated } from '../../sim/engine/kernel/assert.ts';
import { GUEST_TYPES } from '../../sim/engine/machine/memory/frame-space.ts';
import { ALGORITHMS } from '../../sim/engine/machine/scheduler/schedulers.ts';
import { CHANNELS } from '../../sim/engine/mechanism/channels.ts';
import {
  PARAMETERS,
  type ParameterName,
  type ParameterValues,
  TOOLSTACKS,
} from '../../sim/engine/mechanism/parameters.ts';
import type { RawMap } from '../../sim/text/tree.ts';
import kvm2024 from './kvm-2024.json' with { type: 'json' };
import kvm202410g from './kvm-2024-10g.json' with { type: 'json' };
import { profileOf, readMachine } from './machine-file.ts';
import opteronXen32 from './opteron-xen-3.2.1.json' with { type: 'json' };
import type { Parameter, Profile } from './profile.ts';
import qemu72 from './qemu-7.2-tcg.json' with { type: 'json' };
import xcpNg83 from './xcp-ng-8.3.json' with { type: 'json' };
import xen417 from './xen-4.17-emulated.json' with { type: 'json' };
import xen417Pair from './xen-4.17-emulated-pair.json' with { type: 'json' };
import xeonXen20 from './xeon-xen-2.0.json' with { type: 'json' };
import xl420 from './xl-4.20.json' with { type: 'json' };

const FILES: readonly RawMap[] = [
  ...[opteronXen32, xen417, xen417Pair, xeonXen20],
  ...[qemu72, kvm2024, kvm202410g],
  ...[xcpNg83, xl420],
];

/** All profiles, by name. Each is read when it is first looked up. */
export const PROFILES: Readonly<Record<string, Profile<ParameterName>>> = {};

for (const file of FILES) {
  let profile: Profile | undefined;
  const get = (): Profile => {
    profile ??= shipped(file);
    return profile;
  };
  Object.defineProperty(PROFILES, String(file.name), { enumerable: true, get });
}

const hypervisorSchema = z.strictObject({
  system: z.enum(['xen-3.2', 'xen-4', 'qemu']),
  version: z.string(),
  scheduler: z.enum(ALGORITHMS).optional(),
  debit: z.enum(['sampled', 'exact']),
  toolstack: z.enum(TOOLSTACKS),
  channel: z.enum(CHANNELS).optional(),
  policy: z.string().optional(),
  dom0Weight: z.literal('automatic').optional(),
  guestType: z.enum(GUEST_TYPES).optional(),
});

/** The base of a file that has none and so states everything: what each parameter is, no value. */
function blank(): Profile {
  const source = { kind: 'given', where: 'no file' } as const;
  const parameters = Object.entries(PARAMETERS).map(([name, { unit, meaning }]) => {
    return [name, { value: Number.NaN, unit, source, meaning } satisfies Parameter];
  });
  const hypervisor = {
    system: 'xen-4',
    version: '',
    scheduler: 'credit',
    debit: 'exact',
    toolstack: 'xl',
  } as const;
  return { name: '', title: '', hypervisor, parameters: Object.fromEntries(parameters) };
}

/**
 * The profile of a file of ours, which may state its year and hypervisor, and does without a base.
 * @throws InvariantError with its mistakes.
 */
function shipped({ hypervisor, year, ...said }: RawMap): Profile {
  const bases = said.base === undefined ? { none: blank() } : PROFILES;
  const { machine, findings } = readMachine({ base: 'none', ...said }, String(said.name), bases);
  if (machine === undefined) return violated(`${said.name}: ${findings[0]?.message}`);
  const { year: _, ...profile } = profileOf(machine);
  return {
    ...profile,
    ...(typeof year === 'number' ? { year } : {}),
    ...(hypervisor === undefined ? {} : { hypervisor: hypervisorSchema.parse(hypervisor) }),
  };
}

/**
 * The values of a profile, with some replaced. Overrides of unknown names are refused where they
 * are read.
 */
export function parameterValues(
  profile: Profile<ParameterName>,
  overrides: Readonly<Record<string, number>> = {},
): ParameterValues {
  const entries = Object.entries(profile.parameters).map(([name, { value }]) => {
    return [name, overrides[name] ?? value];
  });
  return Object.fromEntries(entries) as ParameterValues;
}
