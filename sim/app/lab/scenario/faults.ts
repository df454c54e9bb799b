/**
 * Faults that a person has happen at a time of the run that is watched. They are written into the
 * scenario as any others, so that the run can be repeated, shared and made without the lab.
 */
import { asList, asMap, getIn } from '../../../text/tree.ts';
import { timeOf, withEntry, without, withValue } from './document.ts';

/** What the lab can break, as a scenario names it. */
export type Break = 'link-down' | 'host-crash' | 'cancel';

/** One of a file's faults that begin at a time. */
export interface TimedFault {
  /** Its place in the list. */
  readonly index: number;
  readonly kind: string;
  /** When it begins. */
  readonly atNs: number;
  /** Infinity: never; NaN: drawn. */
  readonly endNs: number;
  /** Undefined: any. */
  readonly guest: unknown;
}

/** All that begin at a time, in the order of the file. */
export function faultsOf(raw: unknown): TimedFault[] {
  return asList(getIn(raw, ['faults'])).flatMap((entry, index) => {
    const { kind, guest, after, for: lasts } = asMap(entry);
    const atNs = timeOf(entry) + (after === undefined ? 0 : timeOf(entry, 'after'));
    if (Number.isNaN(atNs)) return [];
    const endNs = lasts === undefined ? Infinity : atNs + timeOf(entry, 'for');
    return [{ index, kind: String(kind), atNs, endNs, guest }];
  });
}

/** The outage that cuts a guest's migration off at a time; undefined while the link is up. */
export function outageAt(
  faults: readonly TimedFault[],
  guest: string,
  ns: number,
): TimedFault | undefined {
  return faults.findLast((fault) => {
    const { kind, atNs, endNs } = fault;
    const isIts = fault.guest === undefined || fault.guest === guest;
    return kind === 'link-down' && isIts && atNs <= ns && ns < endNs;
  });
}

/** The least whole microsecond that is not before a time: stages may be shorter than 1 ms. */
export const faultTimeNs = (nowNs: number): number => Math.ceil(nowNs / 1e3) * 1e3;

/** A time in whole microseconds, as it stands in a file. */
const written = (ns: number): string => `${Number((ns / 1e9).toFixed(6))} s`;

/** A fault to be written. */
export interface NewFault {
  readonly kind: Break;
  readonly atNs: number;
  /** Only where several guests move. */
  readonly guest: string | undefined;
}

/** The text with one more fault. */
export function withFault(text: string, { kind, atNs, guest }: NewFault): string {
  const about = guest === undefined ? {} : { guest };
  return withEntry(text, 'faults', { kind, at: written(atNs), ...about });
}

/** The text without a fault. */
export function withoutFault(text: string, raw: unknown, { index }: TimedFault): string {
  const isOnly = asList(getIn(raw, ['faults'])).length === 1;
  return without(text, isOnly ? ['faults'] : ['faults', index]);
}

/** The text with a fault that ends at a time; one that ends at its beginning never was. */
export function ended(text: string, raw: unknown, fault: TimedFault, ns: number): string {
  const { index, atNs } = fault;
  if (ns <= atNs) return withoutFault(text, raw, fault);
  return withValue(text, ['faults', index, 'for'], written(ns - atNs));
}
