/** Where a learner predicts: a slider, a choice, a point, or a whole curve. */
import type { Point } from '../../../study/fit/model.ts';
import type { Series } from '../lessons/lesson.ts';
import type { LessonSession } from '../state/lesson-session.ts';
import { CurvePlane } from './curve-plane.tsx';
import { DrawablePlane, Plane, partOf, valueAt } from './plane.tsx';

interface Props {
  readonly session: LessonSession;
}

export function PredictionArea({ session }: Props) {
  const { kind } = session.lesson.prediction;
  return (
    <section class="prediction" aria-label="Your prediction">
      {kind === 'slider' ? <SliderPrediction session={session} /> : null}
      {kind === 'choice' ? <ChosenPrediction session={session} /> : null}
      {kind === 'point' ? <DrawnPrediction session={session} /> : null}
      {kind === 'curve' ? <CurvePrediction session={session} /> : null}
      {session.isCommitted.value ? null : (
        <button
          type="button"
          class="primary"
          disabled={session.predicted.value === undefined || session.working.value !== ''}
          onClick={() => void session.commit()}
        >
          This is my prediction
        </button>
      )}
    </section>
  );
}

const SLIDER_STEPS = 200;

function SliderPrediction({ session }: Props) {
  const { y } = session.lesson.prediction;
  const value = session.predicted.value;
  const truth = session.shown.value?.truth;
  const shown = value === undefined ? 'move the slider' : y.show(value);
  return (
    <div class="guess">
      <label htmlFor="guess">
        {y.label}: <b>{shown}</b>
      </label>
      <input
        id="guess"
        type="range"
        min={0}
        max={SLIDER_STEPS}
        disabled={session.isCommitted.value}
        value={value === undefined ? 0 : Math.round(partOf(y, value) * SLIDER_STEPS)}
        aria-valuetext={shown}
        onInput={(event) => {
          session.predict(valueAt(y, Number(event.currentTarget.value) / SLIDER_STEPS));
        }}
      />
      {truth === undefined ? null : (
        <div class="truth" aria-hidden="true">
          <span style={{ left: `${(100 * partOf(y, truth)).toFixed(2)}%` }}>▲</span>
        </div>
      )}
    </div>
  );
}

function ChosenPrediction({ session }: Props) {
  const { label, most, show } = session.lesson.prediction.y;
  return (
    <fieldset class="answers" disabled={session.isCommitted.value}>
      <legend>{label}:</legend>
      {Array.from({ length: most + 1 }, (_, value) => (
        <label key={value}>
          <input
            type="radio"
            name="guess"
            checked={session.predicted.value === value}
            onChange={() => session.predict(value)}
          />{' '}
          {show(value)}
        </label>
      ))}
    </fieldset>
  );
}

function DrawnPrediction({ session }: Props) {
  const { prediction } = session.lesson;
  if (prediction.kind !== 'point') return null;
  const { x, y, at } = prediction;
  const value = session.predicted.value;
  const drawn: Point[] = value === undefined ? [] : [{ x: at, y: value }];
  const series = session.shown.value?.series ?? session.given.value;
  const picture = { x, y, at, drawn, series };
  return (
    <div class="guess">
      {session.isCommitted.value ? (
        <Plane {...picture} />
      ) : (
        <DrawablePlane {...picture} onDraw={(drawnAt) => session.predict(drawnAt)} />
      )}
      <Keys series={series} own={`your point${value === undefined ? '' : `: ${y.show(value)}`}`} />
    </div>
  );
}

function CurvePrediction({ session }: Props) {
  const { prediction } = session.lesson;
  if (prediction.kind !== 'curve') return null;
  const { x, y, at } = prediction;
  const drawn = session.drawn.value;
  const series = session.shown.value?.series ?? session.given.value;
  const truth = truthAt(series, drawn);
  return (
    <div class="guess">
      {session.isCommitted.value ? (
        <Plane {...{ x, y, at, drawn, series, truth }} isCurve />
      ) : (
        <CurvePlane
          {...{ prediction, series, drawn }}
          onDraw={(place, value) => session.draw(place, value)}
        />
      )}
      <Keys
        series={series}
        own={truth.length > 0 ? 'your curve; shaded: its error' : 'your curve'}
      />
    </div>
  );
}

/** The simulated points at the places of a curve, once they are there. */
function truthAt(series: readonly Series[], drawn: readonly Point[]): Point[] {
  const points = series.find(({ name }) => name === 'simulated')?.points ?? [];
  const found = drawn.flatMap(({ x }) => points.find((point) => point.x === x) ?? []);
  return found.length === drawn.length ? found : [];
}

function Keys({ series, own }: { readonly series: readonly Series[]; readonly own: string }) {
  return (
    <p class="quiet keys">
      <span>
        <span class="cross">×</span> {own}
      </span>
      {series.map(({ name, colour, isLine }) => (
        <span key={name}>
          <span class={`swatch ${colour} ${isLine ? 'stroke' : 'dot'}`} /> {name}
        </span>
      ))}
    </p>
  );
}
