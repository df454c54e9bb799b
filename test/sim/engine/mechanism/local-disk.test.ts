/**
 * What of a disk is dirty: in closed form, against an oracle that follows each granule, and against
 * mirrors of QEMU 7.2.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIB } from '../../../../sim/engine/kernel/unit.ts';
import { DirtyDisk, dirtiedPerNs } from '../../../../sim/engine/mechanism/local-disk.ts';
import '../../../support/properties.ts';

const GRANULE = 65_536;

interface Course {
  readonly granules: number;
  readonly hot: number;
  /** Granules that are written in the time in which one is copied. */
  readonly written: number;
}

/** Copies a disk until it is clean, at one granule a ns. */
function copy({ granules, hot, written }: Course, pieces = 64) {
  const disk = new DirtyDisk(
    {
      name: 'vda',
      bytes: granules * GRANULE,
      workingSetBytes: hot * GRANULE,
      writesPerNs: written * GRANULE,
      writeBytes: GRANULE,
    },
    GRANULE,
  );
  const piece = Math.ceil(granules / pieces);
  while (disk.inBulk) {
    const next = Math.min(piece, disk.bulk);
    disk.copied(next, next);
  }
  const { again: atFirst } = disk;
  let again = 0;
  while (disk.again >= 1) {
    const next = Math.floor(disk.again);
    disk.copied(next, next);
    again += next;
  }
  return { disk, atFirst, again };
}

/** Goes around the granules, each with the chance that it is dirty. */
function copyOneByOne({ granules, hot, written }: Course): number {
  const isHot = new Array<boolean>(granules).fill(false);
  for (let at = 0; at < hot; at += 1) isHot[Math.floor((at * granules) / hot)] = true;
  const dirty = new Array<number>(granules).fill(1);
  const passed = new Array<boolean>(granules).fill(false);
  let again = 0;
  for (let round = 0; round < 1000; round += 1) {
    for (let at = 0; at < granules; at += 1) {
      const ns = dirty[at] as number;
      dirty[at] = 0;
      passed[at] = true;
      if (round > 0) again += ns;
      const stays = Math.exp((-written / hot) * ns);
      for (let other = 0; other < granules; other += 1) {
        if (isHot[other] && passed[other]) {
          dirty[other] = 1 - (1 - (dirty[other] as number)) * stays;
        }
      }
      const left = dirty.reduce((sum, each) => sum + each, 0);
      if (left < 1) return again;
    }
  }
  return again;
}

describe('a disk that is mirrored', () => {
  it('is copied once where nothing is written to it', () => {
    expect(copy({ granules: 1000, hot: 1000, written: 0 })).toMatchObject({ atFirst: 0, again: 0 });
  });

  it('has after its first copy what was written evenly behind it', () => {
    const [granules, hot, written] = [10_000, 2000, 0.4];
    const touches = (granules * written) / hot;
    const expected = hot * (1 - (1 - Math.exp(-touches)) / touches);
    for (const pieces of [1, 7, 64, 10_000]) {
      expect(copy({ granules, hot, written }, pieces).atFirst).toBeCloseTo(expected, 6);
    }
  });

  it('is clean after the time that the rates say', () => {
    const [granules, hot, written] = [10_000, 2000, 0.4];
    const { atFirst, again } = copy({ granules, hot, written });
    // d' = written (1 - d / hot) - 1, from atFirst to 0.
    const rest = hot / written - hot;
    const ns = (hot / written) * Math.log((atFirst + rest) / rest);
    expect(again / ns).toBeCloseTo(1, 2);
  });

  it('is never clean where more is written than copied', () => {
    const disk = { name: 'vda', bytes: 64 * GRANULE, workingSetBytes: 64 * GRANULE };
    const dirty = new DirtyDisk(
      { ...disk, writesPerNs: 2 * GRANULE, writeBytes: GRANULE },
      GRANULE,
    );
    dirty.copied(64, 64);
    for (let round = 0; round < 1000; round += 1) dirty.copied(4, 4);
    // Of writes to all 64, half of them to clean ones.
    expect(dirty.again).toBeCloseTo(32, 6);
  });

  it('has all of a granule copied for a write of less', () => {
    const disk = { name: 'vda', bytes: MIB, workingSetBytes: MIB, writesPerNs: 2 };
    expect(dirtiedPerNs({ ...disk, writeBytes: 4096 }, GRANULE)).toBe(32);
    expect(dirtiedPerNs({ ...disk, writeBytes: MIB }, GRANULE)).toBe(2);
  });

  it('has as much copied again as where each granule is followed', () => {
    const course = fc
      .record({
        granules: fc.integer({ min: 50, max: 250 }),
        part: fc.double({ min: 0.1, max: 1, noNaN: true }),
        written: fc.double({ min: 0.05, max: 0.85, noNaN: true }),
      })
      .map(({ granules, part, written }) => {
        return { granules, hot: Math.ceil(part * granules), written };
      });
    fc.assert(
      fc.property(course, (each) => {
        const expected = copyOneByOne(each);
        expect(Math.abs(copy(each).again - expected)).toBeLessThan(3 + 0.04 * expected);
      }),
    );
  });
});

/**
 * Measured on QEMU 7.2: blockdev-mirror over NBD of 384 MiB at 40 MiB/s, while an NBD client
 * writes to the node of the source. Writes evenly over so many MiB, MiB/s, bytes of each; seconds
 * until ready, bytes copied. The destination's page cache is flushed before a job is ready, in
 * which the guest writes on.
 */
const MEASURED = [
  [32, 16, 65_536, 10.942, 444_661_760],
  [64, 8, 65_536, 10.744, 439_877_632],
  [64, 8, 65_536, 10.884, 439_025_664],
  [128, 8, 65_536, 10.944, 447_873_024],
  [128, 1, 4096, 11.884, 493_682_688],
  [256, 12, 65_536, 11.714, 480_837_632],
  [256, 24, 65_536, 14.452, 599_588_864],
] as const;

describe('a mirror of QEMU 7.2', () => {
  const perNs = (40 * MIB) / 1e9;

  it.each(MEASURED)('%i MiB, %f MiB/s of %i bytes: ready after %f s', (...row) => {
    const [hot, mibPerSecond, writeBytes, seconds, bytes] = row;
    const writesPerNs = (mibPerSecond * MIB) / 1e9;
    const disk = { name: 'vda', bytes: 384 * MIB, workingSetBytes: hot * MIB, writesPerNs };
    const dirty = new DirtyDisk({ ...disk, writeBytes }, GRANULE);
    let sent = 0;
    const send = (granules: number): void => {
      dirty.copied(granules, (granules * GRANULE) / perNs);
      sent += granules * GRANULE;
    };
    while (dirty.inBulk) send(Math.min(96, dirty.bulk));
    while (dirty.again >= 1) send(Math.floor(dirty.again));
    const flushNs = seconds * 1e9 - bytes / perNs;
    const ready = (sent / perNs + flushNs) / 1e9;
    dirty.copied(0, flushNs);
    const again = sent + dirty.again * GRANULE - disk.bytes;
    expect(Math.abs(ready / seconds - 1)).toBeLessThan(0.025);
    expect(Math.abs(again / (bytes - disk.bytes) - 1)).toBeLessThan(0.08);
  });
});
