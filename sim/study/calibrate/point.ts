/** Measured migrations as a calibration takes them, whatever they were read from. */
import type { SetOption } from '../../scenario/load.ts';
import type { Mistake } from '../../text/problem.ts';
import { groupBySettings } from '../validate/simulate.ts';
import type { Numbers } from './quantities.ts';

/** One measured migration. */
export interface MeasuredPoint {
  /** `file:line`. */
  readonly where: string;
  /** What it sets in the scenario; those that set the same are repetitions of one setting. */
  readonly settings: readonly SetOption[];
  /** By the key of what was measured; only values above 0. */
  readonly measured: Numbers;
}

/** What a source of measurements holds. */
export interface MeasuredData {
  /** The source in words: a file or a campaign. */
  readonly name: string;
  readonly points: readonly MeasuredPoint[];
  /** What was left out. */
  readonly warnings: readonly Mistake[];
}

/** All repetitions of one setting: one point of the fit. */
export interface MeasuredSetting {
  readonly settings: readonly SetOption[];
  readonly points: readonly [MeasuredPoint, ...MeasuredPoint[]];
}

/** Points by what they set, in the order of the first of each. */
export function settingsOf(points: readonly MeasuredPoint[]): MeasuredSetting[] {
  return groupBySettings(points).map((alike) => {
    return { settings: alike[0].settings, points: alike };
  });
}

/** The values above 0: nothing can be said of the ratio to another. */
export function aboveZero(values: Readonly<Record<string, number | null>>): Numbers {
  const known = Object.entries(values).filter(([, value]) => value !== null && value > 0);
  return Object.fromEntries(known) as Numbers;
}
