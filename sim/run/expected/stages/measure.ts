/**
 * What a migration's stages take on average, at one pair of caps: means over pilot migrations of an
 * idle guest from start to end. One in four has a long final copy, the others a receiver that works
 * for long after it.
 *
 * In turns a batch takes more or less by up to two fifths of itself: 32 pilot migrations give means
 * that are good to 1 % (exact debits) or 2 % (sampled). The seeds are fixed, so that the times are
 * a function of caps and costs alone.
 */

import type { Body } from '../../../engine/kernel/process.ts';
import { BATCH_PAGES, NS_PER_SECOND } from '../../../engine/kernel/unit.ts';
import { isInTurns } from '../../../engine/machine/scheduler/schedulers.ts';
import type { ParameterValues } from '../../../engine/mechanism/parameters.ts';
import { type Machine, PilotMigration } from './pilot-migration.ts';

/** CPU of the receiver's last work, in pieces with a mark behind each, ns. */
export const FINISH_NS = [1e6, 8e6, 25e6, 100e6, 1000e6] as const;

/** Pages of the final copy, in pieces with a mark behind each. */
export const COPY_PAGES = [256, 1024, 4096] as const;

/**
 * CPU of a CLEAN by which it is measured how long the sender's work takes, ns: at least 1 ms, so
 * that a few are enough.
 */
export function cleanProbeNs({ sourceCpuPerClean }: ParameterValues): number {
  return Math.max(sourceCpuPerClean, 1e6);
}

/** Stages whose time does not depend on the guest. */
const TIMED_PARTS = [
  'check',
  'connect',
  'source-setup',
  'suspend-request',
  'suspend-handshake',
  'final-clean',
  'tail',
  'source-teardown',
] as const;

/**
 * What the first batches take beyond others; a full batch of pages that are new to the destination,
 * and of others; a CLEAN of the probe.
 */
const ROUNDS = ['warmUp', 'newBatch', 'againBatch', 'clean'] as const;

/** From both ends to the guest's start, after the receiver's short work and after its longest. */
const RESTARTS = ['restart', 'restartLate'] as const;

/** Final copies by their pages. */
export const COPY_NAMES = COPY_PAGES.map((pages) => `copy ${pages}` as const);

/** The receiver's last work by its CPU, and the longer of it and the teardown. */
export const FINISH_NAMES = FINISH_NS.map((ns) => `finish ${ns}` as const);
export const ENDS_NAMES = FINISH_NS.map((ns) => `both ends ${ns}` as const);

export const TIME_NAMES = [
  ...TIMED_PARTS,
  ...ROUNDS,
  ...RESTARTS,
  ...COPY_NAMES,
  ...FINISH_NAMES,
  ...ENDS_NAMES,
];

export type TimedPart = (typeof TIMED_PARTS)[number];
type TimeName = (typeof TIME_NAMES)[number];

/** Times of stages at one pair of caps, seconds. */
export type MeasuredTimes = Readonly<Record<TimeName, number>>;

/** Each time from its name. */
export function timesBy(secondsOf: (name: TimeName) => number): MeasuredTimes {
  const entries = TIME_NAMES.map((name) => [name, secondsOf(name)] as const);
  return Object.fromEntries(entries) as MeasuredTimes;
}

/** Pilot migrations; without turns nothing but background jobs is left to chance. */
const PILOTS = { turns: 32, shortTurns: 4, fluid: 2 } as const;

/** Batches after which a round is as fast as it becomes, and of such a round. */
const EARLY_BATCHES = 4;
const LATE_BATCHES = 16;
/** Rounds of pages that the destination has, and their batches. */
const AGAIN_ROUNDS = 2;
const AGAIN_BATCHES = 8;
const SHORT_ROUNDS = 3;
const SHORT_PAGES = 60;
/** Pieces of the receiver's work where the copy is what is looked at. */
const SHORT_FINISH = 2;

