/** Figures 1 and 2: a CPU-intensive guest, Dom0 of the source capped. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import { BITS_PER_BYTE, GIB } from '../../engine/kernel/unit.ts';
import type { Point } from '../fit/model.ts';
import { mean } from '../fit/statistics.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import {
  at,
  from,
  greatestRise,
  meanCurve,
  sourceCpuPercent,
  spreadRatio,
  totalSeconds,
} from './curves.ts';
import type { Experiments } from './experiments.ts';
import { CPU_SERIES, cpuCurve, SOURCE_CAP } from './figure-curves.ts';
import { eachWithin, rangeWithin } from './finding.ts';
import { exponentOf, kneeOf, r2Percent } from './fits.ts';

const FILE = 'paper/figure-1.yaml';
const GUEST_BITS = GIB * BITS_PER_BYTE;

/** Over the three series, which the paper calls almost identical. */
function curveOfAll(all: Experiments): Point[] {
  return meanCurve(all.runs(FILE), SOURCE_CAP, totalSeconds);
}

/** Every series must lie within the bounds; the value is the mean of all. */
function timesAt(cap: number): ClaimCheck {
  return (all, bounds) => {
    const times = CPU_SERIES.map((series) => at(cpuCurve(all, series), cap));
    return eachWithin(times, bounds, mean(times));
  };
}

const r2Of =
  (series: (typeof CPU_SERIES)[number]): ClaimCheck =>
  (all) =>
    r2Percent(all.fitter, cpuCurve(all, series));

/** Claims on Figures 1 and 2. */
export const CPU_CLAIMS: ClaimGroup = {
  needs: [FILE],
  checks: {
    C101: timesAt(10),
    C102: timesAt(50),
    C103: (all, bounds) => {
      const plateau = CPU_SERIES.flatMap((series) => from(cpuCurve(all, series), 60));
      return rangeWithin(plateau, bounds, mean(plateau));
    },
    C104: (all) => spreadRatio(from(curveOfAll(all), 60)),
    C105: (all) => kneeOf(all.fitter, curveOfAll(all)),
    C106: (all) => {
      return largestOf(from(meanCurve(all.runs(FILE), SOURCE_CAP, sourceCpuPercent), 60));
    },
    C107: (all) => {
      const curves = CPU_SERIES.map((series) => cpuCurve(all, series));
      const spreads = (curves[0] as Point[]).map(({ x }) => {
        const values = curves.map((curve) => at(curve, x));
        return (largestOf(values) - smallestOf(values)) / mean(values);
      });
      return largestOf(spreads);
    },
    C108: (all) => {
      const rises = CPU_SERIES.map((series) => greatestRise(cpuCurve(all, series)));
      return 100 * largestOf(rises);
    },
    C109: (all) => GUEST_BITS / mean(from(curveOfAll(all), 60)) / 1e6,
    C110: (all) => GUEST_BITS / at(curveOfAll(all), 10) / 1e7,
    C201: r2Of('cpu 40 %'),
    C202: r2Of('idle'),
    C203: r2Of('cpu 80 %'),
    C204: (all) => exponentOf(all.fitter, cpuCurve(all, 'cpu 40 %')),
  },
};
