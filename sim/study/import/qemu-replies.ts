/** Replies to QEMU's `query-migrate`, with the fields that are used. */
import { type FoundObject, jsonObjects } from './json-objects.ts';
import type { Remark } from './measurement.ts';

/** `ram` of a reply: sizes in bytes, counts in pages, the rate in megabits a second. */
export interface RamStatistics {
  readonly transferred: number;
  readonly remaining: number;
  readonly total: number;
  readonly duplicate: number;
  readonly normal: number;
  readonly normalBytes: number | null;
  readonly syncCount: number;
  readonly mbps: number | null;
  readonly dirtyPagesPerSecond: number | null;
  readonly pageBytes: number;
}

export interface Reply {
  readonly line: number;
  readonly status: string;
  readonly totalMs: number | null;
  readonly setupMs: number | null;
  readonly downtimeMs: number | null;
  readonly ram: RamStatistics | undefined;
}

/** A reply with statistics. */
export type RamReply = Reply & { readonly ram: RamStatistics };

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null ? (value as Fields) : undefined;

/** A count, a size or a time; anything else is damage. */
const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;

/** The replies of a text in its order, and the places where one is damaged. */
export function qemuReplies(text: string): { replies: Reply[]; remarks: Remark[] } {
  const replies: Reply[] = [];
  const remarks: Remark[] = [];
  for (const object of jsonObjects(text)) {
    const reply = replyOf(object);
    if (typeof reply === 'string') remarks.push({ line: object.line, message: reply });
    else if (reply !== undefined) replies.push(reply);
  }
  return { replies, remarks };
}

/** A reply; undefined for an object of another kind; a sentence for a damaged reply. */
function replyOf({ line, text, value }: FoundObject): Reply | string | undefined {
  if (value === undefined) {
    return /"transferred"|"dirty-sync-count"/.test(text)
      ? 'this reply is not whole JSON'
      : undefined;
  }
  const outer = fieldsOf(value);
  const body = fieldsOf(outer?.return) ?? outer;
  const { status } = body ?? {};
  if (
    body === undefined ||
    typeof status !== 'string' ||
    !('total-time' in body || 'ram' in body)
  ) {
    return undefined;
  }
  const ram = fieldsOf(body.ram);
  const statistics = ram === undefined ? undefined : ramOf(ram);
  if (statistics === null) return 'a number of this reply is missing or damaged';
  return {
    line,
    status,
    totalMs: numberOf(body['total-time']),
    setupMs: numberOf(body['setup-time']),
    downtimeMs: numberOf(body.downtime),
    ram: statistics,
  };
}

/** Null when one of the counts is missing. */
function ramOf(ram: Fields): RamStatistics | null {
  const [transferred, remaining, total, duplicate, normal, syncCount] = [
    'transferred',
    'remaining',
    'total',
    'duplicate',
    'normal',
    'dirty-sync-count',
  ].map((name) => numberOf(ram[name]));
  if (transferred == null || remaining == null || total == null) return null;
  if (duplicate == null || normal == null || syncCount == null) return null;
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
    pageBytes: numberOf(ram['page-size']) || 4096,
  };
}
