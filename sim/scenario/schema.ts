/** The scenario file as one zod schema: every field with its unit and default. */

import { z } from 'zod';
import { policySchema } from '../../models/policy/index.ts';
import { workloadSchema } from '../../models/workload/index.ts';
import { DAYS_100_NS, MIB, TIB } from '../engine/kernel/unit.ts';
import { GUEST_TYPES } from '../engine/machine/memory/frame-space.ts';
import { CHANNELS } from '../engine/mechanism/channels.ts';
import {
  CPUS_LIMITS,
  RATE_LIMITS,
  VCPUS_LIMITS,
  WEIGHT_LIMITS,
} from '../engine/mechanism/parameters.ts';
import { cap, count, freeText, NAME, named, present, quantity } from '../text/fields.ts';
import { AT_ONCE } from './at-once-schema.ts';
import { devicesSchema } from './devices-schema.ts';
import { disksSchema, mirrorSchema } from './disks-schema.ts';
import { faultsSchema, retrySchema, timeOutsSchema } from './faults-schema.ts';
import { MEMBERS_MOST } from './groups.ts';
import { algorithmSchema, dom0Weight, schedulerSchema } from './scheduler-schema.ts';
import { sweepSchema } from './sweep-schema.ts';
import { zeroPages } from './zero-pages-schema.ts';

/** The machine of a file that names none. */
export const DEFAULT_MACHINE = 'opteron-xen-3.2.1';

const memory = (about: string) =>
  quantity('bytes', about, { least: 4 * MIB, most: 64 * TIB, wholePages: true });
const weight = () =>
  count('Weight in the CPU scheduler; default 256.', WEIGHT_LIMITS.least, WEIGHT_LIMITS.most);
const vcpus = (about: string) => count(about, VCPUS_LIMITS.least, VCPUS_LIMITS.most);
const reference = (about: string) => z.string().regex(NAME).describe(about);

const dom0 = z
  .strictObject({
    cap: cap('Most CPU time of Dom0; default: the machine profile.').optional(),
    weight: dom0Weight(weight()).optional(),
    vcpus: vcpus('Virtual CPUs of Dom0; default: the machine profile.').optional(),
    migrationShare: quantity(
      'percent',
      'Most CPU time of each migration process inside Dom0; default: no limit.',
      { least: 1, most: 100 },
    ).optional(),
    memory: memory("What Dom0 has of its host's memory; default: nothing that counts.").optional(),
  })
  .describe('The privileged domain, which does the migration work.')
  .transform(({ cap, migrationShare, memory: memoryBytes, ...rest }) => {
    const shares = { capPercent: cap, migrationSharePercent: migrationShare };
    return present({ ...rest, ...shares, memoryBytes });
  });

const members = () =>
  count(
    'Number of identical ones, named NAME-1, NAME-2, ...; default: one, NAME.',
    1,
    MEMBERS_MOST,
  ).optional();

const host = z
  .strictObject({
    count: members(),
    cpus: count(
      'Physical CPUs; default: the machine profile.',
      CPUS_LIMITS.least,
      CPUS_LIMITS.most,
    ).optional(),
    memory: memory('Physical memory; default: the machine profile.').optional(),
    scheduler: algorithmSchema('Its CPU scheduler; default: that of the scenario.'),
    dom0: dom0.prefault({}),
  })
  .describe('A physical machine.')
  .transform(({ count: _, memory: memoryBytes, ...rest }) => present({ ...rest, memoryBytes }));

const link = z
  .strictObject({
    name: reference('Name of the link.'),
    between: z
      .tuple([reference('A host.'), reference('Another host.')])
      .describe('The two hosts that it joins.'),
    rate: quantity(
      'bit/s',
      'Rate of each direction; default: the machine profile.',
      RATE_LIMITS,
    ).optional(),
    latency: quantity('ns', 'Delay of each direction; default: the machine profile.', {
      most: 60e9,
    }).optional(),
  })
  .describe('A network link between two hosts.')
  .transform(({ rate: bitsPerSecond, latency: latencyNs, ...rest }) =>
    present({ ...rest, bitsPerSecond, latencyNs }),
  );

