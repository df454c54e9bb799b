/**
 * A run with the curve of its guests' performance over time, beside what the same guests would have
 * had at the same times without any migration.
 */

import { NS_PER_SECOND } from '../engine/kernel/unit.ts';
import type { GuestReading } from '../engine/machine/guest/guest-accounting.ts';
import { performanceBetween } from '../engine/machine/guest/performance.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { drawn } from '../scenario/uncertain.ts';
import type { RunResult } from './result/result.ts';
import { allOf, type Steps } from './result/steps.ts';
import { type RunSettings, runSteps } from './run.ts';
import { buildWorld, guestOf } from './world/world.ts';

/** How a guest fared in one window of time. */
export interface PerformanceWindow {
  readonly guest: string;
  /** Where it was. */
  readonly host: string;
  readonly startSeconds: number;
  readonly seconds: number;
  readonly stoppedSeconds: number;
  /** What it got of what it wants, of CPU or of I/O, the lesser: 0 to 1. */
  readonly performance: number;
  /** The same without any migration. */
  readonly undisturbed: number;
  readonly wantedCpuSeconds: number;
  /** CPU that its workload had, shadow faults included. */
  readonly cpuSeconds: number;
  readonly faultSeconds: number;
  readonly wantedIoBytes: number;
  readonly ioBytes: number;
}

/** A run, and the windows of its guests. */
export interface CurvedRun {
  readonly result: RunResult;
  readonly curve: readonly PerformanceWindow[];
}

interface Window {
  readonly guest: string;
  readonly host: string;
  readonly from: GuestReading;
  readonly to: GuestReading;
}

/**
 * @param stepNs least length of a window; where a guest stops or goes on, a window ends as well.
 * @returns the result, which is the same as without the curve, and the windows of each guest in
 *   order of time.
 * @throws InvariantError for a fault of the simulator.
 */
export function runWithCurve(
  scenario: Scenario,
  stepNs: number,
  settings: RunSettings = {},
): CurvedRun {
  return allOf(curvedSteps(scenario, stepNs, settings));
}

/** The same in steps, see `runSteps`. */
export function* curvedSteps(
  scenario: Scenario,
  stepNs: number,
  settings: RunSettings = {},
): Steps<CurvedRun> {
  const windows: Window[] = [];
  const result = yield* runSteps(scenario, {
    ...settings,
    curve: {
      stepNs,
      onWindow: ({ name, host }, from, to) => {
        windows.push({ guest: name, host: host.name, from, to });
      },
    },
  });
  const undisturbed = readUndisturbed(drawn(scenario).scenario, windows);
  const guests = Object.keys(scenario.guests);
  const curve = guests.flatMap((name) => {
    return windows.filter(({ guest }) => guest === name).map((each) => show(each, undisturbed));
  });
  return { result, curve };
}

type ReadAt = (guest: string, timeNs: number) => GuestReading;

function show({ guest, host, from, to }: Window, undisturbed: ReadAt): PerformanceWindow {
  const reference = [undisturbed(guest, from.timeNs), undisturbed(guest, to.timeNs)] as const;
  const seconds = (of: (reading: GuestReading) => number): number => {
    return (of(to) - of(from)) / NS_PER_SECOND;
  };
  return {
    guest,
    host,
    startSeconds: from.timeNs / NS_PER_SECOND,
    seconds: seconds(({ timeNs }) => timeNs),
    stoppedSeconds: seconds(({ stoppedNs }) => stoppedNs),
    performance: performanceBetween(from, to),
    undisturbed: performanceBetween(...reference),
    wantedCpuSeconds: seconds(({ wantedCpuNs }) => wantedCpuNs),
    cpuSeconds: seconds(({ cpuNs }) => cpuNs),
    faultSeconds: seconds(({ faultNs }) => faultNs),
    wantedIoBytes: to.wantedIoBytes - from.wantedIoBytes,
    ioBytes: to.ioBytes - from.ioBytes,
  };
}

/** The scenario without its migrations, read where the windows begin and end. */
function readUndisturbed(scenario: Scenario, windows: readonly Window[]): ReadAt {
  const world = buildWorld({ ...scenario, migrations: [] });
  const readings = new Map<string, GuestReading>();
  const keyOf = (guest: string, timeNs: number): string => `${timeNs} ${guest}`;
  let lastNs = 0;
  for (const { guest, from, to } of windows) {
    for (const { timeNs } of [from, to]) {
      const key = keyOf(guest, timeNs);
      lastNs = Math.max(lastNs, timeNs);
      world.simulation.at(timeNs, () => readings.set(key, guestOf(world, guest).reading()));
    }
  }
  world.simulation.run({ untilNs: lastNs });
  return (guest, timeNs) => readings.get(keyOf(guest, timeNs)) as GuestReading;
}
