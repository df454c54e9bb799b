/** When a point of a sweep has had enough runs. */

/** Quantities of a run that a sweep may be run for. */
export const QUANTITIES = [
  'totalSeconds',
  'downtimeSeconds',
  'pagesSent',
  'bytesSent',
  'rounds',
  'sourceDom0CpuSeconds',
  'destinationDom0CpuSeconds',
  'stoppedSeconds',
  'slowedSeconds',
  'lostSeconds',
] as const;

/** One of them. */
export type Quantity = (typeof QUANTITIES)[number];

/** The rule that ends the runs of a point. */
export interface Until {
  readonly quantity: Quantity;
  /** Of the 95 % interval of its mean, in percent of the mean. */
  readonly halfWidthPercent: number;
  readonly minimum: number;
  readonly maximum: number;
}
