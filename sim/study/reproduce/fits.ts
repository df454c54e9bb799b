/** What the one fitter makes of simulated curves, as numbers that claims speak of. */
import type { CurveFit, Fitter } from '../fit/fit.ts';
import type { Point } from '../fit/model.ts';

type Curve = readonly Point[];

/** R^2 on the log scale of the power law, percent. */
export function r2Percent({ fitCurve }: Fitter, curve: Curve): number {
  return 100 * (fitCurve('power', curve).r2Log ?? Number.NaN);
}

/** Where a power law goes over into a constant, in the unit of x; NaN where no knee shows. */
export function kneeOf({ fitAll }: Fitter, curve: Curve): number {
  const fit = fitAll(curve).fits.find(({ model }) => model === 'change-point');
  return fit === undefined ? Number.NaN : parameter(fit, 'knee');
}

/** The exponent b of y = a x^b. */
export function exponentOf({ fitCurve }: Fitter, curve: Curve): number {
  return parameter(fitCurve('power', curve), 'b');
}

function parameter({ parameters }: CurveFit, name: string): number {
  return parameters.find((one) => one.name === name)?.value ?? Number.NaN;
}
