/**
 * y = a x^b + c by variable projection (Golub and Pereyra 1973): for a given b the best a and c are
 * a straight line in x^b, so only b is searched, on a grid and then by golden section; no start
 * value, no local minimum missed but between two grid points. Coordinates: a, b, c.
 *
 * The search uses ((x/g)^b - 1) / b in place of x^b, g being the geometric mean of the x: the same
 * curves, but without overflow and smooth through b = 0, where x^b alone does not vary with x.
 */
import { exp, expm1, log, pow } from '../../engine/kernel/portable.ts';
import type { Curve, CurveModel, Point } from './model.ts';
import { type Line, mean, straightLine } from './statistics.ts';

const STEEPEST = 8;
const GRID_STEP = 0.25;
const SECTIONS = 80;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Below this a and c grow without bound and the curve is that of a logarithm. */
const FLATTEST = 1e-4;

/** The b of least error within an interval, by golden section. */
function golden(sseAt: (b: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [sseLeft, sseRight] = [sseAt(left), sseAt(right)];
  for (let section = 0; section < SECTIONS; section += 1) {
    if (sseLeft <= sseRight) {
      [high, right, sseRight] = [right, left, sseLeft];
      left = high - GOLDEN * (high - low);
      sseLeft = sseAt(left);
    } else {
      [low, left, sseLeft] = [left, right, sseRight];
      right = low + GOLDEN * (high - low);
      sseRight = sseAt(right);
    }
  }
  return sseLeft <= sseRight ? left : right;
}

function solve(points: readonly Point[]): readonly number[] | string {
  const center = mean(points.map(({ x }) => log(x)));
  const logs = points.map(({ x, y }) => ({ x: log(x) - center, y }));
  const lineAt = (b: number): Line =>
    straightLine(b === 0 ? logs : logs.map(({ x, y }) => ({ x: expm1(b * x) / b, y })));
  const sseAt = (b: number): number => lineAt(b).sse;
  let best = -STEEPEST;
  for (let b = -STEEPEST; b <= STEEPEST; b += GRID_STEP) if (sseAt(b) < sseAt(best)) best = b;
  if (Math.abs(best) === STEEPEST) {
    return `no exponent between -${STEEPEST} and ${STEEPEST} fits best`;
  }
  const b = golden(sseAt, best - GRID_STEP, best + GRID_STEP);
  if (Math.abs(b) < FLATTEST) return 'the best exponent is 0: y is linear in log x';
  const { slope, intercept } = lineAt(b);
  if (slope === 0) return 'y does not vary with x';
  return [(slope / b) * exp(-b * center), b, intercept - slope / b];
}

function curve([a = 0, b = 0, c = 0]: readonly number[]): Curve {
  return {
    predict: (x) => a * pow(x, b) + c,
    gradient: (x) => [pow(x, b), a * pow(x, b) * log(x), 1],
    parameters: [
      { name: 'a', value: a, gradient: [1, 0, 0], isLog: false },
      { name: 'b', value: b, gradient: [0, 1, 0], isLog: false },
      { name: 'c', value: c, gradient: [0, 0, 1], isLog: false },
    ],
  };
}

/** The power law above a constant. */
export const powerOffset: CurveModel = {
  name: 'power-offset',
  formula: 'y = a x^b + c',
  scale: 'linear',
  coordinates: 3,
  leastDistinct: 3,
  isSmooth: true,
  solve,
  curve,
};
