/** A sweep's points as files of their own: the lab plays one run at a time. */
import { readDesign } from '../../../scenario/sweep.ts';
import { getIn } from '../../../text/tree.ts';
import { rawOf, without, withValues } from './document.ts';

/** More points are not offered: the list would be too long to pick from. */
const POINTS_MOST = 400;

/** One point to choose. */
interface PointChoice {
  /** Such as `load idle, source.dom0.cap 10 %`. */
  readonly name: string;
  /** The file with the point's settings in it and without its sweep. */
  readonly text: () => string;
}

/** The points of a file's sweep; none for a file without. */
export function sweepPoints(text: string): PointChoice[] {
  const raw = rawOf(text);
  if (getIn(raw, ['sweep']) === undefined) return [];
  const { design, findings } = readDesign(raw);
  if (design.axes.length === 0 || findings.length > 0) return [];
  const count = Math.min(design.points, POINTS_MOST);
  return Array.from({ length: count }, (_, point) => {
    const { parameters, assignments } = design.at(point);
    const names = Object.entries(parameters).map(([axis, label]) => `${axis} ${label}`);
    const written = (): string => withValues(without(text, ['sweep']), assignments);
    return { name: names.join(', '), text: written };
  });
}
