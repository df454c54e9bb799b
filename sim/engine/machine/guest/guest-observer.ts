/**
 * Who looks at guests while they run. As with the machine, observers settle and change nothing.
 */
import type { Guest } from './guest.ts';

/** Hears of one guest or several. */
export interface GuestObserver {
  /** It stops (`guest.suspended` says how) or goes on. */
  stopped(guest: Guest, stands: boolean): void;
  /** Its dirty log was emptied. */
  cleaned(guest: Guest): void;
}
