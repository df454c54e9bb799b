/** What a source states beside the fields of a measurement, under names that end in their unit. */

/** The names, and what each is. */
export const STATED = {
  elapsedSeconds: 'time since the migration began',
  setupSeconds: 'set-up',
  expectedDowntimeSeconds: 'expected downtime',
  downtimeLimitSeconds: 'downtime limit',
  bandwidthLimitBytesPerSecond: 'bandwidth limit',
  durationSeconds: 'duration of the whole task, with preparation and clean-up',
  memoryBytes: 'memory',
  sentBytes: 'bytes sent so far',
  remainingBytes: 'bytes remaining',
  sentPages: 'pages with content sent so far',
  sentZeroPages: 'zero pages sent so far',
  skippedPages: 'pages skipped',
  memorySentPercent: 'bytes sent, of the memory',
  remainingPages: 'dirty pages remaining',
  dirtyPagesPerSecond: 'dirty rate',
  bytesPerSecond: 'rate',
  megabitsPerSecond: 'rate',
  pagesPerSecond: 'pages sent per second',
  averageBytesPerSecond: 'memory over time (not the rate on the wire)',
  syncs: 'synchronisations of the dirty bitmap',
  iteration: 'iteration',
  pageBytes: 'page size',
  precopyBytes: 'bytes sent while the guest ran',
  downtimeBytes: 'bytes sent while the guest was stopped',
  postcopyBytes: 'bytes sent by post-copy',
  postcopyRequests: 'pages requested in post-copy',
  multifdBytes: 'bytes sent by multifd channels',
  vfioBytes: 'bytes of VFIO devices',
  xbzrleCacheBytes: 'XBZRLE cache',
  xbzrleBytes: 'bytes sent by XBZRLE',
  xbzrlePages: 'pages sent by XBZRLE',
  xbzrleCacheMisses: 'misses of the XBZRLE cache',
  xbzrleOverflows: 'pages that XBZRLE did not shrink',
  compressedBytes: 'bytes of compressed pages',
  throttlePercent: 'throttle of auto-converge',
  diskBytes: 'disk',
  diskSentBytes: 'bytes of disk sent so far',
  diskRemainingBytes: 'bytes of disk remaining',
} as const;

export type StatedName = keyof typeof STATED;

/** Figures as one place of a source states them; what it does not state is absent. */
export type Stated = Readonly<Partial<Record<StatedName, number>>>;

export const STATED_NAMES = Object.keys(STATED) as StatedName[];

/** The known ones of the figures; undefined when there are none. */
export function known(
  figures: Readonly<Partial<Record<StatedName, number | null | undefined>>>,
): Stated | undefined {
  const entries = STATED_NAMES.flatMap((name) => {
    const value = figures[name];
    const isKnown = value != null && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
    return isKnown ? [[name, value] as const] : [];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Statements in the order of time, and the last of each figure; one alone is no course. */
export function statements(samples: readonly Stated[]): {
  readonly stated?: Stated | undefined;
  readonly samples?: readonly Stated[] | undefined;
} {
  const last: Partial<Record<StatedName, number>> = {};
  for (const sample of samples) Object.assign(last, sample);
  return { stated: known(last), samples: samples.length > 1 ? samples : undefined };
}
