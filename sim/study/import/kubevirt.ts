/** Progress lines of KubeVirt's virt-launcher. Source: live-migration-source.go of KubeVirt. */
import { PAGE_BYTES } from '../../engine/kernel/unit.ts';
import { countOf } from './line-numbers.ts';
import type { Format } from './measurement.ts';
import { joined } from './posted.ts';
import { type Progress, progressOf } from './progress.ts';
import type { StatedName } from './stated.ts';

const MIB = 1024 ** 2;
/** Bytes per second of what it prints as 1 Mbps: now, and in the first versions, by a mistake. */
const MBPS = { now: 1e6 / 8, before: 1e6 * 8 };
/** Of two sizes that are rounded down. */
const ROUNDING = 2 * MIB;

export const KUBEVIRT: Format = {
  name: 'kubevirt',
  title: "progress lines of KubeVirt's virt-launcher",
  source: "`kubectl logs POD | grep -i migration`, of the source's virt-launcher pod, verbosity 2",
  meaning: [
    'sizes are to 1 MiB, rates to 1 Mbit/s',
    'KubeVirt logs every two seconds: what comes after the last line is not in it',
    'totalSeconds and downtimeSeconds are those of a last line that has the downtime',
  ],
  isLineWhole: true,
  recognise: (text) => countOf(text, /\bMigration info for \S{1,80}:/g),
  parse: (text, fileName) =>
    progressOf(joined(text, goesOn, /\s{0,9}$/), fileName, {
      name: 'kubevirt',
      meaning,
      subject: (line) => GUEST.exec(line)?.[1] ?? '',
    }),
};

const INFO = /\bMigration info for \S{1,80}:/;
const PAIR = /\b([A-Z][A-Za-z]{2,24}):(\d{1,15})(ms|MiB|Mbps|)(?![\w.])/g;
const GUEST = /"name":"([^"]{1,100})"/;
const GIVEN_UP = /Live migration abort detected with reason: ([^"\n]{1,200})/;
const FAILED = /Migration job failed|Migration was canceled|"msg":"Live migration failed/;

/** Somebody has folded a long line. */
const goesOn = (before: string, line: string): boolean =>
  /^\s{1,8}[A-Z][A-Za-z]{2,24}:\d/.test(line) && PAIRS_END.test(before);
const PAIRS_END =
  /(?:ms|MiB|Mbps|[A-Z][A-Za-z]{2,24}:\d{1,15}|Migration info for \S{1,80}:)\s{0,9}$/;

const COUNTS: Readonly<Record<string, StatedName>> = {
  Iteration: 'syncs',
  PostcopyRequests: 'postcopyRequests',
  ConstantPages: 'sentZeroPages',
  NormalPages: 'sentPages',
};
const SIZES: Readonly<Record<string, StatedName>> = {
  MemoryProcessed: 'sentBytes',
  MemoryRemaining: 'remainingBytes',
  MemoryTotal: 'memoryBytes',
};

function meaning(line: string): Progress | undefined {
  if (INFO.test(line)) return progress(line);
  const reason = GIVEN_UP.exec(line)?.[1];
  if (reason !== undefined) {
    return { ends: 'failed', remark: `the migration is aborted: ${reason.trim()}` };
  }
  if (/Migration has been completed/.test(line)) return { ends: 'completed' };
  return FAILED.test(line) ? { ends: 'failed' } : undefined;
}

function progress(line: string): Progress {
  const said = new Map(
    [...line.matchAll(PAIR)].map(([, name = '', value]) => [name, Number(value)]),
  );
  const figures: Partial<Record<StatedName, number | null>> = {};
  for (const [name, key] of Object.entries(COUNTS)) figures[key] = said.get(name) ?? null;
  for (const [name, key] of Object.entries(SIZES)) {
    const mib = said.get(name);
    if (mib !== undefined) figures[key] = mib * MIB;
  }
  const { MemoryBandwidth, DirtyRate, TimeElapsed, Downtime, ExpectedDowntime, DataTotal } =
    Object.fromEntries(said);
  const seconds = TimeElapsed === undefined ? null : TimeElapsed / 1000;
  const unit = unitOf(figures.sentBytes ?? 0, seconds ?? 0, MemoryBandwidth ?? 0);
  figures.elapsedSeconds = seconds;
  if (MemoryBandwidth !== undefined) figures.bytesPerSecond = MemoryBandwidth * unit;
  if (DirtyRate !== undefined)
    figures.dirtyPagesPerSecond = Math.round((DirtyRate * unit) / PAGE_BYTES);
  if (ExpectedDowntime !== undefined) figures.expectedDowntimeSeconds = ExpectedDowntime / 1000;
  const disk = (DataTotal ?? 0) * MIB - (figures.memoryBytes ?? 0);
  if (DataTotal !== undefined && disk > ROUNDING) figures.diskBytes = disk;
  const remark = 'its "Mbps" are 64 Mbit/s each: this KubeVirt divides bytes by 8 to have bits';
  return {
    figures,
    ...(unit === MBPS.before ? { remark } : {}),
    ...(Downtime === undefined
      ? {}
      : { ends: 'completed', downtimeSeconds: Downtime / 1000, totalSeconds: seconds }),
  };
}

/** Which of the two it must be: they differ by 64, and so does what they say of the time so far. */
function unitOf(sentBytes: number, seconds: number, mbps: number): number {
  const mean = seconds > 0 ? sentBytes / seconds : 0;
  const between = Math.sqrt(MBPS.now * MBPS.before);
  return mean > mbps * between && mbps > 0 ? MBPS.before : MBPS.now;
}
