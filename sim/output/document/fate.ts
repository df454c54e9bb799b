/** What became of guests whose migrations something may end before their time. */
import type { FailureResult, FateResult, GuestOutcome } from '../../run/result/fate.ts';
import { OUTCOMES } from '../../run/result/fate.ts';
import type { FaultResult, MigrationResult, RunResult } from '../../run/result/result.ts';
import { type FactsBlock, numeric, type Section, type TableBlock, worded } from './document.ts';

const seconds = (value: number): string => `${value.toFixed(3)} s`;

/** Where the guest of a migration is in the end, and how it fares there. */
export function whereOf(migration: MigrationResult): string {
  const { guest, source, destination, downtimeSeconds, fate } = migration;
  const stood = seconds(downtimeSeconds);
  const words: Readonly<Record<GuestOutcome, string>> = {
    'runs-at-source': `${guest} runs on at ${source} and was never stopped`,
    'resumed-at-source': `${guest} runs on at ${source} after it stood for ${stood}`,
    'runs-at-destination': `${guest} runs at ${destination}`,
    recoverable: `${guest} stands, and nothing of it is lost`,
    lost: `${guest} is lost`,
    unknown: `the tools cannot tell where ${guest} is`,
  };
  return words[fate?.outcome ?? 'runs-at-destination'];
}

/** What ended it before its time, or what came later; undefined: nothing did. */
export function whyOf({ failure, later }: FateResult): string | undefined {
  if (later !== undefined) return `${later.fault} ${seconds(later.seconds)} after its start`;
  return failure && failureText(failure);
}

function failureText({ fault, part, faultSeconds, noticedSeconds }: FailureResult): string {
  if (faultSeconds < 0)
    return `${fault} before its start, noticed after ${seconds(noticedSeconds)}`;
  const waited = noticedSeconds - faultSeconds;
  const noticed = waited >= 0.001 ? `, noticed ${seconds(waited)} later` : '';
  return `${fault} ${seconds(faultSeconds)} after its start, in ${part}${noticed}`;
}

/** Bytes for nothing, when hosts had back what it used, tries; empty for one without a fate. */
export function fateFacts({ fate, startSeconds }: MigrationResult): FactsBlock['facts'] {
  if (fate === undefined) return [];
  const { bytesInVain, freedSeconds, recoveries = 0, failedTries = [], failure } = fate;
  const known = failure && `${failure.source}${failure.inferred ? ' (inferred)' : ''}`;
  const freed = freedSeconds === null ? 'not by themselves' : `after ${seconds(freedSeconds)}`;
  const tries = failedTries.map((each) => {
    const why = each.failure === undefined ? 'given up' : failureText(each.failure);
    return `from ${seconds(each.startSeconds)}: ${why}`;
  });
  return [
    ...(bytesInVain > 0 ? [{ name: 'bytes in vain', value: String(bytesInVain) }] : []),
    ...(failure === undefined ? [] : [{ name: 'both hosts free', value: freed }]),
    ...(recoveries > 0 ? [{ name: 'went on again', value: `${recoveries} times` }] : []),
    ...tries.map((value, index) => ({ name: `try ${index + 1}`, value })),
    ...(tries.length > 0
      ? [{ name: `try ${tries.length + 1}`, value: `from ${seconds(startSeconds)}` }]
      : []),
    ...(known === undefined ? [] : [{ name: 'rule', value: known }]),
  ];
}

/** The migrations that came to each outcome, where there are any. */
export function countOutcomes(
  migrations: readonly MigrationResult[],
): (readonly [GuestOutcome, readonly MigrationResult[]])[] {
  return OUTCOMES.flatMap((outcome) => {
    const some = migrations.filter(({ fate }) => fate?.outcome === outcome);
    return some.length === 0 ? [] : [[outcome, some] as const];
  });
}

/** Faults, and how many guests ended how; nothing where nothing may fail. */
export function faultSections({ faults, migrations }: RunResult): Section[] {
  if (faults === undefined || faults.length === 0) return [];
  return [{ title: 'What failed', blocks: [faultTable(faults), outcomeTable(migrations)] }];
}

function faultTable(faults: readonly FaultResult[]): TableBlock {
  return {
    kind: 'table',
    columns: [...worded('fault'), ...numeric('times', ['first at s', 'first at (s)'])],
    rows: faults.map(({ kind, beganSeconds }) => {
      const [first] = beganSeconds;
      const at = first === undefined ? 'never' : first.toFixed(3);
      return [kind, String(beganSeconds.length), at];
    }),
  };
}

/** Every guest is in one row of it. */
function outcomeTable(migrations: readonly MigrationResult[]): TableBlock {
  const rows = countOutcomes(migrations).map(([outcome, some]) => {
    return [outcome, String(some.length), namesOf(some)];
  });
  return {
    kind: 'table',
    columns: [...worded('outcome'), ...numeric('guests'), ...worded('which')],
    rows,
  };
}

const NAMES_MOST = 5;

function namesOf(migrations: readonly MigrationResult[]): string {
  const names = migrations.slice(0, NAMES_MOST).map(({ guest }) => guest);
  return names.join(', ') + (migrations.length > NAMES_MOST ? ', ...' : '');
}
