/**
 * What a host's CPU scheduler is to the rest of the machine. It sets `speed` and `held` of the
 * virtual CPUs and tells the machinery whenever it does.
 */
import type { Domain, Vcpu } from './domain.ts';

/** Why a virtual CPU is kept from running. */
export type Hold = 'parked' | 'queued' | 'paused';

export interface Scheduler {
  /** Takes a domain in; its virtual CPUs are idle. */
  add(domain: Domain): void;
  /** Takes a domain out, wherever its virtual CPUs are. */
  remove(domain: Domain): void;
  /** A virtual CPU has work. */
  wake(vcpu: Vcpu): void;
  /** A virtual CPU has no more work. */
  block(vcpu: Vcpu): void;
  /** A virtual CPU uses another share than before, or could: `utilisation` or `wanted` is new. */
  used(vcpu: Vcpu): void;
  /** Keeps a domain from running until `unpause`; nests. */
  pause(domain: Domain): void;
  unpause(domain: Domain): void;
  /** Cap or weight of a domain were changed. */
  retune(domain: Domain): void;
  /** What keeps a held virtual CPU of one of its domains from running. */
  holdOf(vcpu: Vcpu): Hold;
}

/** Told when a virtual CPU's speed or hold was changed. */
export type SpeedListener = (vcpu: Vcpu) => void;
