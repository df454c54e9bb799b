/** Scales of plots: from values to pixels, with the ticks of their axes. */
import { largestOf, smallestOf } from '../../engine/kernel/lists.ts';
import type { PlotAxis } from '../document/plot.ts';
import { ticksBetween } from '../document/ticks.ts';

export interface Tick {
  readonly at: number;
  /** Empty for one between the labelled ones of a logarithmic axis. */
  readonly text: string;
}

export interface PlotScale {
  /** The place of a value, pixels; NaN where it has none. */
  readonly of: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** Beyond the outermost values of an axis without a range, as a part of it. */
const MARGIN = 0.03;

/** Values that differ by less than this part are one. */
const SAME = 1e-9;

/** Powers of ten up to which ticks at 2 and 5 have labels as well. */
const LABELLED_DECADES = 1.7;

/**
 * @param values all that is drawn along the axis.
 * @param ends pixels of its least and of its greatest value.
 * @param count about how many ticks have room.
 */
export function scaleOf(
  axis: PlotAxis,
  values: readonly number[],
  [from, to]: readonly [number, number],
  count: number,
): PlotScale {
  const isLog = axis.type === 'log';
  const [least, most] = isLog ? decades(values) : linearEnds(axis, values, count);
  const place = isLog ? Math.log10 : (value: number) => value;
  const pixels = (to - from) / (place(most) - place(least));
  const of = (value: number): number => from + pixels * (place(value) - place(least));
  if (isLog) return { of, ticks: logTicks(least, most) };
  const ticks = ticksOf(axis, least, most, count);
  const text = axis.tickformat === undefined ? words : (at: number) => `${words(100 * at)} %`;
  return { of, ticks: ticks.map((at) => ({ at, text: text(at) })) };
}

/** A number on an axis. */
const words = (value: number): string =>
  Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 6 });

function ticksOf({ range, dtick }: PlotAxis, least: number, most: number, count: number): number[] {
  if (range === undefined || dtick === undefined) return ticksBetween(least, most, count);
  const first = Math.ceil(least / dtick);
  const last = Math.floor(most / dtick);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * dtick);
}

/** The range, or the values with a margin; from 0, or to it, where the axis asks for that. */
function linearEnds({ range, rangemode }: PlotAxis, values: readonly number[], count: number) {
  if (range !== undefined) return range;
  const all = rangemode === 'tozero' ? [0, ...values] : values;
  const [least, most] = [smallestOf(all), largestOf(all)];
  if (!(most - least > SAME * Math.abs(most))) return [least - 0.5, least + 0.5] as const;
  const margin = MARGIN * (most - least);
  const [first, last] = [least === 0 ? 0 : least - margin, most === 0 ? 0 : most + margin];
  const [, tick = 1, another = 2] = ticksBetween(first, last, count);
  const step = another - tick;
  // Up to the next tick, where that is near.
  const end = Math.ceil(last / step - 1e-9) * step;
  return [first, end - last < 0.6 * step ? end : last] as const;
}

function decades(values: readonly number[]): readonly [number, number] {
  const all = values.filter((value) => value > 0);
  if (all.length === 0) return [1, 10];
  const [least, most] = [smallestOf(all), largestOf(all)];
  const room = 10 ** Math.max(0.05, MARGIN * Math.log10(most / least));
  return [least / room, most * room];
}

function logTicks(least: number, most: number): Tick[] {
  const isShort = Math.log10(most / least) < LABELLED_DECADES;
  const first = Math.floor(Math.log10(least));
  const powers = Array.from({ length: Math.ceil(Math.log10(most)) - first + 1 }, (_, at) => {
    return 10 ** (first + at);
  });
  const isNamed = (digit: number): boolean => digit === 1 || (isShort && [2, 5].includes(digit));
  return powers
    .flatMap((power) => {
      return [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => {
        return { at: digit * power, text: isNamed(digit) ? words(digit * power) : '' };
      });
    })
    .filter(({ at }) => at >= least && at <= most);
}
