/** What the one fitter makes of simulated curves, as numbers that claims speak of. */
import { type CurveFit, openFitter } from '../fit/fit.ts';
import type { Point } from '../fit/model.ts';
import type { ClaimCheck } from './claim-check.ts';
import type { Experiments } from './experiments.ts';
import { row, within } from './finding.ts';

/** R^2 on the log scale of the power law, percent. */
export async function r2Percent(curve: readonly Point[]): Promise<number> {
  const { fitCurve } = await openFitter();
  const { r2Log } = fitCurve('power', curve);
  return 100 * (r2Log ?? Number.NaN);
}

/** Where a power law goes over into a constant, in the unit of x. */
export async function kneeOf(curve: readonly Point[]): Promise<number> {
  const { fitCurve } = await openFitter();
  return parameter(fitCurve('change-point', curve), 'knee');
}

/** The exponent b of y = a x^b. */
export async function exponentOf(curve: readonly Point[]): Promise<number> {
  const { fitCurve } = await openFitter();
  return parameter(fitCurve('power', curve), 'b');
}

function parameter({ parameters }: CurveFit, name: string): number {
  return parameters.find((one) => one.name === name)?.value ?? Number.NaN;
}

/** A claim on the R^2 of a figure's power law. */
export interface R2Claim {
  readonly id: string;
  readonly figure: string;
  readonly kind: 'calibrated' | 'predicted';
  /** Which curve of the figure. */
  readonly series: string;
  readonly expectedPercent: number;
  /** Points of R^2 it may be off. */
  readonly tolerance: number;
  readonly curve: (all: Experiments) => readonly Point[];
}

export function r2Claim(claim: R2Claim): ClaimCheck {
  const { id, figure, kind, series, expectedPercent, tolerance, curve } = claim;
  const text = `R2 (log) of the power law, ${series}`;
  return {
    row: row(id, figure, kind, text, `${expectedPercent} %`, `+-${tolerance}`),
    check: async (all) => {
      const value = await r2Percent(curve(all));
      return within(value, expectedPercent - tolerance, expectedPercent + tolerance, '%');
    },
  };
}
