/** How the rules of a system are written down: ends by phases, each with its source. */
import {
  BLOWS,
  type Blow,
  type End,
  type Phase,
  type Rule,
} from '../../sim/engine/mechanism/failure.ts';

/** What a system does about a blow, by phase. */
export type Row = Partial<Record<Phase, Rule>>;

/** Until the guest is stopped. */
export const LIVE = ['set-up', 'pre-copy', 'suspend'] as const;
/** While it stands, and the source has not let go. */
export const STANDS = ['stop-and-copy'] as const;

/** The same in several phases. @param source file and line, or what it is inferred from. */
export function rows(phases: readonly Phase[], end: End, source: string): Row {
  return Object.fromEntries(phases.map((phase) => [phase, { end, source, isInferred: false }]));
}

/** The same, where no source states it. */
export function inferred(phases: readonly Phase[], end: End, source: string): Row {
  return Object.fromEntries(phases.map((phase) => [phase, { end, source, isInferred: true }]));
}

/** Rows of all blows; those that are left out are never met. */
export function allRows(some: Partial<Record<Blow, Row>>): Record<Blow, Row> {
  return Object.fromEntries(BLOWS.map((blow) => [blow, some[blow] ?? {}])) as Record<Blow, Row>;
}

const SECOND = 1e9;

/**
 * TCP gives a connection up when a segment was repeated 15 times in vain (tcp_retries2 of Linux,
 * Documentation/networking/ip-sysctl.rst: 924.6 s at the least).
 */
export const TCP_GIVES_UP_NS = 924.6 * SECOND;
/** And one that is being opened after 6 (tcp_syn_retries, there: 127 s). */
export const TCP_CONNECT_NS = 127 * SECOND;
/** TCP asks an idle peer after 2 h, 9 times 75 s apart (tcp_keepalive_*, there). */
export const TCP_KEEPALIVE_NS = (7200 + 9 * 75) * SECOND;
