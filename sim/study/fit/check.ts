/** Requirements on points before a curve is fitted to them, reported as problems. */
import { type Mistake, Problem } from '../../text/problem.ts';
import type { CurveModel, Point } from './model.ts';

/** Leaving each point out once takes quadratic time; above this, fit the means. */
const MOST_POINTS = 300;
/** So that no power or square of a number leaves the range of a double. */
const LARGEST = 1e30;

function whyNot({ x, y }: Point, needsPositiveY: boolean): string | undefined {
  if (!Number.isFinite(x) || !Number.isFinite(y)) return 'x and y must be finite numbers';
  if (x <= 0) return 'x must be above zero';
  if (y <= 0 && needsPositiveY) return 'y must be above zero, its logarithm is fitted';
  if (Math.max(x, 1 / x, Math.abs(y)) > LARGEST) return `sizes beyond ${LARGEST} are not fitted`;
  return undefined;
}

function tooFew(model: CurveModel, points: readonly Point[]): string | undefined {
  const least = model.coordinates + 1;
  if (points.length < least) return `${points.length} points, at least ${least} are needed`;
  const distinct = new Set(points.map(({ x }) => x)).size;
  if (distinct === 1) return 'all x are equal';
  if (distinct >= model.leastDistinct) return undefined;
  return `${distinct} different x, at least ${model.leastDistinct} are needed`;
}

/**
 * Requires points that a model can be fitted to.
 * @param where begins every mistake, for example the file the points come from.
 * @throws Problem with all mistakes.
 */
export function checkPoints(model: CurveModel, points: readonly Point[], where: string): void {
  const mistakes: Mistake[] = points.flatMap((point, i) => {
    const reason = whyNot(point, model.scale === 'log');
    if (reason === undefined) return [];
    const message = `${model.name}: point ${i + 1} (x = ${point.x}, y = ${point.y}): ${reason}`;
    return [{ where, message }];
  });
  if (points.length > MOST_POINTS) {
    const message = `${model.name}: ${points.length} points, at most ${MOST_POINTS} are fitted`;
    mistakes.push({ where, message, hint: 'fit the means over replications' });
  }
  const few = tooFew(model, points);
  if (mistakes.length === 0 && few !== undefined) {
    mistakes.push({ where, message: `${model.name}: ${few}` });
  }
  if (mistakes.length > 0) throw new Problem(mistakes);
}
