/** Figures 5 to 8: a memory-intensive guest, capped itself or with Dom0 of the source capped. */
import type { Point } from '../fit/model.ts';
import type { ClaimCheck, ClaimGroup } from './claim-check.ts';
import { at, axisNumber, from, ratios, spreadRatio } from './curves.ts';
import type { ExperimentRun, Experiments } from './experiments.ts';
import { GUEST_CAP, loadCurve, memoryCurve } from './figure-curves.ts';
import { holds, row, show, within } from './finding.ts';
import { kneeOf, r2Claim } from './fits.ts';

const FILE = 'paper/figure-5.yaml';
const UP = Number.POSITIVE_INFINITY;

/** Against the guest's cap. */
function guestCapCurve(all: Experiments, kind: 'read' | 'write'): Point[] {
  return loadCurve(all, FILE, `memory ${kind}`, GUEST_CAP);
}

function runsOf(all: Experiments, kind: 'read' | 'write'): ExperimentRun[] {
  return all.runs(FILE).filter(({ parameters }) => parameters.load === `memory ${kind}`);
}

const read: ClaimCheck[] = [
  {
    row: row(
      'C501',
      'Fig 5',
      'calibrated',
      'memory read: time at every guest cap',
      '20 s',
      '17 to 23',
    ),
    check: (all) => {
      const times = guestCapCurve(all, 'read').map(({ y }) => y);
      const low = Math.min(...times);
      const high = Math.max(...times);
      return {
        value: high,
        shown: `${show(low, '')} to ${show(high, 's')}`,
        pass: low >= 17 && high <= 23,
      };
    },
  },
  {
    row: row(
      'C502',
      'Fig 5',
      'predicted',
      'memory read: t(guest 100 %)/t(guest 10 %)',
      '1',
      '<= 1.10',
    ),
    check: (all) => {
      const curve = guestCapCurve(all, 'read');
      return within(at(curve, 100) / at(curve, 10), 0, 1.1, '');
    },
  },
  {
    row: row(
      'C503',
      'Fig 5',
      'predicted',
      'memory read: bytes sent / guest memory',
      '<= 1',
      '<= 1.10',
    ),
    check: (all) => {
      const shares = runsOf(all, 'read').map(({ migration: { bytesSent, memoryBytes } }) => {
        return bytesSent / memoryBytes;
      });
      return within(Math.max(...shares), 0, 1.1, '');
    },
  },
];

const write: ClaimCheck[] = [
  {
    row: row(
      'C504',
      'Fig 5',
      'predicted',
      'memory write: t(guest 30 %)/t(guest 10 %)',
      '> 1',
      '>= 1.5',
    ),
    check: (all) => {
      const curve = guestCapCurve(all, 'write');
      return within(at(curve, 30) / at(curve, 10), 1.5, UP, '');
    },
  },
  {
    row: row(
      'C505',
      'Fig 5',
      'calibrated',
      'memory write: max/min of t over guest caps 30..100 %',
      '1',
      '<= 1.15',
    ),
    check: (all) => within(spreadRatio(from(guestCapCurve(all, 'write'), 30)), 0, 1.15, ''),
  },
  {
    row: row('C506', 'Fig 5', 'calibrated', 'memory write: knee', '30 %', '20 to 40'),
    check: async (all) => within(await kneeOf(guestCapCurve(all, 'write')), 20, 40, '%'),
  },
  {
    row: row(
      'C507',
      'Fig 5',
      'predicted',
      'memory write: why pre-copy ends at guest caps from 30 %',
      'dirtying',
      'a forced stop',
    ),
    check: (all) => {
      const reasons = runsOf(all, 'write')
        .filter((run) => axisNumber(run, GUEST_CAP) >= 30)
        .map(({ migration }) => String(migration.stopReason));
      return holds(!reasons.includes('few-pages'), [...new Set(reasons)].join(', '));
    },
  },
  {
    row: row('C508', 'Fig 5', 'input', 'no Dom0 has a cap', 'none', 'exact'),
    check: (all) => {
      const caps = all.runs(FILE).flatMap(({ scenario }) => {
        return Object.values(scenario.hosts).map(({ dom0 }) => dom0.capPercent);
      });
      return holds(
        caps.every((cap) => cap === undefined),
        'no cap on either host',
      );
    },
  },
  {
    row: row(
      'C509',
      'Fig 5',
      'predicted',
      'least t(write)/t(read) at guest caps from 30 %',
      '> 1',
      '>= 1.2',
    ),
    check: (all) => {
      const over = ratios(guestCapCurve(all, 'write'), guestCapCurve(all, 'read'));
      return within(Math.min(...from(over, 30)), 1.2, UP, '');
    },
  },
];

const dom0Cap: ClaimCheck[] = [
  {
    row: row(
      'C601',
      'Fig 6',
      'predicted',
      'both fall: t(Dom0 10 %)/t(Dom0 100 %)',
      '>> 1',
      '>= 2.5 for both',
    ),
    check: (all) => {
      const falls = (['read', 'write'] as const).map((kind) => {
        const curve = memoryCurve(all, kind);
        return at(curve, 10) / at(curve, 100);
      });
      const [ofRead = 0, ofWrite = 0] = falls;
      const shown = `read ${show(ofRead, '')}, write ${show(ofWrite, '')}`;
      return { value: Math.min(...falls), shown, pass: Math.min(...falls) >= 2.5 };
    },
  },
  {
    row: row(
      'C602',
      'Fig 6',
      'predicted',
      'write is slower: least t(write)/t(read)',
      '> 1',
      '>= 1.3',
    ),
    check: (all) => {
      const over = ratios(memoryCurve(all, 'write'), memoryCurve(all, 'read'));
      return within(Math.min(...over.map(({ y }) => y)), 1.3, UP, '');
    },
  },
  r2Claim({
    id: 'C701',
    figure: 'Fig 7',
    kind: 'predicted',
    series: 'memory read',
    expectedPercent: 96.34,
    tolerance: 3,
    curve: (all) => memoryCurve(all, 'read'),
  }),
  r2Claim({
    id: 'C801',
    figure: 'Fig 8',
    kind: 'predicted',
    series: 'memory write',
    expectedPercent: 97.08,
    tolerance: 3,
    curve: (all) => memoryCurve(all, 'write'),
  }),
];

export const MEMORY_CLAIMS: ClaimGroup = {
  needs: [FILE, 'paper/figure-6.yaml'],
  claims: [...read, ...write, ...dom0Cap],
};
