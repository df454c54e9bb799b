/** What QEMU says of a migration at one time, whatever form it is printed in. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { known, type Stated } from './stated.ts';

/** `ram` of a reply: sizes in bytes, counts in pages. Null: the reply does not say. */
export interface RamStatistics {
  readonly transferred: number | null;
  readonly remaining: number | null;
  readonly total: number | null;
  readonly duplicate: number | null;
  readonly normal: number | null;
  readonly normalBytes: number | null;
  readonly syncCount: number | null;
  readonly mbps: number | null;
  readonly dirtyPagesPerSecond: number | null;
  readonly pageBytes: number;
}

export interface Reply {
  readonly line: number;
  /** As QEMU's MigrationStatus; undefined when that part of the reply is cut off. */
  readonly status: string | undefined;
  readonly totalMs: number | null;
  readonly setupMs: number | null;
  readonly downtimeMs: number | null;
  readonly ram: RamStatistics | undefined;
  /** Why it failed, in QEMU's words. */
  readonly error?: string | undefined;
  /** All that is stated, under the names that every format has. */
  readonly stated: Stated;
}

/** A reply with statistics. */
export type RamReply = Reply & { readonly ram: RamStatistics };

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;

/** A count, a size or a time; anything else is damage. */
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;

/** QEMU's names of where a migration is, as a part of a pattern. */
export const STATUSES =
  'setup|active|completed|failed|cancelling|cancelled|colo|device|wait-unplug|' +
  'pre-switchover(?:-device)?|postcopy-[a-z]{1,20}';

/** These are replies with nothing beside them; others are also said of a guest or of a job. */
const ALONE = ['setup', 'failing', 'failed', 'cancelling', 'cancelled'];

/**
 * A reply with the fields of QMP's MigrationInfo; undefined for an object of another kind; a
 * sentence for a damaged reply.
 * @param isCertain where it is known to be a reply, whatever is in it.
 */
export function replyOf(line: number, body: Fields, isCertain = false): Reply | string | undefined {
  const { status } = body;
  const ram = fieldsOf(body.ram);
  const hasStatus = typeof status === 'string';
  const isAlone = hasStatus && ALONE.includes(status) && !('running' in body);
  const isReply = hasStatus || ram?.total !== undefined;
  const hasFigures = 'total-time' in body || 'ram' in body;
  if (!(isAlone || (isReply && (hasFigures || isCertain)))) return undefined;
  const statistics = ram === undefined ? undefined : ramOf(ram);
  if (statistics === null) return 'a number of this reply is missing or damaged';
  const error = body['error-desc'];
  return {
    line,
    error: typeof error === 'string' ? error : undefined,
    status: hasStatus ? status : undefined,
    totalMs: numberOf(body['total-time']),
    setupMs: numberOf(body['setup-time']),
    downtimeMs: numberOf(body.downtime),
    ram: statistics,
    stated: statedIn(body),
  };
}

const COUNTS = [
  ...['total', 'transferred', 'remaining', 'duplicate', 'normal', 'dirty-sync-count'],
] as const;

/** Null when a count is damaged, or there is none. */
function ramOf(ram: Fields): RamStatistics | null {
  const [total, transferred, remaining, duplicate, normal, syncCount] = COUNTS.map((name) =>
    numberOf(ram[name]),
  ) as [number | null, ...(number | null)[]];
  const isDamaged = COUNTS.some((name) => name in ram && numberOf(ram[name]) === null);
  if (isDamaged || (total === null && transferred == null)) return null;
  return {
    transferred: transferred ?? null,
    remaining: remaining ?? null,
    total,
    duplicate: duplicate ?? null,
    normal: normal ?? null,
    normalBytes: numberOf(ram['normal-bytes']),
    syncCount: syncCount ?? null,
    mbps: numberOf(ram.mbps),
    dirtyPagesPerSecond: numberOf(ram['dirty-pages-rate']),
    pageBytes: numberOf(ram['page-size']) || PAGE_BYTES,
  };
}

function statedIn(body: Fields): Stated {
  const [ram = {}, xbzrle = {}, disk = {}] = ['ram', 'xbzrle-cache', 'disk'].map((name) =>
    fieldsOf(body[name]),
  );
  const { vfio, compression } = body;
  const seconds = (name: string): number | null => {
    const ms = numberOf(body[name]);
    return ms === null ? null : ms / 1000;
  };
  const stated = {
    elapsedSeconds: seconds('total-time'),
    setupSeconds: seconds('setup-time'),
    expectedDowntimeSeconds: seconds('expected-downtime'),
    memoryBytes: numberOf(ram.total),
    sentBytes: numberOf(ram.transferred),
    remainingBytes: numberOf(ram.remaining),
    sentPages: numberOf(ram.normal),
    sentZeroPages: numberOf(ram.duplicate),
    skippedPages: numberOf(ram.skipped),
    dirtyPagesPerSecond: numberOf(ram['dirty-pages-rate']),
    megabitsPerSecond: numberOf(ram.mbps),
    pagesPerSecond: numberOf(ram['pages-per-second']),
    syncs: numberOf(ram['dirty-sync-count']),
    pageBytes: numberOf(ram['page-size']),
    precopyBytes: numberOf(ram['precopy-bytes']),
    downtimeBytes: numberOf(ram['downtime-bytes']),
    postcopyBytes: numberOf(ram['postcopy-bytes']),
    postcopyRequests: numberOf(ram['postcopy-requests']),
    multifdBytes: numberOf(ram['multifd-bytes']),
    vfioBytes: numberOf(fieldsOf(vfio)?.transferred),
    xbzrleCacheBytes: numberOf(xbzrle['cache-size']),
    xbzrleBytes: numberOf(xbzrle.bytes),
    xbzrlePages: numberOf(xbzrle.pages),
    xbzrleCacheMisses: numberOf(xbzrle['cache-miss']),
    xbzrleOverflows: numberOf(xbzrle.overflow),
    compressedBytes: numberOf(fieldsOf(compression)?.['compressed-size']),
    throttlePercent: numberOf(body['cpu-throttle-percentage']),
    diskBytes: numberOf(disk.total),
    diskSentBytes: numberOf(disk.transferred),
    diskRemainingBytes: numberOf(disk.remaining),
  };
  return known(stated) ?? {};
}
