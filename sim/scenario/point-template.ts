/**
 * The points of a sweep as one checked scenario and the places of its data that differ. A point
 * that is loaded by itself takes a millisecond, of which all but some microseconds give what the
 * point before gave.
 *
 * Each case of every list is loaded once, of a range its ends; what differs from the first case is
 * what the axis sets. That holds for all points if no two axes set the same place, and if what
 * follows from several values together is right wherever each is between its ends. So the corners,
 * all combinations of least and greatest values, are loaded too, and some points between: a limit
 * that goes one way with each value, as all limits of sizes and rates do, is kept everywhere if it
 * is kept in the corners. If any of these is refused or is not what the places make of it, there is
 * no template, and each point is loaded by itself.
 */
import { getIn, isMap, type Path, setIn, startsWith } from '../text/tree.ts';
import type { Axis } from './axis.ts';
import type { OpenedSweep } from './load.ts';
import { read, unitOf } from './range.ts';
import type { Scenario } from './scenario.ts';

/** How points differ. */
export interface PointTemplate {
  readonly base: Scenario;
  /** No place is within another. */
  readonly places: readonly Path[];
  /** What is at each place in these points, from 0, one point after the other. */
  readonly valuesAt: (points: readonly number[]) => unknown[];
  /** The value or case name of every axis in these points. */
  readonly parametersAt: (points: readonly number[]) => Record<string, (string | number)[]>;
}

/** What one axis sets. */
interface AxisPlaces {
  readonly places: readonly Path[];
  /** @param index of a case. @param place its number among the places. */
  readonly valueAt: (index: number, place: number) => unknown;
  /** Cases between which all others lie; all, where they have no order. */
  readonly ends: readonly number[];
}

/** Not worth it for less points than are looked at. */
const POINTS_LEAST = 200;
const CORNERS_MOST = 256;
const CASES_MOST = 1000;
const POINTS_LOOKED_AT = 24;

/** @returns undefined where points have to be loaded one by one. */
export function templateOf(sweep: OpenedSweep): PointTemplate | undefined {
  const { axes, points, casesAt } = sweep;
  if (points < POINTS_LEAST) return undefined;
  const load = (cases: readonly number[]): Scenario | undefined => {
    try {
      return sweep.scenarioOf(cases);
    } catch {
      return undefined;
    }
  };
  const first = axes.map(() => 0);
  const base = load(first);
  if (base === undefined) return undefined;
  const found = axes.map((axis, at) => {
    return axisPlaces(axis, (index) => load(first.with(at, index)));
  });
  const sets = found.flatMap((each) => each ?? []);
  if (sets.length < axes.length) return undefined;
  const places = sets.flatMap((each) => each.places);
  if (areNested(places)) return undefined;
  const valuesOf = (cases: readonly number[]): unknown[] => {
    return sets.flatMap((axis, at) => {
      return axis.places.map((_, place) => axis.valueAt(cases[at] as number, place));
    });
  };
  for (const cases of lookedAt(sets, { points, casesAt })) {
    const loaded = cases === undefined ? undefined : load(cases);
    if (loaded === undefined || cases === undefined) return undefined;
    if (!isSame(patched(base, places, valuesOf(cases)), loaded)) return undefined;
  }
  return { base, places, ...columnsBy(sweep, sets) };
}

/** The points as columns: of many quick runs, an object for each would take as long as the run. */
function columnsBy(
  { axes, casesAt }: Pick<OpenedSweep, 'axes' | 'casesAt'>,
  sets: readonly AxisPlaces[],
): Pick<PointTemplate, 'valuesAt' | 'parametersAt'> {
  return {
    valuesAt: (these) => {
      const values: unknown[] = [];
      for (const point of these) {
        const cases = casesAt(point);
        for (let at = 0; at < sets.length; at += 1) {
          const { places, valueAt } = sets[at] as AxisPlaces;
          for (let place = 0; place < places.length; place += 1) {
            values.push(valueAt(cases[at] as number, place));
          }
        }
      }
      return values;
    },
    parametersAt: (these) => {
      const cases = these.map(casesAt);
      const columns = axes.map((axis, at) => {
        return [axis.name, cases.map((each) => axis.at(each[at] as number).label)] as const;
      });
      return Object.fromEntries(columns);
    },
  };
}

