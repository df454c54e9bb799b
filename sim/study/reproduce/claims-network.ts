/** Section D: a guest that sends or receives packets, Dom0 of the source capped. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { Point } from '../fit/model.ts';
import { mean } from '../fit/statistics.ts';
import type { ClaimGroup } from './claim-check.ts';
import { at, firstRoundCpuPercent, greatestRise, ratios } from './curves.ts';
import type { Experiments } from './experiments.ts';
import { cpuCurve, diskCurve, memoryCurve, networkCurve } from './figure-curves.ts';
import { eachWithin, notModelled, showAll, within } from './finding.ts';
import { kneeOf } from './fits.ts';

const ROLES = ['sender', 'receiver'] as const;

function bothRoles(all: Experiments): Point[][] {
  return ROLES.map((role) => networkCurve(all, role));
}

/** Claims on the network experiments. */
export const NETWORK_CLAIMS: ClaimGroup = {
  needs: [
    'paper/network.yaml',
    'paper/figure-1.yaml',
    'paper/figure-6.yaml',
    'paper/figure-9.yaml',
  ],
  checks: {
    C951: () => {
      const note = '512 MB are sent in 25 s; migrations last up to six times as long';
      return notModelled('a stream without end', note, 'no end');
    },
    C952: (all) => {
      const [sender = [], receiver = []] = bothRoles(all);
      const differences = sender.map(({ x, y }) => {
        const other = at(receiver, x);
        return Math.abs(y - other) / mean([y, other]);
      });
      return largestOf(differences);
    },
    C953: (all) => 100 * largestOf(bothRoles(all).map(greatestRise)),
    C954: (all, bounds) => {
      const rest = bothRoles(all).map((curve) => at(curve, 60) / at(curve, 100));
      const note = `sender and receiver: ${showAll(rest, '')}`;
      return { ...within(largestOf(rest), bounds), note };
    },
    C955: (all, bounds) => {
      const used = ROLES.map((role) => at(networkCurve(all, role, firstRoundCpuPercent), 100));
      const note = 'sender, receiver; the first round is most of the time';
      return { ...eachWithin(used, bounds, mean(used)), note };
    },
    C956: (all, { most, unit }) => {
      const cpu = kneeOf(all.fitter, cpuCurve(all, 'cpu 80 %'));
      const gaps = bothRoles(all).map((curve) => kneeOf(all.fitter, curve) - cpu);
      const pass = gaps.every((gap) => gap > 0 && gap <= most);
      return { value: mean(gaps), shown: showAll(gaps, unit), pass, note: 'sender, receiver' };
    },
    C957: (all, bounds) => {
      const cpu = cpuCurve(all, 'cpu 80 %');
      const curves = [memoryCurve(all, 'write'), diskCurve(all), ...bothRoles(all)];
      const least = curves.map((curve) => smallestOf(ratios(curve, cpu).map(({ y }) => y)));
      const note = 'memory write, disk, sender, receiver';
      return { ...eachWithin(least, bounds, smallestOf(least)), note };
    },
  },
};
