/** Figures 9 and 10: a guest that reads a file in order, Dom0 of the source capped. */

import { BENCHMARKS } from '../../../models/benchmark/benchmarks.ts';
import { GIB } from '../../engine/kernel/unit.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { at, from, greatestRise, migrationCpuPercent, ratios } from './curves.ts';
import { cpuCurve, diskCurve } from './figure-curves.ts';
import { holds, row, show, within } from './finding.ts';
import { r2Claim } from './fits.ts';

const FILE = 'paper/figure-9.yaml';

const input: ClaimCheck = {
  row: row(
    'C901',
    'Fig 9 set-up',
    'input',
    'file, memory and disk of the guest, GB',
    '8 / 1 / 20',
    'exact',
  ),
  check: (all) => {
    const guests = all.runs(FILE).map(({ scenario }) => scenario.guests.vm);
    const { fileBytes } = BENCHMARKS['disk-read'].workload;
    const sizes = guests.map((vm) => {
      return [fileBytes, vm?.memoryBytes ?? 0, vm?.diskBytes ?? 0].map((size) => size / GIB);
    });
    return holds(
      sizes.every((each) => each.join() === '8,1,20'),
      sizes[0]?.join(' / ') ?? '',
    );
  },
};

const times: ClaimCheck[] = [
  {
    row: row('C902', 'Fig 9', 'predicted', 'more Dom0 CPU never slows it', 'none', '3 % noise'),
    check: (all) => {
      return within(100 * greatestRise(diskCurve(all)), Number.NEGATIVE_INFINITY, 3, '%');
    },
  },
  {
    row: row('C903', 'Fig 9', 'calibrated', 't(60 %)/t(100 %)', 'about 1', '<= 1.15'),
    check: (all) => within(at(diskCurve(all), 60) / at(diskCurve(all), 100), 0, 1.15, ''),
  },
  {
    row: row(
      'C904',
      'Fig 9',
      'predicted',
      'CPU of Dom0 that the migration uses',
      '<= 50 %',
      '<= 55',
    ),
    check: (all) => within(Math.max(...from(diskCurve(all, migrationCpuPercent), 10)), 0, 55, '%'),
  },
  r2Claim({
    id: 'C905',
    figure: 'Fig 10',
    kind: 'predicted',
    series: 'disk I/O',
    expectedPercent: 98.35,
    tolerance: 3,
    curve: (all) => diskCurve(all),
  }),
  {
    row: row(
      'C906',
      'Fig 9',
      'calibrated',
      'least t(disk)/t(cpu 80 %)',
      '> 1',
      '>= 1.1 at every cap',
    ),
    check: (all) => {
      const over = ratios(diskCurve(all), cpuCurve(all, 'cpu 80 %'));
      const least = over.reduce((low, point) => (point.y < low.y ? point : low));
      const shown = `${show(least.y, '')} at ${least.x} %`;
      return { value: least.y, shown, pass: least.y >= 1.1 };
    },
  },
];

export const DISK_CLAIMS: ClaimGroup = {
  needs: [FILE, 'paper/figure-1.yaml'],
  claims: [input, ...times],
};
