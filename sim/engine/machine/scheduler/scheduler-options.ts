/** What the scheduler of a host is made of, whichever it is. */
import type { SpeedListener, Vcpu } from '../flow/domain.ts';

export interface SchedulerOptions {
  readonly host: string;
  readonly cpus: number;
  readonly changed: SpeedListener;
  /** Brings the CPU counter of a virtual CPU to now. */
  readonly settle: (vcpu: Vcpu) => void;
  /** Who has run less than this is not preempted, ns. */
  readonly rateLimitNs: number;
  /** CPU of a switch to a virtual CPU, which is charged to it, ns; credit2 only. */
  readonly switchNs: number;
  /** Whether a slice of credit2 counts the one that is just switched out among those that wait. */
  readonly countsInFlight: boolean;
}
