/** A sweep's points as files of their own: the lab plays one run at a time. */
import { combinations, readAxes } from '../../../scenarios/sweep.ts';
import { rawOf, without, withValues } from './document.ts';

/** More are not offered: nobody picks from such a list. */
const POINTS_MOST = 400;

/** One point to choose. */
interface PointChoice {
  /** Such as `load idle, source.dom0.cap 10 %`. */
  readonly name: string;
  readonly text: string;
}

/** The points of a file's sweep; none for a file without. */
export function sweepPoints(text: string): PointChoice[] {
  const { axes, findings } = readAxes(rawOf(text));
  if (axes.length === 0 || findings.length > 0) return [];
  const bare = without(text, ['sweep']);
  const points: PointChoice[] = [];
  for (const { parameters, assignments } of combinations(axes)) {
    if (points.length === POINTS_MOST) break;
    const name = Object.entries(parameters)
      .map(([axis, label]) => `${axis} ${label}`)
      .join(', ');
    points.push({ name, text: withValues(bare, assignments) });
  }
  return points;
}
