/** Disks of a guest as a scenario states them, and how a migration mirrors the local ones. */
import { z } from 'zod';
import { BYTES_PER_NS, DAYS_100_NS, NS_PER_SECOND, TIB } from '../engine/kernel/unit.ts';
import { RATE_LIMITS } from '../engine/mechanism/parameters.ts';
import { named, present, quantity, refused } from '../text/fields.ts';

const DISK_MOST = 1024 * TIB;
const GRANULE_LIMITS = { least: 512, most: 64 * 2 ** 20 } as const;

const size = (about: string) => quantity('bytes', about, { least: 1, most: DISK_MOST });
const rate = (about: string) => quantity('bit/s', about, RATE_LIMITS).optional();

const disk = z
  .strictObject({
    size: size('Its size.'),
    allocated: size('Data on it, which is what is copied; default its size.').optional(),
    shared: z
      .boolean({ error: 'expected true or false' })
      .prefault(false)
      .describe('Whether both hosts reach it, so that it stays where it is. Default false.'),
    writes: quantity('bit/s', 'What the guest writes to it while it runs; default 0 B/s.', {
      most: RATE_LIMITS.most,
    }).prefault('0 B/s'),
    writeSize: quantity(
      'bytes',
      'Size of one write. What is smaller than a granule of the mirror has all of it copied; ' +
        'default 64 KiB, a granule.',
      { least: 512, most: TIB },
    ).prefault('64 KiB'),
    workingSet: size(
      'Part of the data that it writes to, anywhere in it; default what is allocated.',
    ).optional(),
    rate: rate('Rate at which it is read at the source, or written at the destination; no bound.'),
  })
  .describe('A disk.')
  .transform(({ allocated, workingSet, writes, writeSize, rate: bitsPerSecond, ...rest }) => {
    const bytes = allocated ?? rest.size;
    return present({
      sizeBytes: rest.size,
      shared: rest.shared,
      bytes,
      workingSetBytes: workingSet ?? bytes,
      writesPerNs: writes * BYTES_PER_NS,
      writeBytes: writeSize,
      bytesPerNs: bitsPerSecond === undefined ? undefined : bitsPerSecond * BYTES_PER_NS,
    });
  })
  .superRefine(({ sizeBytes, bytes, workingSetBytes }, context) => {
    const faults = [
      ...(bytes > sizeBytes ? [{ path: ['allocated'], message: 'it is above `size`' }] : []),
      ...(workingSetBytes > bytes
        ? [{ path: ['workingSet'], message: 'it is above what is allocated' }]
        : []),
    ];
    refused(faults, context);
  });

/** All disks of a guest. */
export const disksSchema = named(disk, 'Its disks, by name. A local one has to be mirrored.');

/** How the local disks of a guest come along. */
export const mirrorSchema = z
  .strictObject({
    order: z
      .enum(['parallel', 'sequential'])
      .prefault('parallel')
      .describe(
        'All disks at once, as libvirt does, or the next when one is ready, as Proxmox VE does. ' +
          'Default parallel.',
      ),
    bandwidth: rate("Most that each disk's job sends; default the policy's for the memory."),
    granularity: quantity(
      'bytes',
      'What a bit of the dirty bitmap stands for, a power of two; default 64 KiB.',
      GRANULE_LIMITS,
    )
      .refine((bytes) => Number.isInteger(Math.log2(bytes)), {
        error: 'expected a power of two, such as `64 KiB`',
      })
      .prefault('64 KiB'),
    readyWithin: quantity(
      'ns',
      'When it is given up if not all disks are ready; QEMU itself never gives up. Default when ' +
        'a job has copied as much again as all its data and does not get further.',
      { least: NS_PER_SECOND, most: DAYS_100_NS },
    ).optional(),
  })
  .describe(
    "Mirrors the guest's local disks beside its memory, by QEMU's policies; `{}` for all defaults.",
  )
  .transform(({ order, bandwidth, granularity, readyWithin }) =>
    present({
      inTurn: order === 'sequential',
      bitsPerSecond: bandwidth,
      granuleBytes: granularity,
      readyWithinNs: readyWithin,
    }),
  );
