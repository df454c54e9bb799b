/** Scales of predictions, and how numbers are said in explanations. */
import type { Scale } from './lesson.ts';

export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Between a number and its unit: no line ends there. */
const TIE = '\u00a0';

export const seconds = (value: number): string =>
  value < 1
    ? `${(value * 1000).toFixed(0)}${TIE}ms`
    : `${value.toFixed(value < 100 ? 1 : 0)}${TIE}s`;

export const percent = (part: number): string =>
  `${(100 * part).toFixed(part < 0.1 ? 1 : 0)}${TIE}%`;

export const secondsUpTo = (label: string, most: number): Scale => {
  return { label, least: 0, most, isLogarithmic: false, show: (value) => `${value.toFixed(1)} s` };
};

/** From a tenth of a second. */
export const secondsBetween = (label: string, least: number, most: number): Scale => {
  return { label, least, most, isLogarithmic: true, show: (value) => `${value.toFixed(1)} s` };
};

export const pagesUpTo = (label: string, most: number): Scale => {
  return { label, least: 0, most, isLogarithmic: false, show: (value) => `${count(value)} pages` };
};

export const pagesBetween = (label: string, least: number, most: number): Scale => {
  return { label, least, most, isLogarithmic: true, show: (value) => `${count(value)} pages` };
};

export const percentOf = (label: string, least = 0): Scale => {
  return {
    label,
    least,
    most: 100,
    isLogarithmic: false,
    show: (value) => `${value.toFixed(0)} %`,
  };
};

export const plain = (label: string, least: number, most: number): Scale => {
  return { label, least, most, isLogarithmic: false, show: (value) => value.toFixed(0) };
};
