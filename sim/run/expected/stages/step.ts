/** What processes of the two-host model do, step by step. */

/** One thing that a process does; all have the same fields, for speed. */
export interface Step {
  readonly kind: 'burn' | 'wait' | 'write' | 'read' | 'start' | 'join' | 'mark';
  readonly host: 0 | 1;
  /** Virtual CPU that burns. */
  readonly vcpu: number;
  /** Ns of CPU or of time, bytes. */
  readonly amount: number;
  readonly nsPerByte: number;
  /** Number of the process that is started or waited for. */
  readonly process: number;
}

/** Notes the time. */
export const MARK = stepOf('mark', 0, 0, 0, 0, 0);

export function burn(host: 0 | 1, vcpu: number, ns: number): Step {
  return stepOf('burn', host, vcpu, ns, 0, 0);
}

export function wait(ns: number): Step {
  return stepOf('wait', 0, 0, ns, 0, 0);
}

export function move(kind: 'write' | 'read', bytes: number, nsPerByte: number): Step {
  return stepOf(kind, 0, 0, bytes, nsPerByte, 0);
}

/** Starts a process, or waits for its end. */
export function other(kind: 'start' | 'join', process: number): Step {
  return stepOf(kind, 0, 0, 0, 0, process);
}

function stepOf(
  kind: Step['kind'],
  host: 0 | 1,
  vcpu: number,
  amount: number,
  nsPerByte: number,
  process: number,
): Step {
  return { kind, host, vcpu, amount, nsPerByte, process };
}
