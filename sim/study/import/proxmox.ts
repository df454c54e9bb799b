/**
 * Task logs of Proxmox VE, in the wording up to 6 ("migration status: active (transferred ...") and
 * since 7 ("migration active, transferred ... of ..."). Source: QemuMigrate.pm of qemu-server.
 */
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
  recognise: (text) =>
    countOf(text, /starting (?:online\/live )?migration (?:of VM|on)|migration speed: /g) +
    countOf(text, /migration (?:active, transferred|status: active \(trans)/g),
  parse: (text, fileName) => progressOf(text, fileName, LINES),
};

type Reader = (match: readonly (string | undefined)[]) => Progress;

const READERS: readonly (readonly [RegExp, Reader])[] = [
  [
    new RegExp(`migration active, transferred ${SIZE} of ${SIZE} VM-state(?:, ${SIZE}/s)?`),
    ([, sent, sentUnit, all, allUnit, rate, rateUnit]) => ({
      figures: {
        sentBytes: bytesOf(sent, sentUnit),
        memoryBytes: bytesOf(all, allUnit),
        bytesPerSecond: bytesOf(rate, rateUnit),
      },
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
    new RegExp(`migration cachesize: ${SIZE}|xbzrle cachesize: (\\d{1,15})`),
    ([, size, unit, bytes]) => ({ figures: { xbzrleCacheBytes: bytesOf(size ?? bytes, unit) } }),
  ],
  [
    new RegExp(`xbzrle: send updates to (\\d{1,15}) pages in ${SIZE} encoded memory`),
    ([, pages, size, unit]) => ({
      figures: { xbzrlePages: Number(pages), xbzrleBytes: bytesOf(size, unit) },
    }),
  ],
  [
    new RegExp(`(?:drive|mirror)-[a-z]{1,9}\\d{0,3}: transferred:? ${SIZE} of ${SIZE}`),
    ([, sent, sentUnit, all, allUnit]) => ({
      figures: { diskSentBytes: bytesOf(sent, sentUnit), diskBytes: bytesOf(all, allUnit) },
    }),
  ],
  [
    /migration finished success\w{0,4} \(duration (\d\d):(\d\d):(\d\d)\)/,
    ([, hours, minutes, seconds]) => ({
      ends: 'completed',
      figures: { durationSeconds: Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) },
    }),
  ],
  [/migration status: completed/, () => ({ ends: 'completed' })],
  [
    /online migrate failure|migration aborted|TASK ERROR: |migration status: (?:failed|cancelled)/,
    () => ({ ends: 'failed' }),
  ],
  // From here QEMU counts; what was before is preparation.
  [/starting online\/live migration on |start migrate command to /, () => ({ starts: true })],
  [/starting migration of VM \d/, () => ({ begins: true })],
];

const LINES: ProgressFormat = {
  name: 'proxmox',
  meaning(line) {
    for (const [pattern, read] of READERS) {
      const match = pattern.exec(line);
      if (match !== null) return read(match);
    }
    return undefined;
  },
};
