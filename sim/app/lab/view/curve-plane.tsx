/** A picture in which one draws a whole curve: by pointing, or with a slider for each place. */
import type { Point } from '../../../study/fit/model.ts';
import type { CurvePrediction, Series } from '../lessons/lesson.ts';
import { Plane, partOf, placeWithin, valueAt } from './plane.tsx';

interface Props {
  readonly prediction: CurvePrediction;
  readonly series: readonly Series[];
  readonly drawn: readonly Point[];
  readonly onDraw: (place: number, value: number) => void;
}

const STEPS = 100;

export function CurvePlane({ prediction, series, drawn, onDraw }: Props) {
  const { x, y, places, at } = prediction;
  const draw = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 0) return;
    const { across, up } = placeWithin(event);
    const wanted = valueAt(x, across);
    const far = (place: number): number => Math.abs(place - wanted);
    const nearest = places.reduce((best, place) => (far(place) < far(best) ? place : best));
    onDraw(nearest, valueAt(y, up));
  };
  return (
    <div class="curve">
      <fieldset>
        <legend class="hidden">Your curve</legend>
        {places.map((place) => {
          const value = drawn.find((point) => point.x === place)?.y;
          return (
            <label key={place}>
              {x.show(place)}
              <input
                type="range"
                min={0}
                max={STEPS}
                value={value === undefined ? STEPS / 2 : Math.round(partOf(y, value) * STEPS)}
                aria-valuetext={value === undefined ? 'nothing drawn yet' : y.show(value)}
                onInput={(event) => {
                  onDraw(place, valueAt(y, Number(event.currentTarget.value) / STEPS));
                }}
              />
            </label>
          );
        })}
      </fieldset>
      <div class="plane" onPointerDown={draw} onPointerMove={draw}>
        <Plane {...{ x, y, at, series, drawn, isCurve: true }} />
      </div>
    </div>
  );
}
