/** Curves fitted to points. */
import { type CurveFit, openFitter } from '../../study/fit/fit.ts';
import { CURVE_WORDS, type CurveName, type Point } from '../../study/fit/model.ts';
import { againstWords, axisWords, unitIn } from './axis-words.ts';
import { type Axes, curvePlot, residualPlot, withUnit } from './curve-plot.ts';
import { type Block, numeric, type ReportDocument, type TableBlock, worded } from './document.ts';
import { digits, percent } from './numbers.ts';

/** What `fit --json` prints, as far as a report needs it. */
export interface FitData {
  readonly x: string;
  readonly y: string;
  readonly rows: number;
  readonly fits: readonly {
    readonly model: CurveName;
    readonly residuals: readonly Point[];
  }[];
}

/** The fits behind the data: the same points give the same fits again, with their curves. */
export async function fitsAgain({ fits }: FitData): Promise<CurveFit[]> {
  const { fitCurve } = await openFitter();
  return fits.map(({ model, residuals }) => {
    return fitCurve(
      model,
      residuals.map(({ x, y }) => ({ x, y })),
    );
  });
}

/** @param fits at least one, of the same points. */
export function fitDocument(
  { x, y, rows }: Pick<FitData, 'x' | 'y' | 'rows'>,
  fits: readonly CurveFit[],
): ReportDocument {
  const points = fits[0]?.residuals ?? [];
  const curve = { name: 'points', points: points.map((one) => ({ x: one.x, values: [one.y] })) };
  const axes = { x: axisWords(x), y: axisWords(y) };
  const caption = 'The points and the curves fitted to them, the best first.';
  const drawn = curvePlot([{ ...curve, apart: true }], axes, caption, fits);
  return {
    title: againstWords(y, x),
    facts: [{ name: 'points', value: `${points.length} from ${rows} rows` }],
    sections: [
      {
        title: 'Curve',
        onPage: true,
        blocks: [drawn, residualPlot(fits, axes), modelTable(fits, axes)],
      },
      ...fits.map((fit) => ({
        title: `${CURVE_WORDS[fit.model]}: ${fit.formula}, ${fit.n} points from ${rows} rows`,
        isTitled: true,
        blocks: parameterBlocks(fit, axes),
      })),
    ],
  };
}

const DIGITS = 6;

function parameterBlocks(fit: CurveFit, axes: Axes): Block[] {
  const { r2Log, r2Linear, aicc, leaveOneOutRmse } = fit;
  const error = digits(leaveOneOutRmse, DIGITS);
  const left = error === '-' ? error : `${error} ${unitIn(axes.y)}`.trim();
  const lines = [
    `R2 on the log scale   ${percent(r2Log, 2)}  (as a spreadsheet's power trend line)`,
    `R2 on the linear scale ${percent(r2Linear, 2)}`,
    `AICc ${digits(aicc, DIGITS)}, leave-one-out error ${left}`,
  ];
  const table: TableBlock = {
    kind: 'table',
    columns: [...worded('parameter'), ...numeric('value', '95 % from', ['to', '95 % to'])],
    rows: fit.parameters.map(({ name, value, low, high }) => {
      return [name, ...[value, low, high].map((each) => digits(each, DIGITS))];
    }),
  };
  return [table, { kind: 'text', text: lines.join('\n') }];
}

/** Models beside one another: how well they describe the points. */
export function modelTable(fits: readonly CurveFit[], axes: Axes): TableBlock {
  return {
    kind: 'table',
    columns: [
      ...worded('model', 'formula', 'parameters, with 95 % intervals'),
      ...numeric('R² (log)', 'R² (linear)', 'AICc', withUnit('leave-one-out error', axes)),
    ],
    rows: fits.map((fit) => [
      CURVE_WORDS[fit.model],
      fit.formula,
      fit.parameters
        .map(({ name, value, low, high }) => {
          return `${name} = ${digits(value)} (${digits(low)} to ${digits(high)})`;
        })
        .join(', '),
      percent(fit.r2Log, 2),
      percent(fit.r2Linear, 2),
      digits(fit.aicc),
      digits(fit.leaveOneOutRmse),
    ]),
  };
}
