/** Figures 3 and 4: a CPU-intensive guest, Dom0 capped on both hosts. */
import { fitCurve } from '../../models/fit/fit.ts';
import type { Point } from '../../models/fit/model.ts';
import type { ClaimCheck } from './claims.ts';
import {
  at,
  axisNumber,
  destinationCpuPercent,
  from,
  greatestRise,
  type Measure,
  meanCurve,
  totalSeconds,
} from './curves.ts';
import type { Experiments } from './experiments.ts';
import { holds, row, showAll, within } from './finding.ts';

const FILE = 'paper/figure-3.yaml';
const SOURCE_CAPS = [20, 40, 60, 100] as const;

/** Against the destination's cap, at one cap of the source. */
function curve(all: Experiments, sourceCap: number, of: Measure = totalSeconds): Point[] {
  const runs = all.runs(FILE).filter((run) => axisNumber(run, 'source.dom0.cap') === sourceCap);
  return meanCurve(runs, 'destination.dom0.cap', of);
}

async function r2Percent(all: Experiments, sourceCap: number): Promise<number> {
  const { r2Log } = await fitCurve('power', curve(all, sourceCap));
  return 100 * (r2Log ?? Number.NaN);
}

const figure3: ClaimCheck[] = [
  {
    row: row(
      'C301',
      'Fig 3',
      'predicted',
      'time falls with the destination cap: greatest rise',
      'none',
      '3 % noise',
    ),
    check: (all) => {
      const rises = SOURCE_CAPS.map((cap) => greatestRise(curve(all, cap)));
      return within(100 * Math.max(...rises), Number.NEGATIVE_INFINITY, 3, '%');
    },
  },
  {
    row: row(
      'C302',
      'Fig 3',
      'predicted',
      'significant drop below 50 %: t(dest 10 %)/t(dest 50 %)',
      '>> 1',
      '>= 2',
    ),
    check: (all) => {
      const times = curve(all, 100);
      return within(at(times, 10) / at(times, 50), 2, Number.POSITIVE_INFINITY, '');
    },
  },
  {
    row: row(
      'C303',
      'Fig 3',
      'predicted',
      'no significant drop above: t(dest 50 %)/t(dest 100 %)',
      'about 1',
      '<= 1.25',
    ),
    check: (all) => {
      const times = curve(all, 100);
      return within(at(times, 50) / at(times, 100), 0, 1.25, '');
    },
  },
  {
    row: row(
      'C304',
      'Fig 3',
      'calibrated',
      "destination's Dom0 uses at most 50 %",
      '<= 50 %',
      '<= 55',
    ),
    check: (all) => {
      const used = SOURCE_CAPS.flatMap((cap) => from(curve(all, cap, destinationCpuPercent), 60));
      return within(Math.max(...used), 0, 55, '%');
    },
  },
  {
    row: row(
      'C305',
      'Fig 3',
      'predicted',
      'source cap matters too: t(src 20 %)/t(src 60 %)',
      '> 1',
      '>= 1.8',
    ),
    check: (all) => {
      const ratio = at(curve(all, 20), 100) / at(curve(all, 60), 100);
      return within(ratio, 1.8, Number.POSITIVE_INFINITY, '');
    },
  },
];

const inputs: ClaimCheck[] = [
  {
    row: row('C306', 'Fig 3', 'input', 'the guest always has 100 % of a CPU', '100 %', 'exact'),
    check: (all) => {
      const caps = [
        ...new Set(all.runs(FILE).map(({ scenario }) => scenario.guests.vm?.capPercent)),
      ];
      return holds(caps.length === 1 && caps[0] === 100, `cap ${caps.join(', ')} %`);
    },
  },
  {
    row: row('C307', 'Fig 3', 'input', 'source caps of the series', '20, 40, 60, 100 %', 'exact'),
    check: (all) => {
      const caps = [...new Set(all.runs(FILE).map((run) => axisNumber(run, 'source.dom0.cap')))];
      return holds(caps.join() === SOURCE_CAPS.join(), showAll(caps, '%'));
    },
  },
];

function r2Claim(id: string, cap: number, expected: number, tolerance: number): ClaimCheck {
  const claim = `R2 (log) of the power law, source cap ${cap} %`;
  return {
    row: row(id, 'Fig 4', 'calibrated', claim, `${expected} %`, `+-${tolerance}`),
    check: async (all) => {
      const value = await r2Percent(all, cap);
      return within(value, expected - tolerance, expected + tolerance, '%');
    },
  };
}

const figure4: ClaimCheck[] = [
  r2Claim('C401', 60, 97.03, 3),
  r2Claim('C402', 20, 75, 12),
  r2Claim('C403', 40, 85.53, 8),
  r2Claim('C404', 100, 97.72, 3),
  {
    row: row(
      'C405',
      'Fig 4',
      'predicted',
      'R2 grows with the source cap',
      '75 < 85.53 < 97.03 < 97.72',
      'order must hold',
    ),
    check: async (all) => {
      const values: number[] = [];
      for (const cap of SOURCE_CAPS) values.push(await r2Percent(all, cap));
      const [r20 = 0, r40 = 0, r60 = 0, r100 = 0] = values;
      return holds(r20 < r40 && r40 < r60 && r60 <= r100, showAll(values, '%'));
    },
  },
];

export const DESTINATION_CLAIMS: readonly ClaimCheck[] = [...figure3, ...inputs, ...figure4];
