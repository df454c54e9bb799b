/**
 * What xc_save of Xen 3.0 to 4.5 prints, alone or in xend.log: `3: sent 2701, skipped 1065, delta
 * 178ms, ...`. `precopy run --log` writes it too. Source of the format: print_stats in Xen's
 * tools/libxc/xc_domain_save.c.
 */
import { countOf } from './line-numbers.ts';
import {
  type Format,
  isUnbroken,
  type MeasuredRound,
  type Measurement,
  type MigrationOutcome,
  type Parsed,
  sumOrNull,
  unknownRound,
} from './measurement.ts';
import { checkPrinted } from './xend-checks.ts';
import { type PrintedMigration, type PrintedRound, xendMigrations } from './xend-rounds.ts';
import { xendTokens } from './xend-tokens.ts';

const EVIDENCE = /: sent \d{1,12}, skipped \d|Saving memory(?: pages)?: iter \d|Mb\/s, dirtied /g;

export const XEND: Format = {
  name: 'xend',
  title: "xc_save's progress output in Xen 3.0 to 4.5, alone or in xend.log",
  source: "`grep -A1 'Saving memory pages' /var/log/xen/xend.log`, written while the guest moved",
  meaning: [
    'seconds of a round are its delta: from the CLEAN before it to the CLEAN after it, with the ' +
      'suspend in the round that decides to stop',
    'CPU is that of virtual CPU 0 of Dom0 and of the guest',
    'memoryPages are those of the first round: pages that are not mapped do not count',
  ],
  roundSpans: 'cleans',
  recognise: (text) => countOf(text, EVIDENCE),
  parse,
};

function parse(text: string, fileName: string): Parsed {
  const { migrations, remarks } = xendMigrations(text, xendTokens(text));
  const printed = migrations.filter(({ rounds, total }) => rounds.length > 0 || total);
  return {
    migrations: printed.map((migration) => measured(migration, fileName)),
    remarks: [...remarks, ...printed.flatMap(checkPrinted)].sort((a, b) => a.line - b.line),
  };
}

function measured(printed: PrintedMigration, fileName: string): Measurement {
  const { line, total, exitCode } = printed;
  const last = printed.rounds.findIndex((round, index) => isFinal(printed, round, index));
  const rounds = printed.rounds.map((round, index) => measuredRound(round, index === last));
  const isWhole = isUnbroken(rounds) && last >= 0 && last === rounds.length - 1;
  const live = isUnbroken(rounds) && last >= 0 ? printed.rounds.slice(0, last) : [];
  const liveMs = sumOrNull(live.map(({ stats }) => stats?.deltaMs ?? null));
  const [first] = printed.rounds;
  const all = first?.round === 1 && first.counts !== undefined ? first.counts : undefined;
  return {
    origin: `${fileName}:${line}`,
    format: XEND.name,
    domain: null,
    outcome: outcomeOf(exitCode),
    memoryPages: all === undefined ? null : all.sent + all.skipped,
    pagesSent: total?.pages ?? (isWhole ? sumOrNull(rounds.map(({ sent }) => sent)) : null),
    zeroPages: null,
    bytesSent: null,
    totalSeconds: null,
    precopySeconds: liveMs === null ? null : liveMs / 1000,
    downtimeSeconds: null,
    rounds,
  };
}

function outcomeOf(exitCode: number | undefined): MigrationOutcome {
  if (exitCode === undefined) return 'unknown';
  return exitCode === 0 ? 'completed' : 'failed';
}

/** The round after the deciding one; where that is lost, the last one before the totals. */
function isFinal({ rounds, total }: PrintedMigration, round: PrintedRound, index: number): boolean {
  const before = rounds[index - 1];
  if (before?.deciding === true) return before.round === round.round - 1;
  const isLast = index === rounds.length - 1 && total !== undefined;
  return isLast && !round.deciding && !rounds.some(({ deciding }) => deciding);
}

/** The final round's line prints the dirty count of the CLEAN before it again. */
function measuredRound({ round, counts, stats }: PrintedRound, isLast: boolean): MeasuredRound {
  return {
    ...unknownRound(round),
    live: !isLast,
    sent: counts?.sent ?? null,
    skipped: counts?.skipped ?? null,
    ...(stats !== undefined && {
      dirtied: isLast ? null : stats.dirtied,
      seconds: stats.deltaMs / 1000,
      dom0CpuPercent: stats.dom0Percent,
      guestCpuPercent: stats.targetPercent,
    }),
  };
}
