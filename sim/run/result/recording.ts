/**
 * What a run looked like from inside, as plain data: who ran when, what moved over the network, how
 * many pages were dirty. A second output beside the result, for traces, reports and the lab;
 * no result depends on it.
 *
 * A track is a few arrays of equal length. Entry i of `timesNs` begins what entry i of the others
 * says, and the next entry ends it; the last one lasts until `endNs`. Times are ns since the start
 * of the simulation and never fall. Where a track counts (bytes), the count grows in a straight
 * line between two entries: rates are constant between events, so nothing is lost by that.
 */
import type { PartHost } from '../../engine/mechanism/parts.ts';

/** Raised when a field changes its name or meaning. */
export const RECORDING_VERSION = 2;

/**
 * What a virtual CPU may be at; tracks hold the index.
 *
 * | state | meaning |
 * | --- | --- |
 * | running | it uses a physical CPU, for the part of the time that `shares` says; else it blocks |
 * | blocked | nothing on it could go on if it had a CPU |
 * | parked | the scheduler keeps it off for its domain's cap |
 * | queued | it could go on and waits for a physical CPU that another uses |
 * | paused | its domain was stopped by an operation of the hypervisor |
 */
export const VCPU_STATES = ['running', 'blocked', 'parked', 'queued', 'paused'] as const;

/** What a guest may be at; tracks hold the index. */
export const GUEST_STATES = ['runs', 'paused', 'suspended'] as const;

/** One virtual CPU. */
export interface VcpuTrack {
  /** Host of a Dom0; undefined for a guest, whose track says where it is. */
  readonly host?: string;
  /** The guest; undefined for Dom0. */
  readonly guest?: string;
  /** 0 for the first of its domain. */
  readonly vcpu: number;
  readonly timesNs: readonly number[];
  /** Index into `VCPU_STATES`. */
  readonly states: readonly number[];
  /** Part of one physical CPU that it uses, 0 to 1. */
  readonly shares: readonly number[];
}

/** Credits of one virtual CPU after each accounting (every 30 ms) at which they had changed. */
export interface CreditTrack {
  readonly host: string;
  /** Name of the virtual CPU. */
  readonly vcpu: string;
  readonly timesNs: readonly number[];
  readonly credits: readonly number[];
}

/** One guest: whether it runs, and where. */
export interface GuestTrack {
  readonly guest: string;
  readonly timesNs: readonly number[];
  /** Index into `GUEST_STATES`. */
  readonly states: readonly number[];
  readonly hosts: readonly string[];
}

/** Pages of one guest that were written since the last CLEAN, as its migration looks at them. */
export interface DirtyTrack {
  readonly guest: string;
  readonly timesNs: readonly number[];
  /**
   * Pages found dirty, and the expected number of others not looked at yet. A CLEAN has
   * two entries at one time: what it found, and 0.
   */
  readonly pages: readonly number[];
}

/** One byte stream between its opening and its end. */
export interface StreamTrack {
  readonly name: string;
  /** A migration's, or a guest's disk or network. */
  readonly of: 'migration' | 'io';
  /** Names of the links it takes, in order. */
  readonly links: readonly string[];
  readonly timesNs: readonly number[];
  /** Bytes that have come through the links. */
  readonly deliveredBytes: readonly number[];
}

/** A stage of a migration. */
export interface PartSpan {
  readonly guest: string;
  readonly name: string;
  readonly host: PartHost;
  readonly startNs: number;
  readonly endNs: number;
  readonly inDowntime: boolean;
}

/** A round, from the start of its pass to its last byte written. */
export interface RoundSpan {
  readonly guest: string;
  readonly round: number;
  readonly live: boolean;
  /** Pages sent with their content. */
  readonly sent: number;
  readonly zeroPages: number;
  readonly skipped: number;
  readonly dirtied: number | null;
  readonly startNs: number;
  readonly endNs: number;
}

/** The batches of one guest's migration: each lasts until the next begins or its round ends. */
export interface BatchTrack {
  readonly guest: string;
  readonly rounds: readonly number[];
  readonly pages: readonly number[];
  readonly startsNs: readonly number[];
  readonly endsNs: readonly number[];
}

/** A whole run, or its beginning. */
export interface Recording {
  readonly recordingVersion: typeof RECORDING_VERSION;
  readonly endNs: number;
  /**
   * Where the tracks end because they had become too long; stages and rounds go on to the end.
   * Absent when all of the run was recorded.
   */
  readonly cutNs?: number;
  readonly vcpus: readonly VcpuTrack[];
  readonly credits: readonly CreditTrack[];
  readonly guests: readonly GuestTrack[];
  readonly dirty: readonly DirtyTrack[];
  readonly streams: readonly StreamTrack[];
  readonly parts: readonly PartSpan[];
  readonly rounds: readonly RoundSpan[];
  readonly batches: readonly BatchTrack[];
}
