/** A picture with two axes, in which a person may draw a point. */
import { ticksBetween } from '../../../output/document/ticks.ts';
import { shorten } from '../../../output/html/time-line-svg.ts';
import type { Point } from '../../../study/fit/model.ts';
import type { PredictionScale, Series } from '../lessons/lesson.ts';

const WIDTH = 640;
const HEIGHT = 360;
const LEFT = 64;
const RIGHT = 26;
const TOP = 14;
const BOTTOM = 46;

interface Props {
  readonly x: PredictionScale;
  readonly y: PredictionScale;
  readonly series: readonly Series[];
  /** The person's point, or the points of a curve. */
  readonly drawn: readonly Point[];
  /** Where it is, or is to be. */
  readonly at?: number;
  readonly isCurve?: boolean;
  /** What the curve is compared with, at the same places. */
  readonly truth?: readonly Point[];
}

/** The picture alone. */
export function Plane({ x, y, series, drawn, at, isCurve, truth = [] }: Props) {
  const onPaper = (point: Point): string => `${xOf(x, point.x)},${yOf(y, point.y)}`;
  return (
    <svg class="picture" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img">
      <title>{`${y.label} over ${x.label}`}</title>
      <Axes x={x} y={y} />
      {at === undefined ? null : <Guide x={x} at={at} />}
      {truth.length < 2 ? null : (
        <polygon class="gap" points={[...drawn, ...truth.toReversed()].map(onPaper).join(' ')} />
      )}
      {series.map((each) => (
        <SeriesMarks key={each.name} series={each} x={x} y={y} />
      ))}
      {isCurve && drawn.length > 1 ? (
        <polyline class="drawn thin" points={drawn.map(onPaper).join(' ')} />
      ) : null}
      {drawn.map((point) => (
        <path
          key={point.x}
          class={isCurve ? 'drawn thin' : 'drawn'}
          d={cross(xOf(x, point.x), yOf(y, point.y), isCurve ? 4 : 8)}
        />
      ))}
    </svg>
  );
}

interface DrawableProps extends Props {
  readonly at: number;
  /** Told of the value drawn above `at`. */
  readonly onDraw: (value: number) => void;
}

/** Steps of the arrow keys, as parts of the scale. */
const STEPS: Readonly<Record<string, number>> = {
  ArrowUp: 0.02,
  ArrowRight: 0.02,
  PageUp: 0.1,
  ArrowDown: -0.02,
  ArrowLeft: -0.02,
  PageDown: -0.1,
};

/** The picture, in which a point is drawn by pointing, or moved by the arrow keys. */
export function DrawablePlane({ onDraw, ...picture }: DrawableProps) {
  const { x, y, at } = picture;
  const drawn = picture.drawn[0];
  const draw = (event: PointerEvent): void => {
    if ((event.buttons & 1) === 1) onDraw(valueAt(y, placeWithin(event).up));
  };
  const move = (event: KeyboardEvent): void => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onDraw(valueAt(y, (drawn === undefined ? 0.5 : partOf(y, drawn.y)) + step));
  };
  return (
    <div
      class="plane"
      role="slider"
      tabIndex={0}
      aria-label={`${y.label} at ${x.label} ${x.show(at)}`}
      aria-orientation="vertical"
      aria-valuemin={y.least}
      aria-valuemax={y.most}
      aria-valuenow={drawn?.y ?? y.least}
      aria-valuetext={drawn === undefined ? 'nothing drawn yet' : y.show(drawn.y)}
      onPointerDown={draw}
      onPointerMove={draw}
      onKeyDown={move}
    >
      <Plane {...picture} />
    </div>
  );
}

