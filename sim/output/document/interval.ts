/** Where the times of a run's migrations lie. */
import type { RunIntervals, TimeInterval } from '../../study/interval/interval.ts';
import { numeric, type Section, worded } from './document.ts';
import { seconds } from './numbers.ts';

export function intervalSection(intervals: RunIntervals): Section {
  const { draws, migrations } = intervals;
  return {
    title: `90 % intervals from ${draws} runs, seconds`,
    isTitled: true,
    blocks: [
      {
        kind: 'table',
        columns: [
          ...worded(''),
          ...numeric('total time', 'median', 'to', 'downtime', 'median', 'to', 'ended'),
        ],
        rows: migrations.map(({ guest, ended, totalSeconds, downtimeSeconds }) => [
          guest,
          ...cells(totalSeconds),
          ...cells(downtimeSeconds),
          ended === draws ? 'all' : String(ended),
        ]),
        notes: notesOf(intervals),
      },
    ],
  };
}

function cells(interval: TimeInterval | null): string[] {
  if (interval === null) return ['-', '-', '-'];
  const { low, median, high } = interval;
  return [seconds(low), seconds(median), high === null ? 'no end' : seconds(high)];
}

function notesOf({ ranges, margins }: RunIntervals): string[] {
  const stated = ranges.length === 0 ? '' : ` and ${ranges.length} values within their ranges`;
  return [
    `each run has its own seed${stated}`,
    margins === null
      ? 'the machine states no error of model and measurement: none is in them'
      : `with the machine's margins, from ${margins}`,
  ];
}
