/** The report of fitted curves. */
import { type CurveFit, openFitter } from '../../study/fit/fit.ts';
import type { CurveName, Point } from '../../study/fit/model.ts';
import { curvePlot, fitTable, residualPlot } from './curve-plot.ts';
import type { Page } from './page.ts';
import type { PageOrigin } from './run-page.ts';

/** What `fit --json` prints, as far as a page needs it. */
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
export function fitPage(
  { x, y, rows }: Pick<FitData, 'x' | 'y' | 'rows'>,
  fits: readonly CurveFit[],
  { version, command }: PageOrigin,
): Page {
  const points = fits[0]?.residuals ?? [];
  const curve = { name: 'points', points: points.map((one) => ({ x: one.x, values: [one.y] })) };
  const axes = { x, y };
  const caption = 'The points and the curves fitted to them, the best first.';
  return {
    title: `${y} against ${x}`,
    facts: [
      { name: 'points', value: `${points.length} from ${rows} rows` },
      { name: 'precopy', value: version },
    ],
    command,
    sections: [
      { title: 'Curve', blocks: [curvePlot([{ ...curve, apart: true }], axes, caption, fits)] },
      { title: 'Residuals', blocks: [residualPlot(fits, axes)] },
      { title: 'Models', blocks: [fitTable(fits)] },
    ],
  };
}
