/** A pilot migration by known values. */
import { describe, expect, test } from 'vitest';
import { PROFILES, parameterValues } from '../../../../../models/machine/registry.ts';
import type { Body } from '../../../../../sim/engine/kernel/process.ts';
import {
  plainCost,
  receiverCost,
  senderCost,
} from '../../../../../sim/engine/mechanism/batch-cost.ts';
import { flatStages } from '../../../../../sim/engine/mechanism/stages.ts';
import { WIRE_V1 } from '../../../../../sim/engine/mechanism/wire-format-v1.ts';
import { cleanProbeNs, FINISH_NS } from '../../../../../sim/run/expected/stages/measure.ts';
import {
  type Dom0Share,
  PilotMigration,
} from '../../../../../sim/run/expected/stages/pilot-migration.ts';
import { measuredToolstack } from '../../../../../sim/run/expected/stages/toolstack.ts';

const profile = PROFILES['opteron-xen-3.2.1'] as (typeof PROFILES)[string];
const parameters = parameterValues(profile, {});
const COPYING = { parameters, wire: WIRE_V1, skips: true, slowdown: 1, latencyNs: 50_000 };
const FREE: Dom0Share = { capPercent: Infinity, turns: 'fluid' };

interface Options {
  readonly dom0?: Dom0Share;
  readonly copying?: typeof COPYING;
  readonly finishNs?: readonly number[];
}

/** A pilot migration that has run its script, on two hosts of the same kind. */
function pilotOf(script: (pilot: PilotMigration) => Body, options: Options = {}): PilotMigration {
  const { dom0 = FREE, copying = COPYING, finishNs = [] } = options;
  const host = { vcpus: 4, ...dom0 };
  const machine = { dom0: [host, host], bytesPerNs: 0.1, background: 0, copying } as const;
  const pilot = new PilotMigration(machine, { seed: '1', finishNs });
  pilot.run(script);
  return pilot;
}

/** Time between two marks, ns. */
function between(pilot: PilotMigration, from: string, to: string): number {
  return (pilot.marksNs.get(to) as number) - (pilot.marksNs.get(from) as number);
}

describe('CPU of the sender', () => {
  const burnNs = (cpuNs: number, dom0: Dom0Share): number => {
    const pilot = pilotOf(
      function* (own) {
        own.mark('from');
        yield* own.burn(cpuNs);
        own.mark('to');
      },
      { dom0 },
    );
    return between(pilot, 'from', 'to');
  };

  test('takes its time, and under a fluid cap its time over the cap', () => {
    expect(burnNs(5e6, FREE)).toBe(5e6);
    expect(burnNs(5e6, { capPercent: 25, turns: 'fluid' })).toBe(20e6);
  });

  test('in turns has its cap in the long run', () => {
    expect(burnNs(4e9, { capPercent: 20, turns: 'exact' }) / 20e9).toBeCloseTo(1, 1.5);
  });
});

describe('a batch in a long round', () => {
  /** Of the sender, ns: the receiver is faster, as is the link. */
  const batchNs = (slowdown: number, isLive: boolean): number => {
    const pilot = pilotOf(
      function* (own) {
        yield* own.until('rounds');
        yield* own.send(4 * 1024, false, isLive);
        own.mark('from');
        yield* own.send(8 * 1024, false, isLive);
        own.mark('to');
      },
      { copying: { ...COPYING, slowdown } },
    );
    return between(pilot, 'from', 'to') / 8;
  };

  test('takes what preparing and the slowest of writer, link and reader take', () => {
    const size = { pages: 1024, newPages: 0, zeroPages: 0 };
    const { cpuNs, bytes } = senderCost(size, COPYING, 1);
    expect(receiverCost(size, COPYING).copyNs).toBeLessThan(bytes / 0.1);
    const scanNs = 1024 * parameters.sourceCpuPerScan;
    const ownNs = cpuNs + scanNs + bytes / 0.1;
    // What the buffers hold goes while the next batch is prepared, or this one is placed.
    const aheadNs = (parameters.sendBuffer + parameters.receiveBuffer) / 0.1;
    expect(batchNs(1, false)).toBeLessThan(ownNs + receiverCost(size, COPYING).cpuNs);
    expect(batchNs(1, false)).toBeGreaterThan(ownNs - aheadNs);
    expect(batchNs(1, true) - batchNs(1, false)).toBeCloseTo(parameters.sourceCpuPerPeek, -2);
  });

  test('takes longer where the guest slows the copy', () => {
    const moreNs = 1024 * parameters.sourceCpuPerPreparedPage;
    expect(batchNs(2, false) - batchNs(1, false)).toBeCloseTo(moreNs, -2);
  });
});

describe('all stages', () => {
  const pilot = pilotOf((own) => own.until(), { finishNs: FINISH_NS });
  const marks = [...pilot.marksNs.keys()];

  test('leave a mark each, in the order of the toolstack', () => {
    const parts = flatStages(measuredToolstack(COPYING)).map(({ part }) => part);
    expect(marks.filter((mark) => parts.includes(mark))).toEqual(
      parts.filter((part) => part !== 'destination-finish'),
    );
    expect(marks.indexOf('suspended')).toBe(marks.indexOf('suspend-request') - 1);
  });

  test('take their CPU and their waits where nothing else is there', () => {
    expect(pilot.marksNs.get('check')).toBe(parameters.checkCpu);
    const tearNs = between(pilot, 'tail', 'source-teardown');
    expect(tearNs).toBeGreaterThanOrEqual(parameters.teardownCpu + parameters.teardownWait);
  });

  test('end with the receiver, whose last work leaves marks', () => {
    const [first = 0, second = 0] = FINISH_NS;
    expect(between(pilot, `finish ${first}`, `finish ${second}`)).toBe(second - first);
    expect(between(pilot, `finish ${FINISH_NS.at(-1)}`, 'both ends')).toBe(0);
    expect(between(pilot, 'stop-and-copy', 'tail')).toBeGreaterThan(
      WIRE_V1.streamTailBytes(0, 1) * plainCost(parameters).writeNsPerByte,
    );
  });
});

test('a script that never ends is a fault of the model', () => {
  const stuck = () => pilotOf((own) => own.send(1024, true, true));
  expect(stuck).toThrow('is not open');
});

test('a CLEAN is probed by its own CPU, or by 1 ms if that is more', () => {
  expect(cleanProbeNs({ ...parameters, sourceCpuPerClean: 3e6 })).toBe(3e6);
  expect(cleanProbeNs({ ...parameters, sourceCpuPerClean: 200 })).toBe(1e6);
});
