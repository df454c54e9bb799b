/** Figures 1 and 2: a CPU-intensive guest, Dom0 of the source capped. */
import type { Point } from '../fit/model.ts';
import type { Finding } from './claim.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import {
  at,
  from,
  greatestRise,
  mean,
  meanCurve,
  sourceCpuPercent,
  spreadRatio,
  totalSeconds,
} from './curves.ts';
import type { Experiments } from './experiments.ts';
import { CPU_SERIES, cpuCurve, SOURCE_CAP } from './figure-curves.ts';
import { row, show, showAll, within } from './finding.ts';
import { exponentOf, kneeOf, r2Claim } from './fits.ts';

const FILE = 'paper/figure-1.yaml';
const GIBIBIT = 8 * 1024 * 1024 * 1024;

/** Over the three series, which the paper calls almost identical. */
function curveOfAll(all: Experiments): Point[] {
  return meanCurve(all.runs(FILE), SOURCE_CAP, totalSeconds);
}

/** Every series must lie within the bounds; the value is the mean of all. */
function everySeries(all: Experiments, x: number, low: number, high: number): Finding {
  const times = CPU_SERIES.map((series) => at(cpuCurve(all, series), x));
  const pass = times.every((time) => time >= low && time <= high);
  return { value: mean(times), shown: showAll(times, 's'), pass };
}

const times: ClaimCheck[] = [
  {
    row: row('C101', 'Fig 1', 'calibrated', 'time at a cap of 10 %', '100 s', '85 to 115'),
    check: (all) => everySeries(all, 10, 85, 115),
  },
  {
    row: row('C102', 'Fig 1', 'calibrated', 'time at a cap of 50 %', '20 s', '17 to 23'),
    check: (all) => everySeries(all, 50, 17, 23),
  },
  {
    row: row('C103', 'Fig 1', 'calibrated', 'time at caps of 60 to 100 %', '17 s', '15 to 19'),
    check: (all) => {
      const plateau = CPU_SERIES.flatMap((series) => from(cpuCurve(all, series), 60));
      const low = Math.min(...plateau);
      const high = Math.max(...plateau);
      const shown = `${show(low, '')} to ${show(high, 's')}`;
      return { value: mean(plateau), shown, pass: low >= 15 && high <= 19 };
    },
  },
  {
    row: row(
      'C104',
      'Fig 1',
      'calibrated',
      'plateau is flat: max/min of t over caps 60..100 %',
      '1',
      '<= 1.10',
    ),
    check: (all) => within(spreadRatio(from(curveOfAll(all), 60)), 0, 1.1, ''),
  },
  {
    row: row(
      'C105',
      'Fig 1',
      'predicted',
      'knee: change point of power law and constant',
      '50 to 60 %',
      '50 to 60 %',
    ),
    check: async (all) => {
      return within(await kneeOf(curveOfAll(all)), 50, 60, '%');
    },
  },
];

const shape: ClaimCheck[] = [
  {
    row: row(
      'C106',
      'Fig 1',
      'calibrated',
      'Dom0 uses at most 50 % when it may use more',
      '<= 50 %',
      '<= 55',
    ),
    check: (all) => {
      const used = from(meanCurve(all.runs(FILE), SOURCE_CAP, sourceCpuPercent), 60);
      return within(Math.max(...used), 0, 55, '%');
    },
  },
  {
    row: row(
      'C107',
      'Fig 1',
      'predicted',
      'times of the 3 series: max over caps of spread/mean',
      '0',
      '<= 0.10',
    ),
    check: (all) => {
      const curves = CPU_SERIES.map((series) => cpuCurve(all, series));
      const spreads = (curves[0] as Point[]).map(({ x }) => {
        const values = curves.map((curve) => at(curve, x));
        return (Math.max(...values) - Math.min(...values)) / mean(values);
      });
      return within(Math.max(...spreads), 0, 0.1, '');
    },
  },
  {
    row: row(
      'C108',
      'Fig 1',
      'predicted',
      'more Dom0 CPU never slows it: greatest rise of t(cap)',
      'none',
      '3 % noise',
    ),
    check: (all) => {
      const rises = CPU_SERIES.map((series) => greatestRise(cpuCurve(all, series)));
      return within(100 * Math.max(...rises), Number.NEGATIVE_INFINITY, 3, '%');
    },
  },
  {
    row: row(
      'C109',
      'Fig 1',
      'predicted',
      'page-transfer rate at the plateau, 1 GiB / t',
      '505 Mbit/s',
      '450 to 570',
    ),
    check: (all) => {
      const plateau = mean(from(curveOfAll(all), 60));
      return within(GIBIBIT / plateau / 1e6, 450, 570, 'Mbit/s');
    },
  },
  {
    row: row(
      'C110',
      'Fig 1',
      'predicted',
      'rate per CPU percent at a cap of 10 %, 1 GiB / t / 10',
      '8.6 Mbit/s',
      '7.5 to 10.5',
    ),
    check: (all) => within(GIBIBIT / at(curveOfAll(all), 10) / 1e7, 7.5, 10.5, 'Mbit/s per %'),
  },
];

function cpuR2(
  id: string,
  series: (typeof CPU_SERIES)[number],
  expectedPercent: number,
): ClaimCheck {
  return r2Claim({
    id,
    figure: 'Fig 2',
    kind: 'calibrated',
    series: `${series} series`,
    expectedPercent,
    tolerance: 3,
    curve: (all) => cpuCurve(all, series),
  });
}

const fits: ClaimCheck[] = [
  cpuR2('C201', 'cpu 40 %', 93.99),
  cpuR2('C202', 'idle', 94.1),
  cpuR2('C203', 'cpu 80 %', 95.81),
  {
    row: row(
      'C204',
      'Fig 2',
      'predicted',
      'exponent b of y = a x^b, 40 % series',
      'negative',
      '-1.0 to -0.6',
    ),
    check: async (all) => {
      return within(await exponentOf(cpuCurve(all, 'cpu 40 %')), -1, -0.6, '');
    },
  },
];

export const CPU_CLAIMS: ClaimGroup = {
  needs: [FILE],
  claims: [...times, ...shape, ...fits],
};
