/** Numbers in words, as all of the lab shows them. */
import { BITS_PER_PAGE } from '../../../engine/kernel/unit.ts';
import { digits, grouped } from '../../../output/document/numbers.ts';
import { readQuantity } from '../../../text/quantity.ts';

/** Between words, or a number and its unit: no line ends there. */
export const TIE = '\u00a0';

/** `16,405`. */
export const count = grouped;

/** As `precopy run` prints a time. */
export const preciseSeconds = (seconds: number): string => `${seconds.toFixed(3)} s`;

/** A rate of pages as one of bits, Mbit/s. */
export const megabits = (pagesPerSecond: number): number => (pagesPerSecond * BITS_PER_PAGE) / 1e6;

/** A rate of a file in the other of its two units; empty for what is no rate. */
export function otherUnit(text: string): string {
  const pages = readQuantity(text, 'pages/s');
  if (!pages.ok) return '';
  const isBits = readQuantity(text, 'bit/s').ok;
  return isBits ? `${count(pages.value)} pages/s` : `${digits(megabits(pages.value), 3)} Mbit/s`;
}

/** `3,000 pages/s (98.3 Mbit/s)`. */
export const pageRate = (pagesPerSecond: number): string =>
  `${count(pagesPerSecond)} pages/s (${digits(megabits(pagesPerSecond), 3)}${TIE}Mbit/s)`;
