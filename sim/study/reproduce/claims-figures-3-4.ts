/** Figures 3 and 4: a CPU-intensive guest, Dom0 capped on both hosts. */
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { at, axisNumber, destinationCpuPercent, from, greatestRise } from './curves.ts';
import { destinationCurve, SERIES_CAPS, SOURCE_CAP } from './figure-curves.ts';
import { holds, row, showAll, within } from './finding.ts';
import { r2Claim, r2Percent } from './fits.ts';

const FILE = 'paper/figure-3.yaml';

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
      const rises = SERIES_CAPS.map((cap) => greatestRise(destinationCurve(all, cap)));
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
      const times = destinationCurve(all, 100);
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
      const times = destinationCurve(all, 100);
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
      const used = SERIES_CAPS.flatMap((cap) =>
        from(destinationCurve(all, cap, destinationCpuPercent), 60),
      );
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
      const ratio = at(destinationCurve(all, 20), 100) / at(destinationCurve(all, 60), 100);
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
      const caps = [...new Set(all.runs(FILE).map((run) => axisNumber(run, SOURCE_CAP)))];
      return holds(caps.join() === SERIES_CAPS.join(), showAll(caps, '%'));
    },
  },
];

function seriesR2(id: string, cap: number, expectedPercent: number, tolerance: number): ClaimCheck {
  return r2Claim({
    id,
    figure: 'Fig 4',
    kind: 'calibrated',
    series: `source cap ${cap} %`,
    expectedPercent,
    tolerance,
    curve: (all) => destinationCurve(all, cap),
  });
}

const figure4: ClaimCheck[] = [
  seriesR2('C401', 60, 97.03, 3),
  seriesR2('C402', 20, 75, 12),
  seriesR2('C403', 40, 85.53, 8),
  seriesR2('C404', 100, 97.72, 3),
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
      for (const cap of SERIES_CAPS) values.push(await r2Percent(destinationCurve(all, cap)));
      const [r20 = 0, r40 = 0, r60 = 0, r100 = 0] = values;
      return holds(r20 < r40 && r40 < r60 && r60 <= r100, showAll(values, '%'));
    },
  },
];

export const DESTINATION_CLAIMS: ClaimGroup = {
  needs: [FILE],
  claims: [...figure3, ...inputs, ...figure4],
};
