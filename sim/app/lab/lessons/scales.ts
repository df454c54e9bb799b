/** Scales of predictions, and how numbers are said in explanations. */
import { count, TIE } from '../playback/numbers.ts';
import type { PredictionScale } from './lesson.ts';

export const seconds = (value: number): string =>
  value < 1
    ? `${(value * 1000).toFixed(0)}${TIE}ms`
    : `${value.toFixed(value < 100 ? 1 : 0)}${TIE}s`;

/** Seconds in sums: all in one unit, to the hundredth while they are few. */
export const inSeconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)}${TIE}s`;

/** Whole MiB, or GiB from 1,024 on. */
export const size = (mib: number): string => (mib < 1024 ? `${mib} MiB` : `${mib / 1024} GiB`);

export const percent = (part: number): string =>
  `${(100 * part).toFixed(part < 0.1 ? 1 : 0)}${TIE}%`;

type Maker = (label: string, least: number, most: number) => PredictionScale;

const scaleOf =
  (isLogarithmic: boolean, show: PredictionScale['show']): Maker =>
  (label, least, most) => ({ label, least, most, isLogarithmic, show });

const showSeconds = (value: number): string => `${value.toFixed(value < 2 ? 2 : 1)} s`;
const showPages = (value: number): string => `${count(value)} pages`;

export const secondsUpTo = (label: string, most: number): PredictionScale =>
  scaleOf(false, showSeconds)(label, 0, most);

/** From a tenth of a second. */
export const secondsBetween = scaleOf(true, showSeconds);

export const pagesUpTo = (label: string, most: number): PredictionScale =>
  scaleOf(false, showPages)(label, 0, most);

export const pagesBetween = scaleOf(true, showPages);

export const percentOf = (label: string, least = 0): PredictionScale =>
  scaleOf(false, (value) => `${value.toFixed(0)} %`)(label, least, 100);

export const plain = scaleOf(false, (value) => value.toFixed(0));

/** One of a few answers, by their places from 0. */
export const oneOf = (label: string, answers: readonly string[]): PredictionScale => {
  const show = (value: number): string => answers[value] ?? '';
  return { label, least: 0, most: answers.length - 1, isLogarithmic: false, show };
};