/** The scenario with these values at these places. */
export function patched(
  base: Scenario,
  places: readonly Path[],
  values: readonly unknown[],
): Scenario {
  let made: unknown = base;
  for (let at = 0; at < places.length; at += 1) {
    made = setIn(made, places[at] as Path, values[at]);
  }
  return made as Scenario;
}

function areNested(places: readonly Path[]): boolean {
  return places.some((one, at) => {
    return places.some((other, index) => index !== at && startsWith(one, other));
  });
}

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

type Load = (index: number) => Scenario | undefined;

function axisPlaces(axis: Axis, load: Load): AxisPlaces | undefined {
  return numberPlaces(axis, load) ?? casePlaces(axis, load);
}

/** Of an axis of quantities: numbers that stand in the data as they are written. */
function numberPlaces({ size, at }: Axis, load: Load): AxisPlaces | undefined {
  const unit = unitOf([at(0).label, at(size - 1).label]);
  if (unit === undefined || at(0).assignments.length !== 1) return undefined;
  const numbers = Float64Array.from({ length: size }, (_, index) => read(at(index).label, unit));
  if (numbers.some(Number.isNaN)) return undefined;
  const numberOf = (index: number): number => numbers[index] as number;
  const [low, high] = extremes(numbers);
  const [one, other] = [load(low), load(high)];
  if (one === undefined || other === undefined) return undefined;
  const places = differences(one, other);
  const isPlain = places.every((place) => {
    return getIn(one, place) === numberOf(low) && getIn(other, place) === numberOf(high);
  });
  if (!isPlain) return undefined;
  return {
    places,
    valueAt: numberOf,
    ends: [low, high],
  };
}

/** Where the least and the greatest number are. */
function extremes(numbers: Float64Array): [number, number] {
  let low = 0;
  let high = 0;
  for (let index = 1; index < numbers.length; index += 1) {
    const value = numbers[index] as number;
    if (value < (numbers[low] as number)) low = index;
    if (value > (numbers[high] as number)) high = index;
  }
  return [low, high];
}

/** Of any other axis: what each of its cases puts there. */
function casePlaces({ size }: Axis, load: Load): AxisPlaces | undefined {
  if (size > CASES_MOST) return undefined;
  const all = Array.from({ length: size }, (_, index) => load(index));
  if (all.some((each) => each === undefined)) return undefined;
  const known = new Map<string, Path>();
  for (const each of all) {
    for (const place of differences(all[0], each)) known.set(JSON.stringify(place), place);
  }
  // Where one case replaces a whole and another a part of it, the whole is the place.
  const places = [...known.values()].filter((place, _, every) => {
    return !every.some((other) => other !== place && startsWith(place, other));
  });
  const values = all.map((each) => places.map((place) => getIn(each, place)));
  return { places, valueAt: (index, place) => values[index]?.[place], ends: [...all.keys()] };
}

/** The outermost places at which two trees differ and that both have. */
function differences(one: unknown, other: unknown, at: Path = []): Path[] {
  if (Object.is(one, other)) return [];
  const areLists = Array.isArray(one) && Array.isArray(other) && one.length === other.length;
  if (!areLists && !(isMap(one) && isMap(other))) return [at];
  const keys = Object.keys(one);
  const theirs = Object.keys(other);
  if (keys.length !== theirs.length || keys.some((key, index) => key !== theirs[index])) {
    return [at];
  }
  return keys.flatMap((key) => {
    const place = areLists ? Number(key) : key;
    return differences(getIn(one, [place]), getIn(other, [place]), [...at, place]);
  });
}

/** Corners and some points, each as the cases of its axes; undefined: too many corners. */
function* lookedAt(
  found: readonly AxisPlaces[],
  { points, casesAt }: Pick<OpenedSweep, 'points' | 'casesAt'>,
): Generator<readonly number[] | undefined> {
  const corners = found.reduce((product, { ends }) => product * ends.length, 1);
  if (corners > CORNERS_MOST) yield undefined;
  for (let corner = 0; corner < corners; corner += 1) {
    let rest = corner;
    yield found.map(({ ends }) => {
      const end = ends[rest % ends.length] as number;
      rest = Math.floor(rest / ends.length);
      return end;
    });
  }
  for (let part = 0; part < POINTS_LOOKED_AT; part += 1) {
    yield casesAt(Math.floor((part * points) / POINTS_LOOKED_AT));
  }
}