const switchSchema = z
  .strictObject({
    hosts: z
      .array(reference('A host, or a group of them.'))
      .prefault([])
      .describe('Hosts whose network interfaces it joins.'),
    uplink: reference('The switch above it; default: none.').optional(),
    rate: quantity(
      'bit/s',
      'Rate of each direction of its uplink; default: the machine profile.',
      RATE_LIMITS,
    ).optional(),
    latency: quantity('ns', 'Delay of each direction of its uplink; default 0 s.', {
      most: 60e9,
    }).prefault('0 s'),
  })
  .describe('A network switch. Within it only the interfaces of its hosts bound the rate.')
  .transform(({ rate: bitsPerSecond, latency: latencyNs, ...rest }) =>
    present({ ...rest, bitsPerSecond, latencyNs }),
  );

const storage = z
  .strictObject({
    rate: quantity('bit/s', 'Rate of the storage.', RATE_LIMITS),
  })
  .describe('Shared storage, used by suspend-copy-resume; default: the machine profile.')
  .transform(({ rate }) => ({ bitsPerSecond: rate }));

/** Video memory of 4 GiB, far above what any has. */
const FIRMWARE_PAGES_MOST = 2 ** 20;

const guest = z
  .strictObject({
    count: members(),
    host: reference('The host on which it starts; guests and hosts of groups in turn.'),
    memory: quantity('bytes', 'Its memory.', { least: 4 * MIB, most: 2 * TIB, wholePages: true }),
    dynamicMin: quantity(
      'bytes',
      'Memory to which it is ballooned down before it moves, only by xapi; default: none.',
      { least: 4 * MIB, most: 2 * TIB, wholePages: true },
    ).optional(),
    disk: quantity('bytes', 'A label: no disk state moves.', { most: 1024 * TIB }).optional(),
    disks: disksSchema.optional(),
    type: z
      .enum(GUEST_TYPES)
      .optional()
      .describe(
        'Paravirtual (pv), or with hardware-assisted paging, without a device model (pvh) or ' +
          'with one (hvm); default: the machine profile.',
      ),
    vcpus: vcpus('Virtual CPUs; default 1.').prefault(1),
    cap: cap('Most CPU time; default none.').prefault('none'),
    weight: weight().prefault(256),
    zeroPages: zeroPages
      .prefault({})
      .describe('Its pages of zeros: a part of its memory, or how much and where.'),
    hintedPages: quantity(
      'percent',
      'Part of its memory that it reports as free (free-page-hint of virtio-balloon): QEMU does ' +
        'not send it before it is written. Default 0 %.',
      { most: 100 },
    ).optional(),
    firmwarePages: count(
      'Pages of firmware, tables and video memory that QEMU moves beside the memory; they hold ' +
        'zeros. Default 0.',
      0,
      FIRMWARE_PAGES_MOST,
    ).prefault(0),
    incompressiblePages: quantity(
      'percent',
      'Part of its pages with contents that no compression makes smaller, such as encrypted ' +
        'ones; default: the machine profile.',
      { most: 100 },
    ).optional(),
    devices: devicesSchema.optional(),
    workload: workloadSchema.prefault({ kind: 'idle' }).describe('What it does; default idle.'),
    labels: z
      .record(z.string(), freeText('Any text.'))
      .optional()
      .describe('Free text that goes along, without effect.'),
  })
  .describe('A virtual machine.')
  .refine(({ memory, dynamicMin = 0 }) => dynamicMin <= memory, {
    path: ['dynamicMin'],
    error: 'it is above `memory`',
  })
  .transform(({ count: _, memory: memoryBytes, disk: diskBytes, cap: capPercent, ...rest }) => {
    const { dynamicMin: dynamicMinBytes, ...more } = rest;
    return present({ ...more, memoryBytes, dynamicMinBytes, diskBytes, capPercent });
  });

const transport = z
  .union([
    z.literal('pipeline').describe('Dom0 processes on both ends and the link between them.'),
    z
      .strictObject({
        pageTime: quantity('ns', 'Time of each page.', { least: 1, most: 60e9 }),
      })
      .describe('A constant time for each page, without a model of CPUs and link.'),
    z.literal('ideal').describe("Nothing takes time but the policy's own rate."),
  ])
  .transform((value) =>
    typeof value === 'string'
      ? { kind: value }
      : { kind: 'constant' as const, pageTimeNs: value.pageTime },
  );

