/** Areas of a plot that stand side by side: blocks of time, and levels that go in steps. */
import { NS_PER_SECOND } from '../../engine/kernel/unit.ts';

/** A level, 0 to 1, from `startNs` to `endNs`. */
export interface Step {
  readonly startNs: number;
  readonly endNs: number;
  readonly level: number;
}

/** Outlines of areas, apart from each other where both are null. */
export interface Outline {
  readonly x: (number | null)[];
  readonly y: (number | null)[];
}

/** Part of a lane's height that is drawn on. */
const LANE_HEIGHT = 0.78;

/** Time to the microsecond: more than a screen shows. */
export function plotSeconds(ns: number): number {
  return Math.round(ns / 1000) / 1e6;
}

/** Draws what goes in steps into a lane; where the level is 0 there is nothing. */
export function drawSteps(into: Outline, steps: readonly Step[], lane: number): void {
  let openUntilNs: number | undefined;
  const close = (): void => {
    if (openUntilNs === undefined) return;
    into.x.push(plotSeconds(openUntilNs), null);
    into.y.push(lane, null);
    openUntilNs = undefined;
  };
  for (const { startNs, endNs, level } of steps) {
    if (level === 0 || endNs === startNs) continue;
    if (openUntilNs !== startNs) {
      close();
      into.x.push(plotSeconds(startNs));
      into.y.push(lane);
    }
    const height = lane + Math.round(level * LANE_HEIGHT * 1e4) / 1e4;
    into.x.push(plotSeconds(startNs), plotSeconds(endNs));
    into.y.push(height, height);
    openUntilNs = endNs;
  }
  close();
}

/** Middle of a lane's drawn part. */
export function middleOf(lane: number): number {
  return lane + LANE_HEIGHT / 2;
}

/** Steps as they are, or their means over equal windows. */
export interface Shown {
  readonly steps: readonly Step[];
  /** Length of the windows; undefined when every step is drawn. */
  readonly windowSeconds?: number;
}

/** No lane is drawn with more steps than this. */
const STEPS_MAX = 20_000;

/** @param endNs where the last step ends at most. */
export function atMost(steps: readonly Step[], endNs: number): Shown {
  if (steps.length <= STEPS_MAX) return { steps };
  const windowNs = Math.ceil(endNs / STEPS_MAX / 1e6) * 1e6;
  const sums = new Float64Array(Math.ceil(endNs / windowNs));
  for (const { startNs, endNs: stopNs, level } of steps) {
    let fromNs = startNs;
    while (fromNs < stopNs) {
      const window = Math.floor(fromNs / windowNs);
      const toNs = Math.min(stopNs, (window + 1) * windowNs);
      sums[window] = (sums[window] ?? 0) + (toNs - fromNs) * level;
      fromNs = toNs;
    }
  }
  const means = [...sums].map((sum, window) => {
    const startNs = window * windowNs;
    return { startNs, endNs: Math.min(endNs, startNs + windowNs), level: sum / windowNs };
  });
  return { steps: means, windowSeconds: windowNs / NS_PER_SECOND };
}

/** Entries of a track as steps. */
export function stepsOf(
  timesNs: readonly number[],
  endNs: number,
  level: (entry: number) => number,
): Step[] {
  return timesNs.map((startNs, entry) => {
    return { startNs, endNs: timesNs[entry + 1] ?? endNs, level: level(entry) };
  });
}
