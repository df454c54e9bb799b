/** Progress lines of oVirt's VDSM. Source: lib/vdsm/virt/migration.py. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { type Progress, progressOf } from './progress.ts';

const MIB = 1024 ** 2;
const PROGRESS =
  /Migration Progress: (\d{1,9}(?:\.\d{1,9})?) seconds elapsed, (\d{1,4})% of data processed/;
const FIGURE = new RegExp(
  '(total data|processed data|remaining data|transfer speed|zero pages|compressed|dirty rate|' +
    String.raw`memory iteration):? (\d{1,15})`,
  'g',
);
const LIMIT = /setting migration downtime to (\d{1,9})/;
const TOOK = /migration took (\d{1,9}) seconds to complete/;
const STALLED = /Migration stalling: remaining \((\d{1,9})MiB\) > lowmark \((\d{1,9})MiB\)/;
const GUEST = /vmId=[`'"]([0-9a-f-]{1,40})/;

export const VDSM: Format = {
  name: 'vdsm',
  title: "progress lines of oVirt's VDSM",
  source: '`grep -i migration /var/log/vdsm/vdsm.log` on the source host',
  meaning: [
    'figures are in MiB, which VDSM writes as MB, of memory and disks together',
    'totalSeconds are those of "migration took", with preparation',
    'VDSM does not print the downtime',
  ],
  isLineWhole: true,
  isToSecond: true,
  recognise: (text) => countOf(text, /Migration Progress: \d|migration took \d{1,9} seconds/g),
  parse: (text, fileName) =>
    progressOf(text, fileName, {
      name: 'vdsm',
      meaning,
      subject: (line) => GUEST.exec(line)?.[1] ?? '',
    }),
};

function meaning(line: string): Progress | undefined {
  const [, seconds, percent] = PROGRESS.exec(line) ?? [];
  if (seconds !== undefined) return { figures: progress(line, Number(seconds), Number(percent)) };
  const limit = LIMIT.exec(line)?.[1];
  if (limit !== undefined) return { figures: { downtimeLimitSeconds: Number(limit) / 1000 } };
  const [, rest, least] = STALLED.exec(line) ?? [];
  if (rest !== undefined) {
    const remark = `it stalls: ${rest} MiB remain, and ${least} MiB did before`;
    return { figures: { remainingBytes: Number(rest) * MIB }, remark };
  }
  const took = TOOK.exec(line)?.[1];
  if (took !== undefined) return { ends: 'completed', totalSeconds: Number(took) };
  if (/[Ss]tarting migration to /.test(line)) return { begins: true };
  return /Migration is stuck|Failed to migrate|[Mm]igration (?:was )?(?:cancel|abort)/.test(line)
    ? { ends: 'failed' }
    : undefined;
}

function progress(line: string, elapsedSeconds: number, percent: number) {
  const said = new Map([...line.matchAll(FIGURE)].map(([, name = '', of]) => [name, Number(of)]));
  const mib = (name: string): number | null => {
    const value = said.get(name);
    return value === undefined ? null : value * MIB;
  };
  const zero = said.get('zero pages');
  return {
    elapsedSeconds,
    memorySentPercent: percent,
    memoryBytes: mib('total data'),
    sentBytes: mib('processed data'),
    remainingBytes: mib('remaining data'),
    bytesPerSecond: mib('transfer speed'),
    sentZeroPages: zero === undefined ? null : (zero * MIB) / PAGE_BYTES,
    compressedBytes: mib('compressed'),
    dirtyPagesPerSecond: said.get('dirty rate') ?? null,
    iteration: said.get('memory iteration') ?? null,
  };
}