const migration = z
  .strictObject({
    guest: reference('The guest that moves.'),
    to: reference('The host to which it moves.'),
    at: quantity('ns', 'When it starts; default 0 s.', { most: DAYS_100_NS }).prefault('0 s'),
    every: quantity('ns', 'From one guest of a group to the next; default 0 s.', {
      most: DAYS_100_NS,
    }).optional(),
    mechanism: z
      .enum(['pre-copy', 'suspend-copy-resume', 'post-copy'])
      .prefault('pre-copy')
      .describe('How it moves. Default pre-copy.'),
    policy: policySchema
      .prefault({})
      .describe("When pre-copy stops; default: the machine's, which is xen-3.2 of most."),
    transport: transport.prefault('pipeline').describe('How pages travel; default pipeline.'),
    channel: z
      .enum(CHANNELS)
      .optional()
      .describe(
        "What they go through, of Xen's pre-copy: plain TCP, stunnel, kernel TLS at the source, " +
          'or ssh; default: the machine profile.',
      ),
    mirror: mirrorSchema.optional(),
    retry: retrySchema.optional(),
  })
  .describe('One move of one guest.')
  .transform(({ at: atNs, every: _, ...rest }) => present({ ...rest, atNs }));

const scalar = z.union([z.string(), z.number()], { error: 'expected one value as text' });

const change = z
  .strictObject({
    at: quantity('ns', 'When it happens.', { most: DAYS_100_NS }),
    set: z
      .record(z.string(), scalar)
      .describe('Paths and their new values, such as `source.dom0.cap: 20 %`.'),
  })
  .describe('Settings that change while the simulation runs.')
  .transform(({ at }) => ({ atNs: at }));

/**
 * The whole file. What depends on the machine or on names is checked later (parameters, changes,
 * sweep).
 */
export const fileSchema = z.strictObject({
  title: z
    .string({ error: 'expected text' })
    .min(1, { error: 'the title is empty' })
    .describe('What the scenario is, in one line.'),
  description: z.string({ error: 'expected text' }).optional().describe('More about it.'),
  machine: z
    .string({ error: 'expected the name of a machine profile' })
    .prefault(DEFAULT_MACHINE)
    .describe(
      'Machine profile, path of a machine file, or `auto` for the profile that fits policy, ' +
        `links and memory; default ${DEFAULT_MACHINE}.`,
    ),
  parameters: z
    .record(z.string(), scalar)
    .prefault({})
    .describe(
      'Machine parameters that differ from the profile, such as `sourceCpuPerPage: 20 us`.',
    ),
  scheduler: schedulerSchema
    .prefault('on-off')
    .describe('CPU scheduler of the hosts, and how it is simulated. Default on-off.'),
  fidelity: z
    .enum(['page-exact', 'expected'])
    .prefault('page-exact')
    .describe(
      'Every page and every turn of a CPU, or means of them, much faster. Default page-exact.',
    ),
  debit: z
    .enum(['sampled', 'exact'])
    .optional()
    .describe('How used CPU time is charged; default: the machine profile.'),
  seed: freeText('Seed of all chance, a number or text; default 1.').prefault('1'),
  hosts: named(host, 'The physical machines, by name.'),
  links: z
    .array(link)
    .optional()
    .describe("Network links; default: the profile's link between every pair of a migration."),
  switches: named(
    switchSchema,
    'Network switches, by name; default: one that never is the bound.',
  ).optional(),
  storage: storage.optional(),
  guests: named(guest, 'The virtual machines, by name.'),
  migrations: z.array(migration).prefault([]).describe('Who moves where and when.'),
  ...AT_ONCE,
  faults: faultsSchema.optional(),
  timeOuts: timeOutsSchema.optional(),
  changes: z.array(change).prefault([]).describe('Timed changes.'),
  sweep: sweepSchema.optional(),
});

/** The file after the schema. */
export type ScenarioFile = z.infer<typeof fileSchema>;
