/**
 * Progress lines of nova-compute. Source: _live_migration_monitor of nova/virt/libvirt/driver.py.
 */
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { type Progress, progressOf } from './progress.ts';

/** Of memory or disk, with or without a comma before. */
const AMOUNTS =
  String.raw`(\d{1,4})% remaining[;,]? ?\(bytes processed=(\d{1,18}), ` +
  String.raw`remaining=(\d{1,18}), total=(\d{1,18})\)`;
const RUNNING = new RegExp(String.raw`Migration running for (\d{1,9}) secs, memory ${AMOUNTS}`);
const DISK = new RegExp(`disk ${AMOUNTS}`);
const LIMIT = /Increasing downtime to (\d{1,9}) ms after/;
const FAILURE = /Live Migration failure: ([^#\n]{1,200})/;
const GIVEN_UP = /Live migration (not completed after|stuck for) (\d{1,9}) sec/;
const INSTANCE = /\[instance: ([0-9a-f-]{1,40})\]/;

export const NOVA: Format = {
  name: 'nova',
  title: "progress lines of OpenStack's nova-compute",
  source: '`grep "Migration running" /var/log/nova/nova-compute.log` on the source, at level INFO',
  meaning: [
    'elapsedSeconds are whole seconds as nova counts them',
    'totalSeconds end at "Migration operation has completed", to half a second',
    'nova does not print the downtime',
  ],
  isLineWhole: true,
  isToSecond: true,
  recognise: (text) =>
    countOf(text, /Migration running for \d{1,9} secs|Migration operation (?:has|was|thread)/g) +
    countOf(text, /Increasing downtime to \d{1,9} ms after/g),
  parse: (text, fileName) =>
    progressOf(text, fileName, {
      name: 'nova',
      meaning,
      subject: (line) => INSTANCE.exec(line)?.[1] ?? '',
    }),
};

function meaning(line: string): Progress | undefined {
  const [, seconds, , sent, rest, all] = RUNNING.exec(line) ?? [];
  if (seconds !== undefined) {
    const [, , diskSent, diskRest, disk] = DISK.exec(line) ?? [];
    const figures = {
      elapsedSeconds: Number(seconds),
      sentBytes: Number(sent),
      remainingBytes: Number(rest),
      memoryBytes: Number(all),
    };
    const disks = {
      diskSentBytes: Number(diskSent),
      diskRemainingBytes: Number(diskRest),
      diskBytes: Number(disk),
    };
    // libvirt has no figures yet.
    if (Number(all) === 0) return { figures: { elapsedSeconds: figures.elapsedSeconds } };
    return { figures: Number(disk) > 0 ? { ...figures, ...disks } : figures };
  }
  const limit = LIMIT.exec(line)?.[1];
  if (limit !== undefined) return { figures: { downtimeLimitSeconds: Number(limit) / 1000 } };
  const [, kind, after] = GIVEN_UP.exec(line) ?? [];
  if (kind !== undefined) {
    const message = `nova gives it up, ${kind} ${after} s: it aborts, or is set to force the end`;
    return { willEnd: 'failed', remark: message };
  }
  if (/Starting monitoring of live migration/.test(line)) return { begins: true };
  if (/Migration operation has completed/.test(line)) return { ends: 'completed' };
  const failure = FAILURE.exec(line)?.[1];
  if (failure !== undefined) return { ends: 'failed', remark: `the migration failed: ${failure}` };
  return /Migration operation was|Migration operation has aborted/.test(line)
    ? { ends: 'failed' }
    : undefined;
}
