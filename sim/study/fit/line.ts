/**
 * The straight line of least squares, by sums about the means:
 * slope = Sxy / Sxx, intercept = mean y - slope mean x.
 */
import { mean } from './statistics.ts';

/** y = intercept + slope x and the squared error left over. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly sse: number;
}

/** The line through points given by their abscissae and ordinates; undefined slope is 0. */
export function straightLine(xs: readonly number[], ys: readonly number[]): Line {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let sxx = 0;
  let sxy = 0;
  xs.forEach((x, i) => {
    sxx += (x - meanX) * (x - meanX);
    sxy += (x - meanX) * ((ys[i] ?? 0) - meanY);
  });
  const slope = sxx > 0 ? sxy / sxx : 0;
  let sse = 0;
  xs.forEach((x, i) => {
    const error = (ys[i] ?? 0) - meanY - slope * (x - meanX);
    sse += error * error;
  });
  return { slope, intercept: meanY - slope * meanX, sse };
}
