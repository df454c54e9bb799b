/** Numbers as cells of tables; a dash for what is not known. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { showQuantity } from '../../text/quantity.ts';

const SIGNIFICANT = 4;
const UNKNOWN = '-';

type Maybe = number | null | undefined;

/** A whole number with commas: `16,405`. What a browser has for it takes 20 ms at its first use. */
export function grouped(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}

/** Significant digits, by default as many as such simulations are good for. */
export function digits(value: Maybe, count = SIGNIFICANT): string {
  return value === undefined || value === null ? UNKNOWN : String(Number(value.toPrecision(count)));
}

/** The same with a plus before what is above 0. */
export function signedDigits(value: Maybe): string {
  return `${(value ?? 0) > 0 ? '+' : ''}${digits(value)}`;
}

/** A share in percent, without a minus before what is rounded to 0. */
export function percent(share: Maybe, decimals = 1): string {
  if (share === undefined || share === null) return UNKNOWN;
  return `${(100 * share).toFixed(decimals).replace(/^-(?=0\.?0*$)/u, '')} %`;
}

/** The same with a plus before what is shown above 0. */
export function signedPercent(share: Maybe): string {
  const shown = percent(share);
  return (share ?? 0) > 0 && shown !== percent(0) ? `+${shown}` : shown;
}

/** Seconds with as many digits as a reader can use. */
export function seconds(value: number): string {
  return value >= 10 ? value.toFixed(2) : digits(value);
}

/** A rate of pages, and what it comes to in bytes. */
export function pageRate(pages: number): string {
  const bytes = showQuantity(pages * PAGE_BYTES, 'bytes');
  return `${Math.round(pages)} pages/s (${bytes}/s)`;
}