function SeriesMarks({ series, x, y }: { series: Series; x: PredictionScale; y: PredictionScale }) {
  const { points, colour, isLine } = series;
  const places = points.map((point) => [xOf(x, point.x), yOf(y, point.y)] as const);
  if (isLine) {
    return <polyline class={`line ${colour}`} points={places.map((p) => p.join(',')).join(' ')} />;
  }
  return (
    <g class={`marks ${colour}`}>
      {places.map(([cx, cy]) => (
        <circle key={`${cx} ${cy}`} cx={cx} cy={cy} r={5} />
      ))}
    </g>
  );
}

/** Where the point is to be drawn. */
function Guide({ x, at }: { x: PredictionScale; at: number }) {
  const place = xOf(x, at);
  return <line class="guide" x1={place} x2={place} y1={TOP} y2={HEIGHT - BOTTOM} />;
}

function Axes({ x, y }: { x: PredictionScale; y: PredictionScale }) {
  return (
    <g class="axes">
      <rect
        x={LEFT}
        y={TOP}
        width={WIDTH - LEFT - RIGHT}
        height={HEIGHT - TOP - BOTTOM}
        fill="none"
      />
      {ticksOf(x).map((value) => (
        <text key={`x ${value}`} x={xOf(x, value)} y={HEIGHT - BOTTOM + 18} text-anchor="middle">
          {x.show(value)}
        </text>
      ))}
      {ticksOf(y).map((value) => (
        <g key={`y ${value}`}>
          <line x1={LEFT} x2={WIDTH - RIGHT} y1={yOf(y, value)} y2={yOf(y, value)} />
          <text x={LEFT - 6} y={yOf(y, value) + 4} text-anchor="end">
            {shorten(value)}
          </text>
        </g>
      ))}
      <text class="name" x={(LEFT + WIDTH - RIGHT) / 2} y={HEIGHT - 6} text-anchor="middle">
        {x.label}
      </text>
      <text
        class="name"
        transform={`translate(14 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`}
        text-anchor="middle"
      >
        {y.label}
      </text>
    </g>
  );
}

/** Where a pointer is between the axes, as parts of them. */
export function placeWithin(event: PointerEvent): { across: number; up: number } {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const left = ((event.clientX - box.left) / box.width) * WIDTH;
  const down = ((event.clientY - box.top) / box.height) * HEIGHT;
  return {
    across: (left - LEFT) / (WIDTH - LEFT - RIGHT),
    up: 1 - (down - TOP) / (HEIGHT - TOP - BOTTOM),
  };
}

/** Part of the scale below a value, 0 to 1. */
export function partOf({ least, most, isLogarithmic }: PredictionScale, value: number): number {
  const part = isLogarithmic
    ? Math.log(value / least) / Math.log(most / least)
    : (value - least) / (most - least);
  return Math.min(1, Math.max(0, part));
}

/** The value at a part of the scale. */
export function valueAt({ least, most, isLogarithmic }: PredictionScale, part: number): number {
  const within = Math.min(1, Math.max(0, part));
  if (isLogarithmic) return least * (most / least) ** within;
  return least + (most - least) * within;
}

const xOf = (scale: PredictionScale, value: number): number =>
  LEFT + (WIDTH - LEFT - RIGHT) * partOf(scale, value);

const yOf = (scale: PredictionScale, value: number): number =>
  HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * partOf(scale, value);

/** Powers of ten, with 2 and 5 times them where there are few; or about six round numbers. */
function ticksOf({ least, most, isLogarithmic }: PredictionScale): number[] {
  if (isLogarithmic) {
    const steps = Math.log10(most / least) > 3 ? [1] : [1, 2, 5];
    const powers = Array.from({ length: 14 }, (_, index) => 10 ** (index - 3));
    const all = powers.flatMap((power) => steps.map((step) => step * power));
    return all.filter((value) => value >= least && value <= most);
  }
  return ticksBetween(least, most, 6);
}

const cross = (x: number, y: number, arm: number): string =>
  `M${x - arm} ${y - arm}L${x + arm} ${y + arm}M${x - arm} ${y + arm}L${x + arm} ${y - arm}`;
