/**
 * Devices of a guest whose state goes with it while it stands. QEMU's estimate of what is left does
 * not know what that takes, so that a pause may be longer than its limit.
 */

export const DEVICE_KINDS = ['vfio', 'vhost', 'gpu', 'other'] as const;

/** Devices of a guest that are alike. */
export interface Devices {
  readonly kind: (typeof DEVICE_KINDS)[number];
  readonly count: number;
  /** State of each that is sent while the guest stands. */
  readonly stateBytes: number;
  /** Time to stop each and save its state, and to load it and start it, ns. */
  readonly saveNs: number;
  readonly loadNs: number;
  /** How many of them are saved, or loaded, at a time. */
  readonly atOnce: number;
}

/** How many there are of a kind. */
export function countOf(devices: readonly Devices[], kind: Devices['kind']): number {
  return devices.reduce((sum, each) => (each.kind === kind ? sum + each.count : sum), 0);
}
