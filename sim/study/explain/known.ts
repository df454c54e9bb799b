/** What a user knows of a migration beside its log. */
import type { Profile } from '../../../models/machine/profile.ts';

/** Each is absent when it is not said. */
export interface Known {
  readonly memoryPages?: number | undefined;
  readonly bandwidthLimitBytesPerSecond?: number | undefined;
  readonly linkBitsPerSecond?: number | undefined;
  readonly downtimeLimitSeconds?: number | undefined;
  /** Version of Xen, as its log has it. */
  readonly xenVersion?: string | undefined;
  /** Whether the guest moves from a host to itself. */
  readonly isLocal?: boolean | undefined;
  /** Of QEMU. */
  readonly release?: string | undefined;
  /** As a scenario names it, and its numbers. */
  readonly machine?: { readonly name: string; readonly profile: Profile } | undefined;
}