/** The times at the caps of both Dom0s. */
export function measureStages(machine: Machine): MeasuredTimes {
  const sums = new Map<string, number>();
  const counts = new Map<string, number>();
  for (let index = 0; index < pilotsOf(machine); index += 1) {
    const isLong = index % 4 === 1;
    const finishNs = isLong ? FINISH_NS.slice(0, SHORT_FINISH) : FINISH_NS;
    const pilot = new PilotMigration(machine, { seed: `pilot ${index}`, finishNs });
    pilot.run(() => wholeMigration(pilot, machine.copying.parameters, isLong));
    for (const [name, ns] of Object.entries(timesOf(pilot.marksNs, isLong))) {
      if (Number.isNaN(ns)) continue;
      sums.set(name, (sums.get(name) ?? 0) + ns);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return timesBy((name) => {
    return (sums.get(name) as number) / (counts.get(name) as number) / NS_PER_SECOND;
  });
}

/** Turns of credit2 are of 10 ms: a few pilots see as many as 32 do under credit. */
function pilotsOf({ dom0 }: Machine): number {
  const inTurns = dom0.filter(({ turns, capPercent }) => isInTurns(turns) && capPercent < Infinity);
  if (inTurns.length === 0) return PILOTS.fluid;
  return inTurns.every(({ turns }) => turns === 'credit2') ? PILOTS.shortTurns : PILOTS.turns;
}

/** @param isLong whether its final copy is long. */
function* wholeMigration(
  pilot: PilotMigration,
  parameters: ParameterValues,
  isLong: boolean,
): Body {
  yield* pilot.until('rounds');
  yield* pilot.send(EARLY_BATCHES * BATCH_PAGES, true, true);
  pilot.mark('early');
  yield* pilot.send(LATE_BATCHES * BATCH_PAGES, true, true);
  pilot.mark('late');
  for (let round = 0; round < AGAIN_ROUNDS; round += 1) {
    yield* pilot.burn(cleanProbeNs(parameters));
    pilot.mark(`clean ${round}`);
    yield* pilot.send(AGAIN_BATCHES * BATCH_PAGES, false, true);
    pilot.mark(`again ${round}`);
  }
  for (let round = 0; round < SHORT_ROUNDS; round += 1) {
    yield* pilot.burn(parameters.sourceCpuPerClean);
    yield* pilot.send(SHORT_PAGES, false, true);
  }
  yield* pilot.until('clean');
  yield* pilot.burn(parameters.sourceCpuPerClean);
  yield* pilot.until('copy');
  let sent = 0;
  for (const pages of isLong ? COPY_PAGES : COPY_PAGES.slice(0, 1)) {
    yield* pilot.send(pages - sent, false, false);
    pilot.mark(`copy ${pages}`);
    sent = pages;
  }
  yield* pilot.until();
}

/** What the marks of one say, ns; NaN where it has left none. */
function timesOf(marksNs: ReadonlyMap<string, number>, isLong: boolean) {
  const since = (from: string, to: string): number =>
    (marksNs.get(to) ?? Number.NaN) - (marksNs.get(from) ?? 0);
  let cleanNs = 0;
  for (let round = 0; round < AGAIN_ROUNDS; round += 1) {
    cleanNs += since(round > 0 ? `again ${round - 1}` : 'late', `clean ${round}`);
  }
  const againNs = since('late', `again ${AGAIN_ROUNDS - 1}`) - cleanNs;
  const newNs = since('early', 'late') / LATE_BATCHES;
  const teardownNs = since('tail', 'source-teardown');
  const each = <Item>(names: readonly string[], items: readonly Item[], ns: (of: Item) => number) =>
    Object.fromEntries(names.map((name, index) => [name, ns(items[index] as Item)]));
  const always = {
    check: since('', 'check'),
    connect: since('check', 'connect'),
    'source-setup': since('connect', 'source-setup'),
    warmUp: since('source-setup', 'early') - EARLY_BATCHES * newNs,
    newBatch: newNs,
    againBatch: againNs / AGAIN_BATCHES / AGAIN_ROUNDS,
    clean: cleanNs / AGAIN_ROUNDS,
    'suspend-request': since('pre-copy', 'suspended'),
    'suspend-handshake': since('suspend-request', 'suspend-handshake'),
    'final-clean': since('suspend-handshake', 'final-clean'),
    ...each(COPY_NAMES, COPY_NAMES, (mark) => since('final-clean', mark)),
  };
  // What comes behind a long copy has to wait for the receiver.
  if (isLong) return { ...always, restart: since('both ends', 'activate') };
  return {
    ...always,
    tail: since('stop-and-copy', 'tail'),
    'source-teardown': teardownNs,
    restartLate: since('both ends', 'activate'),
    ...each(FINISH_NAMES, FINISH_NAMES, (mark) => since('tail', mark)),
    ...each(ENDS_NAMES, FINISH_NAMES, (mark) => Math.max(since('tail', mark), teardownNs)),
  };
}
