/** Lesson 8: a curve through points, and where a power law lies. */
import { largestOf } from '../../../engine/kernel/lists.ts';
import { CURVE_WORDS, type Point } from '../../../study/fit/model.ts';
import type { FittedCurve } from '../engine/calls.ts';
import {
  type Lesson,
  type Runner,
  type Series,
  simulated,
  sweepOver,
  timesOver,
} from './lesson.ts';
import { percentOf, seconds, secondsBetween } from './scales.ts';

const AXIS = 'source.dom0.cap';

const source = sweepOver(
  'paper/figure-1.yaml',
  `{${AXIS}: [10 %, 20 %, 30 %, 40 %, 50 %, 60 %, 70 %, 80 %, 90 %, 100 %]}`,
);

/** The points that the law is fitted to. */
const FITTED_FROM = 30;
const AT = 10;
const PLACES = Array.from({ length: 96 }, (_, index) => index + 5);

const line = (name: string, colour: Series['colour'], { values }: FittedCurve): Series => ({
  name,
  colour,
  isLine: true,
  points: PLACES.map((x, index) => ({ x, y: values[index] ?? Number.NaN })),
});

async function fits(runner: Runner, points: readonly Point[]): Promise<readonly FittedCurve[]> {
  const answer = await runner.engine.fit(points, PLACES);
  if (!answer.ok) throw new Error(answer.fault ?? 'no curve could be fitted');
  return answer.value;
}

const modelOf = (all: readonly FittedCurve[], name: string): FittedCurve => {
  const found = all.find(({ model }) => model === name);
  if (found === undefined) throw new Error(`no fit of ${name}`);
  return found;
};

async function fitPart(runner: Runner): Promise<{ points: Point[]; law: FittedCurve }> {
  const points = timesOver(AXIS, await runner.sweep(source));
  const known = points.filter(({ x }) => x >= FITTED_FROM);
  return { points, law: modelOf(await fits(runner, known), 'power') };
}

const given = async (runner: Runner): Promise<Series[]> => {
  const { points, law } = await fitPart(runner);
  const known = points.filter(({ x }) => x >= FITTED_FROM);
  return [line('power law', 'dirty', law), simulated(known)];
};

/** How far a curve is off, as parts of what was simulated. */
const worstError = ({ residuals }: FittedCurve): number =>
  largestOf(residuals.map(({ y, fitted }) => Math.abs(fitted - y) / y));

export const fitting: Lesson = {
  title: 'Where a power law lies',
  question: (
    <p>
      The paper fits a power law, time = a · cap<sup>b</sup>, to such points. Here one is fitted to
      the caps from {FITTED_FROM} to 100&nbsp;% (the line). Where does the migration with {AT}
      &nbsp;% really lie? Draw the point.
    </p>
  ),
  prediction: {
    kind: 'point',
    x: percentOf("Cap of the source's Dom0"),
    y: secondsBetween('Total time, s', 10, 200),
    at: AT,
  },
  given,
  source,
  reading: [
    { page: 'explanation/model', section: '6-dom0s-cpu-is-bandwidth-and-a-cap-is-on-and-off' },
    { page: 'tutorial', section: 'fit-a-curve-and-look-at-it' },
  ],
  async run(runner) {
    const { points, law } = await fitPart(runner);
    const all = await fits(runner, points);
    const whole = modelOf(all, 'power');
    const best = all[0] ?? whole;
    const truth = points.find(({ x }) => x === AT)?.y ?? 0;
    const said = law.values[PLACES.indexOf(AT)] ?? 0;
    return {
      truth,
      series: [
        line('power law from 30 %', 'dirty', law),
        line(`best of all: ${CURVE_WORDS[best.model]}`, 'second', best),
        simulated(points),
      ],
      explanation: (
        <>
          <p>
            <b>{seconds(truth)}</b>. The law fitted from {FITTED_FROM}&nbsp;% on says{' '}
            {seconds(said)}, only {((100 * said) / truth).toFixed(0)}&nbsp;% of it. A power law
            knows no link: above some cap the time stays what the link makes it, and the law bends
            its whole curve to follow that.
          </p>
          <p>
            Fitted to all ten points it has R² = {(whole.r2Log ?? 0).toFixed(3)} on the logarithmic
            scale, which looks well, and is still off by {(100 * worstError(whole)).toFixed(0)}
            &nbsp;% at its worst point. Of the curves that precopy fits,{' '}
            <b>{CURVE_WORDS[best.model]}</b> is the best by AICc: {best.formula}, off by at most
            &nbsp;{(100 * worstError(best)).toFixed(0)}
            &nbsp;%. It has a floor, where the mechanism has one. Look at residuals before R².
          </p>
        </>
      ),
    };
  },
};
