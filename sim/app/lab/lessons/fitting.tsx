/** Lesson 9: a curve through points, and where a power law lies. */
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
import { type Source, withMore } from './source.ts';
import { Word } from './word.tsx';

const AXIS = 'source.dom0.cap';

/** Means, so that chance does not decide which curve is best. */
const source: Source = withMore(
  sweepOver(
    'paper/figure-1.yaml',
    `{${AXIS}: [10 %, 20 %, 30 %, 40 %, 50 %, 60 %, 70 %, 80 %, 90 %, 100 %]}`,
  ),
  [['fidelity', 'expected']],
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

async function fitPart(runner: Runner) {
  const points = timesOver(AXIS, await runner.sweep(source));
  const part = await fits(
    runner,
    points.filter(({ x }) => x >= FITTED_FROM),
  );
  return { points, law: modelOf(part, 'power'), best: part[0] as FittedCurve };
}

const given = async (runner: Runner): Promise<Series[]> => {
  const { points, law } = await fitPart(runner);
  return [line('power law', 'dirty', law), simulated(points.filter(({ x }) => x >= FITTED_FROM))];
};

/** How far a curve is off, as parts of what was simulated. */
const worstError = ({ residuals }: FittedCurve): number =>
  largestOf(residuals.map(({ y, fitted }) => Math.abs(fitted - y) / y));

const inPercent = (part: number): string => `${(100 * part).toFixed(0)}\u00a0%`;

export const fitting: Lesson = {
  title: 'Where a power law lies',
  question: () => (
    <p>
      <Word of="paper, the" as="The paper" /> fits a power law, time = a · cap<sup>b</sup>, to such
      points. Here one is fitted to the caps from {FITTED_FROM} to 100&nbsp;% (the line). Where does
      the migration really lie with 20 and with {AT}&nbsp;%? Draw both.
    </p>
  ),
  prediction: {
    kind: 'curve',
    x: percentOf("Cap of the source's Dom0"),
    y: secondsBetween('Total time, s', 10, 400),
    places: [AT, 20],
    at: AT,
  },
  given,
  source,
  reading: [
    { page: 'explanation/model', section: '6-dom0s-cpu-is-bandwidth-and-a-cap-is-on-and-off' },
    { page: 'tutorial', section: 'fit-a-curve-and-look-at-it' },
  ],
  slips: [
    { value: 50.7, words: 'You followed the line. Below the knee half the cap is twice the time.' },
  ],
  async run(runner) {
    const { points, law, best: near } = await fitPart(runner);
    const all = await fits(runner, points);
    const whole = modelOf(all, 'power');
    const best = all[0] ?? whole;
    const r2 = (whole.r2Log ?? 0).toFixed(3);
    const truth = points.find(({ x }) => x === AT)?.y ?? 0;
    const at = (curve: FittedCurve): number => curve.values[PLACES.indexOf(AT)] ?? 0;
    const words = (curve: FittedCurve): string => CURVE_WORDS[curve.model];
    return {
      truth,
      series: [
        line('power law from 30 %', 'dirty', law),
        line(`best of all points: ${words(best)}`, 'second', best),
        simulated(points),
      ],
      explanation: (
        <>
          <p>
            <b>{seconds(truth)}</b>. The law fitted from {FITTED_FROM}&nbsp;% on says{' '}
            {seconds(at(law))}. A power law is one straight line on logarithmic scales; the
            simulation has two, by lesson 8: time goes with 1 / cap below the <Word of="knee" />,
            and stays as it is above. The best curve for these points, {words(near)}, is off by at
            most {inPercent(worstError(near))} there, and says {seconds(at(near))}: a good fit is no
            forecast.
          </p>
          <p>
            Fitted to all ten points the law has <Word of="R²" /> = {r2} on the logarithmic scale,
            which looks well, and is still off by {inPercent(worstError(whole))} at its worst point.
            By <Word of="AICc" /> the <b>{words(best)}</b> is the best of the curves that precopy
            fits: {best.formula}, off by {inPercent(worstError(best))} at most. It has a floor,
            where the mechanism has one. Look at <Word of="residual" as="residuals" /> before R².
          </p>
        </>
      ),
    };
  },
};
