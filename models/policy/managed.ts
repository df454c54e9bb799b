/**
 * QEMU's policy under a manager that looks at the migration now and then and changes its limits.
 * Nothing of QEMU is said again: what a manager does not set is QEMU's default.
 */
import { RATE_LIMITS } from '../../sim/engine/mechanism/parameters.ts';
import type { PaceFacts, PolicyChange, PreCopyPolicy } from '../../sim/engine/mechanism/policy.ts';
import { QEMU, type QemuOptions, qemu } from './qemu.ts';

/** The releases of QEMU, as its policy has them. */
export const RELEASE = QEMU.schema.in.shape.release;

/** QEMU's downtime limit until a manager sets another. */
export const DEFAULT_LIMIT_SECONDS = 0.3;

/** How a manager starts QEMU. */
export interface Start {
  readonly release: QemuOptions['release'];
  /** Absent: no limit. */
  readonly bitsPerSecond?: number | undefined;
  readonly autoConverge: boolean;
  /** Whether it ever asks for post-copy. */
  readonly postCopy: boolean;
  /** What becomes of a guest that is ended otherwise. */
  readonly onLimit: QemuOptions['onLimit'];
}

/**
 * Limits that a manager has set by a time, all of them. A function of the facts alone: the sender
 * also asks for times that may come.
 */
export type Manager = (facts: PaceFacts) => PolicyChange;

export function managed(name: string, start: Start, manager: Manager): PreCopyPolicy {
  const { release, autoConverge, bitsPerSecond = RATE_LIMITS.most, onLimit } = start;
  const defaults = QEMU.schema.parse({ name: 'qemu', release, autoConverge });
  const postCopy = start.postCopy ? { atThreshold: false, preempt: false } : undefined;
  const policy = qemu({ ...defaults, bitsPerSecond, onLimit, postCopy, maxSeconds: Infinity });
  return {
    ...policy,
    name,
    leaves(facts) {
      policy.retune?.(manager(facts));
      return policy.leaves?.(facts) ?? 0;
    },
    stop(facts) {
      policy.retune?.(manager(facts));
      return policy.stop(facts);
    },
  };
}
