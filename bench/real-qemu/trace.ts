/**
 * QEMU's trace of a migration, as its log has it, and the rounds in it. The names and the words of
 * the events are the same from QEMU 7.2 to 10.2, but for `migrate_pending`, which 8.0 made two.
 */

/** Events that are traced; a pattern stands for its names in several releases. */
export const TRACED = [
  'migration_bitmap_sync_start',
  'migration_bitmap_sync_end',
  'migrate_pending*',
  'migrate_transferred',
  'migration_throttle',
  'migration_completion_vm_stop',
  'ram_save_iterate_big_wait',
] as const;

/** A synchronisation of the dirty bitmap, and what followed it until the next one. */
export interface Sync {
  /** Seconds since 1970, as all times here. */
  readonly startSeconds: number;
  endSeconds: number;
  /** QEMU's own counter of pages found dirty, which starts again about once a second. */
  periodDirtyPages: number;
  /** Pages that this synchronisation found newly dirty. */
  newDirtyPages: number;
  /** Pages left to send right after it, and when QEMU looked last before the next one. */
  pendingPages: number | undefined;
  lastPendingPages: number | undefined;
  /** Of the window of 100 ms before it; 0 before the first one. */
  readonly bytesPerMs: number;
  readonly thresholdBytes: number;
  /** Whether the guest stood. */
  readonly isStopped: boolean;
  /** Whether auto-converge slowed the guest down, or more, here. */
  isThrottled: boolean;
}

/** What the log says. */
export interface Trace {
  readonly syncs: readonly Sync[];
  /** Times that QEMU sent for 50 ms without meeting its limit. */
  readonly bigWaits: number;
}

const PAGE_BYTES = 4096;
/**
 * QEMU's counter starts again at the first synchronisation that ends more than 1000 ms later, by a
 * clock of whole milliseconds: by the trace, not up to the first of these, surely from the second.
 */
const PERIOD_SECONDS = { least: 1, surely: 1.002 } as const;

const LINE = /^\d+@(\d+\.\d+):(\w+) ?(.*)$/;

/** @param log text of the file of QEMU's option -D, with -msg timestamp=on. */
export function readTrace(log: string): Trace {
  const state: State = { syncs: [], bigWaits: 0, bytesPerMs: 0, thresholdBytes: 0 };
  for (const line of log.split('\n')) {
    const [, seconds, name = '', rest = ''] = LINE.exec(line) ?? [];
    if (seconds !== undefined) take(state, Number(seconds), name, rest);
  }
  countNewPages(state.syncs);
  return state;
}

interface State {
  readonly syncs: Sync[];
  bigWaits: number;
  bytesPerMs: number;
  thresholdBytes: number;
  isStopped?: boolean;
}

function take(state: State, seconds: number, name: string, rest: string): void {
  const sync = state.syncs.at(-1);
  switch (name) {
    case 'migration_bitmap_sync_start':
      state.syncs.push(startOf(state, seconds));
      break;
    case 'migration_bitmap_sync_end':
      if (sync === undefined) return;
      sync.endSeconds = seconds;
      sync.periodDirtyPages = numberAfter('dirty_pages', rest);
      break;
    case 'migrate_transferred':
      state.bytesPerMs = numberAfter('bandwidth', rest);
      state.thresholdBytes = numberAfter('max_size', rest);
      break;
    case 'migration_throttle':
      if (sync !== undefined) sync.isThrottled = true;
      break;
    case 'migration_completion_vm_stop':
      state.isStopped = true;
      break;
    case 'ram_save_iterate_big_wait':
      state.bigWaits += 1;
      break;
    default:
      if (sync === undefined || !name.startsWith('migrate_pending')) return;
      sync.lastPendingPages = numberAfter('pending size', rest) / PAGE_BYTES;
      sync.pendingPages ??= sync.lastPendingPages;
  }
}

function startOf(state: State, startSeconds: number): Sync {
  return {
    startSeconds,
    endSeconds: startSeconds,
    periodDirtyPages: 0,
    newDirtyPages: 0,
    pendingPages: undefined,
    lastPendingPages: undefined,
    bytesPerMs: state.bytesPerMs,
    thresholdBytes: state.thresholdBytes,
    isStopped: state.isStopped ?? false,
    isThrottled: false,
  };
}

/** Takes what each synchronisation has found from QEMU's counter. */
function countNewPages(syncs: readonly Sync[]): void {
  let periodSeconds = syncs[0]?.startSeconds ?? 0;
  for (const [at, sync] of syncs.entries()) {
    const before = syncs[at - 1];
    const isNew = before !== undefined && startedAgain(before, sync, periodSeconds);
    if (isNew) periodSeconds = before.endSeconds;
    sync.newDirtyPages = sync.periodDirtyPages - (isNew ? 0 : (before?.periodDirtyPages ?? 0));
  }
}

/** Whether the counter started again at the synchronisation before. */
function startedAgain(before: Sync, sync: Sync, periodSeconds: number): boolean {
  const seconds = before.endSeconds - periodSeconds;
  const { periodDirtyPages, pendingPages } = sync;
  // It never falls else.
  if (periodDirtyPages < before.periodDirtyPages || seconds > PERIOD_SECONDS.surely) return true;
  if (seconds <= PERIOD_SECONDS.least || pendingPages === undefined) return false;
  // What is left is what was left and what is new.
  const leastNew = pendingPages - (before.lastPendingPages ?? 0);
  return periodDirtyPages <= pendingPages && periodDirtyPages >= leastNew;
}

const numberAfter = (word: string, text: string): number =>
  Number(new RegExp(`\\b${word} (\\d+)`).exec(text)?.[1] ?? Number.NaN);
