/** Measured times in their 90 % intervals, and the margins that they imply. */
import { writeMargin } from '../../../models/machine/margins.ts';
import { QUANTITIES } from '../../study/validate/quantity.ts';
import type { CoverageReport, ImpliedMargins } from '../../study/validate/report.ts';
import { numeric, type Section, type TableBlock, worded } from './document.ts';
import { percent } from './numbers.ts';

export function coverageTable(coverage: readonly CoverageReport[]): TableBlock {
  return {
    kind: 'table',
    columns: [
      ...worded('in their 90 % intervals'),
      ...numeric('points', 'within', 'part', ['unseen', 'unseen points']),
      ...numeric(['within', 'unseen within'], 'median width', ['s', 'median width (s)']),
    ],
    rows: coverage.map(({ quantity, points, within, unseen, medianWidth, medianSeconds }) => [
      QUANTITIES[quantity].title,
      String(points),
      String(within),
      percent(within / points),
      String(unseen.points),
      String(unseen.within),
      percent(medianWidth),
      medianSeconds.toFixed(3),
    ]),
    notes: ["unseen: of settings that the machine's margins are not from"],
  };
}

/** As parts and as times: a machine file states one of the two. */
export function marginsSection(margins: readonly ImpliedMargins[]): Section {
  const both = ({ share, seconds }: ImpliedMargins['below']): string[] => [
    percent(share),
    seconds === 0 ? '0 ms' : writeMargin({ share: 0, seconds }),
  ];
  const table: TableBlock = {
    kind: 'table',
    columns: [
      ...worded('margins of', 'bound by', 'of'),
      ...numeric('points', 'below', ['or', 'or below']),
      ...numeric('above', ['or', 'or above']),
    ],
    rows: margins.map(({ machine, isByLink, quantity, points, below, above }) => [
      machine,
      isByLink ? 'link' : 'otherwise',
      quantity,
      String(points),
      ...both(below),
      ...both(above),
    ]),
  };
  return { title: 'Margins that the other settings imply', isTitled: true, blocks: [table] };
}
