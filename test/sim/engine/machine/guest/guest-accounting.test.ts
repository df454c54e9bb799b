/** What guests want, get and lose, on a clock by hand; and performance as a share of it. */
import { describe, expect, it } from 'vitest';
import {
  GuestAccounting,
  type GuestReading,
} from '../../../../../sim/engine/machine/guest/guest-accounting.ts';
import {
  performanceBetween,
  runningNs,
  runningPerformance,
} from '../../../../../sim/engine/machine/guest/performance.ts';

describe('the accounting of a guest', () => {
  it('adds up wants while they change, whether the guest runs or stands', () => {
    let nowNs = 10;
    const accounting = new GuestAccounting(() => nowNs);
    accounting.want({ cpus: 2, ioBytesPerNs: 0 });
    nowNs = 15;
    accounting.stop(true);
    accounting.want({ cpus: 0.5, ioBytesPerNs: 3 });
    nowNs = 25;
    const read = { timeNs: 25, stoppedNs: 10, wantedCpuNs: 15, wantedIoBytes: 30 };
    expect(accounting.read()).toEqual(read);
    expect(accounting.read()).toEqual(read);
  });

  it('counts each stop once, however often it is reported', () => {
    let nowNs = 0;
    const accounting = new GuestAccounting(() => nowNs);
    for (const [timeNs, stands] of [
      [5, true],
      [7, true],
      [9, false],
      [12, false],
      [20, true],
    ] as const) {
      nowNs = timeNs;
      accounting.stop(stands);
    }
    nowNs = 26;
    expect(accounting.read().stoppedNs).toBe(4 + 6);
  });
});

const ZERO: GuestReading = {
  timeNs: 0,
  stoppedNs: 0,
  wantedCpuNs: 0,
  cpuNs: 0,
  faultNs: 0,
  wantedIoBytes: 0,
  ioBytes: 0,
  backendNs: 0,
};

describe('performance', () => {
  const later = (some: Partial<GuestReading>): GuestReading => ({ ...ZERO, timeNs: 100, ...some });

  it.each<[string, Partial<GuestReading>, number]>([
    ['CPU had of CPU wanted', { wantedCpuNs: 80, cpuNs: 60 }, 0.75],
    ['less for shadow faults', { wantedCpuNs: 80, cpuNs: 60, faultNs: 20 }, 0.5],
    ['bytes moved of bytes wanted', { wantedIoBytes: 1000, ioBytes: 400 }, 0.4],
    ['the lesser of both', { wantedCpuNs: 80, cpuNs: 60, wantedIoBytes: 10, ioBytes: 9 }, 0.75],
    ['the time not stopped, of a guest that wants nothing', { stoppedNs: 30 }, 0.7],
    ['at most 1 when a capped guest catches up', { wantedCpuNs: 40, cpuNs: 44 }, 1],
  ])('is %s', (_, some, share) => {
    expect(performanceBetween(ZERO, later(some))).toBeCloseTo(share, 12);
  });

  it('while it ran leaves out the time it stood', () => {
    const to = later({ stoppedNs: 20, wantedCpuNs: 100, cpuNs: 60 });
    expect(runningNs(ZERO, to)).toBe(80);
    expect(runningPerformance(ZERO, to)).toBeCloseTo(0.75, 12);
    expect(runningPerformance(ZERO, later({ stoppedNs: 100 }))).toBeUndefined();
  });
});
