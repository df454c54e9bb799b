/** What holds between replies to `query-migrate`, checked. */
import { diskRemarks, hiddenRemarks, type Remark } from './measurement.ts';
import type { RamReply, Reply } from './qemu-replies.ts';

/** Of bytes over time against the rate that QEMU prints: devices' state is not in both. */
const RATE_TOLERANCE = 0.05;

/** What does not add up in the replies of a migration, and what is missing of it. */
export function checkReplies(replies: readonly Reply[], known: readonly RamReply[]): Remark[] {
  const remarks = known.flatMap((reply, index) => [
    ...checkOne(reply),
    ...checkOrder(known[index - 1], reply),
  ]);
  const failed = replies.find(({ error }) => error !== undefined);
  if (failed !== undefined) {
    remarks.push({ line: failed.line, message: `the migration failed: ${failed.error}` });
  }
  const last = replies.at(-1);
  if (last !== undefined && !['completed', 'failed', 'cancelled'].includes(last.status ?? '')) {
    const status = last.status === undefined ? 'without a status' : JSON.stringify(last.status);
    const message = `the last reply is ${status}: the end is not in the file`;
    remarks.push({ line: last.line, message });
  }
  return remarks;
}

function checkOne({ line, status, ram, totalMs, setupMs, stated }: RamReply): Remark[] {
  const remarks = [...hiddenRemarks(line, stated), ...diskRemarks(line, stated)];
  if (ram.remaining !== null && ram.total !== null && ram.remaining > ram.total) {
    const message = `${ram.remaining} bytes remain of a total of ${ram.total}`;
    remarks.push({ line, message });
  }
  const pageBytes = (ram.normal ?? 0) * ram.pageBytes;
  if (ram.normal !== null && ram.normalBytes !== null && ram.normalBytes !== pageBytes) {
    const message = `${ram.normal} normal pages are ${pageBytes} bytes, not ${ram.normalBytes}`;
    remarks.push({ line, message });
  }
  if (status !== 'completed') return remarks;
  const seconds = ((totalMs ?? 0) - (setupMs ?? 0)) / 1000;
  const mbps = ((ram.transferred ?? 0) * 8) / seconds / 1e6;
  if (
    ram.transferred !== null &&
    ram.mbps !== null &&
    seconds > 0 &&
    Math.abs(mbps - ram.mbps) > RATE_TOLERANCE * mbps
  ) {
    const sum = `${ram.transferred} bytes in ${seconds} s are ${mbps.toFixed(1)}`;
    remarks.push({ line, message: `it says ${ram.mbps} Mbit/s, but ${sum}` });
  }
  return remarks;
}

function checkOrder(before: RamReply | undefined, { line, ram, totalMs }: RamReply): Remark[] {
  const remarks: Remark[] = [];
  const expected = before?.ram.syncCount ?? 1;
  if (ram.syncCount !== null && ram.syncCount > expected + (before === undefined ? 0 : 1)) {
    const from = before === undefined ? '' : ` from ${expected}`;
    const jump = `dirty-sync-count goes${from} to ${ram.syncCount}`;
    const message = `${jump}: rounds between have no reply`;
    remarks.push({ line, message });
  }
  if (before === undefined) return remarks;
  const pairs = [
    ['total-time', before.totalMs ?? 0, totalMs ?? Number.POSITIVE_INFINITY],
    ['transferred', before.ram.transferred, ram.transferred],
    ['normal', before.ram.normal, ram.normal],
    ['duplicate', before.ram.duplicate, ram.duplicate],
    ['dirty-sync-count', before.ram.syncCount, ram.syncCount],
  ] as const;
  for (const [name, early, late] of pairs) {
    if (early !== null && late !== null && late < early)
      remarks.push({ line, message: `${name} falls from ${early} to ${late}` });
  }
  return remarks;
}
