/** Section D: a guest that sends or receives packets, Dom0 of the source capped. */
import type { Point } from '../fit/model.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { at, firstRoundCpuPercent, greatestRise, mean, ratios } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { cpuCurve, diskCurve, memoryCurve, networkCurve } from './figure-curves.ts';
import { row, showAll, within } from './finding.ts';
import { kneeOf } from './fits.ts';

const ROLES = ['sender', 'receiver'] as const;

function bothRoles(all: Experiments): Point[][] {
  return ROLES.map((role) => networkCurve(all, role));
}

/** The greatest difference of both roles over their mean. */
function greatestDifference(all: Experiments): number {
  const [sender = [], receiver = []] = bothRoles(all);
  const differences = sender.map(({ x, y }) => {
    const other = at(receiver, x);
    return Math.abs(y - other) / mean([y, other]);
  });
  return Math.max(...differences);
}

const curves: ClaimCheck[] = [
  {
    row: row('C951', 'section D', 'not modelled', 'file that is sent', '512 MB', 'exact'),
    check: () => ({
      value: 'no end',
      shown: 'a stream without end',
      note: '512 MB are sent in 45 s; migrations last up to three times as long',
    }),
  },
  {
    row: row('C952', 'section D', 'predicted', 'greatest |t(snd) - t(rcv)|/mean', '0', '<= 0.15'),
    check: (all) => within(greatestDifference(all), 0, 0.15, ''),
  },
  {
    row: row('C953', 'section D', 'predicted', 'more Dom0 CPU never slows it', 'none', '3 % noise'),
    check: (all) => {
      const rise = Math.max(...bothRoles(all).map(greatestRise));
      return within(100 * rise, Number.NEGATIVE_INFINITY, 3, '%');
    },
  },
  {
    row: row(
      'C954',
      'section D',
      'calibrated',
      't(60 %)/t(100 %), the greater',
      'about 1',
      '<= 1.15',
    ),
    check: (all) => {
      const rest = bothRoles(all).map((curve) => at(curve, 60) / at(curve, 100));
      return {
        ...within(Math.max(...rest), 0, 1.15, ''),
        note: `sender and receiver: ${showAll(rest, '')}`,
      };
    },
  },
  {
    row: row(
      'C955',
      'section D',
      'calibrated',
      'Dom0 CPU used in the first round, cap 100 %',
      '60 %',
      '55 to 65',
    ),
    check: (all) => {
      const used = ROLES.map((role) => at(networkCurve(all, role, firstRoundCpuPercent), 100));
      const pass = used.every((percent) => percent >= 55 && percent <= 65);
      return {
        value: mean(used),
        shown: showAll(used, '%'),
        pass,
        note: 'sender, receiver; the first round is most of the time',
      };
    },
  },
];

const comparisons: ClaimCheck[] = [
  {
    row: row(
      'C956',
      'section D',
      'predicted',
      'knee(network) - knee(cpu), points',
      '10',
      'above 0, at most 20',
    ),
    check: async (all) => {
      const cpu = await kneeOf(cpuCurve(all, 'cpu 80 %'));
      const gaps: number[] = [];
      for (const curve of bothRoles(all)) gaps.push((await kneeOf(curve)) - cpu);
      const pass = gaps.every((gap) => gap > 0 && gap <= 20);
      return { value: mean(gaps), shown: showAll(gaps, 'points'), pass, note: 'sender, receiver' };
    },
  },
  {
    row: row(
      'C957',
      'section D',
      'predicted',
      'least t(x)/t(cpu 80 %) of memory write, disk, network',
      '> 1',
      '>= 1.1 each at every cap',
    ),
    check: (all) => {
      const cpu = cpuCurve(all, 'cpu 80 %');
      const least = [memoryCurve(all, 'write'), diskCurve(all), ...bothRoles(all)].map((curve) => {
        return Math.min(...ratios(curve, cpu).map(({ y }) => y));
      });
      const note = 'memory write, disk, sender, receiver';
      return {
        value: Math.min(...least),
        shown: showAll(least, ''),
        pass: Math.min(...least) >= 1.1,
        note,
      };
    },
  },
];

export const NETWORK_CLAIMS: ClaimGroup = {
  needs: [
    'paper/network.yaml',
    'paper/figure-1.yaml',
    'paper/figure-6.yaml',
    'paper/figure-9.yaml',
  ],
  claims: [...curves, ...comparisons],
};
