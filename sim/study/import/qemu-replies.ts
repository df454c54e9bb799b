/** What QEMU says of a migration at one time, whatever form it is printed in. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { known, type Stated } from './stated.ts';

/** `ram` of a reply: sizes in bytes, counts in pages. Null: the reply does not say. */
export interface RamStatistics {
  readonly transferred: number | null;
  readonly remaining: number | null;
  readonly total: number;
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

/**
 * A reply with the fields of QMP's MigrationInfo; undefined for an object of another kind; a
 * sentence for a damaged reply.
 */
export function replyOf(line: number, body: Fields): Reply | string | undefined {
  const { status } = body;
  const isReply = typeof status === 'string' || fieldsOf(body.ram)?.total !== undefined;
  if (!isReply || !('total-time' in body || 'ram' in body)) return undefined;
  const ram = fieldsOf(body.ram);
  const statistics = ram === undefined ? undefined : ramOf(ram);
  if (statistics === null) return 'a number of this reply is missing or damaged';
  return {
    line,
    status: typeof status === 'string' ? status : undefined,
    totalMs: numberOf(body['total-time']),
    setupMs: numberOf(body['setup-time']),
    downtimeMs: numberOf(body.downtime),
    ram: statistics,
    stated: statedIn(body),
  };
}

const COUNTS = ['transferred', 'remaining', 'duplicate', 'normal', 'dirty-sync-count'] as const;

/** Null when the total is missing or a count is damaged. */
function ramOf(ram: Fields): RamStatistics | null {
  const total = numberOf(ram.total);
  const counts = COUNTS.map((name) => numberOf(ram[name]));
  const isDamaged = COUNTS.some((name, at) => name in ram && counts[at] === null);
  if (total === null || isDamaged) return null;
  const [transferred = null, remaining = null, duplicate = null, normal = null, syncCount = null] =
    counts;
  return {
    transferred,
    remaining,
    total,
    duplicate,
    normal,
    normalBytes: numberOf(ram['normal-bytes']),
    syncCount,
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
