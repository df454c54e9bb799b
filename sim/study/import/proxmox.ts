/**
 * Task logs of Proxmox VE, in the wording up to 6 ("migration status: active (transferred ...") and
 * since 7 ("migration active, transferred ... of ..."). Source: QemuMigrate.pm of qemu-server.
 */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { type Progress, type ProgressFormat, progressOf } from './progress.ts';
import { bytesOf, SIZE } from './sizes.ts';

export const PROXMOX: Format = {
  name: 'proxmox',
  title: 'task log of a migration in Proxmox VE, in both wordings',
  source: 'the log of the task, below /var/log/pve/tasks or from the web interface',
  meaning: [
    'times are from "starting online/live migration" or "start migrate command", to 1 s',
    'downtimeSeconds are those that QEMU reports',
    'averageBytesPerSecond is the memory over the time, whatever was sent',
  ],
  isLineWhole: true,
  isToSecond: true,
  recognise: (text) =>
    countOf(text, /starting (?:online\/live )?migration (?:of VM|on)|migration speed: /g) +
    countOf(text, /migration (?:active, transferred|status: active \(trans)/g),
  parse: (text, fileName) => progressOf(text, fileName, LINES),
};

type Reader = (match: readonly (string | undefined)[]) => Progress;

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [
    new RegExp(
      `migration active, transferred ${SIZE} of ${SIZE} VM-state(?:, ${SIZE}/s)?` +
        `(?:, VM dirties lots of memory: ${SIZE}/s)?`,
    ),
    ([, sent, sentUnit, all, allUnit, rate, rateUnit, dirty, dirtyUnit]) => ({
      figures: {
        sentBytes: bytesOf(sent, sentUnit),
        memoryBytes: bytesOf(all, allUnit),
        bytesPerSecond: bytesOf(rate, rateUnit),
        dirtyPagesPerSecond: pagesOf(bytesOf(dirty, dirtyUnit)),
      },
    }),
  ],
  [
    new RegExp(`migration completed, transferred ${SIZE} VM-state`),
    ([, sent, unit]) => ({
      ends: 'completed',
      figures: { sentBytes: bytesOf(sent, unit), remainingBytes: 0 },
    }),
  ],
  [
    new RegExp(`status: active \\(transferred ${SIZE}, remaining ${SIZE}\\), total ${SIZE}`),
    ([, sent, sentUnit, rest, restUnit, all, allUnit]) => ({
      figures: {
        sentBytes: bytesOf(sent, sentUnit),
        remainingBytes: bytesOf(rest, restUnit),
        memoryBytes: bytesOf(all, allUnit),
      },
    }),
  ],
  [
    new RegExp(`(average )?migration speed: ${SIZE}/s - downtime (\\d{1,9}) ms`),
    ([, , rate, unit, downtime]) => ({
      ends: 'completed',
      figures: { averageBytesPerSecond: bytesOf(rate, unit) },
      downtimeSeconds: Number(downtime) / 1000,
      remark: `${rate} ${unit}/s is the memory over the time, not the rate on the wire`,
    }),
  ],
  [
    /downtime limit: (\d{1,9}) ms|auto-increased downtime to continue migration: (\d{1,9}) ms/,
    ([, limit, raised]) => ({
      figures: { downtimeLimitSeconds: Number(limit ?? raised) / 1000 },
    }),
  ],
  [
    /migrate_set_downtime: (\d{1,6}(?:\.\d{1,6})?)/,
    ([, limit]) => ({ figures: { downtimeLimitSeconds: Number(limit) } }),
  ],
  [
    /migrate_set_speed: (\d{1,18})/,
    ([, limit]) => ({ figures: { bandwidthLimitBytesPerSecond: Number(limit) } }),
  ],
  [
    new RegExp(`migration speed limit: ${SIZE}/s`),
    ([, limit, unit]) => ({ figures: { bandwidthLimitBytesPerSecond: bytesOf(limit, unit) } }),
  ],
  [
    new RegExp(`migration cachesize: ${SIZE}`),
    ([, size, unit]) => ({ figures: { xbzrleCacheBytes: bytesOf(size, unit) } }),
  ],
  [
    new RegExp(
      String.raw`xbzrle cachesize: (\d{1,15}) transferred (\d{1,15}) pages (\d{1,15}) ` +
        String.raw`cachemiss (\d{1,15}) overflow (\d{1,15})`,
    ),
    (match) => {
      const [cache = 0, bytes = 0, pages = 0, misses = 0, overflows = 0] = match
        .slice(1)
        .map(Number);
      return {
        figures: {
          xbzrleCacheBytes: cache,
          xbzrleBytes: bytes,
          xbzrlePages: pages,
          xbzrleCacheMisses: misses,
          xbzrleOverflows: overflows,
        },
      };
    },
  ],
  [
    new RegExp(
      `xbzrle: send updates to (\\d{1,15}) pages in ${SIZE} encoded memory` +
        String.raw`(?:, cache-miss [\d.]{1,6}%)?(?:, overflow (\d{1,15}))?`,
    ),
    ([, pages, size, unit, overflows]) => ({
      figures: {
        xbzrlePages: Number(pages),
        xbzrleBytes: bytesOf(size, unit),
        xbzrleOverflows: overflows === undefined ? null : Number(overflows),
      },
    }),
  ],
  [
    new RegExp(
      `(?:drive|mirror)-([a-z]{1,9}\\d{0,3}): transferred:? ${SIZE}` +
        `(?: of| remaining: \\d{1,18} bytes total:) ${SIZE}`,
    ),
    ([, name = '', sent, sentUnit, all, allUnit]) => ({
      disk: { name, sent: bytesOf(sent, sentUnit) ?? 0, bytes: bytesOf(all, allUnit) ?? 0 },
    }),
  ],
  [
    /migration finished success\w{0,5} \(duration (\d\d):(\d\d):(\d\d)\)/,
    (match) => ({ ends: 'completed', figures: { durationSeconds: durationOf(match) } }),
  ],
  [
    /(?:migration aborted|finished with problems) \(duration (\d\d):(\d\d):(\d\d)\)/,
    (match) => ({ ends: 'failed', figures: { durationSeconds: durationOf(match) } }),
  ],
  [/migration status: completed/, () => ({ ends: 'completed' })],
  [
    /online migrate failure - (.{1,200})|migration status error: \w{1,9} - (.{1,200})/,
    ([, aborted, failed]) => ({
      ends: 'failed',
      remark: `the migration failed: ${(aborted ?? failed ?? '').trim()}`,
    }),
  ],
  [
    /migration aborted|TASK ERROR: |migration status(?: error)?: (?:failed|cancelled)/,
    () => ({ ends: 'failed' }),
  ],
  // From here QEMU counts; what was before is preparation.
  [/starting online\/live migration|start migrate command to /, () => ({ starts: true })],
  [/starting migration of VM \d/, () => ({ begins: true })],
];

const pagesOf = (bytes: number | null): number | null =>
  bytes === null ? null : Math.round(bytes / PAGE_BYTES);

const durationOf = ([, hours, minutes, seconds]: readonly (string | undefined)[]): number =>
  Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);

const LINES: ProgressFormat = {
  name: 'proxmox',
  noTimes: 'the lines have no times: take the log of the task with its stamps',
  disksGo: 'it goes before the memory, and what is written to it meanwhile along with it',
  meaning(line) {
    for (const [pattern, read] of READERS) {
      const match = pattern.exec(line);
      if (match !== null) return read(match);
    }
    return undefined;
  },
};
