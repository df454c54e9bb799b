/** Figures 5 to 8: a memory-intensive guest, capped itself or with Dom0 of the source capped. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { Point } from '../fit/model.ts';
import type { ClaimGroup } from './claim-check.ts';
import { at, axisNumber, from, ratios, spreadRatio } from './curves.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { curveOf, GUEST_CAP, memoryCurve } from './figure-curves.ts';
import { eachWithin, holds, rangeWithin, show } from './finding.ts';
import { kneeOf, r2Percent } from './fits.ts';

const FILE = 'paper/figure-5.yaml';
const KINDS = ['read', 'write'] as const;
type Kind = (typeof KINDS)[number];

/** Against the guest's cap. */
function guestCapCurve(all: Experiments, kind: Kind): Point[] {
  return curveOf(all, FILE, `memory ${kind}`);
}

/** Time at one cap of the guest over that at another. */
function guestRatio(all: Experiments, kind: Kind, upper: number, lower: number): number {
  const curve = guestCapCurve(all, kind);
  return at(curve, upper) / at(curve, lower);
}

function runsOf(all: Experiments, kind: Kind): ExperimentRun[] {
  return all.runs(FILE).filter(({ parameters }) => parameters.load === `memory ${kind}`);
}

/** Claims on Figures 5 to 8. */
export const MEMORY_CLAIMS: ClaimGroup = {
  needs: [FILE, 'paper/figure-6.yaml'],
  checks: {
    C501: (all, bounds) => {
      const times = guestCapCurve(all, 'read').map(({ y }) => y);
      return rangeWithin(times, bounds, largestOf(times));
    },
    C502: (all) => guestRatio(all, 'read', 100, 10),
    C503: (all) => {
      const shares = runsOf(all, 'read').map(({ migration: { bytesSent, memoryBytes } }) => {
        return bytesSent / memoryBytes;
      });
      return largestOf(shares);
    },
    C504: (all) => guestRatio(all, 'write', 30, 10),
    C505: (all) => spreadRatio(from(guestCapCurve(all, 'write'), 30)),
    C506: (all) => kneeOf(all.fitter, guestCapCurve(all, 'write')),
    C507: (all) => {
      const reasons = runsOf(all, 'write')
        .filter((run) => axisNumber(run, GUEST_CAP) >= 30)
        .map(({ migration }) => String(migration.stopReason));
      return holds(!reasons.includes('few-pages'), [...new Set(reasons)].join(', '));
    },
    C508: (all) => {
      const caps = all.runs(FILE).flatMap(({ scenario }) => {
        return Object.values(scenario.hosts).map(({ dom0 }) => dom0.capPercent);
      });
      const none = caps.every((cap) => cap === undefined);
      return holds(none, 'no cap on either host');
    },
    C509: (all) => {
      const over = ratios(guestCapCurve(all, 'write'), guestCapCurve(all, 'read'));
      return smallestOf(from(over, 30));
    },
    C601: (all, bounds) => {
      const falls = KINDS.map((kind) => {
        const curve = memoryCurve(all, kind);
        return at(curve, 10) / at(curve, 100);
      });
      const [ofRead = 0, ofWrite = 0] = falls;
      const shown = `read ${show(ofRead, '')}, write ${show(ofWrite, '')}`;
      return { ...eachWithin(falls, bounds, smallestOf(falls)), shown };
    },
    C602: (all) => {
      const over = ratios(memoryCurve(all, 'write'), memoryCurve(all, 'read'));
      return smallestOf(over.map(({ y }) => y));
    },
    C701: (all) => r2Percent(all.fitter, memoryCurve(all, 'read')),
    C801: (all) => r2Percent(all.fitter, memoryCurve(all, 'write')),
  },
};
