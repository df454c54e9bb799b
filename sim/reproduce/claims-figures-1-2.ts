/** Figures 1 and 2: a CPU-intensive guest, Dom0 of the source capped. */
import { fitCurve } from '../../models/fit/fit.ts';
import type { Point } from '../../models/fit/model.ts';
import type { ClaimCheck, Finding } from './claims.ts';
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
import { row, show, showAll, within } from './finding.ts';

const FILE = 'paper/figure-1.yaml';
const CAP = 'source.dom0.cap';
const SERIES = ['idle', 'cpu 40 %', 'cpu 80 %'] as const;
const GIBIBIT = 8 * 1024 * 1024 * 1024;

function seriesCurve(all: Experiments, series: string): Point[] {
  const runs = all.runs(FILE).filter(({ parameters }) => parameters.load === series);
  return meanCurve(runs, CAP, totalSeconds);
}

/** Over the three series, which the paper calls almost identical. */
function curveOfAll(all: Experiments): Point[] {
  return meanCurve(all.runs(FILE), CAP, totalSeconds);
}

/** Every series must lie within the bounds; the value is the mean of all. */
function everySeries(all: Experiments, x: number, low: number, high: number): Finding {
  const times = SERIES.map((series) => at(seriesCurve(all, series), x));
  const pass = times.every((time) => time >= low && time <= high);
  return { value: mean(times), shown: showAll(times, 's'), pass };
}

async function powerFit(
  all: Experiments,
  series: string,
  low: number,
  high: number,
): Promise<Finding> {
  const fit = await fitCurve('power', seriesCurve(all, series));
  return within(100 * (fit.r2Log ?? Number.NaN), low, high, '%');
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
      const plateau = SERIES.flatMap((series) => from(seriesCurve(all, series), 60));
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
      const fit = await fitCurve('change-point', curveOfAll(all));
      const knee = fit.parameters.find(({ name }) => name === 'knee')?.value ?? Number.NaN;
      return within(knee, 50, 60, '%');
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
      const used = from(meanCurve(all.runs(FILE), CAP, sourceCpuPercent), 60);
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
      const curves = SERIES.map((series) => seriesCurve(all, series));
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
      const rises = SERIES.map((series) => greatestRise(seriesCurve(all, series)));
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

const fits: ClaimCheck[] = [
  {
    row: row(
      'C201',
      'Fig 2',
      'calibrated',
      'R2 (log) of the power law, 40 % series',
      '93.99 %',
      '+-3',
    ),
    check: (all) => powerFit(all, 'cpu 40 %', 90.99, 96.99),
  },
  {
    row: row(
      'C202',
      'Fig 2',
      'calibrated',
      'R2 (log) of the power law, idle series',
      '94.1 %',
      '+-3',
    ),
    check: (all) => powerFit(all, 'idle', 91.1, 97.1),
  },
  {
    row: row(
      'C203',
      'Fig 2',
      'calibrated',
      'R2 (log) of the power law, 80 % series',
      '95.81 %',
      '+-3',
    ),
    check: (all) => powerFit(all, 'cpu 80 %', 92.81, 98.81),
  },
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
      const fit = await fitCurve('power', seriesCurve(all, 'cpu 40 %'));
      const b = fit.parameters.find(({ name }) => name === 'b')?.value ?? Number.NaN;
      return within(b, -1, -0.6, '');
    },
  },
];

export const CPU_CLAIMS: readonly ClaimCheck[] = [...times, ...shape, ...fits];
