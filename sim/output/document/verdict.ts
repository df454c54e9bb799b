/** A run's last sentence: what bounded the rate, whether rounds shrank, why it ended. */
import { type Bound, type Uses, usesOf } from '../../run/bound.ts';
import type { MigrationResult, RunResult } from '../../run/result/result.ts';
import { profileOf } from '../../run/world/machine-of.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { showQuantity } from '../../text/quantity.ts';
import { countOutcomes, whereOf, whyOf } from './fate.ts';
import { STOP_REASONS } from './migration.ts';

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** About the migration of a run, the longest where there are several. */
export function verdictOf(result: RunResult, scenario: Scenario): string {
  const longest = longestOf(result);
  const about = result.migrations.length > 1 ? `of the longest, ${longest.guest}: ` : '';
  const process = profileOf(scenario).hypervisor.system === 'qemu' ? 'QEMU' : 'Dom0';
  const rounds = longest.mechanism === 'pre-copy' ? [roundsOf(longest)] : [];
  const hasRounds = longest.rounds.length > 0;
  const bound = hasRounds ? [boundOf(usesOf(longest, scenario), process)] : [];
  const clauses = [...disksOf(longest), ...bound, ...(hasRounds ? rounds : []), endOf(longest)];
  const sentence = `${about}${clauses.join('; ')}.${outcomesOf(result)}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** How many guests are where, where several move and something may fail. */
function outcomesOf({ migrations }: RunResult): string {
  const counts = countOutcomes(migrations);
  if (migrations.length < 2 || counts.length === 0) return '';
  const said = counts.map(([outcome, some]) => `${some.length} ${outcome}`);
  return ` Of ${migrations.length} guests: ${said.join(', ')}.`;
}

function longestOf({ migrations }: RunResult): MigrationResult {
  return migrations.reduce((most, each) => (each.totalSeconds > most.totalSeconds ? each : most));
}

/** @param process that moves pages. */
function nameOf(bound: Bound, process: string): string {
  const [side, isCap] = bound.split('-');
  if (bound === 'limit') return "the policy's limit";
  if (bound === 'link') return 'the link';
  return `${isCap === undefined ? 'one CPU' : 'the cap'} of ${process} at the ${side}`;
}

function boundOf(used: Uses, process: string): string {
  const { uses, full, bitsPerSecond, linkBitsPerSecond } = used;
  const rates = [bitsPerSecond, linkBitsPerSecond].map((rate) => showQuantity(rate, 'bit/s'));
  const onLink = `${rates[0]} of ${rates[1]} on the link`;
  if (full !== undefined) {
    const also = full === 'link' ? '' : `, ${onLink}`;
    return `${nameOf(full, process)} bounded the rate (${percent(uses[full] ?? 0)} used${also})`;
  }
  const cpu = (['source', 'destination'] as const).map((side) => {
    return `${percent(uses[side] ?? 0)} of a CPU at the ${side}`;
  });
  return (
    `neither link nor ${process} was full (${onLink}, ${cpu.join(', ')}): the steps of a batch ` +
    'follow one another, so CPU and link share its time'
  );
}

/** In shorter rounds the first batches are most of it. */
const LEAST_SECONDS = 1;

/**
 * That CPU costs which the file does not give hold the rate far below the link's; undefined where
 * they do not.
 */
export function heldBackByCosts(result: RunResult, scenario: Scenario): string | undefined {
  const { machine, machineFile, parameters, faults } = scenario;
  const isGiven = Object.keys(parameters).some((name) => /CpuPer/u.test(name));
  // Several share a link: what one does not use may be what others do.
  const isShared = result.migrations.length > 1;
  if (machineFile !== undefined || isGiven || isShared || faults !== undefined) return undefined;
  const longest = longestOf(result);
  const { full, bitsPerSecond, linkBitsPerSecond, seconds } = usesOf(longest, scenario);
  if (seconds < LEAST_SECONDS || bitsPerSecond >= linkBitsPerSecond / 3) return undefined;
  if (full !== undefined && full !== 'source' && full !== 'destination') return undefined;
  const rates = [bitsPerSecond, linkBitsPerSecond].map((rate) => showQuantity(rate, 'bit/s'));
  return (
    `the link carries ${rates[0]} of ${rates[1]}: what held it back is what a page costs the ` +
    `CPUs of ${machine}, which the file does not give`
  );
}

/** How pages due went from round to round; after the last they are those of the suspend too. */
function roundsOf({ rounds, stopReason }: MigrationResult): string {
  const due = rounds.flatMap(({ live, dirtied }) => (live && dirtied !== null ? [dirtied] : []));
  const follows = stopReason === 'post-copy';
  const how = follows ? 'followed the guest' : 'were left for the stopped guest';
  const left = `${due.at(-1) ?? 0} pages ${how}`;
  const [first = 0] = due;
  const steps = due.length - 2;
  if (steps < 1 || first === 0) return left;
  const last = due[steps] as number;
  const factor = (last / first) ** (1 / steps);
  const shrank = factor < 0.95 ? `shrank to ${percent(factor)} each` : 'did not shrink';
  const counts = `${first} pages were due after the first, ${last} before the last`;
  return `rounds ${shrank} (${counts}), ${left}`;
}

/** What its local disks took of its time, if there are any. */
function disksOf({ parts, disks, totalSeconds }: MigrationResult): string[] {
  if (disks === undefined) return [];
  const seconds = parts.find(({ name }) => name === 'disk-mirror')?.seconds ?? 0;
  return [`its disks took ${percent(seconds / totalSeconds)} of its time, before its memory`];
}

function endOf(migration: MigrationResult): string {
  const { stopReason, abandoned, fate } = migration;
  const why = fate && whyOf(fate);
  if (why !== undefined) return `it failed (${why}): ${whereOf(migration)}`;
  const end = abandoned === true ? 'it was abandoned' : 'it stopped';
  return `${end} because ${STOP_REASONS[stopReason]}`;
}
