/** What processes of the two-host model do, step by step. */

/** One thing that a process does; all have the same fields, for speed. */
export interface Step {
  readonly kind: 'burn' | 'wait' | 'write' | 'read' | 'start' | 'join' | 'mark';
  readonly host: 0 | 1;
  /** Virtual CPU that burns. */
  readonly seat: number;
  /** Ns of CPU or of time, bytes. */
  readonly amount: number;
  readonly nsPerByte: number;
  /** Number of the process that is started or waited for. */
  readonly process: number;
}

const NOTHING: Omit<Step, 'kind'> = { host: 0, seat: 0, amount: 0, nsPerByte: 0, process: 0 };

/** Notes the time. */
export const MARK: Step = { kind: 'mark', ...NOTHING };

export function burn(host: 0 | 1, seat: number, ns: number): Step {
  return { kind: 'burn', ...NOTHING, host, seat, amount: ns };
}

export function wait(ns: number): Step {
  return { kind: 'wait', ...NOTHING, amount: ns };
}

export function move(kind: 'write' | 'read', bytes: number, nsPerByte: number): Step {
  return { kind, ...NOTHING, amount: bytes, nsPerByte };
}

/** Starts a process, or waits for its end. */
export function other(kind: 'start' | 'join', process: number): Step {
  return { kind, ...NOTHING, process };
}
