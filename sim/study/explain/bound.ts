/**
 * What bounded the rate of a migration, by what only one of the causes does: a bandwidth limit of
 * QEMU does not hold once the guest has stopped; a cap lets short rounds through at full speed, a
 * link does not; a Dom0 that works all the time waits for nothing.
 */

import { BITS_PER_BYTE, MIB } from '../../engine/kernel/unit.ts';
import { BYTES_PER_PAGE } from '../../engine/mechanism/wire-format.ts';
import { sum } from '../fit/statistics.ts';
import type { Evidence } from './evidence.ts';
import type { Known } from './known.ts';
import type { Pass } from './pass.ts';
import { isMostlyZero, type WireRate } from './rate.ts';

/** Causes that can be told. */
export type Cause = 'bandwidth-limit' | 'link' | 'cpu' | 'cap' | 'unknown';

/** The cause, and what speaks for it, in a sentence. */
export interface Bound {
  readonly cause: Cause;
  readonly why: string;
  /** Percent of one CPU that Dom0 used, where the source says so. */
  readonly dom0CpuPercent: number | null;
}

const NEAR = 0.06;
/** Above it a CPU works all the time. */
const BUSY_PERCENT = 90;
/** Shorter rounds than this fall between the parks of a cap, or wait for one. */
const SHORT_SECONDS = 0.06;
/** Longer ones have parks as the longest has. */
const MIDDLE_SECONDS = 0.3;
/** A domain above its cap stands for at least about this. */
const PARK_SECONDS = 0.025;
/** Of the idle time of a byte in long rounds, what short ones have at least where a link bounds. */
const WAITED = 0.25;
/** Payload of Ethernet with frames of 1500 bytes. */
const PAYLOAD = 0.941;
const LINKS_GBIT = [0.1, 1, 2.5, 5, 10, 25, 40, 50, 100];
/** QEMU's own limits and round ones. */
const LIMITS_MIB = [32, 64, 100, 128, 200, 256, 500, 512, 1000, 1024];
const ROUND = 0.005;
/** Rates under a limit lie within this part of it; others may be like one by chance. */
const STEADY = 0.2;
/** A stop-and-copy of less says little of a rate: sockets take as much at once. */
const LEAST_BYTES = 4 * MIB;

export function boundOf(evidence: Evidence, rate: WireRate | undefined, known: Known): Bound {
  const dom0CpuPercent = dom0Cpu(evidence.passes);
  if (rate === undefined) {
    return { cause: 'unknown', why: 'the source states no rate', dom0CpuPercent };
  }
  const told =
    byKnown(rate, known) ??
    (evidence.system === 'qemu' ? byStop(evidence, rate) : byCpu(evidence)) ??
    byWindows(evidence, rate) ??
    byNumber(evidence, rate);
  const nothing = { cause: 'unknown', why: 'nothing in the source tells what did' } as const;
  return { ...(told ?? nothing), dom0CpuPercent };
}

type Told = Omit<Bound, 'dom0CpuPercent'>;

const isNear = (value: number, other: number): boolean => Math.abs(value / other - 1) <= NEAR;
const showMib = (bytes: number): string => `${(bytes / MIB).toFixed(1)} MiB/s`;

/** What the user states. */
function byKnown({ value }: WireRate, known: Known): Told | undefined {
  const limit = known.bandwidthLimitBytesPerSecond;
  if (limit !== undefined && isNear(value, limit)) {
    const why = `${showMib(value)} were sent, and the limit is ${showMib(limit)}`;
    return { cause: 'bandwidth-limit', why };
  }
  const link = known.linkBitsPerSecond;
  if (link === undefined) return undefined;
  const share = (value * BITS_PER_BYTE) / link;
  if (share < PAYLOAD * (1 - NEAR)) return undefined;
  return { cause: 'link', why: `${(100 * share).toFixed(0)} % of the link is pages` };
}

/** QEMU sends without a limit once the guest has stopped. */
function byStop(evidence: Evidence, { value }: WireRate): Told | undefined {
  const { stopped } = evidence;
  if (stopped === null || !stopped.seconds) return undefined;
  if (evidence.samples.length < 2 && isMostlyZero(evidence)) return undefined;
  const bytes = stopped.pages * BYTES_PER_PAGE;
  if (bytes < LEAST_BYTES) return undefined;
  const faster = bytes / stopped.seconds / value;
  const rate = showMib(bytes / stopped.seconds);
  const pages = `${rate} with the guest stopped, ${showMib(value)} before`;
  if (faster > 2) {
    return { cause: 'bandwidth-limit', why: `${pages}: only a bandwidth limit ends with the stop` };
  }
  return { cause: 'link', why: `${pages}: no limit that ends with the stop, so link or CPU` };
}

