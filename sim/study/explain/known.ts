/** What a user knows of a migration beside its log. Each is absent when it is not said. */
export interface Known {
  readonly memoryPages?: number | undefined;
  readonly bandwidthLimitBytesPerSecond?: number | undefined;
  readonly linkBitsPerSecond?: number | undefined;
  readonly downtimeLimitSeconds?: number | undefined;
  /** Of QEMU. */
  readonly release?: string | undefined;
  /** Name of a profile, or a machine file. */
  readonly machine?: string | undefined;
}
