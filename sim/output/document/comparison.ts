/** A comparison: measured and simulated curves, every point, the errors of curves and of all. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { Agreement, ComparedPoint, Sample } from '../../study/fit/agreement.ts';
import { groupBy } from '../../study/fit/statistics.ts';
import type { Comparison, Verdict } from '../../study/plan/compare.ts';
import { againstWords, axisWords, unitIn } from './axis-words.ts';
import { axisOf, COLOURS, deviationPlot, inTurn, meanTrace, SYMBOLS } from './curve-plot.ts';
import {
  factLines,
  type Heading,
  numeric,
  type PlotBlock,
  type ReportDocument,
  type TableBlock,
  worded,
} from './document.ts';
import { digits, percent, signedDigits, signedPercent } from './numbers.ts';
import { plotText } from './plot-text.ts';

/** What was compared. */
export interface Compared {
  readonly measured: string;
  readonly simulated: string;
  readonly x: string;
  readonly y: string;
  readonly by: readonly string[];
}

/** A comparison, or what `compare --json` prints of it. */
type Compare = Pick<Comparison, 'points' | 'curves' | 'all'> & {
  readonly verdict?: Comparison['verdict'] | null;
};

export function comparisonDocument(comparison: Compare, compared: Compared): ReportDocument {
  const { measured, simulated, y, x } = compared;
  const { points, verdict } = comparison;
  const facts = [
    { name: 'measured', value: `${measured}, ${y}` },
    { name: 'simulated', value: `${simulated}, ${runsOf(points)}` },
  ];
  const judged = verdict === undefined || verdict === null ? '' : verdictLine(verdict);
  return {
    title: `${againstWords(y, x)}, measured and simulated`,
    facts,
    lead: factLines(facts),
    sections: [
      { title: 'Curves', onPage: true, blocks: [curves(comparison, compared)] },
      { title: 'Every point', blocks: [pointTable(points, compared)] },
      {
        title: 'Errors',
        blocks: [
          errors(comparison, compared),
          agreementTable(comparison, compared),
          { kind: 'text', text: judged },
        ],
      },
    ],
  };
}

function runsOf(points: readonly ComparedPoint[]): string {
  const counts = [...new Set(points.map(({ simulated }) => simulated.count))];
  const [most, least] = [largestOf(counts), smallestOf(counts)];
  return `${least === most ? most : `${least} to ${most}`} ${most === 1 ? 'run' : 'runs'} a point`;
}

function verdictLine({ tolerance, judge, error, passes }: Verdict): string {
  const show = (value: number): string => {
    return tolerance.kind === 'relative' ? percent(value) : digits(value);
  };
  const found = error === undefined || error === null ? 'not defined' : show(Math.abs(error));
  const rule = `the ${judge} error is ${found}, at most ${show(tolerance.most)} is allowed`;
  return `${passes ? 'pass' : 'FAIL'}: ${rule}`;
}

/** Points by curve, in the order in which the curves come first. */
function byCurve(points: readonly ComparedPoint[]): [string, ComparedPoint[]][] {
  return [...groupBy(points, ({ curve }) => curve.join(', '))];
}

function curves({ points }: Compare, { x, y }: Compared): PlotBlock {
  const traces = byCurve(points).flatMap(([curve, own], at) =>
    (['measured', 'simulated'] as const).map((side) => {
      const isMeasured = side === 'measured';
      const color = inTurn(COLOURS, at);
      const symbol = inTurn(SYMBOLS, at);
      const means = own.map((point) => {
        const { mean, half, count } = point[side];
        return { x: point.x, mean, half: count > 1 ? half : undefined };
      });
      return meanTrace(means, color, {
        mode: isMeasured ? 'markers' : 'lines+markers',
        name: curve === '' ? side : `${plotText(curve)}, ${side}`,
        marker: {
          ...{ color, symbol: isMeasured ? (`${symbol}-open` as const) : symbol },
          ...{ size: isMeasured ? 11 : 6, line: { width: 2, color } },
        },
      });
    }),
  );
  return {
    kind: 'plot',
    caption:
      'Hollow: measured. Solid, joined: simulated. Means of rows with equal x, with 95 % ' +
      'intervals where there are several.',
    traces,
    layout: { xaxis: axisOf(axisWords(x)), yaxis: axisOf(axisWords(y)) },
    heightPixels: 430,
  };
}

function errors({ points }: Compare, { x }: Compared): PlotBlock {
  const off = byCurve(points).map(([name, own]) => ({
    name: plotText(name === '' ? 'error' : name),
    points: own.map((point) => ({ x: point.x, y: point.relativeError ?? null })),
  }));
  const caption = 'How far the simulation is off, as a share of what was measured.';
  const yaxis = { title: { text: 'error (% of measured)' }, tickformat: '.0%' } as const;
  return deviationPlot(off, axisWords(x), yaxis, caption);
}

const half = (sample: Sample): string => (sample.count > 1 ? digits(sample.half) : '');

/** A heading with the unit of what is compared. */
function unitHeading({ y }: Compared): (name: string, words?: string) => Heading {
  const unit = unitIn(axisWords(y));
  return (name, words = name) => [name, unit === '' ? words : `${words} (${unit})`];
}

function pointTable(points: readonly ComparedPoint[], compared: Compared): TableBlock {
  const { x, by } = compared;
  const inUnit = unitHeading(compared);
  const half95 = inUnit('+-', '± 95 %');
  const repeated = points.some(({ measured }) => measured.count > 1);
  return {
    kind: 'table',
    columns: [
      ...worded(...by.map((column): Heading => [column, axisWords(column)])),
      ...numeric([x, axisWords(x)], inUnit('measured'), ...(repeated ? [half95] : [])),
      ...numeric(inUnit('simulated'), half95, inUnit('error')),
      ...numeric(['of measured', 'error (% of measured)']),
    ],
    rows: points.map(({ curve, x: at, measured, simulated, error, relativeError }) => [
      ...curve,
      String(at),
      digits(measured.mean),
      ...(repeated ? [half(measured)] : []),
      digits(simulated.mean),
      half(simulated),
      signedDigits(error),
      signedPercent(relativeError),
    ]),
  };
}

function agreementTable({ curves: each, all }: Compare, compared: Compared): TableBlock {
  const inUnit = unitHeading(compared);
  const parts = ['bias', 'median', 'worst'].flatMap((name): Heading[] => {
    return [inUnit(name), [`${name} %`, `${name} (% of measured)`]];
  });
  const own = each.length > 1 ? each : [];
  return {
    kind: 'table',
    columns: [
      ...worded('errors'),
      ...numeric('points', ...parts, ['R2', 'R²'], ['R2 log', 'R² (log)']),
    ],
    rows: [...own.map((one) => errorRow(one.curve.join(', '), one)), errorRow('all', all)],
  };
}

function errorRow(name: string, agreement: Agreement): string[] {
  const square = (value: number | null | undefined): string => value?.toFixed(3) ?? '-';
  return [
    name,
    String(agreement.points),
    signedDigits(agreement.bias),
    signedPercent(agreement.relativeBias),
    digits(agreement.medianError),
    percent(agreement.medianRelativeError),
    signedDigits(agreement.worstError),
    signedPercent(agreement.worstRelativeError),
    square(agreement.r2Linear),
    square(agreement.r2Log),
  ];
}