/** A quota of windows gives the same rate each time; a link never does. */
function byWindows(
  { samples, outcome }: Evidence,
  { value, low, high }: WireRate,
): Told | undefined {
  const active = outcome === 'completed' ? samples.slice(0, -1) : samples;
  const stated = active.filter(({ megabitsPerSecond }) => (megabitsPerSecond ?? 0) > 0);
  if (stated.length < WINDOWS || (high ?? value) - low > SAME * value) return undefined;
  const why = `the rates that QEMU states of ${stated.length} windows are the same: a limit`;
  return { cause: 'bandwidth-limit', why };
}

const WINDOWS = 3;
const SAME = 0.003;

/** Of the longest pass: in shorter ones a turn of the scheduler more or less shows. */
function dom0Cpu(passes: readonly Pass[]): number | null {
  return longest(passes)?.dom0CpuPercent ?? null;
}

function longest(passes: readonly Pass[]): Pass | undefined {
  const known = passes.filter(({ dom0CpuPercent, live }) => live && dom0CpuPercent !== null);
  return known.toSorted((one, other) => (other.seconds ?? 0) - (one.seconds ?? 0))[0];
}

/** By what Dom0 used of its CPU, and whether short rounds waited as long rounds did. */
function byCpu(evidence: Evidence): Told | undefined {
  const long = longest(evidence.passes);
  if (long === undefined) return undefined;
  const cpu = long.dom0CpuPercent ?? 0;
  const guest = long.guestCpuPercent ?? 0;
  const used = `Dom0 used ${cpu.toFixed(0)} % of a CPU`;
  if (cpu >= BUSY_PERCENT) return { cause: 'cpu', why: `${used}, so all of it` };
  if (cpu + guest >= BUSY_PERCENT) {
    return { cause: 'cpu', why: `${used} and the guest ${guest.toFixed(0)} %, together one CPU` };
  }
  const short = shortRounds(evidence, long);
  const parked = short.find((round) => late(round, long) > PARK_SECONDS);
  if (parked !== undefined) {
    const ms = (1e3 * late(parked, long)).toFixed(0);
    return {
      cause: 'cap',
      why: `${used}, and a round of ${parked.pages} pages took ${ms} ms more`,
    };
  }
  const between = short.filter(({ seconds }) => seconds < SHORT_SECONDS);
  if (between.length === 0) {
    const why = `${used}; no round is short enough to tell a cap from a link: taken as a cap`;
    return { cause: 'cap', why };
  }
  const waited = idlePerByte(between) / idlePerByte([turn(long)]);
  if (waited < WAITED) {
    return { cause: 'cap', why: `${used}, but short rounds did not wait: a cap, between parks` };
  }
  return { cause: 'link', why: `${used}, and waited in short rounds too: for the link` };
}

/** A round and what it left idle. */
interface Turn {
  readonly pages: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly idleSeconds: number;
}

function turn({ sent, bytes, seconds, dom0CpuPercent, guestCpuPercent }: Pass): Turn {
  const busy = ((dom0CpuPercent ?? 0) + (guestCpuPercent ?? 0)) / 100;
  const all = seconds ?? 0;
  return { pages: sent ?? 0, bytes: bytes ?? 0, seconds: all, idleSeconds: all * (1 - busy) };
}

/** Rounds that a park would not fit into often, but those in which the guest is suspended. */
function shortRounds({ passes, stopped }: Evidence, long: Pass): Turn[] {
  const live = passes.filter((pass) => pass.live && pass !== long && (pass.bytes ?? 0) > 0);
  const turns = live.filter(({ seconds }) => (seconds ?? Infinity) < MIDDLE_SECONDS).map(turn);
  if (stopped?.seconds == null || stopped.dom0CpuPercent === null) return turns;
  const { pages, seconds, dom0CpuPercent } = stopped;
  const idleSeconds = seconds * (1 - dom0CpuPercent / 100);
  return [...turns, { pages, bytes: pages * BYTES_PER_PAGE, seconds, idleSeconds }];
}

const idlePerByte = (turns: readonly Turn[]): number =>
  sum(turns.map(({ idleSeconds }) => Math.max(0, idleSeconds))) /
  sum(turns.map(({ bytes }) => bytes));

/** How much longer it took than at the usual rate. */
const late = ({ bytes, seconds }: Turn, long: Pass): number =>
  seconds - (bytes * (long.seconds ?? 0)) / (long.bytes ?? 1);

/** Rates that are those of limits and links. */
function byNumber({ system }: Evidence, { value, low, high }: WireRate): Told | undefined {
  const isSteady = (high ?? value) - low <= STEADY * value;
  const limit = LIMITS_MIB.find((mib) => {
    return system === 'qemu' && isSteady && Math.abs(value / (mib * MIB) - 1) <= ROUND;
  });
  if (limit !== undefined) {
    return { cause: 'bandwidth-limit', why: `it is ${limit} MiB/s, as limits are set` };
  }
  const link = LINKS_GBIT.find((gbit) => isNear(value * BITS_PER_BYTE, PAYLOAD * gbit * 1e9));
  if (link === undefined) return undefined;
  return { cause: 'link', why: `it is what a link of ${link} Gbit/s carries` };
}
