/**
 * Progress lines of tools on libvirt that print no time: `virsh migrate --verbose` (a percentage,
 * rewritten in place) and igvm ("memory 5% 191/3585MiB").
 */
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { type Progress, progressOf } from './progress.ts';
import { bytesOf } from './sizes.ts';

const VIRSH =
  /Migration: \[ {0,3}(\d{1,3}(?:\.\d{1,3})?) {0,3}%\](?:[^\n]{0,9}error: ([^\n]{1,200}))?/;
const AMOUNT = String.raw`(\d{1,3})% (\d{1,15})\/(\d{1,15})([KMGT]i?B)`;
const IGVM = new RegExp(`Migration progress: (?:disk ${AMOUNT}, )?memory ${AMOUNT}`);

export const LIBVIRT_PROGRESS: Format = {
  name: 'libvirt-progress',
  title: 'progress of `virsh migrate --verbose`, and of igvm',
  source: '`virsh migrate --verbose ...` on a terminal; `virsh domjobinfo GUEST` says much more',
  meaning: ['a percentage is of memory and disks together, and falls where pages are sent again'],
  isLineWhole: true,
  recognise: (text) => countOf(text, /Migration: \[ {0,3}\d|Migration progress: [a-z]+ \d/g),
  parse: (text, fileName) =>
    progressOf(text, fileName, {
      name: 'libvirt-progress',
      meaning,
      parts: /\r|(?=Migration: \[)/,
      noTimes:
        'the lines have no times: put a stamp before each ' +
        "(`... 2>&1 | tr '\\r' '\\n' | ts`), or ask `virsh domjobinfo`",
    }),
};

function meaning(line: string): Progress | undefined {
  const [, percent, error = /(?:^| )error: (.{1,200})/.exec(line)?.[1]] = VIRSH.exec(line) ?? [];
  const figures = { memorySentPercent: percent === undefined ? null : Number(percent) };
  if (error !== undefined) {
    return { figures, ends: 'failed', remark: `the migration failed: ${error}` };
  }
  if (percent !== undefined) {
    return Number(percent) === 100 ? { figures, ends: 'completed' } : { figures };
  }
  const [, , diskSent, disk, diskUnit, , sent, all, unit] = IGVM.exec(line) ?? [];
  if (sent === undefined) return undefined;
  return {
    figures: {
      sentBytes: bytesOf(sent, unit),
      memoryBytes: bytesOf(all, unit),
      diskSentBytes: bytesOf(diskSent, diskUnit),
      diskBytes: bytesOf(disk, diskUnit),
    },
  };
}
