/**
 * The mean of runs that differ by chance, in the shape of one. Times, CPU and what guests lost are
 * means. Rounds and pages are those of the run that is nearest to the mean, with its time line
 * stretched to the mean: where the guest runs by one factor, where it stands by another.
 */
import { NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import type {
  GuestPerformance,
  MigrationResult,
  PartResult,
  RoundResult,
} from '../../result/result.ts';

/** @param runs one migration in each of them, at least one. */
export function meanMigration(runs: readonly MigrationResult[]): MigrationResult {
  const [first] = runs as readonly [MigrationResult];
  if (runs.length === 1) return first;
  const usual = most(runs, ({ abandoned = false }) => String(abandoned));
  const total = meanBy(usual, ({ totalSeconds }) => totalSeconds);
  const down = meanBy(usual, ({ downtimeSeconds }) => downtimeSeconds);
  const near = nearest(usual, total, down);
  const waited = meanBy(usual, ({ waitedSeconds }) => waitedSeconds);
  // Whole nanoseconds, as times of a run are.
  const waitedSeconds = Math.round(waited * NS_PER_SECOND) / NS_PER_SECOND;
  const line = new TimeLine(near.parts, {
    live: ratio(total - down, near.totalSeconds - near.downtimeSeconds),
    down: ratio(down, near.downtimeSeconds),
  });
  const cpu = Object.keys(near).filter((key) => key.endsWith('CpuSeconds'));
  return {
    ...near,
    ...Object.fromEntries(cpu.map((key) => [key, meanBy(usual, (run) => numberIn(run, key))])),
    startSeconds: near.startSeconds - near.waitedSeconds + waitedSeconds,
    waitedSeconds,
    totalSeconds: total,
    downtimeSeconds: down,
    ...endingOf(usual, near, line),
    rounds: near.rounds.map((round) => line.round(round)),
    guestPerformance: meanPerformance(usual.map(({ guestPerformance: guest }) => guest)),
    parts: line.parts,
  };
}

/** What only some have. */
function endingOf(runs: readonly MigrationResult[], near: MigrationResult, line: TimeLine) {
  const { sourceDowntimeSeconds: source, postCopy, disks } = near;
  const fetched = (key: 'pulledPages' | 'stalledSeconds'): number =>
    meanBy(runs, (run) => run.postCopy?.[key] ?? 0);
  const pulled = { pulledPages: fetched('pulledPages'), stalledSeconds: fetched('stalledSeconds') };
  return {
    ...(source === undefined ? {} : { sourceDowntimeSeconds: source * line.factors.down }),
    ...(postCopy === undefined ? {} : { postCopy: pulled }),
    ...(disks === undefined ? {} : { disks: disks.map((disk) => line.disk(disk)) }),
  };
}

/** @param runs one guest in each of them, at least one. */
export function meanPerformance(runs: readonly GuestPerformance[]): GuestPerformance {
  const [first] = runs as readonly [GuestPerformance];
  if (runs.length === 1) return first;
  const mean = (key: keyof GuestPerformance): number => meanBy(runs, (run) => numberIn(run, key));
  const seconds = mean('seconds');
  const slowedSeconds = mean('slowedSeconds');
  const lostSeconds = mean('lostSeconds');
  const got = meanBy(runs, (run) => run.slowedSeconds * run.slowedTo);
  return {
    guest: first.guest,
    seconds,
    stoppedSeconds: mean('stoppedSeconds'),
    slowedSeconds,
    slowedTo: slowedSeconds === 0 ? 1 : Math.min(1, got / slowedSeconds),
    performance: seconds === 0 ? mean('performance') : Math.max(0, 1 - lostSeconds / seconds),
    lostSeconds,
    faultSeconds: mean('faultSeconds'),
    backendCpuSeconds: mean('backendCpuSeconds'),
  };
}

/** The time line of a run, stretched. */
class TimeLine {
  readonly factors: { readonly live: number; readonly down: number };
  readonly parts: readonly PartResult[];
  /** As they were. */
  readonly #before: readonly PartResult[];

  constructor(before: readonly PartResult[], factors: TimeLine['factors']) {
    this.factors = factors;
    this.#before = before;
    this.parts = before.map((part) => ({ ...part, seconds: part.seconds * this.#factor(part) }));
  }

  round(round: RoundResult): RoundResult {
    const startSeconds = this.#at(round.startSeconds);
    const seconds = this.#at(round.startSeconds + round.seconds) - startSeconds;
    const by = round.seconds > 0 ? seconds / round.seconds : this.factors.live;
    return {
      ...round,
      startSeconds,
      seconds,
      deltaSeconds: round.deltaSeconds * by,
      sourceDom0CpuSeconds: round.sourceDom0CpuSeconds * by,
      destinationDom0CpuSeconds: round.destinationDom0CpuSeconds * by,
      deltaSourceDom0CpuSeconds: round.deltaSourceDom0CpuSeconds * by,
      deltaGuestCpuSeconds: round.deltaGuestCpuSeconds * by,
    };
  }

  disk<Disk extends { readonly readySeconds: number | null }>(disk: Disk): Disk {
    const { readySeconds } = disk;
    return readySeconds === null ? disk : { ...disk, readySeconds: this.#at(readySeconds) };
  }

  /** Where a time after the start has come to. */
  #at(seconds: number): number {
    let [left, at] = [seconds, 0];
    for (const part of this.#before) {
      const passed = Math.min(left, part.seconds);
      at += passed * this.#factor(part);
      left -= passed;
    }
    return at;
  }

  #factor({ inDowntime }: PartResult): number {
    return inDowntime ? this.factors.down : this.factors.live;
  }
}

/** Those that are like most of the others; of equally many the first. */
function most(runs: readonly MigrationResult[], kindOf: (run: MigrationResult) => string) {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(kindOf(run), (counts.get(kindOf(run)) ?? 0) + 1);
  const [kind] = [...counts].reduce((best, each) => (each[1] > best[1] ? each : best));
  return runs.filter((run) => kindOf(run) === kind);
}

/** The run whose total time and downtime are off by the least share; it has both if they do. */
function nearest(runs: readonly MigrationResult[], total: number, down: number): MigrationResult {
  const whole = runs.filter(({ totalSeconds, downtimeSeconds }) => {
    const lives = totalSeconds > downtimeSeconds || total <= down;
    return lives && (downtimeSeconds > 0 || down === 0);
  });
  const far = ({ totalSeconds, downtimeSeconds }: MigrationResult): number =>
    Math.abs(ratio(totalSeconds, total) - 1) + Math.abs(ratio(downtimeSeconds, down) - 1);
  const usual = most(whole.length > 0 ? whole : runs, ({ stopReason }) => stopReason);
  return usual.reduce((best, run) => (far(run) < far(best) ? run : best));
}

/** 1 where there is nothing of both. */
const ratio = (one: number, other: number): number => (other === 0 ? 1 : one / other);

function meanBy<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0) / all.length;
}

/** A field that is a number. */
const numberIn = <Run extends object>(run: Run, key: string): number =>
  (run as Readonly<Record<string, unknown>>)[key] as number;
