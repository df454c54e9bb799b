/** The report of a comparison: measured and simulated curves, and the errors between them. */
import type { Agreement, ComparedPoint, Sample } from '../../study/fit/agreement.ts';
import type { Comparison } from '../../study/plan/compare.ts';
import type { Compared } from '../text/comparison-report.ts';
import { COLOURS, digits, inTurn, percent, SYMBOLS } from './curve-plot.ts';
import type { Block, Page, PlotBlock, TableBlock } from './page.ts';
import { plotText } from './plot-text.ts';
import type { PageOrigin } from './run-page.ts';

type Compare = Pick<Comparison, 'points' | 'curves' | 'all'> & {
  readonly verdict?: Comparison['verdict'] | null;
};

export function comparisonPage(
  comparison: Compare,
  compared: Compared,
  { version, command }: PageOrigin,
): Page {
  const { measured, simulated, y, x } = compared;
  return {
    title: `${y} against ${x}, measured and simulated`,
    facts: [
      { name: 'measured', value: measured },
      { name: 'simulated', value: simulated },
      { name: 'precopy', value: version },
    ],
    command,
    sections: [
      { title: 'Curves', blocks: [...verdictOf(comparison), curves(comparison, compared)] },
      { title: 'Errors', blocks: [errors(comparison, compared), agreementTable(comparison)] },
      { title: 'Every point', blocks: [pointTable(comparison.points, compared)] },
    ],
  };
}

function verdictOf({ verdict }: Compare): Block[] {
  if (verdict === undefined || verdict === null) return [];
  const { tolerance, judge, passes } = verdict;
  const most = tolerance.kind === 'relative' ? `${100 * tolerance.most} %` : `${tolerance.most}`;
  const text = `The ${judge} error ${passes ? 'is within' : 'exceeds'} the tolerance of ${most}.`;
  return [{ kind: 'text', text }];
}

/** Points by curve, in the order in which the curves come first. */
function byCurve(points: readonly ComparedPoint[]): [string, ComparedPoint[]][] {
  const groups = new Map<string, ComparedPoint[]>();
  for (const point of points) {
    const name = point.curve.join(', ');
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  return [...groups];
}

function curves({ points }: Compare, { x, y }: Compared): PlotBlock {
  const groups = byCurve(points);
  const side = (
    own: readonly ComparedPoint[],
    at: number,
    name: string,
    of: (point: ComparedPoint) => Sample,
  ) => {
    const isMeasured = name === 'measured';
    const color = inTurn(COLOURS, at);
    const curve = groups[at]?.[0] ?? '';
    return {
      type: 'scatter',
      mode: isMeasured ? 'markers' : 'lines+markers',
      name: curve === '' ? name : `${plotText(curve)}, ${name}`,
      x: own.map((point) => point.x),
      y: own.map((point) => of(point).mean),
      error_y: {
        type: 'data',
        array: own.map((point) => of(point).half ?? 0),
        visible: own.some((point) => of(point).count > 1),
        color,
        width: 4,
      },
      line: { color, width: 1.6 },
      marker: {
        color,
        symbol: isMeasured ? `${inTurn(SYMBOLS, at)}-open` : inTurn(SYMBOLS, at),
        size: isMeasured ? 11 : 6,
        line: { width: 2, color },
      },
    };
  };
  return {
    kind: 'plot',
    caption:
      'Hollow: measured. Solid, joined: simulated. Means of rows with equal x, with 95 % ' +
      'intervals where there are several.',
    traces: groups.flatMap(([, own], at) => [
      side(own, at, 'measured', ({ measured }) => measured),
      side(own, at, 'simulated', ({ simulated }) => simulated),
    ]),
    layout: {
      xaxis: { title: { text: plotText(x, 80) }, rangemode: 'tozero' },
      yaxis: { title: { text: plotText(y, 60) }, rangemode: 'tozero' },
    },
    heightPixels: 430,
  };
}

function errors({ points }: Compare, { x }: Compared): PlotBlock {
  return {
    kind: 'plot',
    caption: 'How far the simulation is off, as a share of what was measured.',
    traces: byCurve(points).map(([name, own], at) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name: plotText(name === '' ? 'error' : name),
      x: own.map((point) => point.x),
      y: own.map(({ relativeError }) => relativeError ?? null),
      line: { color: inTurn(COLOURS, at), width: 1.2 },
      marker: { color: inTurn(COLOURS, at), symbol: inTurn(SYMBOLS, at), size: 7 },
    })),
    layout: {
      xaxis: { title: { text: plotText(x, 80) }, rangemode: 'tozero' },
      yaxis: { title: { text: 'error' }, tickformat: '.0%', zerolinewidth: 2 },
    },
    heightPixels: 300,
  };
}

function agreementTable({ curves: each, all }: Compare): TableBlock {
  const titles = ['points', 'bias', 'median error', 'worst error', 'R² (linear)', 'R² (log)'];
  const row = (name: string, of: Agreement): string[] => [
    name,
    String(of.points),
    percent(of.relativeBias),
    percent(of.medianRelativeError),
    percent(of.worstRelativeError),
    percent(of.r2Linear),
    percent(of.r2Log),
  ];
  return {
    kind: 'table',
    columns: [{ title: 'curve' }, ...titles.map((title) => ({ title, right: true }))],
    rows: [
      ...(each.length > 1 ? each.map((one) => row(one.curve.join(', '), one)) : []),
      row('all points', all),
    ],
  };
}

function pointTable(points: readonly ComparedPoint[], { by, x }: Compared): TableBlock {
  const titles = [x, 'measured', 'simulated', '±', 'error', 'of measured'];
  return {
    kind: 'table',
    columns: [
      ...by.map((title) => ({ title })),
      ...titles.map((title) => ({ title, right: true })),
    ],
    rows: points.map(({ curve, x: at, measured, simulated, error, relativeError }) => [
      ...curve,
      String(at),
      digits(measured.mean),
      digits(simulated.mean),
      digits(simulated.half),
      digits(error),
      percent(relativeError),
    ]),
  };
}
