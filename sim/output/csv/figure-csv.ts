/** The data of a figure as CSV: a row for each run. */
import type { PaperFigure } from '../../study/reproduce/paper-figures.ts';
import { writeRecords } from '../../text/csv.ts';

export function figureCsv({ series, axis }: PaperFigure): string {
  const rows = series.flatMap(({ name, points }) =>
    points.flatMap(({ x, values }) =>
      values.map((totalSeconds, at) => ({
        ...{ series: name, [axis]: x, replication: at + 1, totalSeconds },
      })),
    ),
  );
  return writeRecords(['series', axis, 'replication', 'totalSeconds'], rows);
}
